/*
 * What becomes of an owed call once Slack has answered it, or has not. Pure but for the log: the
 * time and the chance are parameters, and the worker writes it down.
 */
#ifndef BOT_FATE_H
#define BOT_FATE_H

#include <stdbool.h>
#include <stdint.h>

#include "bot/slack/fetched.h"
#include "bot/slack/web_api.h"
#include "knowledge/delivery.h"

/*
 * An answer that was asked for lives in memory only: the call is owed until the worker has written
 * down what the answer led to, and no journal may take it for done before.
 */
typedef enum CallFate {
    CALL_DONE,
    CALL_AGAIN,
    CALL_REDIRECT,
    CALL_DEAD,
    CALL_FETCHED,
} CallFate;

/* Owns its strings. */
typedef struct CallResult {
    int64_t id;
    CallFate fate;
    char *lane;
    char *channel, *ts;  /* DONE: where it stands now, or NULL */
    char *why;           /* AGAIN, DEAD */
    int64_t due_ms;      /* AGAIN */
    char *target, *body; /* REDIRECT: to chat.postMessage */
    size_t len;
    char *name;          /* FETCHED: "RESULT VALUE" */
    FetchedBody *answer; /* FETCHED: also when there is none, and then it says why */
} CallResult;
void call_result_free(CallResult *result);

/*
 * What Slack refuses it would refuse again. What may or may not have been done is done again: Slack
 * has no key to make a post idempotent, and a double answer is better than none. now_ms is wall
 * time.
 */
CallResult *fate_of(const Owed *owed, const WebResult *result, int64_t now_ms, uint32_t random);

/* Made for its answer: see effects_fetch(). */
bool fate_is_fetch(const Owed *owed);

/* Of a call that is not to be made, or not any more: another way to the same person, else dead. */
CallResult *fate_given_up(const Owed *owed, const char *why, const char *detail);
CallResult *fate_dead(const Owed *owed, const char *why, const char *detail);

/* Made twice, everybody would see it twice; other calls can be repeated and nothing changes. */
bool fate_is_post(const Owed *owed);

#endif
