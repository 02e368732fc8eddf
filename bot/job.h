/*
 * One thing for the worker to do within a batch. What it owns goes with it; `ack` is made in the
 * transaction and sent after it.
 */
#ifndef BOT_JOB_H
#define BOT_JOB_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "bot/fate.h"
#include "bot/keep.h"
#include "bot/slack/envelope.h"
#include "commands/effects.h"

typedef enum JobKind {
    JOB_ENVELOPE, /* somebody did something */
    JOB_ERRAND,   /* what their envelope had to wait for is done, with these effects */
    JOB_LOST,     /* the ack of that reply is */
    JOB_RESULT,   /* of a call */
} JobKind;

typedef struct Job {
    JobKind kind;
    Envelope *envelope;
    Effects *effects;
    CallResult *result;
    int64_t reply;
    Ack ack;
} Job;

Job *job_new(JobKind kind);
void job_free(void *job);

/*
 * Of Job *. Waiting for the disk is for what Slack is told; bookkeeping survives the process
 * without.
 */
bool jobs_have_news(const GPtrArray *jobs);

#endif
