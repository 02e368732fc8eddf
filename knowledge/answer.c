/*
 * The library of entries with its index, and the three ways to answer out of it.
 */
#include "knowledge/answer.h"

#include <stdatomic.h>
#include <string.h>

#include "knowledge/alias.h"
#include "knowledge/db.h"
#include "knowledge/plain.h"

struct Library {
    atomic_int references;
    int64_t version;
    GPtrArray *entries;  /* Entry *, by slug */
    GHashTable *by_id;   /* int64_t in a pointer → Entry *; what the index answers with */
    GHashTable *by_slug; /* Entry * */
    const Entry *fallback; /* the venue for whatever has none */
    Index *index;
    Doors *doors;
    bool is_news; /* its thresholds stand nowhere yet */
};

const char *outcome_code(Outcome outcome)
{
    static const char *const codes[] = {"answered", "suggested", "unknown"};
    return codes[outcome];
}

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

static void build_index(Library *library, const Taught *taught, double strictness,
                        const Calibration *kept)
{
    g_autoptr(GPtrArray) plain = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) tags = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GArray) texts = g_array_new(FALSE, FALSE, sizeof(IndexText));
    g_autoptr(GArray) entries = g_array_new(FALSE, TRUE, sizeof(IndexEntry));
    Lent lent = {.plain = plain, .texts = texts, .tags = tags};
    for (unsigned i = 0; i < library->entries->len; i++) {
        const Entry *entry = library->entries->pdata[i];
        if (entry->kind == ENTRY_VENUE)
            continue;
        IndexEntry lending = {.id = entry->id, .tags = lend_tags(entry, &lent)};
        lending.phrasing_count = lend_phrasings(entry, texts);
        lending.answer_count = lend_answers(entry, &lent);
        g_array_append_val(entries, lending);
    }
    /* Only now does the array of texts stay where it is. */
    const IndexText *next = (const IndexText *)(void *)texts->data;
    for (unsigned i = 0; i < entries->len; i++) {
        IndexEntry *lending = &g_array_index(entries, IndexEntry, i);
        lending->phrasings = next;
        lending->answers = next + lending->phrasing_count;
        next = lending->answers + lending->answer_count;
    }
    IndexOptions options = {.strictness = strictness,
                            .rejects = (const char *const *)taught->rejects->pdata,
                            .aliases = (const IndexAlias *)(void *)taught->lent->data,
                            .alias_count = taught->lent->len};
    const IndexEntry *lent_entries = (const IndexEntry *)(void *)entries->data;
    if (kept->key == index_key(lent_entries, entries->len, &options))
        options.calibration = kept;
    library->is_news = !options.calibration;
    library->index = index_build(lent_entries, entries->len, &options);
}

static bool has_tag(const Entry *entry, const char *tag)
{
    for (unsigned i = 0; i < entry->tags->len; i++)
        if (strcmp(entry->tags->pdata[i], tag) == 0)
            return true;
    return false;
}

static void shelve(Library *library)
{
    for (unsigned i = 0; i < library->entries->len; i++) {
        Entry *entry = library->entries->pdata[i];
        g_hash_table_insert(library->by_slug, entry->slug, entry);
        g_hash_table_insert(library->by_id, GSIZE_TO_POINTER((size_t)entry->id), entry);
        if (entry->kind == ENTRY_VENUE && (!library->fallback || has_tag(entry, "default")))
            library->fallback = entry;
    }
}

Library *library_build(Kb *kb, double strictness, GError **error)
{
    g_autoptr(Library) library = g_new0(Library, 1);
    library->references = 1;
    library->by_id = g_hash_table_new(NULL, NULL);
    library->by_slug = g_hash_table_new(g_str_hash, g_str_equal);
    if (!kb_entries_version(kb, &library->version, error) ||
        !(library->entries = entry_list(kb, error)))
        return NULL;
    shelve(library);
    library->doors = doors_new(library->entries);
    g_auto(Taught) taught = {0};
    Calibration kept;
    if (!read_taught(kb, &taught, error) || !find_calibration(kb, &kept, error))
        return NULL;
    build_index(library, &taught, strictness, &kept);
    return g_steal_pointer(&library);
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

const Entry *library_entry(const Library *library, const char *slug)
{
    return g_hash_table_lookup(library->by_slug, slug);
}

const GPtrArray *library_entries(const Library *library)
{
    return library->entries;
}

static const Entry *by_tags(const Library *library, const Entry *about)
{
    for (unsigned i = 0; i < library->entries->len; i++) {
        const Entry *venue = library->entries->pdata[i];
        if (venue->kind != ENTRY_VENUE)
            continue;
        for (unsigned t = 0; t < about->tags->len; t++)
            if (has_tag(venue, about->tags->pdata[t]))
                return venue;
    }
    return NULL;
}

const Entry *library_venue(const Library *library, const Entry *about)
{
    const Entry *venue = NULL;
    if (about && about->venue)
        venue = library_entry(library, about->venue);
    if (about && !venue)
        venue = by_tags(library, about);
    return venue ? venue : library->fallback;
}

static _Atomic uint64_t outcomes[OUTCOME_UNKNOWN + 1];

void answer_counts(uint64_t counts[OUTCOME_UNKNOWN + 1])
{
    for (int i = 0; i <= OUTCOME_UNKNOWN; i++)
        counts[i] = atomic_load_explicit(&outcomes[i], memory_order_relaxed);
}

static Outcome outcome_of(const Library *library, const IndexResult *why)
{
    double state, suggest;
    index_thresholds(library->index, &state, &suggest);
    if (why->hit_count == 0 || why->confidence < suggest)
        return OUTCOME_UNKNOWN;
    return why->confidence >= state ? OUTCOME_ANSWERED : OUTCOME_SUGGESTED;
}

/* A question without an answer still has a topic when it names the product of the nearest entry. */
static bool names_its_topic(const IndexResult *why)
{
    return why->hit_count > 0 && why->hits[0].tag > 0;
}

void answer_look(const Library *library, Scratch *scratch, const char *question, Answer *answer)
{
    memset(answer, 0, offsetof(Answer, why));
    index_ask(library->index, scratch, question, &answer->why);
    answer->lang = text_language(question);
    answer->outcome = outcome_of(library, &answer->why);
    answer->confidence = answer->why.confidence;
    for (size_t i = 0; i < answer->why.hit_count && i < ANSWER_CANDIDATES_MAX; i++) {
        const IndexHit *hit = &answer->why.hits[i];
        answer->candidates[answer->candidate_count++] = (Candidate){
            .entry = g_hash_table_lookup(library->by_id, GSIZE_TO_POINTER((size_t)hit->id)),
            .score = hit->score,
        };
    }
    const Entry *first = answer->candidate_count ? answer->candidates[0].entry : NULL;
    if (answer->outcome == OUTCOME_ANSWERED)
        answer->entry = first;
    bool is_about = answer->outcome != OUTCOME_UNKNOWN || names_its_topic(&answer->why);
    answer->venue = library_venue(library, is_about ? first : NULL);
}

void answer_find(const Library *library, Scratch *scratch, const char *question, Answer *answer)
{
    answer_look(library, scratch, question, answer);
    atomic_fetch_add_explicit(&outcomes[answer->outcome], 1, memory_order_relaxed);
}
