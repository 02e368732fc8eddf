/*
 * Files read, checked together, then saved in one transaction. Knows no format: paths.c names the
 * reader of each.
 */
#include "knowledge/files/import.h"

#include <string.h>

#include "knowledge/entry.h"
#include "knowledge/files/complaints.h"
#include "knowledge/files/format.h"
#include "knowledge/files/paths.h"
#include "knowledge/packaged.h"
#include "knowledge/sidecar.h"

typedef struct Import {
    Kb *kb;
    int64_t now_ms;
    const ImportOptions *options;
    ImportCounts counts;
    Complaints *complaints;
    GPtrArray *entries;  /* Entry * */
    GHashTable *by_slug; /* slug → Entry; borrows both from entries */
    Sidecar *sidecar;
} Import;

static void import_clear(Import *import)
{
    complaints_free(import->complaints);
    g_hash_table_unref(import->by_slug);
    g_ptr_array_unref(import->entries);
    sidecar_free(import->sidecar);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Import, import_clear)

static void free_entry(void *entry)
{
    entry_free(entry);
}

static Import import_new(Kb *kb, int64_t now_ms, const ImportOptions *options)
{
    return (Import){.kb = kb,
                    .now_ms = now_ms,
                    .options = options,
                    .complaints = complaints_new(),
                    .entries = g_ptr_array_new_with_free_func(free_entry),
                    .by_slug = g_hash_table_new(g_str_hash, g_str_equal),
                    .sidecar = sidecar_new()};
}

static void take_complaint(Import *import, const char *prefix, GError *error)
{
    g_autofree char *lines =
        g_strconcat(prefix ? prefix : "", prefix ? ": " : "", error->message, NULL);
    complain_lines(import->complaints, lines);
    g_error_free(error);
}

static void read_file(Import *import, const char *name, const char *data, size_t len)
{
    GError *error = NULL;
    FormatReadFn read = paths_reader(name);
    import->counts.files++;
    bool taken = g_str_has_suffix(name, ".tsv") && sidecar_known(data, len)
                     ? sidecar_read(import->sidecar, name, data, len, &error)
                     : read(name, data, len, import->entries, &error);
    if (!taken)
        take_complaint(import, NULL, error);
}

static void read_files(Import *import, const char *const *paths)
{
    g_autoptr(GPtrArray) files = paths_collect(paths, import->complaints);
    for (unsigned i = 0; i < files->len && !complaints_full(import->complaints); i++) {
        size_t len = 0;
        g_autofree char *data = paths_load(files->pdata[i], &len, import->complaints);
        if (data)
            read_file(import, files->pdata[i], data, len);
    }
}

static void read_packaged(Import *import)
{
    for (const PackagedFile *file = packaged_files; file->path; file++)
        if (g_str_has_prefix(file->path, "content/") && paths_reader(file->path) &&
            !g_str_has_suffix(file->path, "/README.md"))
            read_file(import, file->path, file->data, file->len);
    GError *error = NULL;
    if (!sidecar_read_packaged(import->sidecar, &error))
        take_complaint(import, NULL, error);
}

static void check_entry(Import *import, Entry *entry)
{
    GError *error = NULL;
    if (!entry_check(entry, &error)) {
        take_complaint(import, entry->origin, error);
        return;
    }
    const Entry *before = g_hash_table_lookup(import->by_slug, entry->slug);
    if (before) {
        g_autofree char *line =
            g_strdup_printf("%s: the id `%s` is taken by %s; give one of them another",
                            entry->origin, entry->slug, before->origin);
        complain_lines(import->complaints, line);
        return;
    }
    g_hash_table_insert(import->by_slug, entry->slug, entry);
}

/* Of the import, or of the base when that is not about to be retired. */
static bool is_venue(Import *import, const char *slug, bool *found, GError **error)
{
    const Entry *entry = g_hash_table_lookup(import->by_slug, slug);
    g_autoptr(Entry) kept = NULL;
    if (!entry && !import->options->prune) {
        if (!entry_find(import->kb, slug, &kept, error))
            return false;
        entry = kept;
    }
    *found = entry && entry->kind == ENTRY_VENUE;
    return true;
}

