/*
 * Entries as rows: found, saved with a revision, retired, rolled back.
 */
#include "knowledge/entry.h"

#include <string.h>

#include "knowledge/db.h"
#include "knowledge/files/format.h"

/* Lists of words stand in a column as lines. */
static char *join(const GPtrArray *list)
{
    GString *text = g_string_new(NULL);
    for (unsigned i = 0; i < list->len; i++)
        g_string_append_printf(text, "%s%s", i ? "\n" : "", (const char *)list->pdata[i]);
    return g_string_free(text, FALSE);
}

static void split(Stmt *row, int column, GPtrArray *list)
{
    const char *text = (const char *)sqlite3_column_text(row, column);
    while (text && *text) {
        const char *end = strchrnul(text, '\n');
        g_ptr_array_add(list, g_strndup(text, (size_t)(end - text)));
        text = *end ? end + 1 : end;
    }
}

static Entry *entry_from_row(Stmt *row, bool *retired)
{
    Entry *entry = entry_new();
    entry->id = db_int(row, 0);
    entry->slug = db_text(row, 1);
    entry->kind = (EntryKind)db_int(row, 2);
    entry->venue = db_text(row, 3);
    entry->url = db_text(row, 4);
    entry->owner = db_text(row, 5);
    entry->review_by = db_text(row, 6);
    entry->origin = db_text(row, 7);
    split(row, 8, entry->tags);
    split(row, 9, entry->sources);
    entry->facts_said = true;
    if (retired)
        *retired = db_int(row, 10) != 0;
    return entry;
}

static void text_from_row(Stmt *row, Entry *entry)
{
    EntryText *text = &entry->texts[db_int(row, 1) == LANG_ZH ? LANG_ZH : LANG_EN];
    text->title = db_text(row, 2);
    text->answer = db_text(row, 3);
    text->then = db_text(row, 4);
    text->then_date = db_text(row, 5);
    text->now = db_text(row, 6);
    text->now_date = db_text(row, 7);
}

static void phrasing_from_row(Stmt *row, Entry *entry)
{
    EntryText *text = &entry->texts[db_int(row, 1) == LANG_ZH ? LANG_ZH : LANG_EN];
    g_ptr_array_add(text->phrasings, db_text(row, 2));
}

static void fact_from_row(Stmt *row, Entry *entry)
{
    g_autofree char *key = db_text(row, 1);
    g_autofree char *value = db_text(row, 2);
    entry_set_fact(entry, key, value);
}

typedef void (*RowFn)(Stmt *row, Entry *entry);

static bool fill_one(Kb *kb, StmtId id, Entry *entry, RowFn fill, GError **error)
{
    g_autoptr(Stmt) rows = db_stmt(kb, id);
    bind_int(rows, 1, entry->id);
    DbStep step;
    while ((step = db_step(kb, rows, error)) == DB_ROW)
        fill(rows, entry);
    return step == DB_DONE;
}

/* Retired ones too. */
static bool find(Kb *kb, Stmt *by, Entry **found, bool *retired, GError **error)
{
    g_autoptr(Entry) entry = NULL;
    *found = NULL;
    switch (db_step(kb, by, error)) {
    case DB_FAILED:
        return false;
    case DB_DONE:
        return true;
    case DB_ROW:
        break;
    }
    entry = entry_from_row(by, retired);
    if (!fill_one(kb, STMT_TEXT_OF, entry, text_from_row, error) ||
        !fill_one(kb, STMT_PHRASING_OF, entry, phrasing_from_row, error) ||
        !fill_one(kb, STMT_FACT_OF, entry, fact_from_row, error))
        return false;
    *found = g_steal_pointer(&entry);
    return true;
}

static bool find_live(Kb *kb, Stmt *by, Entry **found, GError **error)
{
    bool retired = false;
    if (!find(kb, by, found, &retired, error))
        return false;
    if (retired)
        g_clear_pointer(found, entry_free);
    return true;
}

