/*
 * The worker thread: takes all that waits, keeps it in one transaction, and only then releases the
 * acks. Owns the writing Kb.
 */
#ifndef BOT_WORKER_H
#define BOT_WORKER_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "bot/builder.h"
#include "bot/config.h"
#include "bot/fate.h"
#include "bot/journal.h"
#include "bot/slack/envelope.h"
#include "bot/socket/socket_mode.h"
#include "knowledge/kb.h"

typedef struct Worker Worker;

/* What it works on; borrowed, and must outlive worker_stop(). */
typedef struct WorkerBase {
    Kb *kb;
    Journal *journal;
    Builder *builder;
} WorkerBase;

typedef struct WorkerHooks {
    /*
     * On the worker's thread, first of all; what is offered waits meanwhile. False: there is
     * nothing to work on, and nothing is worked on.
     */
    bool (*open)(WorkerBase *base, void *user);
    /* On the worker's thread, once: from now on it writes down at once what becomes of a call. */
    void (*ready)(void *user);
    /* On the worker's thread, after a commit: rows are owed that were not before. */
    void (*owed)(void *user);
    /* The lane of that result may be looked at again. The strings are freed afterwards. */
    void (*settled)(const CallResult *result, void *user);
    void *user;
} WorkerHooks;

/* Both are borrowed and must outlive worker_stop(). */
Worker *worker_new(const Config *config, SocketMode *socket, const WorkerHooks *hooks);
void worker_start(Worker *worker); /* its thread, whose hooks may be called at once */

/*
 * From the loop: an envelope, the worker's from now on. When too many wait it is answered "busy" or,
 * if Slack sends it again, left unacked.
 */
void worker_offer(Worker *worker, Envelope *envelope);

/* From the loop: the fate of an ack with a reply in it. */
void worker_sent(Worker *worker, int64_t reply, SocketFate fate);

/* From the sender. */
void worker_result(Worker *worker, CallResult *result);

/* Nothing waits and nothing is being worked on. Any thread. */
bool worker_is_idle(Worker *worker);

/* A batch has been worked on for half a minute: something is wrong with the disk, or with us. */
bool worker_is_stuck(Worker *worker);

/* The base is open, and the last commit succeeded. Any thread. */
bool worker_can_write(Worker *worker);

void worker_stop(Worker *worker); /* one that was started: finishes what waits, joins, frees */

#endif
