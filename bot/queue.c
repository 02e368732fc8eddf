/*
 * A GQueue under a pthread mutex: GLib's own locks are futexes that ThreadSanitizer cannot see.
 * queue_take() waits on the monotonic clock, so a step of the wall clock neither ends nor stretches
 * it.
 */
#include "bot/queue.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>

struct Queue {
    pthread_mutex_t mutex;
    pthread_cond_t filled; /* there is a thing, or there will be none */
    GQueue things;
    size_t capacity;
    bool closed;
};

Queue *queue_new(size_t capacity)
{
    Queue *queue = g_new0(Queue, 1);
    queue->capacity = capacity;
    g_queue_init(&queue->things);
    pthread_mutex_init(&queue->mutex, NULL);

    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&queue->filled, &monotonic);
    pthread_condattr_destroy(&monotonic);
    return queue;
}

void queue_free(Queue *queue)
{
    if (!queue)
        return;
    g_assert(g_queue_is_empty(&queue->things));
    pthread_cond_destroy(&queue->filled);
    pthread_mutex_destroy(&queue->mutex);
    g_free(queue);
}

bool queue_offer(Queue *queue, void *thing)
{
    pthread_mutex_lock(&queue->mutex);
    bool taken = !queue->closed && queue->things.length < queue->capacity;
    if (taken) {
        g_queue_push_tail(&queue->things, thing);
        pthread_cond_signal(&queue->filled);
    }
    pthread_mutex_unlock(&queue->mutex);
    return taken;
}

static struct timespec in_ms(int wait_ms)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_sec += wait_ms / 1000;
    at.tv_nsec += (long)(wait_ms % 1000) * 1000000;
    if (at.tv_nsec >= 1000000000) {
        at.tv_sec++;
        at.tv_nsec -= 1000000000;
    }
    return at;
}

/* With the mutex held; returns with it held, whether or not anything has come. */
static void wait_filled(Queue *queue, int wait_ms)
{
    const struct timespec until = in_ms(MAX(wait_ms, 0));
    int rc = 0;
    while (g_queue_is_empty(&queue->things) && !queue->closed && wait_ms != 0 && rc != ETIMEDOUT)
        rc = wait_ms < 0 ? pthread_cond_wait(&queue->filled, &queue->mutex)
                         : pthread_cond_timedwait(&queue->filled, &queue->mutex, &until);
}

/* As above. The kernel looks again at such a wait whenever the wall clock is set. */
static void wait_filled_until(Queue *queue, int64_t until_ms)
{
    const struct timespec until = {until_ms / 1000, (long)(until_ms % 1000) * 1000000};
    int rc = 0;
    while (g_queue_is_empty(&queue->things) && !queue->closed && rc != ETIMEDOUT)
        rc = pthread_cond_clockwait(&queue->filled, &queue->mutex, CLOCK_REALTIME, &until);
}

/* With the mutex held, which it releases. */
static bool take(Queue *queue, GPtrArray *out, size_t max)
{
    size_t taken = 0;
    for (; taken < max && !g_queue_is_empty(&queue->things); taken++)
        g_ptr_array_add(out, g_queue_pop_head(&queue->things));
    /* What one taker left is another's, and its signal may have been used up. */
    if (!g_queue_is_empty(&queue->things))
        pthread_cond_signal(&queue->filled);
    bool open = taken > 0 || !queue->closed;
    pthread_mutex_unlock(&queue->mutex);
    return open;
}

bool queue_take(Queue *queue, GPtrArray *out, size_t max, int wait_ms)
{
    pthread_mutex_lock(&queue->mutex);
    wait_filled(queue, wait_ms);
    return take(queue, out, max);
}

bool queue_take_until(Queue *queue, GPtrArray *out, size_t max, int64_t until_ms)
{
    pthread_mutex_lock(&queue->mutex);
    if (until_ms == INT64_MAX)
        wait_filled(queue, -1);
    else
        wait_filled_until(queue, until_ms);
    return take(queue, out, max);
}

void queue_close(Queue *queue)
{
    pthread_mutex_lock(&queue->mutex);
    queue->closed = true;
    pthread_cond_broadcast(&queue->filled);
    pthread_mutex_unlock(&queue->mutex);
}

size_t queue_length(Queue *queue)
{
    pthread_mutex_lock(&queue->mutex);
    size_t length = queue->things.length;
    pthread_mutex_unlock(&queue->mutex);
    return length;
}
