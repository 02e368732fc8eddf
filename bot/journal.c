/*
 * Tables of ids in a shared mapping; 0 is an empty slot. No lock: a slot is written by one thread
 * while it is empty and emptied by one thread while it is not.
 */
#include "bot/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bot/error.h"
#include "bot/queue.h"

enum { CHANNEL_MAX = 24, TS_MAX = 32 };

typedef struct Post {
    int64_t call; /* written last: before it, the slot is empty */
    char channel[CHANNEL_MAX], ts[TS_MAX];
} Post;

typedef struct Notes {
    int64_t replies[JOURNAL_REPLIES]; /* each at its id, modulo their count */
    Post posts[JOURNAL_POSTS];
} Notes;

struct Journal {
    Notes *notes;
    Queue *arrived;      /* replies: ids, not pointers */
    GPtrArray *settling; /* the worker's: likewise, handed out and not yet forgotten */
};

/* With all of its blocks: to note something where the disk has none left would be a SIGBUS. */
static bool make_room(int fd)
{
    errno = posix_fallocate(fd, 0, sizeof(Notes));
    return errno == 0;
}

static void *map_file(const char *path, GError **error)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    void *memory = MAP_FAILED;
    if (fd >= 0 && make_room(fd))
        memory = mmap(NULL, sizeof(Notes), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (memory == MAP_FAILED)
        g_set_error(error, BOT_ERROR, BOT_ERROR_CONFIG, "%s: cannot be used: %s", path,
                    g_strerror(errno));
    if (fd >= 0)
        close(fd);
    return memory;
}

static int64_t read_slot(const int64_t *slot)
{
    return __atomic_load_n(slot, __ATOMIC_ACQUIRE);
}

static void write_slot(int64_t *slot, int64_t id)
{
    __atomic_store_n(slot, id, __ATOMIC_RELEASE);
}

static int64_t *slot_of(Journal *journal, int64_t reply)
{
    return &journal->notes->replies[(uint64_t)reply % JOURNAL_REPLIES];
}

/* What does not stand where it belongs is a power cut's, or another version's. */
static void inherit(Journal *journal)
{
    for (unsigned i = 0; i < JOURNAL_REPLIES; i++) {
        int64_t *slot = &journal->notes->replies[i];
        if (slot != slot_of(journal, *slot))
            *slot = 0;
        else if (*slot != 0)
            g_ptr_array_add(journal->settling, GSIZE_TO_POINTER(*slot));
    }
}

Journal *journal_open(const char *database, GError **error)
{
    void *memory;
    if (strcmp(database, ":memory:") == 0) {
        memory =
            mmap(NULL, sizeof(Notes), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        g_assert(memory != MAP_FAILED);
    } else {
        g_autofree char *path = g_strconcat(database, "-acks", NULL);
        memory = map_file(path, error);
        if (memory == MAP_FAILED)
            return NULL;
    }
    Journal *journal = g_new0(Journal, 1);
    journal->notes = memory;
    journal->arrived = queue_new(SIZE_MAX);
    journal->settling = g_ptr_array_new();
    inherit(journal);
    return journal;
}

void journal_close(Journal *journal)
{
    if (!journal)
        return;
    queue_close(journal->arrived);
    queue_take(journal->arrived, journal->settling, SIZE_MAX, 0); /* ids, nothing to be freed */
    queue_free(journal->arrived);
    g_ptr_array_unref(journal->settling);
    munmap(journal->notes, sizeof(Notes));
    g_free(journal);
}

/* --- replies ---------------------------------------------------------------------------------- */

static void clear(Journal *journal, int64_t reply)
{
    int64_t *slot = slot_of(journal, reply);
    if (read_slot(slot) == reply)
        write_slot(slot, 0);
}

void journal_left(Journal *journal, int64_t reply)
{
    int64_t *slot = slot_of(journal, reply);
    if (read_slot(slot) == 0)
        write_slot(slot, reply);
}

void journal_arrived(Journal *journal, int64_t reply)
{
    bool taken = queue_offer(journal->arrived, GSIZE_TO_POINTER(reply));
    g_assert(taken);
}

void journal_lost(Journal *journal, int64_t reply)
{
    clear(journal, reply);
}

static int64_t id_at(const GPtrArray *ids, unsigned at)
{
    return (int64_t)GPOINTER_TO_SIZE(ids->pdata[at]);
}

static int by_id(const void *a, const void *b)
{
    const char *const *x = a, *const *y = b; /* ids in place of pointers */
    return *x < *y ? -1 : *x > *y;
}

bool journal_replies(Journal *journal, JournalReplyFn fn, void *user, GError **error)
{
    GPtrArray *settling = journal->settling;
    queue_take(journal->arrived, settling, SIZE_MAX, 0);
    g_ptr_array_sort(settling, by_id);
    for (unsigned i = 0, end; i < settling->len; i = end) {
        for (end = i + 1;
             end < settling->len && id_at(settling, end) <= id_at(settling, end - 1) + 1;)
            end++;
        if (!fn(id_at(settling, i), id_at(settling, end - 1), user, error))
            return false;
    }
    return true;
}

void journal_forget(Journal *journal)
{
    for (unsigned i = 0; i < journal->settling->len; i++)
        clear(journal, (int64_t)GPOINTER_TO_SIZE(journal->settling->pdata[i]));
    g_ptr_array_set_size(journal->settling, 0);
}

/* --- posts ------------------------------------------------------------------------------------ */

static bool put_text(char *to, size_t size, const char *from)
{
    return g_strlcpy(to, from ? from : "", size) < size;
}

unsigned journal_posted(Journal *journal, int64_t call, const char *channel, const char *ts)
{
    for (unsigned i = 0; i < JOURNAL_POSTS; i++) {
        Post *post = &journal->notes->posts[i];
        if (read_slot(&post->call) != 0)
            continue;
        if (!put_text(post->channel, CHANNEL_MAX, channel) || !put_text(post->ts, TS_MAX, ts))
            return 0;
        write_slot(&post->call, call);
        return i + 1;
    }
    return 0;
}

void journal_settled(Journal *journal, unsigned note)
{
    if (note > 0)
        write_slot(&journal->notes->posts[note - 1].call, 0);
}

static const char *text_or_null(char *text, size_t size)
{
    text[size - 1] = '\0'; /* whatever a power cut left of it */
    return *text ? text : NULL;
}

bool journal_posts(Journal *journal, JournalPostFn fn, void *user, GError **error)
{
    for (unsigned i = 0; i < JOURNAL_POSTS; i++) {
        Post *post = &journal->notes->posts[i];
        if (post->call != 0 && !fn(post->call, text_or_null(post->channel, CHANNEL_MAX),
                                   text_or_null(post->ts, TS_MAX), user, error))
            return false;
    }
    return true;
}

void journal_forget_posts(Journal *journal)
{
    for (unsigned i = 0; i < JOURNAL_POSTS; i++)
        journal_settled(journal, i + 1);
}
