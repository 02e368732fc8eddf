/*
 * The rows of what came and what is owed.
 */
#include "knowledge/delivery.h"

#include <string.h>

#include "knowledge/db.h"

enum {
    MOMENT_MS = 1000,                     /* two presses of a button within it are one */
    WRITTEN_KEPT_MS = 10 * 60 * 1000,     /* a reply, for the same delivery coming again */
    DEAD_KEPT_MS = 14 * 24 * 3600 * 1000, /* dead calls, for people to see */
};

static bool is_cause(Kb *kb, const char *press, bool *is, GError **error)
{
    g_autoptr(Stmt) row = db_stmt(kb, STMT_OWED_CAUSED);
    bind_int(row, 1, db_hash(press));
    DbStep step = db_step(kb, row, error);
    *is = step == DB_ROW;
    return step != DB_FAILED;
}

/* Seen in that moment, or in the one before: a key for each. */
static bool was_now(Kb *kb, const char *press, bool *was, GError **error)
{
    int64_t moment = kb->now_ms / MOMENT_MS;
    g_autofree char *now = g_strdup_printf("%" G_GINT64_FORMAT " %s", moment, press);
    g_autofree char *then = g_strdup_printf("%" G_GINT64_FORMAT " %s", moment - 1, press);
    bool was_then = false;
    if (!delivery_seen(kb, now, was, error) || !delivery_seen(kb, then, &was_then, error))
        return false;
    *was = *was || was_then;
    return true;
}

bool delivery_pressed(Kb *kb, const char *press, bool *again, GError **error)
{
    bool caused = false, was = false;
    if (!is_cause(kb, press, &caused, error) || !was_now(kb, press, &was, error))
        return false;
    *again = caused || was;
    return true;
}

bool delivery_reply(Kb *kb, const Reply *reply, int64_t *id, GError **error)
{
    g_autoptr(Stmt) put = db_stmt(kb, STMT_REPLY_INSERT);
    bind_int(put, 1, db_hash(reply->key));
    bind_blob(put, 2, reply->recipe ? "" : reply->body, reply->recipe ? 0 : reply->len);
    bind_text(put, 3, reply->url);
    bind_text(put, 4, reply->fallback);
    bind_int(put, 5, kb->now_ms);
    bind_int(put, 6, reply->until_ms);
    bind_text(put, 7, reply->recipe);
    if (!db_run(kb, put, NULL, error))
        return false;
    *id = sqlite3_last_insert_rowid(kb->sqlite);
    return true;
}

bool delivery_reply_find(Kb *kb, const char *key, int64_t *id, GError **error)
{
    g_autoptr(Stmt) row = db_stmt(kb, STMT_REPLY_BY_KEY);
    bind_int(row, 1, db_hash(key));
    if (db_step(kb, row, error) != DB_ROW)
        return false;
    *id = db_int(row, 0);
    return true;
}

static char *copy_blob(Stmt *row, int column, size_t *len)
{
    *len = (size_t)sqlite3_column_bytes(row, column);
    char *copy = g_malloc(*len + 1);
    if (*len > 0)
        memcpy(copy, sqlite3_column_blob(row, column), *len);
    copy[*len] = '\0';
    return copy;
}

bool delivery_reply_get(Kb *kb, int64_t id, char **body, size_t *len, char **recipe, GError **error)
{
    g_autoptr(Stmt) row = db_stmt(kb, STMT_REPLY_GET);
    bind_int(row, 1, id);
    *body = *recipe = NULL;
    DbStep step = db_step(kb, row, error);
    if (step == DB_ROW)
        *recipe = db_text(row, 1);
    if (step == DB_ROW && !*recipe)
        *body = copy_blob(row, 0, len);
    return step != DB_FAILED;
}

bool delivery_reply_made(Kb *kb, int64_t id, const char *body, size_t len, GError **error)
{
    g_autoptr(Stmt) stmt = db_stmt(kb, STMT_REPLY_MADE);
    bind_int(stmt, 1, id);
    bind_blob(stmt, 2, body, len);
    return db_run(kb, stmt, NULL, error);
}

bool delivery_replies_written(Kb *kb, int64_t first, int64_t last, GError **error)
{
    g_autoptr(Stmt) stmt = db_stmt(kb, STMT_REPLY_WRITTEN);
    bind_int(stmt, 1, first);
    bind_int(stmt, 2, last);
    return db_run(kb, stmt, NULL, error);
}

bool delivery_reply_lost(Kb *kb, int64_t id, GError **error)
{
    g_autoptr(Stmt) owe = db_stmt(kb, STMT_REPLY_OWE);
    bind_int(owe, 1, id);
    bind_int(owe, 2, kb->now_ms);
    return db_run(kb, owe, NULL, error) && delivery_replies_written(kb, id, id, error);
}