/* False when the base itself failed. */
static bool check_venues(Import *import, GError **error)
{
    g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
    for (unsigned i = 0; i < import->entries->len; i++) {
        const Entry *entry = import->entries->pdata[i];
        bool found = false;
        if (!entry->venue || g_hash_table_contains(known, entry->venue))
            continue;
        if (!is_venue(import, entry->venue, &found, error))
            return false;
        if (found) {
            g_hash_table_add(known, entry->venue);
            continue;
        }
        g_autofree char *line = g_strdup_printf("%s: no such venue: %s; import an entry of `kind: "
                                                "venue` with this id, or mend the name",
                                                entry->origin, entry->venue);
        complain_lines(import->complaints, line);
    }
    return true;
}

/* All that can be said without writing. */
static bool check(Import *import, GError **error)
{
    for (unsigned i = 0; i < import->entries->len; i++)
        check_entry(import, import->entries->pdata[i]);
    import->counts.read = import->entries->len;
    return check_venues(import, error) && complaints_none(import->complaints, error);
}

static void tell(const Import *import, const char *what, const char *slug)
{
    if (import->options->changed)
        import->options->changed(what, slug, import->options->user);
}

static bool save(Import *import, Entry *entry, GError **error)
{
    EntryChange change = ENTRY_UNCHANGED;
    if (!entry_save(import->kb, entry, import->options->author, &change, error)) {
        g_prefix_error(error, "%s: ", entry->origin);
        return false;
    }
    import->counts.added += change == ENTRY_ADDED;
    import->counts.changed += change == ENTRY_CHANGED;
    import->counts.unchanged += change == ENTRY_UNCHANGED;
    if (change != ENTRY_UNCHANGED)
        tell(import, change == ENTRY_ADDED ? "added" : "changed", entry->slug);
    return true;
}

static bool prune(Import *import, GError **error)
{
    g_autoptr(GPtrArray) kept = entry_list(import->kb, error);
    for (unsigned i = 0; kept && i < kept->len; i++) {
        const Entry *entry = kept->pdata[i];
        bool retired = false;
        if (g_hash_table_contains(import->by_slug, entry->slug))
            continue;
        if (!entry_retire(import->kb, entry->slug, import->options->author, &retired, error))
            return false;
        import->counts.retired++;
        tell(import, "retired", entry->slug);
    }
    return kept != NULL;
}

static bool write_all(Import *import, GError **error)
{
    for (unsigned i = 0; i < import->entries->len; i++)
        if (!save(import, import->entries->pdata[i], error))
            return false;
    const ImportOptions *o = import->options;
    return (!o->prune || prune(import, error)) &&
           sidecar_save(import->sidecar, import->kb, o->prune, o->author, error) &&
           (!o->judge || o->judge(import->kb, o->judge_user, error));
}

static bool write_once(Import *import, GError **error)
{
    if (!kb_begin(import->kb, import->now_ms, error))
        return false;
    bool written = write_all(import, error);
    if (written && !import->options->dry_run)
        return kb_commit(import->kb, error);
    kb_roll_back(import->kb);
    return written;
}

static bool finish(Import *import, ImportCounts *counts, GError **error)
{
    if (!check(import, error) || !write_once(import, error))
        return false;
    *counts = import->counts;
    return true;
}

bool import_paths(Kb *kb, const char *const *paths, int64_t now_ms, const ImportOptions *options,
                  ImportCounts *counts, GError **error)
{
    g_auto(Import) import = import_new(kb, now_ms, options);
    read_files(&import, paths);
    return finish(&import, counts, error);
}

bool import_packaged(Kb *kb, int64_t now_ms, ImportCounts *counts, GError **error)
{
    static const ImportOptions options = {.author = "askd"};
    g_auto(Import) import = import_new(kb, now_ms, &options);
    read_packaged(&import);
    return finish(&import, counts, error);
}
