/*
 * Entries are lent to the index while it is built; a key of all it is made from says whether a kept
 * one is still of these.
 */
#include "knowledge/library.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdatomic.h>
#include <string.h>

#include "knowledge/alias.h"
#include "knowledge/db.h"
#include "knowledge/index/lexicon.h"
#include "knowledge/packaged.h"
#include "knowledge/plain.h"

struct Library {
    atomic_int references;
    int64_t version;
    GPtrArray *entries;    /* Entry *, by slug */
    GHashTable *by_id;     /* int64_t in a pointer → Entry *; what the index answers with */
    GHashTable *by_slug;   /* Entry * */
    const Entry *fallback; /* the venue for whatever has none */
    Index *index;
    Doors *doors;
    uint64_t key;  /* of what the index is made from */
    bool is_built; /* the index was, not read from where it was kept */
    bool is_news;  /* its thresholds stand nowhere yet */
};

/* What the index borrows while it is built. */
typedef struct Lent {
    GPtrArray *plain; /* char *: answers without their Markdown */
    GArray *texts;    /* IndexText: phrasings and answers of all entries */
    GPtrArray *tags;  /* char **, NULL-terminated */
} Lent;

static size_t lend_phrasings(const Entry *entry, GArray *texts)
{
    size_t first = texts->len;
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        const EntryText *text = &entry->texts[lang];
        if (!text->title)
            continue;
        g_array_append_vals(texts, &(IndexText){(Lang)lang, text->title}, 1);
        for (unsigned i = 0; i < text->phrasings->len; i++)
            g_array_append_vals(texts, &(IndexText){(Lang)lang, text->phrasings->pdata[i]}, 1);
    }
    return texts->len - first;
}

static size_t lend_answers(const Entry *entry, Lent *lent)
{
    size_t first = lent->texts->len;
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        const EntryText *text = &entry->texts[lang];
        if (!text->title || !text->answer)
            continue;
        char *plain = plain_text(text->answer);
        g_ptr_array_add(lent->plain, plain);
        g_array_append_vals(lent->texts, &(IndexText){(Lang)lang, plain}, 1);
    }
    return lent->texts->len - first;
}

static const char *const *lend_tags(const Entry *entry, Lent *lent)
{
    char **tags = g_new0(char *, entry->tags->len + 1);
    if (entry->tags->len > 0)
        memcpy(tags, entry->tags->pdata, entry->tags->len * sizeof *tags);
    g_ptr_array_add(lent->tags, tags);
    return (const char *const *)tags;
}

/* *kept is zero when there is none. */
static bool find_calibration(Kb *kb, Calibration *kept, GError **error)
{
    memset(kept, 0, sizeof *kept);
    g_autoptr(Stmt) row = db_stmt(kb, STMT_CALIBRATION_GET);
    DbStep step = db_step(kb, row, error);
    if (step == DB_ROW && sqlite3_column_bytes(row, 0) == sizeof *kept)
        memcpy(kept, sqlite3_column_blob(row, 0), sizeof *kept);
    return step != DB_FAILED;
}

/* What the base holds beside entries for the index to know. */
typedef struct Taught {
    GPtrArray *rejects; /* char *, ended by NULL */
    GPtrArray *aliases; /* Alias * */
    GArray *lent;       /* IndexAlias: the same */
} Taught;

