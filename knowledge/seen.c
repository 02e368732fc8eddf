/*
 * The keys of what has come, for delivery.h. They are looked up in memory and kept a row a
 * transaction: hashes lie apart, so that a row a key would write a page a key.
 */
#include "knowledge/delivery.h"

#include "knowledge/db.h"

enum {
    KEYS_MAX = 1 << 20 /* some 24 MiB: twelve deliveries a second, all day; then the oldest go */
};

struct Seen {
    GHashTable *keys;    /* int64_t in place of pointers */
    GArray *uncommitted; /* int64_t */
};
G_STATIC_ASSERT(sizeof(void *) == sizeof(int64_t));

void seen_free(Seen *seen)
{
    if (!seen)
        return;
    g_hash_table_unref(seen->keys);
    g_array_unref(seen->uncommitted);
    g_free(seen);
}

typedef void (*KeyFn)(Seen *seen, int64_t key);

static void learn(Seen *seen, int64_t key)
{
    g_hash_table_add(seen->keys, GSIZE_TO_POINTER(key));
}

static void forget(Seen *seen, int64_t key)
{
    g_hash_table_remove(seen->keys, GSIZE_TO_POINTER(key));
}

static void each_key(Seen *seen, const char *keys, KeyFn fn)
{
    char *end;
    int64_t key = g_ascii_strtoll(keys, &end, 10);
    for (; end > keys; key = g_ascii_strtoll(keys, &end, 10)) {
        fn(seen, key);
        keys = end;
    }
}

/* NULL: the database cannot be read. */
static Seen *seen_of(Kb *kb, GError **error)
{
    if (kb->seen)
        return kb->seen;
    Seen *seen = g_new(Seen, 1);
    seen->keys = g_hash_table_new(NULL, NULL);
    seen->uncommitted = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_autoptr(Stmt) rows = db_stmt(kb, STMT_SEEN_ALL);
    DbStep step;
    while ((step = db_step(kb, rows, error)) == DB_ROW)
        each_key(seen, (const char *)sqlite3_column_text(rows, 2), learn);
    if (step == DB_DONE)
        return kb->seen = seen;
    seen_free(seen);
    return NULL;
}

bool delivery_seen(Kb *kb, const char *key, bool *before, GError **error)
{
    Seen *seen = seen_of(kb, error);
    int64_t hash = db_hash(key);
    if (!seen)
        return false;
    *before = !g_hash_table_add(seen->keys, GSIZE_TO_POINTER(hash));
    if (!*before)
        g_array_append_val(seen->uncommitted, hash);
    return true;
}

bool seen_write(Kb *kb, GError **error)
{
    const GArray *fresh = kb->seen ? kb->seen->uncommitted : NULL;
    if (!fresh || fresh->len == 0)
        return true;
    g_autoptr(GString) keys = g_string_new(NULL);
    for (guint i = 0; i < fresh->len; i++)
        g_string_append_printf(keys, "%" G_GINT64_FORMAT " ", g_array_index(fresh, int64_t, i));
    g_autoptr(Stmt) put = db_stmt(kb, STMT_SEEN_INSERT);
    bind_int(put, 1, kb->now_ms);
    bind_text(put, 2, keys->str);
    return db_run(kb, put, NULL, error);
}

void seen_end(Kb *kb, bool committed)
{
    if (!kb->seen)
        return;
    GArray *fresh = kb->seen->uncommitted;
    for (guint i = 0; !committed && i < fresh->len; i++)
        forget(kb->seen, g_array_index(fresh, int64_t, i));
    g_array_set_size(fresh, 0);
}

/* Should this be taken back, those keys are forgotten in memory alone, and a little early. */
bool seen_sweep(Kb *kb, int64_t before_ms, GError **error)
{
    int64_t last = 0;
    Seen *seen = seen_of(kb, error);
    if (!seen)
        return false;
    g_autoptr(Stmt) rows = db_stmt(kb, STMT_SEEN_ALL);
    DbStep step;
    while ((step = db_step(kb, rows, error)) == DB_ROW) {
        if (db_int(rows, 1) >= before_ms && g_hash_table_size(seen->keys) <= KEYS_MAX)
            break;
        each_key(seen, (const char *)sqlite3_column_text(rows, 2), forget);
        last = db_int(rows, 0);
    }
    if (step == DB_FAILED)
        return false;
    g_autoptr(Stmt) sweep = db_stmt(kb, STMT_SEEN_SWEEP);
    bind_int(sweep, 1, last);
    return db_run(kb, sweep, NULL, error);
}
