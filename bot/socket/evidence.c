/*
 * What was written stands in order beside the number of pings before it; an answered ping proves
 * all that came before.
 */
#include "bot/socket/evidence.h"

#include <stdlib.h>
#include <string.h>

enum {
    OVERDUE_US = 2 * 1000 * 1000,
    NUMBER_MAX = 10, /* digits */
    KEPT_MAX = 1024, /* frames that are proved, before their room is used again */
};

static const char PING[] = "Ping from askd ";

typedef struct Written {
    int64_t tag;
    unsigned pings; /* written before it */
} Written;

struct Evidence {
    EvidenceFn fn;
    void *user;
    GArray *written; /* Written, oldest first; those before `first` are proved */
    unsigned first;
    unsigned pings, pongs; /* pongs: the pings that are known to be answered */
    int64_t pinged_us;     /* the last one */
    int64_t waiting_us;    /* since when some ping has been without an answer */
};

Evidence *evidence_new(EvidenceFn fn, void *user)
{
    Evidence *e = g_new0(Evidence, 1);
    e->fn = fn;
    e->user = user;
    e->written = g_array_new(FALSE, FALSE, sizeof(Written));
    return e;
}

void evidence_free(Evidence *e)
{
    if (!e)
        return;
    g_array_unref(e->written);
    g_free(e);
}

void evidence_wrote(Evidence *e, int64_t tag)
{
    Written written = {tag, e->pings};
    if (tag != 0)
        g_array_append_val(e->written, written);
}

bool evidence_wants_ping(const Evidence *e)
{
    unsigned len = e->written->len;
    return e->pings == e->pongs && len > e->first &&
           g_array_index(e->written, Written, len - 1).pings == e->pings;
}

size_t evidence_ping(Evidence *e, int64_t now_us, char text[EVIDENCE_TEXT_MAX])
{
    if (e->pings++ == e->pongs)
        e->waiting_us = now_us;
    e->pinged_us = now_us;
    return (size_t)g_snprintf(text, EVIDENCE_TEXT_MAX, "%s%u", PING, e->pings);
}

/* The number of the ping that this answers; 0: it does not say. */
static unsigned answered(const char *text, size_t len)
{
    char digits[NUMBER_MAX + 1] = "";
    if (len <= strlen(PING) || memcmp(text, PING, strlen(PING)) != 0)
        return 0;
    memcpy(digits, text + strlen(PING), MIN(len - strlen(PING), NUMBER_MAX));
    return (unsigned)strtoul(digits, NULL, 10);
}

/* Those that are proved need no room. */
static void forget(Evidence *e)
{
    if (e->first < e->written->len && e->first < KEPT_MAX)
        return;
    g_array_remove_range(e->written, 0, e->first);
    e->first = 0;
}

static void tell(Evidence *e, bool all, bool arrived)
{
    for (; e->first < e->written->len; e->first++) {
        Written written = g_array_index(e->written, Written, e->first);
        if (!all && written.pings >= e->pongs)
            break;
        e->fn(written.tag, arrived, e->user);
    }
    forget(e);
}

void evidence_pong(Evidence *e, const char *text, size_t len)
{
    unsigned number = answered(text, len);
    if (number == 0 || number > e->pings)
        number = MIN(e->pongs + 1, e->pings);
    e->pongs = MAX(e->pongs, number);
    e->waiting_us = e->pinged_us;
    tell(e, false, true);
}

bool evidence_is_overdue(const Evidence *e, int64_t now_us)
{
    return e->pings > e->pongs && now_us - e->waiting_us >= OVERDUE_US;
}

void evidence_end(Evidence *e, bool arrived)
{
    tell(e, true, arrived);
}