static void taught_clear(Taught *taught)
{
    g_clear_pointer(&taught->rejects, g_ptr_array_unref);
    g_clear_pointer(&taught->aliases, g_ptr_array_unref);
    g_clear_pointer(&taught->lent, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Taught, taught_clear)

static bool read_taught(Kb *kb, Taught *taught, GError **error)
{
    if (!(taught->rejects = reject_list(kb, error)) || !(taught->aliases = alias_list(kb, error)))
        return false;
    g_ptr_array_add(taught->rejects, NULL);
    taught->lent = g_array_new(FALSE, FALSE, sizeof(IndexAlias));
    for (unsigned i = 0; i < taught->aliases->len; i++) {
        const Alias *alias = taught->aliases->pdata[i];
        g_array_append_vals(taught->lent, &(IndexAlias){alias->word, alias->meaning}, 1);
    }
    return true;
}

/* Lends all entries but venues. What `entries` points to lives as long as `lent`. */
static void lend(const Library *library, Lent *lent, GArray *entries)
{
    for (unsigned i = 0; i < library->entries->len; i++) {
        const Entry *entry = library->entries->pdata[i];
        if (entry->kind == ENTRY_VENUE || entry->kind == ENTRY_WELCOME)
            continue;
        IndexEntry lending = {.id = entry->id,
                              .tags = lend_tags(entry, lent),
                              .drafted = entry_fact(entry, "importer") != NULL};
        lending.phrasing_count = lend_phrasings(entry, lent->texts);
        lending.answer_count = lend_answers(entry, lent);
        g_array_append_val(entries, lending);
    }
    /* Only now does the array of texts stay where it is. */
    const IndexText *next = (const IndexText *)(void *)lent->texts->data;
    for (unsigned i = 0; i < entries->len; i++) {
        IndexEntry *lending = &g_array_index(entries, IndexEntry, i);
        lending->phrasings = next;
        lending->answers = next + lending->phrasing_count;
        next = lending->answers + lending->answer_count;
    }
}

static void build_index(Library *library, IndexOptions *options, const Calibration *kept)
{
    g_autoptr(GPtrArray) plain = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) tags = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GArray) texts = g_array_new(FALSE, FALSE, sizeof(IndexText));
    g_autoptr(GArray) entries = g_array_new(FALSE, TRUE, sizeof(IndexEntry));
    Lent lent = {.plain = plain, .texts = texts, .tags = tags};
    lend(library, &lent, entries);
    const IndexEntry *lent_entries = (const IndexEntry *)(void *)entries->data;
    if (!options->calibration && kept->key == index_key(lent_entries, entries->len, options))
        options->calibration = kept;
    library->index = index_build(lent_entries, entries->len, options);
}

static void shelve(Library *library)
{
    for (unsigned i = 0; i < library->entries->len; i++) {
        Entry *entry = library->entries->pdata[i];
        g_hash_table_insert(library->by_slug, entry->slug, entry);
        g_hash_table_insert(library->by_id, GSIZE_TO_POINTER((size_t)entry->id), entry);
        if (entry->kind == ENTRY_VENUE && (!library->fallback || entry_has_tag(entry, "default")))
            library->fallback = entry;
    }
}

/* --- an index that was kept ------------------------------------------------------------------- */

static uint64_t key_text(uint64_t key, const char *text)
{
    return text ? key_join(key, key_of(text, strlen(text))) : key_join(key, 0);
}

static uint64_t key_texts(uint64_t key, const GPtrArray *texts)
{
    for (unsigned i = 0; texts && i < texts->len && texts->pdata[i]; i++)
        key = key_text(key, texts->pdata[i]);
    return key_join(key, 1);
}

/* Of all that an index is made from, as it stands in the base. */
static uint64_t key_of_base(const Library *library, const Taught *taught)
{
    uint64_t key = 0;
    for (unsigned i = 0; i < library->entries->len; i++) {
        const Entry *entry = library->entries->pdata[i];
        if (entry->kind == ENTRY_VENUE)
            continue;
        key = key_texts(key_join(key, (uint64_t)entry->id), entry->tags);
        key = key_text(key, entry_fact(entry, "importer"));
        for (int lang = 0; lang < LANG_COUNT; lang++) {
            const EntryText *text = &entry->texts[lang];
            key = key_text(key_text(key, text->title), text->answer);
            key = key_texts(key, text->phrasings);
        }
    }
    key = key_texts(key, taught->rejects);
    for (unsigned i = 0; i < taught->aliases->len; i++) {
        const Alias *alias = taught->aliases->pdata[i];
        key = key_text(key_text(key, alias->word), alias->meaning);
    }
    return key;
}

char *library_path(const char *database)
{
    return strcmp(database, ":memory:") == 0 ? NULL : g_strconcat(database, "-index", NULL);
}

/* NULL: what the program carries is of other entries. */
static Index *read_packaged(uint64_t key, double strictness)
{
    if (!packaged_index->path)
        return NULL;
    g_autoptr(GBytes) bytes = g_bytes_new_static(packaged_index->data, packaged_index->len);
    return index_read(bytes, key, strictness);
}

/* NULL: there is none, or it is of other entries or another askd. */
static Index *read_kept(const char *path, uint64_t key, double strictness)
{
    g_autoptr(GMappedFile) file = g_mapped_file_new(path, FALSE, NULL);
    g_autoptr(GBytes) bytes = file ? g_mapped_file_get_bytes(file) : NULL;
    return bytes && index_is_whole(bytes) ? index_read(bytes, key, strictness) : NULL;
}

bool library_write(Library *library, const char *path, GError **error)
{
    size_t size;
    g_autofree char *part = g_strconcat(path, ".part", NULL);
    g_autoptr(GBytes) bytes = index_write(library->index, library->key);
    const char *data = g_bytes_get_data(bytes, &size);
    if (!g_file_set_contents_full(part, data, (gssize)size, G_FILE_SET_CONTENTS_NONE, 0600, error))
        return false;
    if (g_rename(part, path) == 0)
        return true;
    g_set_error(error, KB_ERROR, KB_ERROR_FAILED, "%s: cannot be put in place: %s", path,
                g_strerror(errno));
    return false;
}

