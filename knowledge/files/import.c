/*
 * Files read and checked together, then read again and saved in one transaction: so nothing is
 * kept of a large table but its ids. Knows no format: kinds.h has the readers.
 */
#include "knowledge/files/import.h"

#include <string.h>

#include "knowledge/entry.h"
#include "knowledge/files/complaints.h"
#include "knowledge/files/draft.h"
#include "knowledge/files/format.h"
#include "knowledge/files/kinds.h"
#include "knowledge/files/merge.h"
#include "knowledge/files/paths.h"
#include "knowledge/packaged.h"
#include "knowledge/sidecar.h"

typedef struct Import {
    Kb *kb;
    int64_t now_ms;
    const ImportOptions *options;
    ImportCounts counts;
    Complaints *complaints;
    GHashTable *by_slug; /* slug → where it stands; both owned */
    GHashTable *homes;   /* slugs of venues that are imported, owned */
    GHashTable *venues;  /* slug of a venue → where it was first named; both owned */
    GPtrArray *drafts;   /* Draft * */
    Sidecar *sidecar;
    GPtrArray *files; /* char *: paths; NULL: those that askd carries within itself */
    bool saving;      /* the second time */
    GError *failure;  /* of an entry that could not be saved */
} Import;

static void import_clear(Import *import)
{
    complaints_free(import->complaints);
    g_hash_table_unref(import->by_slug);
    g_hash_table_unref(import->homes);
    g_hash_table_unref(import->venues);
    g_ptr_array_unref(import->drafts);
    g_clear_pointer(&import->files, g_ptr_array_unref);
    sidecar_free(import->sidecar);
    g_clear_error(&import->failure);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Import, import_clear)

static void free_draft(void *draft)
{
    draft_free(draft);
}

static Import import_new(Kb *kb, int64_t now_ms, const ImportOptions *options)
{
    return (Import){.kb = kb,
                    .now_ms = now_ms,
                    .options = options,
                    .complaints = complaints_new(),
                    .by_slug = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
                    .homes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                    .venues = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
                    .drafts = g_ptr_array_new_with_free_func(free_draft),
                    .sidecar = sidecar_new()};
}

static void take_complaint(Import *import, const char *prefix, GError *error)
{
    g_autofree char *lines =
        g_strconcat(prefix ? prefix : "", prefix ? ": " : "", error->message, NULL);
    complain_lines(import->complaints, lines);
    g_error_free(error);
}

/* The first time: what can be said without writing. */

static void check_entry(Import *import, const Entry *entry)
{
    GError *error = NULL;
    if (!entry_check(entry, &error)) {
        take_complaint(import, entry->origin, error);
        return;
    }
    const char *before = g_hash_table_lookup(import->by_slug, entry->slug);
    if (before) {
        g_autofree char *line =
            g_strdup_printf("%s: the id `%s` is taken by %s; give one of them another",
                            entry->origin, entry->slug, before);
        complain_lines(import->complaints, line);
        return;
    }
    g_hash_table_insert(import->by_slug, g_strdup(entry->slug), g_strdup(entry->origin));
    if (entry->kind == ENTRY_VENUE)
        g_hash_table_add(import->homes, g_strdup(entry->slug));
    if (entry->venue && !g_hash_table_contains(import->venues, entry->venue))
        g_hash_table_insert(import->venues, g_strdup(entry->venue), g_strdup(entry->origin));
    import->counts.read++;
}

/* Of the import, or of the base when that is not about to be retired. */
static bool is_venue(Import *import, const char *slug, bool *found, GError **error)
{
    g_autoptr(Entry) kept = NULL;
    *found = g_hash_table_contains(import->homes, slug);
    if (*found || import->options->prune)
        return true;
    if (!entry_find(import->kb, slug, &kept, error))
        return false;
    *found = kept && kept->kind == ENTRY_VENUE && !g_hash_table_contains(import->by_slug, slug);
    return true;
}

/* False when the base itself failed. */
static bool check_venues(Import *import, GError **error)
{
    g_autoptr(GList) slugs =
        g_list_sort(g_hash_table_get_keys(import->venues), (GCompareFunc)strcmp);
    for (const GList *at = slugs; at; at = at->next) {
        bool found = false;
        if (!is_venue(import, at->data, &found, error))
            return false;
        if (found)
            continue;
        g_autofree char *line = g_strdup_printf(
            "%s: no such venue: %s; import an entry of `kind: "
            "venue` with this id, or mend the name",
            (const char *)g_hash_table_lookup(import->venues, at->data), (const char *)at->data);
        complain_lines(import->complaints, line);
    }
    return true;
}

/* The second time. */

static void tell(const Import *import, const char *what, const char *slug)
{
    if (import->options->changed)
        import->options->changed(what, slug, import->options->user);
}

static bool markdown_before(Import *import, const char *slug, char **before, GError **error)
{
    g_autoptr(Entry) entry = NULL;
    if (!import->options->differs)
        return true;
    if (!entry_find(import->kb, slug, &entry, error))
        return false;
    *before = entry ? markdown_print(entry) : NULL;
    return true;
}

