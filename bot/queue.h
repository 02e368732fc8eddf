/*
 * Where threads meet: a bounded queue of pointers under a pthread mutex. Whoever takes a thing owns
 * it.
 */
#ifndef BOT_QUEUE_H
#define BOT_QUEUE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Queue Queue;

Queue *queue_new(size_t capacity);

/* Nothing may be in it any more, nobody waiting. */
void queue_free(Queue *queue);

/* False, and the thing still the caller's, when it is full or closed. */
bool queue_offer(Queue *queue, void *thing) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Moves up to `max` things to the end of `out`, waiting until there is one. wait_ms < 0: for ever;
 * 0: not at all. False when the queue is closed and empty.
 */
bool queue_take(Queue *queue, GPtrArray *out, size_t max, int wait_ms);

/*
 * The same, but waiting until the wall clock shows until_ms (milliseconds since 1970; INT64_MAX:
 * for ever), also when somebody sets that clock meanwhile.
 */
bool queue_take_until(Queue *queue, GPtrArray *out, size_t max, int64_t until_ms);

/* No more offers; what is in it can still be taken. */
void queue_close(Queue *queue);

size_t queue_length(Queue *queue);

#endif
