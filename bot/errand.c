/*
 * A queue and a thread that empties it. Each errand reads from a connection that is opened for it:
 * they are few, and what they see is what was committed when they began.
 */
#include "bot/errand.h"

#include <pthread.h>
#include <string.h>

#include "bot/dispatch.h"
#include "bot/queue.h"

enum { WAITING_MAX = 16 };

typedef struct Task {
    char *name;
    const char *value; /* within it */
    Envelope *envelope;
    Library *library;
} Task;

struct Errands {
    const Config *config;
    ErrandDoneFn done;
    void *user;
    Queue *queue;
    pthread_t thread;
    bool started;
};

static void task_free(void *data)
{
    Task *task = data;
    g_free(task->name);
    envelope_free(task->envelope);
    library_unref(task->library);
    g_free(task);
}

static void go(Errands *errands, Task *task)
{
    g_autoptr(GError) error = NULL;
    Envelope *envelope = g_steal_pointer(&task->envelope);
    envelope->request.library = task->library;
    g_autoptr(Kb) kb = kb_open_reader(errands->config->db, &error);
    Effects *effects =
        kb ? dispatch_errand(errands->config, task->name, task->value, &envelope->request, kb)
           : dispatch_failed(&envelope->request, error);
    envelope->request.library = NULL;
    errands->done(envelope, effects, errands->user);
}

static void *run(void *user)
{
    Errands *errands = user;
    g_autoptr(GPtrArray) taken = g_ptr_array_new_with_free_func(task_free);
    while (queue_take(errands->queue, taken, 1, -1)) {
        go(errands, taken->pdata[0]);
        g_ptr_array_set_size(taken, 0);
    }
    return NULL;
}

Errands *errands_new(const Config *config, ErrandDoneFn done, void *user)
{
    Errands *errands = g_new0(Errands, 1);
    errands->config = config;
    errands->done = done;
    errands->user = user;
    errands->queue = queue_new(WAITING_MAX);
    return errands;
}

static void start(Errands *errands)
{
    int rc = errands->started ? 0 : pthread_create(&errands->thread, NULL, run, errands);
    g_assert(rc == 0);
    errands->started = true;
}

bool errands_offer(Errands *errands, const char *what, Envelope *envelope, Library *library)
{
    Task *task = g_new0(Task, 1);
    task->name = g_strdup(what);
    char *space = strchr(task->name, ' ');
    *space = '\0';
    task->value = space + 1;
    task->envelope = envelope;
    task->library = library_ref(library);
    start(errands);
    if (queue_offer(errands->queue, task))
        return true;
    task->envelope = NULL;
    task_free(task);
    return false;
}

void errands_stop(Errands *errands)
{
    g_autoptr(GPtrArray) waiting = g_ptr_array_new_with_free_func(task_free);
    queue_take(errands->queue, waiting, WAITING_MAX, 0);
    queue_close(errands->queue);
    if (errands->started)
        pthread_join(errands->thread, NULL);
    queue_free(errands->queue);
    g_free(errands);
}