bool entry_find(Kb *kb, const char *slug, Entry **found, GError **error)
{
    g_autoptr(Stmt) by = db_stmt(kb, STMT_ENTRY_BY_SLUG);
    bind_text(by, 1, slug);
    return find_live(kb, by, found, error);
}

bool entry_find_id(Kb *kb, int64_t id, Entry **found, GError **error)
{
    g_autoptr(Stmt) by = db_stmt(kb, STMT_ENTRY_BY_ID);
    bind_int(by, 1, id);
    return find_live(kb, by, found, error);
}

static bool fill_all(Kb *kb, StmtId id, GHashTable *by_id, RowFn fill, GError **error)
{
    g_autoptr(Stmt) rows = db_stmt(kb, id);
    DbStep step;
    while ((step = db_step(kb, rows, error)) == DB_ROW) {
        Entry *entry = g_hash_table_lookup(by_id, GSIZE_TO_POINTER((size_t)db_int(rows, 0)));
        if (entry)
            fill(rows, entry);
    }
    return step == DB_DONE;
}

GPtrArray *entry_list(Kb *kb, GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)entry_free);
    g_autoptr(GHashTable) by_id = g_hash_table_new(NULL, NULL);
    g_autoptr(Stmt) rows = db_stmt(kb, STMT_ENTRY_ALL);
    DbStep step;
    while ((step = db_step(kb, rows, error)) == DB_ROW) {
        Entry *entry = entry_from_row(rows, NULL);
        g_ptr_array_add(list, entry);
        g_hash_table_insert(by_id, GSIZE_TO_POINTER((size_t)entry->id), entry);
    }
    if (step == DB_FAILED || !fill_all(kb, STMT_TEXT_ALL, by_id, text_from_row, error) ||
        !fill_all(kb, STMT_PHRASING_ALL, by_id, phrasing_from_row, error) ||
        !fill_all(kb, STMT_FACT_ALL, by_id, fact_from_row, error))
        return NULL;
    return g_steal_pointer(&list);
}

static bool put_head(Kb *kb, const Entry *entry, StmtId id, GError **error)
{
    g_autofree char *tags = join(entry->tags);
    g_autofree char *sources = join(entry->sources);
    g_autoptr(Stmt) put = db_stmt(kb, id);
    bind_text(put, 1, entry->slug);
    bind_int(put, 2, entry->kind);
    bind_text(put, 3, entry->venue);
    bind_text(put, 4, entry->url);
    bind_text(put, 5, entry->owner);
    bind_text(put, 6, entry->review_by);
    bind_text(put, 7, entry->origin);
    bind_text(put, 8, tags);
    bind_text(put, 9, sources);
    return db_run(kb, put, NULL, error);
}

static bool clear(Kb *kb, StmtId id, int64_t entry, GError **error)
{
    g_autoptr(Stmt) stmt = db_stmt(kb, id);
    bind_int(stmt, 1, entry);
    return db_run(kb, stmt, NULL, error);
}

static bool put_phrasing(Kb *kb, int64_t entry, Lang lang, unsigned position, const char *text,
                         GError **error)
{
    g_autoptr(Stmt) put = db_stmt(kb, STMT_PHRASING_INSERT);
    bind_int(put, 1, entry);
    bind_int(put, 2, lang);
    bind_int(put, 3, position);
    bind_text(put, 4, text);
    return db_run(kb, put, NULL, error);
}

static bool put_text(Kb *kb, int64_t entry, Lang lang, const EntryText *text, GError **error)
{
    if (!text->title)
        return true;
    g_autoptr(Stmt) put = db_stmt(kb, STMT_TEXT_INSERT);
    bind_int(put, 1, entry);
    bind_int(put, 2, lang);
    bind_text(put, 3, text->title);
    bind_text(put, 4, text->answer);
    bind_text(put, 5, text->then);
    bind_text(put, 6, text->then_date);
    bind_text(put, 7, text->now);
    bind_text(put, 8, text->now_date);
    if (!db_run(kb, put, NULL, error))
        return false;
    for (unsigned i = 0; i < text->phrasings->len; i++)
        if (!put_phrasing(kb, entry, lang, i, text->phrasings->pdata[i], error))
            return false;
    return true;
}

