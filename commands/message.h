/*
 * What stands in a message or a form, piece by piece: features put it in, bot/render shows it.
 * Speaks of meaning; knows nothing of how any of it looks. Pure.
 *
 * Text is Markdown of ours. A person's words enter it by message_quote() alone, which keeps them
 * from being read as markup. Every string is copied.
 */
#ifndef COMMANDS_MESSAGE_H
#define COMMANDS_MESSAGE_H

#include <glib.h>
#include <stdbool.h>

typedef struct Message Message; /* belongs to its Effects, see effects.h */
typedef struct Form Form;       /* likewise */

/* --- what a feature calls ------------------------------------------------------------------- */

/* A message is built from the top; pieces appear in the order they were added. */
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

/* A form's `keep` comes back with its submission; 3,000 bytes. */
void form_keep(Form *f, const char *value);

/* In answer to a submitted form: this one takes its place instead of lying on top. */
void form_replace(Form *f);

/* What stands in it, built as a message is. Belongs to the form. */
Message *form_message(Form *f);
void form_text(Form *f, const char *markdown);
void form_quote(Form *f, const char *words); /* a person's, shown as such */

/*
 * A field to write in, at most max_len characters (0: Slack's most, 3,000). `initial` and `hint`,
 * which stands below it, may be NULL. What is written comes back as the field `id`.
 */
void form_input(Form *f, const char *id, const char *label, const char *initial, const char *hint,
                bool multiline, bool optional, unsigned max_len);

/* One of its options is chosen, at first the one whose value is `initial`, or NULL: none. */
void form_select(Form *f, const char *id, const char *label, const char *initial, bool optional);

/* One of the last select; a select that has none is asked for them while somebody types. */
void form_option(Form *f, const char *value, const char *label);

/* --- what bot/ reads ------------------------------------------------------------------------ */

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

/* --- what effects.c calls ------------------------------------------------------------------- */

Message *message_new(void);
void message_free(Message *m);
Form *form_new(const char *action, const char *title, const char *submit, const char *cancel);
void form_free(Form *f);

#endif
