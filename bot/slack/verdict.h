/*
 * What Slack answered to a call, in its many ways of saying so → one outcome. Pure.
 */
#ifndef BOT_SLACK_VERDICT_H
#define BOT_SLACK_VERDICT_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bot/slack/web_api.h"

typedef struct Verdict Verdict;

/* As it came; borrowed for the call, but for the body: that is to outlive the verdict. */
typedef struct Answered {
    long status; /* HTTP's */
    const char *body;
    size_t len;
    int64_t retry_after_s; /* 0: not said */
    bool is_url;           /* a response URL answers in its own way */
} Answered;

/*
 * Fills in all of *result but its tag and scopes. What that points to belongs to the verdict, or is
 * the body.
 */
Verdict *verdict_new(const Answered *answered, WebResult *result);
void verdict_free(Verdict *verdict);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Verdict, verdict_free)

#endif