static bool put_facts(Kb *kb, const Entry *entry, GError **error)
{
    for (unsigned i = 0; i < entry->facts->len; i++) {
        const Fact *fact = entry->facts->pdata[i];
        g_autoptr(Stmt) put = db_stmt(kb, STMT_FACT_INSERT);
        bind_int(put, 1, entry->id);
        bind_text(put, 2, fact->key);
        bind_text(put, 3, fact->value);
        if (!db_run(kb, put, NULL, error))
            return false;
    }
    return true;
}

static bool put_revision(Kb *kb, const Entry *entry, const char *author, const char *what,
                         GError **error)
{
    g_autofree char *markdown = markdown_print(entry);
    g_autoptr(Stmt) put = db_stmt(kb, STMT_REVISION_INSERT);
    bind_int(put, 1, entry->id);
    bind_int(put, 2, kb->now_ms);
    bind_text(put, 3, author);
    bind_text(put, 4, what);
    bind_text(put, 5, markdown);
    kb->entries_changed = true;
    return db_run(kb, put, NULL, error);
}

static bool save(Kb *kb, Entry *entry, const char *author, const char *what, bool is_new,
                 GError **error)
{
    if (!put_head(kb, entry, is_new ? STMT_ENTRY_INSERT : STMT_ENTRY_UPDATE, error))
        return false;
    if (is_new)
        entry->id = sqlite3_last_insert_rowid(kb->sqlite);
    else if (!clear(kb, STMT_TEXT_DELETE, entry->id, error) ||
             !clear(kb, STMT_PHRASING_DELETE, entry->id, error) ||
             !clear(kb, STMT_FACT_DELETE, entry->id, error))
        return false;
    return put_text(kb, entry->id, LANG_EN, &entry->texts[LANG_EN], error) &&
           put_text(kb, entry->id, LANG_ZH, &entry->texts[LANG_ZH], error) &&
           put_facts(kb, entry, error) && put_revision(kb, entry, author, what, error) &&
           search_file_entry(kb, entry->id, error);
}

static bool find_any(Kb *kb, const char *slug, Entry **found, bool *retired, GError **error)
{
    g_autoptr(Stmt) by = db_stmt(kb, STMT_ENTRY_BY_SLUG);
    bind_text(by, 1, slug);
    return find(kb, by, found, retired, error);
}

/* What a file does not speak of is left as it was. */
static void keep_facts(Entry *entry, const Entry *old)
{
    for (unsigned i = 0; i < old->facts->len; i++) {
        const Fact *fact = old->facts->pdata[i];
        if (!entry_fact(entry, fact->key))
            entry_set_fact(entry, fact->key, fact->value);
    }
}

bool entry_save(Kb *kb, Entry *entry, const char *author, EntryChange *change, GError **error)
{
    g_autoptr(Entry) old = NULL;
    bool retired = false;
    if (!entry_check(entry, error) || !find_any(kb, entry->slug, &old, &retired, error))
        return false;
    entry->id = old ? old->id : 0;
    if (old && !entry->facts_said)
        keep_facts(entry, old);
    *change = !old || retired             ? ENTRY_ADDED
              : entry_equal(old, entry) ? ENTRY_UNCHANGED
                                        : ENTRY_CHANGED;
    return *change == ENTRY_UNCHANGED ||
           save(kb, entry, author, *change == ENTRY_ADDED ? "added" : "changed", !old, error);
}

