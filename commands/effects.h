/*
 * What a feature wants to happen. The worker stores it in the same transaction as what the feature
 * changed: both are kept, or neither. Speaks of meaning, in Markdown; bot/render knows how Slack
 * shows it and where Slack cuts it. Pure.
 *
 * Text is Markdown of ours. A person's words enter it by message_quote() alone, which keeps them
 * from being read as markup.
 */
#ifndef COMMANDS_EFFECTS_H
#define COMMANDS_EFFECTS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct Effects Effects;
typedef struct Message Message; /* belongs to its Effects */
typedef struct Form Form;       /* likewise */

Effects *effects_new(void);
void effects_free(Effects *e);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Effects, effects_free)

/* --- what a feature calls ------------------------------------------------------------------- */

/* To the asker, where they asked and no more widely than they asked. At most one a request. */
Message *effects_reply(Effects *e, const char *text);

/* The reply to a button: in place of the message that holds the button, as narrow as that was. */
Message *effects_replace(Effects *e, const char *text);

/*
 * To a channel or a member. `thread` is the thread there, or NULL. `name`, or NULL for none, is
 * ours: an update finds the message by it, even before Slack has said where the message stands.
 */
Message *effects_post(Effects *e, const char *to, const char *thread, const char *name,
                      const char *text);
Message *effects_update(Effects *e, const char *name, const char *text);

/* Should Slack not let us write where the last post goes, this member gets it directly. */
void effects_or_to(Effects *e, const char *user);

/* In a channel, seen by that member only, who is in it. */
Message *effects_whisper(Effects *e, const char *channel, const char *user, const char *text);

/* What everybody in the channel of the request shall see: "Show to everyone". */
Message *effects_publish(Effects *e, const char *text);

/*
 * Asks Slack: a method that only reads, with its arguments as pairs of name and value, up to NULL.
 * The answer comes to the row of `.results` called `result`, with `value` ("" for none) as its
 * request's value; paced and retried, and once, also over a restart.
 */
void effects_fetch(Effects *e, const char *result, const char *value, const char *method,
                   ...) G_GNUC_NULL_TERMINATED;

/* The asker's Home tab. */
Message *effects_home(Effects *e, const char *text);

/*
 * A message is built from the top; pieces appear in the order they were added. The `text` above is
 * its first message_text(); NULL for none.
 */
void message_title(Message *m, const char *title);   /* plain text */
void message_text(Message *m, const char *markdown); /* a paragraph of ours */
void message_quote(Message *m, const char *words);   /* a person's words, shown as such */
void message_fact(Message *m, const char *label, const char *format, ...) G_GNUC_PRINTF(3, 4);
void message_context(Message *m, const char *markdown); /* small print: sources, slug */
void message_divider(Message *m);

/* Small print that begins with a member's name: the one way to name anybody. */
void message_from(Message *m, const char *user, const char *markdown);

/* Where it comes from; those that follow each other share a line, under the first one's heading. */
void message_source(Message *m, const char *heading, const char *label, const char *url);

typedef enum ChoiceStyle { CHOICE_PLAIN, CHOICE_PRIMARY, CHOICE_DANGER } ChoiceStyle;

/* A button: plain label, the action it calls ("ask.helpful"), what that gets as value (or NULL). */
void message_choice(Message *m, const char *label, const char *action, const char *value);
void message_choice_styled(Message *m, ChoiceStyle style, const char *label, const char *action,
                           const char *value);

/* More that can be done, behind a "⋯": `action` gets the value of what was taken. Five at most. */
void message_menu(Message *m, const char *action);
void message_menu_item(Message *m, const char *value, const char *label);

/*
 * A menu whose options are looked up while somebody types: `action` is asked for them, as
 * SURFACE_TYPING, and gets the value of what was chosen.
 */
void message_lookup(Message *m, const char *label, const char *action);

/* Asks before the last added choice is taken. */
void message_confirm(Message *m, const char *title, const char *text, const char *yes,
                     const char *no);

/* A button that leads to a page. */
void message_link(Message *m, const char *label, const char *url);

/* A member ticks some of them; all are ticked at first. They come back as "value,value". */
void message_checks(Message *m, const char *id, const char *label);

/* One of the last message_checks(), ten at most; the label is a person's words. */
void message_check(Message *m, const char *value, const char *label);

