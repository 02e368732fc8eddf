/*
 * A ring of reply ids in a shared mapping. No lock: one thread notes, one forgets, and the counters
 * of how far each has come are atomic.
 */
#include "bot/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bot/error.h"

struct Journal {
    int64_t *slots; /* 0: empty */
    atomic_uint noted;
    unsigned handed, forgotten; /* the worker's */
    bool inherited;             /* slots of the last process are still to be handed out */
};

enum { JOURNAL_BYTES = JOURNAL_SLOTS * sizeof(int64_t) };

/* With all of its blocks: to note something where the disk has none left would be a SIGBUS. */
static bool make_room(int fd)
{
    errno = posix_fallocate(fd, 0, JOURNAL_BYTES);
    return errno == 0;
}

static void *map_file(const char *path, GError **error)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    void *memory = MAP_FAILED;
    if (fd >= 0 && make_room(fd))
        memory = mmap(NULL, JOURNAL_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (memory == MAP_FAILED)
        g_set_error(error, BOT_ERROR, BOT_ERROR_CONFIG, "%s: cannot be used: %s", path,
                    g_strerror(errno));
    if (fd >= 0)
        close(fd);
    return memory;
}

Journal *journal_open(const char *database, GError **error)
{
    void *memory;
    if (strcmp(database, ":memory:") == 0) {
        memory = mmap(NULL, JOURNAL_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        g_assert(memory != MAP_FAILED);
    } else {
        g_autofree char *path = g_strconcat(database, "-acks", NULL);
        memory = map_file(path, error);
        if (memory == MAP_FAILED)
            return NULL;
    }
    Journal *journal = g_new0(Journal, 1);
    journal->slots = memory;
    journal->inherited = true;
    return journal;
}

void journal_close(Journal *journal)
{
    if (!journal)
        return;
    munmap(journal->slots, JOURNAL_BYTES);
    g_free(journal);
}

void journal_note(Journal *journal, int64_t reply)
{
    unsigned noted = atomic_load_explicit(&journal->noted, memory_order_relaxed);
    __atomic_store_n(&journal->slots[noted % JOURNAL_SLOTS], reply, __ATOMIC_RELAXED);
    atomic_store_explicit(&journal->noted, noted + 1, memory_order_release);
}

/* Whatever stands in a slot: noted by the last process, or by this one a moment ago. */
static bool each_slot(Journal *journal, JournalFn fn, void *user, GError **error)
{
    for (unsigned i = 0; i < JOURNAL_SLOTS; i++) {
        int64_t reply = __atomic_load_n(&journal->slots[i], __ATOMIC_RELAXED);
        if (reply != 0 && !fn(reply, user, error))
            return false;
    }
    return true;
}

bool journal_each(Journal *journal, JournalFn fn, void *user, GError **error)
{
    journal->handed = atomic_load_explicit(&journal->noted, memory_order_acquire);
    if (journal->inherited)
        return each_slot(journal, fn, user, error);
    for (unsigned i = journal->forgotten; i != journal->handed; i++)
        if (!fn(__atomic_load_n(&journal->slots[i % JOURNAL_SLOTS], __ATOMIC_RELAXED), user, error))
            return false;
    return true;
}

void journal_forget(Journal *journal)
{
    unsigned first = journal->inherited ? journal->handed - JOURNAL_SLOTS : journal->forgotten;
    for (unsigned i = first; i != journal->handed; i++)
        __atomic_store_n(&journal->slots[i % JOURNAL_SLOTS], 0, __ATOMIC_RELAXED);
    journal->forgotten = journal->handed;
    journal->inherited = false;
}
