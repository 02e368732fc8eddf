#include "tests/slackbox/record.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tests/slackbox/net.h"

#define ENTRIES_MAX 5000
#define TEXT_MAX 4096

typedef struct {
    uint64_t seq;
    double ms;
    const char *kind; /* static */
    unsigned conn;
    int status;
    char *text, *method, *response;
} Entry;

Counters counters;

static struct {
    GQueue ring; /* Entry */
    uint64_t seq;
    GHashTable *calls, *errors, *posted; /* name → count */
    bool loud;
} record = {.ring = G_QUEUE_INIT};

static void entry_free(void *data)
{
    Entry *entry = data;
    g_free(entry->text);
    g_free(entry->method);
    g_free(entry->response);
    g_free(entry);
}

static void keep(Entry *entry)
{
    entry->seq = ++record.seq;
    entry->ms = (double)net_us() / 1000.0;
    g_queue_push_tail(&record.ring, entry);
    if (record.ring.length > ENTRIES_MAX)
        entry_free(g_queue_pop_head(&record.ring));
    if (record.loud)
        fprintf(stderr, "slackbox %.1f %s conn=%u %s %s\n", entry->ms, entry->kind, entry->conn,
                entry->method ? entry->method : "", entry->text ? entry->text : "");
}

/*
 * Cut between characters, so that it stays JSON's kind of text; bytes that are not UTF-8 become
 * U+FFFD.
 */
static char *cut(const char *text, size_t len)
{
    return text ? g_utf8_make_valid(text, (gssize)MIN(len, (size_t)TEXT_MAX)) : NULL;
}

void record_frame(const char *kind, unsigned conn, const char *text, size_t len)
{
    Entry *entry = g_new0(Entry, 1);
    entry->kind = kind;
    entry->conn = conn;
    entry->text = cut(text, len);
    keep(entry);
}

void record_note(const char *kind, unsigned conn, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    record_frame(kind, conn, text, strlen(text));
}

void record_http(const char *method, const char *request, int status, const char *response)
{
    Entry *entry = g_new0(Entry, 1);
    entry->kind = "http";
    entry->method = g_strdup(method);
    entry->text = cut(request, request ? strlen(request) : 0);
    entry->status = status;
    entry->response = cut(response, response ? strlen(response) : 0);
    keep(entry);
}

static void count(GHashTable **table, const char *name)
{
    if (!*table)
        *table = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    size_t now = GPOINTER_TO_SIZE(g_hash_table_lookup(*table, name));
    g_hash_table_replace(*table, g_strdup(name), GSIZE_TO_POINTER(now + 1));
}

void record_call(const char *method, const char *error)
{
    count(&record.calls, method);
    if (!error)
        return;
    g_autofree char *both = g_strdup_printf("%s %s", method, error);
    count(&record.errors, both);
}

void record_posted(const char *channel)
{
    count(&record.posted, channel);
}

static json_t *entry_json(const Entry *entry)
{
    json_t *json =
        json_pack("{s:I, s:f, s:s, s:s*, s:s*}", "seq", (json_int_t)entry->seq, "ms", entry->ms,
                  "kind", entry->kind, "method", entry->method, "response", entry->response);
    json_object_set_new(json, entry->method ? "request" : "text",
                        entry->text ? json_string(entry->text) : json_null());
    if (entry->conn)
        json_object_set_new(json, "conn", json_integer(entry->conn));
    if (entry->method)
        json_object_set_new(json, "status", json_integer(entry->status));
    return json;
}

json_t *record_since(uint64_t since, size_t limit)
{
    json_t *entries = json_array();
    uint64_t next = since;
    for (GList *at = record.ring.head; at && json_array_size(entries) < limit; at = at->next) {
        const Entry *entry = at->data;
        if (entry->seq <= since)
            continue;
        json_array_append_new(entries, entry_json(entry));
        next = entry->seq;
    }
    return json_pack("{s:o, s:I}", "entries", entries, "next", (json_int_t)next);
}

uint64_t record_calls(const char *method)
{
    return record.calls ? GPOINTER_TO_SIZE(g_hash_table_lookup(record.calls, method)) : 0;
}

static json_t *table_json(GHashTable *table)
{
    json_t *json = json_object();
    if (!table)
        return json;
    GHashTableIter iter;
    gpointer name, n;
    g_hash_table_iter_init(&iter, table);
    while (g_hash_table_iter_next(&iter, &name, &n))
        json_object_set_new(json, name, json_integer((json_int_t)GPOINTER_TO_SIZE(n)));
    return json;
}

json_t *record_tables(void)
{
    return json_pack("{s:o, s:o, s:o}", "calls", table_json(record.calls), "errors",
                     table_json(record.errors), "posted", table_json(record.posted));
}

void record_loud(bool loud)
{
    record.loud = loud;
}

void record_reset(void)
{
    g_queue_clear_full(&record.ring, entry_free);
    g_clear_pointer(&record.calls, g_hash_table_unref);
    g_clear_pointer(&record.errors, g_hash_table_unref);
    g_clear_pointer(&record.posted, g_hash_table_unref);
    uint64_t ever = counters.ever;
    counters = (Counters){.ever = ever};
}