/*
 * A form to fill in, opened at once (the request must have brought a trigger); `action` gets it. From
 * a button in a form, or in answer to a submitted one, it lies on top of that. `submit` NULL: there
 * is nothing to fill in.
 */
Form *effects_form(Effects *e, const char *action, const char *title, const char *submit,
                   const char *cancel);
void form_keep(Form *f, const char *value); /* comes back with the submission; 3,000 bytes */
void form_replace(Form *f); /* in answer to a submitted form: takes that one's place */

/* What stands in it, built as a message is. Belongs to the form. */
Message *form_message(Form *f);
void form_text(Form *f, const char *markdown);
void form_quote(Form *f, const char *words); /* a person's, shown as such */
void form_input(Form *f, const char *id, const char *label, const char *initial, const char *hint,
                bool multiline, bool optional, unsigned max_len);
void form_select(Form *f, const char *id, const char *label, const char *initial, bool optional);

/* One of the last select; a select that has none is asked for them while somebody types. */
void form_option(Form *f, const char *value, const char *label);

/* The answer to a submission that cannot be taken: what is wrong, at the input it concerns. */
void effects_refuse(Effects *e, const char *input_id, const char *why);

/* The answer to a submission: all forms are closed, also those that lie below it. */
void effects_close(Effects *e);

/* The answer to somebody typing into a select whose options are looked up. */
void effects_option(Effects *e, const char *value, const char *label);

/*
 * Puts something off until due_ms (wall time) or soon after: a feature's row in .timers. There is
 * one of each name and key: the last word counts. About a member, the key is their id.
 */
void effects_later(Effects *e, const char *timer, const char *key, int64_t due_ms,
                   const char *value);
void effects_never(Effects *e, const char *timer, const char *key);

/* --- what bot/ reads ------------------------------------------------------------------------ */

typedef enum EffectKind {
    EFFECT_REPLY,
    EFFECT_REPLACE,
    EFFECT_POST,
    EFFECT_UPDATE,
    EFFECT_WHISPER,
    EFFECT_PUBLISH,
    EFFECT_HOME,
    EFFECT_FORM,
    EFFECT_REFUSE,
    EFFECT_CLOSE,
    EFFECT_OPTION,
    EFFECT_LATER,
    EFFECT_NEVER,
    EFFECT_FETCH,
} EffectKind;

typedef enum PieceKind {
    PIECE_TITLE,
    PIECE_TEXT,
    PIECE_QUOTE,
    PIECE_FACT, /* label, text */
    PIECE_CONTEXT,
    PIECE_FROM,   /* label: a user id; text */
    PIECE_SOURCE, /* label: the heading, text: the link's, value: the URL */
    PIECE_DIVIDER,
    PIECE_CHOICE, /* label, action, value, style; confirm */
    PIECE_MENU,   /* action; options */
    PIECE_LOOKUP, /* label, action */
    PIECE_LINK,   /* label, value: the URL */
    PIECE_INPUT,  /* id in action, label, text: initial, hint in value */
    PIECE_SELECT, /* id in action, label, text: initial; options */
    PIECE_CHECKS, /* id in action, label; options */
} PieceKind;

typedef struct Option {
    char *value, *label;
} Option;

typedef struct Piece {
    PieceKind kind;
    char *label, *text, *action, *value;
    ChoiceStyle style;
    char *confirm[4];   /* title, text, yes, no; all or none */
    GPtrArray *options; /* Option * */
    bool multiline, optional;
    unsigned max_len;
} Piece;

struct Message {
    GPtrArray *pieces; /* Piece * */
};

struct Form {
    char *action, *title, *submit, *cancel, *keep;
    bool replaces;
    GPtrArray *pieces; /* Piece * */
    Message message;   /* of the same pieces */
};

typedef struct Effect {
    EffectKind kind;
    /* POST, UPDATE; WHISPER: channel, member; LATER, NEVER: the timer; FETCH: the result */
    char *to, *thread, *name, *or_to;
    Message *message;
    Form *form;
    /* REFUSE: input, why; OPTION: value, label; LATER, NEVER: key, value; FETCH: method, value */
    char *id, *text;
    int64_t due_ms;  /* LATER */
    GPtrArray *args; /* FETCH: char *, name and value in turn */
} Effect;

size_t effects_count(const Effects *e);
const Effect *effects_at(const Effects *e, size_t i);

#endif