GArray *delivery_replies_unmade(Kb *kb, GError **error)
{
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_autoptr(Stmt) rows = db_stmt(kb, STMT_REPLY_UNMADE);
    DbStep step;
    while ((step = db_step(kb, rows, error)) == DB_ROW)
        g_array_append_vals(ids, &(int64_t){db_int(rows, 0)}, 1);
    return step == DB_DONE ? g_steal_pointer(&ids) : NULL;
}

bool delivery_replies_lost(Kb *kb, int64_t *count, GError **error)
{
    g_autoptr(Stmt) owe = db_stmt(kb, STMT_REPLY_OWE_ALL);
    g_autoptr(Stmt) settle = db_stmt(kb, STMT_REPLY_LOST_ALL);
    bind_int(owe, 1, kb->now_ms);
    if (!db_run(kb, owe, NULL, error))
        return false;
    *count = sqlite3_changes64(kb->sqlite);
    return db_run(kb, settle, NULL, error);
}

void owed_free(Owed *owed)
{
    if (!owed)
        return;
    g_free(owed->lane);
    g_free(owed->method);
    g_free(owed->target);
    g_free(owed->fallback);
    g_free(owed->name);
    g_free(owed->body);
    g_free(owed);
}

bool delivery_owe(Kb *kb, const Owed *owed, int64_t *id, GError **error)
{
    g_autoptr(Stmt) put = db_stmt(kb, STMT_OWED_INSERT);
    bind_text(put, 1, owed->lane);
    bind_text(put, 2, owed->method);
    bind_text(put, 3, owed->target);
    bind_text(put, 4, owed->fallback);
    bind_text(put, 5, owed->name);
    bind_blob(put, 6, owed->body, owed->len);
    bind_int(put, 7, kb->now_ms);
    bind_int(put, 8, owed->due_ms);
    bind_int(put, 9, owed->until_ms);
    if (owed->cause)
        bind_int(put, 10, db_hash(owed->cause));
    if (!db_run(kb, put, NULL, error))
        return false;
    *id = sqlite3_last_insert_rowid(kb->sqlite);
    return true;
}

bool delivery_rewrite(Kb *kb, const Owed *owed, bool *done, GError **error)
{
    g_autoptr(Stmt) stmt = db_stmt(kb, STMT_OWED_REWRITE);
    bind_text(stmt, 1, owed->name);
    bind_text(stmt, 2, owed->method);
    bind_blob(stmt, 3, owed->body, owed->len);
    return db_run(kb, stmt, done, error);
}

static Owed *owed_from_row(Stmt *row)
{
    Owed *owed = g_new0(Owed, 1);
    owed->id = db_int(row, 0);
    owed->lane = db_text(row, 1);
    owed->method = db_text(row, 2);
    owed->target = db_text(row, 3);
    owed->fallback = db_text(row, 4);
    owed->name = db_text(row, 5);
    owed->body = copy_blob(row, 6, &owed->len);
    owed->due_ms = db_int(row, 7);
    owed->until_ms = db_int(row, 8);
    owed->tries = (int)db_int(row, 9);
    return owed;
}

GPtrArray *delivery_heads(Kb *kb, size_t limit, GError **error)
{
    g_autoptr(GPtrArray) heads = g_ptr_array_new_with_free_func((GDestroyNotify)owed_free);
    g_autoptr(Stmt) rows = db_stmt(kb, STMT_OWED_HEADS);
    bind_int(rows, 1, (int64_t)limit);
    DbStep step;
    while ((step = db_step(kb, rows, error)) == DB_ROW)
        g_ptr_array_add(heads, owed_from_row(rows));
    return step == DB_DONE ? g_steal_pointer(&heads) : NULL;
}

static bool remember_post(Kb *kb, const char *name, const char *channel, const char *ts,
                          GError **error)
{
    g_autoptr(Stmt) put = db_stmt(kb, STMT_POST_PUT);
    bind_text(put, 1, name);
    bind_text(put, 2, channel);
    bind_text(put, 3, ts);
    bind_int(put, 4, kb->now_ms);
    return db_run(kb, put, NULL, error);
}

static bool owed_name(Kb *kb, int64_t id, char **name, GError **error)
{
    g_autoptr(Stmt) row = db_stmt(kb, STMT_OWED_NAME);
    bind_int(row, 1, id);
    DbStep step = db_step(kb, row, error);
    *name = step == DB_ROW ? db_text(row, 0) : NULL;
    return step != DB_FAILED;
}

bool delivery_done(Kb *kb, int64_t id, const char *channel, const char *ts, GError **error)
{
    g_autofree char *name = NULL;
    if (channel && ts &&
        (!owed_name(kb, id, &name, error) ||
         (name && !remember_post(kb, name, channel, ts, error))))
        return false;
    g_autoptr(Stmt) stmt = db_stmt(kb, STMT_OWED_DELETE);
    bind_int(stmt, 1, id);
    return db_run(kb, stmt, NULL, error);
}