bool library_is_built(const Library *library)
{
    return library->is_built;
}

/* --- the library ------------------------------------------------------------------------------ */

static bool fill(Library *library, Kb *kb, double strictness, const Calibration *given,
                 const char *path, GError **error)
{
    g_auto(Taught) taught = {0};
    Calibration kept;
    if (!kb_entries_version(kb, &library->version, error) ||
        !(library->entries = entry_list(kb, error)) || !read_taught(kb, &taught, error) ||
        !find_calibration(kb, &kept, error))
        return false;
    shelve(library);
    library->doors = doors_new(library->entries);
    library->key = key_of_base(library, &taught);
    if (!given)
        library->index = read_packaged(library->key, strictness);
    if (!library->index && path)
        library->index = read_kept(path, library->key, strictness);
    library->is_built = !library->index;
    IndexOptions options = {.strictness = strictness,
                            .calibration = given,
                            .rejects = (const char *const *)taught.rejects->pdata,
                            .aliases = (const IndexAlias *)(void *)taught.lent->data,
                            .alias_count = taught.lent->len};
    if (!library->index)
        build_index(library, &options, &kept);
    library->is_news = memcmp(index_calibration(library->index), &kept, sizeof kept) != 0;
    return true;
}

static Library *open_with(Kb *kb, double strictness, const Calibration *given, const char *path,
                          GError **error)
{
    g_autoptr(Library) library = g_new0(Library, 1);
    library->references = 1;
    library->by_id = g_hash_table_new(NULL, NULL);
    library->by_slug = g_hash_table_new(g_str_hash, g_str_equal);
    return fill(library, kb, strictness, given, path, error) ? g_steal_pointer(&library) : NULL;
}

Library *library_open(Kb *kb, double strictness, const char *path, GError **error)
{
    return open_with(kb, strictness, NULL, path, error);
}

Library *library_build_like(Kb *kb, double strictness, const Library *like, GError **error)
{
    return open_with(kb, strictness, index_calibration(like->index), NULL, error);
}

Library *library_build(Kb *kb, double strictness, GError **error)
{
    return library_open(kb, strictness, NULL, error);
}

Library *library_ref(Library *library)
{
    atomic_fetch_add(&library->references, 1);
    return library;
}

void library_unref(Library *library)
{
    if (!library || atomic_fetch_sub(&library->references, 1) > 1)
        return;
    g_clear_pointer(&library->index, index_unref);
    g_clear_pointer(&library->doors, doors_free);
    g_clear_pointer(&library->by_id, g_hash_table_unref);
    g_clear_pointer(&library->by_slug, g_hash_table_unref);
    g_clear_pointer(&library->entries, g_ptr_array_unref);
    g_free(library);
}

bool library_is_news(const Library *library)
{
    return library->is_news;
}

bool library_keep(const Library *library, Kb *kb, GError **error)
{
    const Calibration *drawn = index_calibration(library->index);
    g_autoptr(Stmt) put = db_stmt(kb, STMT_CALIBRATION_PUT);
    bind_blob(put, 1, (const char *)drawn, sizeof *drawn);
    return db_run(kb, put, NULL, error);
}

int64_t library_version(const Library *library)
{
    return library->version;
}

const Index *library_index(const Library *library)
{
    return library->index;
}

const Doors *library_doors(const Library *library)
{
    return library->doors;
}

const Entry *library_entry_by_id(const Library *library, int64_t id)
{
    return g_hash_table_lookup(library->by_id, GSIZE_TO_POINTER((size_t)id));
}

const Entry *library_entry(const Library *library, const char *slug)
{
    return slug ? g_hash_table_lookup(library->by_slug, slug) : NULL;
}

const GPtrArray *library_entries(const Library *library)
{
    return library->entries;
}

static const Entry *by_tags(const Library *library, const Entry *about)
{
    for (unsigned i = 0; i < doors_count(library->doors); i++) {
        const Entry *venue = doors_venue(library->doors, i);
        for (unsigned t = 0; t < about->tags->len; t++)
            if (entry_has_tag(venue, about->tags->pdata[t]))
                return venue;
    }
    return NULL;
}

const Entry *library_venue(const Library *library, const Entry *about)
{
    const Entry *venue = NULL;
    if (about)
        venue = library_entry(library, about->venue);
    if (about && !venue)
        venue = by_tags(library, about);
    return venue ? venue : library->fallback;
}
