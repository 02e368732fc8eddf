/*
 * One string, kept between messages. Beyond the cap only the last bytes are: an id may be there.
 */
#include "bot/socket/gather.h"

#include <glib.h>
#include <string.h>

#include "bot/socket/socket_frame.h"

enum {
    KEPT_BYTES = 64 * 1024, /* of memory between two messages */
    TAIL_BYTES = 512,       /* of an oversized message: Slack might name its id last */
};

struct Gather {
    size_t max;
    GString *text;
    bool is_oversized;
    char tail[TAIL_BYTES];
    size_t tail_len;
};

Gather *gather_new(size_t max)
{
    Gather *g = g_new0(Gather, 1);
    g->max = max;
    g->text = g_string_new(NULL);
    return g;
}

void gather_free(Gather *g)
{
    g_string_free(g->text, TRUE);
    g_free(g);
}

static void keep_tail(Gather *g, const char *bytes, size_t len)
{
    if (len >= TAIL_BYTES) {
        memcpy(g->tail, bytes + len - TAIL_BYTES, TAIL_BYTES);
        g->tail_len = TAIL_BYTES;
        return;
    }
    size_t kept = MIN(g->tail_len, TAIL_BYTES - len);
    memmove(g->tail, g->tail + g->tail_len - kept, kept);
    memcpy(g->tail + kept, bytes, len);
    g->tail_len = kept + len;
}

void gather_add(Gather *g, const char *bytes, size_t len)
{
    size_t room = g->max - g->text->len;
    g_string_append_len(g->text, bytes, (gssize)MIN(len, room));
    if (len > room)
        g->is_oversized = true;
    if (g->is_oversized)
        keep_tail(g, bytes, len);
}

const char *gather_text(const Gather *g)
{
    return g->text->str;
}

size_t gather_len(const Gather *g)
{
    return g->text->len;
}

bool gather_is_oversized(const Gather *g)
{
    return g->is_oversized;
}

char *gather_envelope_id(const Gather *g)
{
    char *id = frame_envelope_id(g->text->str, g->text->len);
    return id ? id : frame_envelope_id(g->tail, g->tail_len);
}

void gather_forget(Gather *g)
{
    g->is_oversized = false;
    g->tail_len = 0;
    if (g->text->allocated_len > KEPT_BYTES) {
        g_string_free(g->text, TRUE);
        g->text = g_string_new(NULL);
    }
    g_string_truncate(g->text, 0);
}