static bool save(Import *import, Entry *entry, GError **error)
{
    EntryChange change = ENTRY_UNCHANGED;
    g_autofree char *before = NULL;
    if (!markdown_before(import, entry->slug, &before, error))
        return false;
    if (!entry_save(import->kb, entry, import->options->author, &change, error)) {
        g_prefix_error(error, "%s: ", entry->origin ? entry->origin : entry->slug);
        return false;
    }
    import->counts.added += change == ENTRY_ADDED;
    import->counts.changed += change == ENTRY_CHANGED;
    import->counts.unchanged += change == ENTRY_UNCHANGED;
    if (change != ENTRY_UNCHANGED)
        tell(import, change == ENTRY_ADDED ? "added" : "changed", entry->slug);
    if (change == ENTRY_CHANGED && before) {
        g_autofree char *after = markdown_print(entry);
        import->options->differs(entry->slug, before, after, import->options->user);
    }
    return true;
}

enum { SAVED_EVERY = 256 };

static void tell_saved(const Import *import)
{
    int64_t saved = import->counts.added + import->counts.changed + import->counts.unchanged;
    if (import->options->saved && saved % SAVED_EVERY == 0)
        import->options->saved(saved, import->counts.read, import->options->user);
}

/* What a reader hands out, whichever time it is. */
static bool take_entry(Entry *entry, void *user)
{
    Import *import = user;
    g_autoptr(Entry) owned = entry;
    if (!import->saving) {
        check_entry(import, owned);
        return !complaints_full(import->complaints);
    }
    if (!save(import, owned, &import->failure))
        return false;
    tell_saved(import);
    return true;
}

/* Files. */

static bool read_known(Import *import, FileKind kind, const char *name, const char *data,
                       size_t len, GError **error)
{
    bool is_sidecar = g_str_has_suffix(name, ".tsv") && sidecar_known(data, len);
    if (import->saving && (is_sidecar || kind_is_drafted(kind)))
        return true;
    if (is_sidecar)
        return sidecar_read(import->sidecar, name, data, len, error);
    if (kind_is_drafted(kind))
        return kind_draft(kind, name, data, len, import->drafts, error);
    return kind_each(kind, name, data, len, import->options->base_url, take_entry, import, error);
}

static void read_file(Import *import, const char *name, const char *data, size_t len)
{
    GError *error = NULL;
    FileKind kind = import->options->as;
    if (kind == KIND_UNKNOWN)
        kind = kind_of(name, data, len);
    import->counts.files += !import->saving;
    if (kind == KIND_UNKNOWN)
        complain(import->complaints, name, 1,
                 "YAML is read when it is a landscape, with a key `landscape:`; this is none");
    else if (!read_known(import, kind, name, data, len, &error))
        take_complaint(import, NULL, error);
}

static void read_paths(Import *import)
{
    for (unsigned i = 0; i < import->files->len; i++) {
        size_t len = 0;
        if (complaints_full(import->complaints) || import->failure)
            return;
        g_autofree char *data = paths_load(import->files->pdata[i], &len, import->complaints);
        if (data)
            read_file(import, import->files->pdata[i], data, len);
    }
}

static void read_packaged(Import *import)
{
    for (const PackagedFile *file = packaged_files; file->path && !import->failure; file++)
        if (g_str_has_prefix(file->path, "content/") && kind_wanted(file->path) &&
            !g_str_has_suffix(file->path, "/README.md"))
            read_file(import, file->path, file->data, file->len);
    GError *error = NULL;
    if (!import->saving && !sidecar_read_packaged(import->sidecar, &error))
        take_complaint(import, NULL, error);
}

static void read_all(Import *import)
{
    if (import->files)
        read_paths(import);
    else
        read_packaged(import);
}

static bool check(Import *import, GError **error)
{
    read_all(import);
    return check_venues(import, error) && complaints_none(import->complaints, error);
}

/* Drafts come last: what is written by hand in the same import goes before them. */
static bool save_drafts(Import *import, GError **error)
{
    if (import->drafts->len == 0)
        return true;
    g_autoptr(GPtrArray) base = entry_list(import->kb, error);
    if (!base)
        return false;
    g_autoptr(GPtrArray) merged = merge_drafts(base, import->drafts);
    import->counts.read += merged->len;
    for (unsigned i = 0; i < merged->len; i++) {
        Entry *entry = merged->pdata[i];
        if (!save(import, entry, error))
            return false;
        g_hash_table_replace(import->by_slug, g_strdup(entry->slug), g_strdup(""));
        tell_saved(import);
    }
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

/* A file may have changed since it was checked: then it is complained of now. */
static bool save_all(Import *import, GError **error)
{
    import->saving = true;
    read_all(import);
    if (import->failure) {
        g_propagate_error(error, g_steal_pointer(&import->failure));
        return false;
    }
    return complaints_none(import->complaints, error) && save_drafts(import, error);
}

static bool write_all(Import *import, GError **error)
{
    const ImportOptions *o = import->options;
    return save_all(import, error) && (!o->prune || prune(import, error)) &&
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
    import.files = paths_collect(paths, import.complaints);
    return finish(&import, counts, error);
}

bool import_packaged(Kb *kb, int64_t now_ms, ImportCounts *counts, GError **error)
{
    static const ImportOptions options = {.author = "askd"};
    g_auto(Import) import = import_new(kb, now_ms, &options);
    return finish(&import, counts, error);
}