bool delivery_again(Kb *kb, int64_t id, int64_t due_ms, const char *why, GError **error)
{
    g_autoptr(Stmt) stmt = db_stmt(kb, STMT_OWED_AGAIN);
    bind_int(stmt, 1, id);
    bind_int(stmt, 2, due_ms);
    bind_text(stmt, 3, why);
    return db_run(kb, stmt, NULL, error);
}

bool delivery_redirect(Kb *kb, int64_t id, const char *method, const char *target, const char *body,
                       size_t len, GError **error)
{
    g_autoptr(Stmt) stmt = db_stmt(kb, STMT_OWED_REDIRECT);
    bind_int(stmt, 1, id);
    bind_text(stmt, 2, method);
    bind_text(stmt, 3, target);
    bind_blob(stmt, 4, body, len);
    bind_int(stmt, 5, kb->now_ms);
    g_autoptr(Stmt) count = db_stmt(kb, STMT_REDIRECTED_COUNT);
    return db_run(kb, stmt, NULL, error) && db_run(kb, count, NULL, error);
}

bool delivery_lane(Kb *kb, const char *name, char **lane, GError **error)
{
    g_autoptr(Stmt) row = db_stmt(kb, STMT_OWED_LANE);
    bind_text(row, 1, name);
    DbStep step = db_step(kb, row, error);
    *lane = step == DB_ROW ? db_text(row, 0) : NULL;
    return step != DB_FAILED;
}

bool delivery_dead(Kb *kb, int64_t id, const char *why, GError **error)
{
    g_autoptr(Stmt) stmt = db_stmt(kb, STMT_OWED_DEAD);
    bind_int(stmt, 1, id);
    bind_text(stmt, 2, why);
    bind_int(stmt, 3, kb->now_ms);
    return db_run(kb, stmt, NULL, error);
}

static void free_dead_call(void *data)
{
    DeadCall *call = data;
    g_free(call->method);
    g_free(call->why);
    g_free(call);
}

GPtrArray *delivery_dead_calls(Kb *kb, size_t limit, GError **error)
{
    g_autoptr(GPtrArray) calls = g_ptr_array_new_with_free_func(free_dead_call);
    g_autoptr(Stmt) rows = db_stmt(kb, STMT_OWED_DEAD_LIST);
    bind_int(rows, 1, (int64_t)limit);
    DbStep step;
    while ((step = db_step(kb, rows, error)) == DB_ROW) {
        DeadCall *call = g_new0(DeadCall, 1);
        call->id = db_int(rows, 0);
        call->at_ms = db_int(rows, 1);
        call->method = db_text(rows, 2);
        call->why = db_text(rows, 3);
        g_ptr_array_add(calls, call);
    }
    return step == DB_DONE ? g_steal_pointer(&calls) : NULL;
}

bool delivery_post(Kb *kb, const char *name, char **channel, char **ts, GError **error)
{
    g_autoptr(Stmt) row = db_stmt(kb, STMT_POST_GET);
    bind_text(row, 1, name);
    *channel = *ts = NULL;
    DbStep step = db_step(kb, row, error);
    if (step == DB_ROW) {
        *channel = db_text(row, 0);
        *ts = db_text(row, 1);
    }
    return step != DB_FAILED;
}

bool delivery_counts(Kb *kb, DeliveryCounts *counts, GError **error)
{
    g_autoptr(Stmt) row = db_stmt(kb, STMT_OWED_COUNTS);
    g_autoptr(Stmt) replies = db_stmt(kb, STMT_REPLY_COUNT);
    g_autoptr(Stmt) redirected = db_stmt(kb, STMT_REDIRECTED_GET);
    if (db_step(kb, row, error) != DB_ROW || db_step(kb, replies, error) != DB_ROW ||
        db_step(kb, redirected, error) != DB_ROW)
        return false;
    counts->owed = db_int(row, 0);
    counts->dead = db_int(row, 1);
    counts->oldest_owed_ms = db_int(row, 2);
    counts->replies = db_int(replies, 0);
    counts->redirected = db_int(redirected, 0);
    return true;
}

bool delivery_sweep(Kb *kb, GError **error)
{
    static const struct {
        StmtId stmt;
        int64_t kept_ms;
    } sweeps[] = {
        {STMT_REPLY_SWEEP, WRITTEN_KEPT_MS},
        {STMT_OWED_SWEEP, DEAD_KEPT_MS},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(sweeps); i++) {
        g_autoptr(Stmt) stmt = db_stmt(kb, sweeps[i].stmt);
        bind_int(stmt, 1, kb->now_ms - sweeps[i].kept_ms);
        if (!db_run(kb, stmt, NULL, error))
            return false;
    }
    return seen_sweep(kb, kb->now_ms - DELIVERY_SEEN_MS, error);
}
