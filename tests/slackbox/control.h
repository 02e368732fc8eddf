/*
 * The control API (README.md): people act, tests look, faults are planned.
 */
#ifndef SLACKBOX_CONTROL_H
#define SLACKBOX_CONTROL_H

#include "tests/slackbox/http.h"
#include "tests/slackbox/world.h"

/*
 * The answer without "ok", a new object; NULL with *error set (static), or with *error NULL:
 * nothing to add.
 */
typedef json_t *(*VerbFn)(const json_t *in, const char **error);

typedef struct {
    const char *name;
    VerbFn run;
    bool act;      /* makes envelopes: their ids and wait_ms belong to it */
    VerbFn finish; /* what an act adds once its envelopes are settled; NULL: nothing. `in` then
                      holds what run() returned under "out" and the ack's payload under "payload" */
} Verb;

/* Tables of verbs, each ended by a nameless row. */
extern const Verb person_verbs[], interaction_verbs[], seeing_verbs[], machine_verbs[];

const char *in_str(const json_t *in, const char *name); /* NULL: absent */
bool in_bool(const json_t *in, const char *name);
int64_t in_int(const json_t *in, const char *name, int64_t absent);
/* NULL with *error set when there is none, or `user` may not see it. */
Person *in_person(const json_t *in, const char *name, const char **error);
Channel *in_channel(const json_t *in, const Person *person, const char **error);
Message *in_message(const json_t *in, const Channel *channel, const Person *person,
                    const char **error);

void control_route(Exchange *ex);
/* Answers those who wait for acks that have come, or whose time is up. */
void control_start(void);
void control_reset(void);

/* wait.c: the verb `wait`; takes the exchange and in. */
void wait_begin(Exchange *ex, json_t *in);
void wait_start(void);
void wait_reset(void);

/* see.c */
bool seen_by(const Person *person, const Message *message, const char *thread_ts, bool all);
json_t *seen_message(const Message *message);

#endif
