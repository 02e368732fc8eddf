/*
 * One thread, one wish: the version somebody wants. Under a mutex, since the two sides wait for
 * each other.
 */
#include "bot/builder.h"

#include <malloc.h>
#include <pthread.h>
#include <time.h>

#include "bot/metrics.h"

enum { RETRY_MS = 1000 };

struct Builder {
    char *database, *kept;
    double strictness;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t changed; /* a wish, a library, or the end */
    int64_t wanted;
    bool stopping, checkpoint_wanted;
    Kb *copier; /* the thread's: writes the log into the file; opened when first wanted */
    Library *library;
};

static void deadline(struct timespec *at, int wait_ms)
{
    clock_gettime(CLOCK_MONOTONIC, at);
    at->tv_sec += wait_ms / 1000;
    at->tv_nsec += (long)(wait_ms % 1000) * 1000000;
    if (at->tv_nsec >= 1000000000) {
        at->tv_sec++;
        at->tv_nsec -= 1000000000;
    }
}

static bool is_current(const Builder *b)
{
    return b->library && library_version(b->library) >= b->wanted;
}

typedef struct Work {
    bool build, checkpoint;
} Work;

/* Sleeps until there is something to do; false at the end. */
static bool wanted(Builder *b, Work *work)
{
    pthread_mutex_lock(&b->mutex);
    while (!b->stopping && is_current(b) && !b->checkpoint_wanted)
        pthread_cond_wait(&b->changed, &b->mutex);
    bool go_on = !b->stopping;
    *work = (Work){.build = !is_current(b), .checkpoint = b->checkpoint_wanted};
    b->checkpoint_wanted = false;
    pthread_mutex_unlock(&b->mutex);
    return go_on;
}

static void copy_log(Builder *b)
{
    g_autoptr(GError) error = NULL;
    if (!b->copier)
        b->copier = kb_open(b->database, &error);
    if (!b->copier || !kb_checkpoint(b->copier, &error))
        g_warning("checkpoint_failed why=%s", error->message);
}

/* In its file it takes less memory than as it was built, and the next start finds it there. */
static Library *keep(const Builder *b, Kb *kb, Library *built)
{
    g_autoptr(GError) error = NULL;
    Library *kept = NULL;
    if (b->kept && library_is_built(built) && library_write(built, b->kept, &error))
        kept = library_open(kb, b->strictness, b->kept, &error);
    if (error)
        g_warning("library_not_kept why=%s", error->message);
    if (!kept)
        return built;
    library_unref(built);
    return kept;
}

static Library *build(Builder *b)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Kb) kb = kb_open_reader(b->database, &error);
    Library *library = kb ? library_open(kb, b->strictness, b->kept, &error) : NULL;
    library = library ? keep(b, kb, library) : NULL;
    if (library) {
        size_t entries = index_entry_count(library_index(library));
        metrics_set(GAUGE_ENTRIES, (int64_t)entries);
        g_info("library_built version=%" G_GINT64_FORMAT " entries=%zu", library_version(library),
               entries);
    } else
        g_warning("library_failed why=%s", error->message);
    return library;
}

static void hand_over(Builder *b, Library *library)
{
    pthread_mutex_lock(&b->mutex);
    Library *old = b->library;
    b->library = library;
    pthread_cond_broadcast(&b->changed);
    pthread_mutex_unlock(&b->mutex);
    library_unref(old);
}

/* The file may be busy or broken; somebody may mend it. */
static void pause_a_while(Builder *b)
{
    struct timespec at;
    deadline(&at, RETRY_MS);
    pthread_mutex_lock(&b->mutex);
    if (!b->stopping)
        pthread_cond_timedwait(&b->changed, &b->mutex, &at);
    pthread_mutex_unlock(&b->mutex);
}

static void make_library(Builder *b)
{
    Library *library = build(b);
    if (!library) {
        pause_a_while(b);
        return;
    }
    hand_over(b, library);
    malloc_trim(0); /* building takes ten times what a library keeps */
}

static void *run(void *user)
{
    Builder *b = user;
    Work work;
    while (wanted(b, &work)) {
        if (work.build)
            make_library(b);
        if (work.checkpoint)
            copy_log(b);
    }
    return NULL;
}

Builder *builder_start(const char *database, double strictness)
{
    Builder *b = g_new0(Builder, 1);
    b->database = g_strdup(database);
    b->kept = library_path(database);
    b->strictness = strictness;
    b->wanted = 1;
    pthread_mutex_init(&b->mutex, NULL);
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&b->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    int rc = pthread_create(&b->thread, NULL, run, b);
    g_assert(rc == 0);
    return b;
}

void builder_stop(Builder *b)
{
    pthread_mutex_lock(&b->mutex);
    b->stopping = true;
    pthread_cond_broadcast(&b->changed);
    pthread_mutex_unlock(&b->mutex);
    pthread_join(b->thread, NULL);
    library_unref(b->library);
    kb_close(b->copier);
    pthread_cond_destroy(&b->changed);
    pthread_mutex_destroy(&b->mutex);
    g_free(b->database);
    g_free(b->kept);
    g_free(b);
}

Library *builder_library(Builder *b, int64_t version, int wait_ms)
{
    struct timespec at;
    deadline(&at, wait_ms);
    pthread_mutex_lock(&b->mutex);
    if (version > b->wanted) {
        b->wanted = version;
        pthread_cond_broadcast(&b->changed);
    }
    while (!is_current(b) && !b->stopping)
        if (pthread_cond_timedwait(&b->changed, &b->mutex, &at) != 0)
            break;
    Library *library = b->library ? library_ref(b->library) : NULL;
    pthread_mutex_unlock(&b->mutex);
    return library;
}

void builder_checkpoint(Builder *b)
{
    pthread_mutex_lock(&b->mutex);
    b->checkpoint_wanted = true;
    pthread_cond_broadcast(&b->changed);
    pthread_mutex_unlock(&b->mutex);
}
