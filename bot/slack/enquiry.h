/*
 * What has to be asked of Slack before anything else: who we are, and where to connect. A part of
 * the sender: one thread's, but for what is marked.
 */
#ifndef BOT_SLACK_ENQUIRY_H
#define BOT_SLACK_ENQUIRY_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "bot/slack/web_api.h"

typedef struct Enquiry Enquiry;

typedef struct EnquiryHooks {
    /* The answer to enquiry_want_address(), as socket_mode_address() takes it. */
    void (*address)(const char *url, bool fatal, int retry_ms, const char *why, void *user);
    /* auth.test has succeeded; the ids are borrowed. */
    void (*self)(const char *team, const char *user_id, const char *bot, void *hook_user);
    /* Slack refuses a token, for good: `why` is a sentence for the operator. */
    void (*refused)(const char *why, void *user);
    void *user;
} EnquiryHooks;

Enquiry *enquiry_new(WebApi *api, const EnquiryHooks *hooks); /* `api` is borrowed */
void enquiry_free(Enquiry *enquiry);

void enquiry_want_address(Enquiry *enquiry); /* any thread */

/* Asks what is due; the first time all of it. */
void enquiry_ask(Enquiry *enquiry);

/* When it has something to ask again, monotonic; INT64_MAX: not by itself. */
int64_t enquiry_due_us(const Enquiry *enquiry);

/* True when that was the answer to one of its calls. */
bool enquiry_got(Enquiry *enquiry, const WebResult *result);

#endif
