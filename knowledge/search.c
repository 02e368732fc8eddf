/*
 * FTS5 tables beside the rows they are made of, filed with askd_words(), an SQL function of ours.
 * Not by triggers: with an untrusted schema, as ours is to SQLite, they may not touch FTS5.
 */
#include "knowledge/search.h"

#include "knowledge/db.h"
#include "knowledge/match.h"

static Tokens *tokens_of(Kb *kb)
{
    if (!kb->tokens)
        kb->tokens = tokens_new();
    return kb->tokens;
}

static void askd_words(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    const char *text = (const char *)sqlite3_value_text(values[0]);
    if (text)
        sqlite3_result_text(context, match_text(tokens_of(sqlite3_user_data(context)), text), -1,
                            g_free);
}

bool search_prepare(Kb *kb, GError **error)
{
    int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
    if (sqlite3_create_function(kb->sqlite, "askd_words", 1, flags, kb, askd_words, NULL, NULL) ==
        SQLITE_OK)
        return true;
    db_fail(kb, error, "cannot use");
    return false;
}

bool search_file_entry(Kb *kb, int64_t id, GError **error)
{
    g_autoptr(Stmt) drop = db_stmt(kb, STMT_SEARCH_ENTRY_DROP);
    g_autoptr(Stmt) put = db_stmt(kb, STMT_SEARCH_ENTRY_PUT);
    bind_int(drop, 1, id);
    bind_int(put, 1, id);
    return db_run(kb, drop, NULL, error) && db_run(kb, put, NULL, error);
}

void search_file_question(Kb *kb, int64_t id)
{
    if (!kb->unfiled)
        kb->unfiled = g_array_new(FALSE, FALSE, sizeof id);
    g_array_append_val(kb->unfiled, id);
}

/* What has been taken back meanwhile, or forgotten, is not filed. */
static bool file_question(Kb *kb, int64_t id, GError **error)
{
    g_autoptr(Stmt) row = db_stmt(kb, STMT_SEARCH_QUESTION_WORDS);
    bind_int(row, 1, id);
    DbStep step = db_step(kb, row, error);
    if (step != DB_ROW)
        return step == DB_DONE;
    g_autoptr(Stmt) put = db_stmt(kb, STMT_SEARCH_QUESTION_PUT);
    bind_int(put, 1, id);
    bind_text(put, 2, (const char *)sqlite3_column_text(row, 0));
    return db_run(kb, put, NULL, error);
}

static int by_number(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

bool search_file_questions(Kb *kb, GError **error)
{
    if (!kb->unfiled)
        return true;
    g_array_sort(kb->unfiled, by_number);
    const int64_t *ids = (const int64_t *)kb->unfiled->data;
    for (guint i = 0; i < kb->unfiled->len; i++)
        if ((i == 0 || ids[i] != ids[i - 1]) && !file_question(kb, ids[i], error))
            return false;
    g_array_set_size(kb->unfiled, 0);
    return true;
}

bool search_forget(Kb *kb, GError **error)
{
    g_autoptr(Stmt) forget = db_stmt(kb, STMT_SEARCH_QUESTION_FORGET);
    return db_run(kb, forget, NULL, error);
}

char *search_expression(Kb *kb, const char *words)
{
    return match_expression(tokens_of(kb), words, MATCH_ALL);
}

/* Adds those that match to `ids`, int64_t. */
static bool find_ids(Kb *kb, const char *words, MatchKind kind, size_t max, GArray *ids,
                     GError **error)
{
    g_autofree char *expression = match_expression(tokens_of(kb), words, kind);
    g_autoptr(Stmt) rows = db_stmt(kb, STMT_SEARCH_ENTRIES);
    bind_text(rows, 1, expression);
    bind_int(rows, 2, (int64_t)max);
    DbStep step;
    while ((step = db_step(kb, rows, error)) == DB_ROW)
        g_array_append_vals(ids, &(int64_t){db_int(rows, 0)}, 1);
    return step == DB_DONE;
}

GPtrArray *search_entries(Kb *kb, const char *words, size_t max, GError **error)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func((GDestroyNotify)entry_free);
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    if (!find_ids(kb, words, MATCH_ALL, max, ids, error) ||
        (ids->len == 0 && !find_ids(kb, words, MATCH_ANY, max, ids, error)))
        return NULL;
    for (unsigned i = 0; i < ids->len; i++) {
        Entry *entry;
        if (!entry_find_id(kb, g_array_index(ids, int64_t, i), &entry, error))
            return NULL;
        if (entry)
            g_ptr_array_add(found, entry);
    }
    return g_steal_pointer(&found);
}
