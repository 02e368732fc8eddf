/*
 * Effects → Slack's JSON, within Block Kit's limits by construction. Pure. What is returned is JSON
 * text, the caller's, of *len bytes.
 */
#ifndef BOT_RENDER_H
#define BOT_RENDER_H

#include <stdbool.h>
#include <stddef.h>

#include "commands/effects.h"
#include "knowledge/text.h"

/* How a message leaves: its surroundings in JSON differ. */
typedef struct RenderTo {
    const char *channel;       /* chat.*: required; response_url, ack: NULL */
    const char *user;          /* chat.postEphemeral, or NULL */
    const char *thread;        /* or NULL */
    const char *ts;            /* chat.update, or NULL */
    const char *response_type; /* "ephemeral", "in_channel", or NULL */
    int replace_original;      /* -1: do not say, 0: false, 1: true */
} RenderTo;

char *render_message(const Message *message, const RenderTo *to, size_t *len);

/* views.open: {"trigger_id", "view"}; trigger may be NULL: the view alone. */
char *render_form(const Form *form, const char *trigger, size_t *len);

/*
 * The ack payload {"response_action":"push"|"update","view"}: over a submitted form, or in its
 * place. With as much text as fits into `max` bytes; NULL when not even the inputs do.
 */
char *render_form_ack(const Form *form, size_t max, size_t *len);

/* views.publish: {"user_id", "view"}. */
char *render_home(const Message *message, const char *user, size_t *len);

/*
 * Ack payloads: {"response_action":"errors",…} of the REFUSE effects; {"options":[…]} of the OPTION
 * ones, which end at max bytes.
 */
char *render_refusal(const Effects *effects, size_t *len);
char *render_options(const Effects *effects, size_t max, size_t *len);

#endif
