/*
 * What a feature wants to happen. The worker stores it in the same transaction as what the feature
 * changed: both are kept, or neither. Speaks of meaning, in Markdown; bot/render knows how Slack
 * shows it and where Slack cuts it. Pure.
 *
 * What is said in a message or a form is put into it as message.h says. `text` is its first
 * message_text(), Markdown; NULL for none.
 */
#ifndef COMMANDS_EFFECTS_H
#define COMMANDS_EFFECTS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "commands/message.h"

typedef struct Effects Effects; /* its messages and forms belong to it */

Effects *effects_new(void);
void effects_free(Effects *e);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Effects, effects_free)

/* --- what a feature calls ------------------------------------------------------------------- */

/* To the asker, where they asked and no more widely than they asked. At most one a request. */
Message *effects_reply(Effects *e, const char *text);

/*
 * The last reply can be made again: the row of `.recalls` called `name` does it, out of `value`.
 * That is done should it get lost on its way, so that few words need be kept until it has arrived.
 */
void effects_recall(Effects *e, const char *name, const char *value);

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

/*
 * Of a command: what takes long and only reads. The row of `.errands` called `name` does it with
 * `value`, aside, and what it replies is the reply; meanwhile others are answered.
 */
void effects_errand(Effects *e, const char *name, const char *value);

/* The asker's Home tab. */
Message *effects_home(Effects *e, const char *text);

/*
 * A form to fill in, opened at once (the request must have brought a trigger); `action` gets it.
 * From a button in a form, or in answer to a submitted one, it lies on top of that. `submit` NULL:
 * there is nothing to fill in.
 */
Form *effects_form(Effects *e, const char *action, const char *title, const char *submit,
                   const char *cancel);

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
    EFFECT_ERRAND,
} EffectKind;

typedef struct Effect {
    EffectKind kind;
    /*
     * POST, UPDATE; WHISPER: channel, member; LATER, NEVER: the timer; FETCH: the result; ERRAND:
     * "NAME VALUE"
     */
    char *to, *thread, *name, *or_to;
    Message *message;
    Form *form;
    /* REFUSE: input, why; OPTION: value, label; LATER, NEVER: key, value; FETCH: method, value */
    char *id, *text;
    int64_t due_ms;  /* LATER */
    GPtrArray *args; /* FETCH: char *, name and value in turn */
    char *recall;    /* REPLY: "NAME VALUE", or NULL */
} Effect;

size_t effects_count(const Effects *e);
const Effect *effects_at(const Effects *e, size_t i);

#endif