bool entry_retire(Kb *kb, const char *slug, const char *author, bool *retired, GError **error)
{
    g_autoptr(Entry) entry = NULL;
    *retired = false;
    if (!entry_find(kb, slug, &entry, error))
        return false;
    if (!entry)
        return true;
    g_autoptr(Stmt) stmt = db_stmt(kb, STMT_ENTRY_RETIRE);
    bind_text(stmt, 1, slug);
    return db_run(kb, stmt, retired, error) &&
           put_revision(kb, entry, author, "retired", error) &&
           search_file_entry(kb, entry->id, error);
}

static void free_revision(void *data)
{
    Revision *revision = data;
    g_free(revision->author);
    g_free(revision->what);
    g_free(revision->markdown);
    g_free(revision);
}

GPtrArray *entry_history(Kb *kb, const char *slug, GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(free_revision);
    g_autoptr(Stmt) rows = db_stmt(kb, STMT_REVISION_LIST);
    bind_text(rows, 1, slug);
    DbStep step;
    while ((step = db_step(kb, rows, error)) == DB_ROW) {
        Revision *revision = g_new0(Revision, 1);
        revision->number = db_int(rows, 0);
        revision->at_ms = db_int(rows, 1);
        revision->author = db_text(rows, 2);
        revision->what = db_text(rows, 3);
        revision->markdown = db_text(rows, 4);
        g_ptr_array_add(list, revision);
    }
    return step == DB_DONE ? g_steal_pointer(&list) : NULL;
}

bool entry_find_revision(Kb *kb, const char *slug, int64_t number, Entry **found, GError **error)
{
    g_autofree char *markdown = NULL;
    g_autoptr(GPtrArray) read = g_ptr_array_new_with_free_func((GDestroyNotify)entry_free);
    g_autoptr(Stmt) row = db_stmt(kb, STMT_REVISION_GET);
    bind_text(row, 1, slug);
    bind_int(row, 2, number);
    DbStep step = db_step(kb, row, error);
    *found = NULL;
    if (step != DB_ROW)
        return step == DB_DONE;
    markdown = db_text(row, 0);
    if (!markdown_read(slug, markdown, strlen(markdown), read, error))
        return false;
    *found = g_ptr_array_steal_index(read, 0);
    return true;
}

bool entry_roll_back(Kb *kb, const char *slug, int64_t number, const char *author, GError **error)
{
    g_autoptr(Entry) entry = NULL, old = NULL;
    bool retired;
    if (!entry_find_revision(kb, slug, number, &entry, error) ||
        !find_any(kb, slug, &old, &retired, error))
        return false;
    if (!entry) {
        g_set_error(error, KB_ERROR, KB_ERROR_INPUT, "%s has no revision %" G_GINT64_FORMAT, slug,
                    number);
        return false;
    }
    entry->id = old->id;
    g_free(entry->origin);
    entry->origin = g_strdup(old->origin);
    g_autofree char *what = g_strdup_printf("rolled back to %" G_GINT64_FORMAT, number);
    return save(kb, entry, author, what, false, error);
}

bool entry_revision(Kb *kb, const char *slug, int64_t *number, GError **error)
{
    g_autoptr(Stmt) stmt = db_stmt(kb, STMT_REVISION_NEWEST);
    bind_text(stmt, 1, slug);
    if (db_step(kb, stmt, error) != DB_ROW)
        return false;
    *number = db_int(stmt, 0);
    return true;
}

bool entry_counts(Kb *kb, int64_t counts[ENTRY_KIND_COUNT], GError **error)
{
    memset(counts, 0, sizeof counts[0] * ENTRY_KIND_COUNT);
    g_autoptr(Stmt) rows = db_stmt(kb, STMT_ENTRY_COUNTS);
    DbStep step;
    while ((step = db_step(kb, rows, error)) == DB_ROW)
        if (db_int(rows, 0) < ENTRY_KIND_COUNT)
            counts[db_int(rows, 0)] = db_int(rows, 1);
    return step == DB_DONE;
}
