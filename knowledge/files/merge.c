/*
 * A draft is made an entry, or an entry made anew or given the draft's facts: see merge.h.
 */
#include "knowledge/files/merge.h"

#include <string.h>

#include "knowledge/entry.h"
#include "knowledge/files/draft.h"
#include "knowledge/files/known.h"

typedef struct Merge {
    Known *known;
    GHashTable *venues; /* id of a drafted venue → id of the one it became; both owned */
    GPtrArray *merged;  /* Entry * */
} Merge;

static void free_entry(void *entry)
{
    entry_free(entry);
}

/* --- values ----------------------------------------------------------------------------------- */

static char *checksum_of(const Entry *entry)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    const GPtrArray *lists[] = {entry->tags, entry->sources, entry->texts[LANG_EN].phrasings,
                                entry->texts[LANG_ZH].phrasings};
    const char *words[] = {entry->texts[LANG_EN].title,
                           entry->texts[LANG_EN].answer,
                           entry->texts[LANG_EN].then,
                           entry->texts[LANG_ZH].title,
                           entry->texts[LANG_ZH].answer,
                           entry->texts[LANG_ZH].then,
                           entry->url,
                           entry->owner,
                           entry->venue,
                           entry->kind == ENTRY_TERM ? "term" : NULL,
                           entry->review_by};
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        g_checksum_update(sum, (const guchar *)(words[i] ? words[i] : ""),
                          words[i] ? (gssize)strlen(words[i]) + 1 : 1);
    for (size_t i = 0; i < G_N_ELEMENTS(lists); i++) {
        for (unsigned k = 0; k < lists[i]->len; k++)
            g_checksum_update(sum, lists[i]->pdata[k], (gssize)strlen(lists[i]->pdata[k]) + 1);
        g_checksum_update(sum, (const guchar *)"", 1);
    }
    return g_strndup(g_checksum_get_string(sum), 12);
}

static char *mark_of(const char *importer, const Entry *entry)
{
    g_autofree char *sum = checksum_of(entry);
    return g_strdup_printf("%s %s", importer, sum);
}

/* Made by that importer, and by nobody changed since. */
static bool is_untouched(const Entry *entry, const char *importer)
{
    g_autofree char *mark = mark_of(importer, entry);
    return g_strcmp0(entry_fact(entry, KNOWN_IMPORTER), mark) == 0;
}

static void copy_list(GPtrArray *to, const GPtrArray *from)
{
    for (unsigned i = 0; i < from->len; i++)
        g_ptr_array_add(to, g_strdup(from->pdata[i]));
}

static void copy_text(EntryText *to, const EntryText *from)
{
    to->title = g_strdup(from->title);
    to->answer = g_strdup(from->answer);
    to->then = g_strdup(from->then);
    to->then_date = g_strdup(from->then_date);
    to->now = g_strdup(from->now);
    to->now_date = g_strdup(from->now_date);
    copy_list(to->phrasings, from->phrasings);
}

static Entry *copy_of(const Entry *entry)
{
    Entry *copy = entry_new();
    copy->slug = g_strdup(entry->slug);
    copy->kind = entry->kind;
    copy->venue = g_strdup(entry->venue);
    copy->url = g_strdup(entry->url);
    copy->owner = g_strdup(entry->owner);
    copy->review_by = g_strdup(entry->review_by);
    copy->origin = g_strdup(entry->origin);
    copy->facts_said = true;
    copy_list(copy->tags, entry->tags);
    copy_list(copy->sources, entry->sources);
    for (int lang = 0; lang < LANG_COUNT; lang++)
        copy_text(&copy->texts[lang], &entry->texts[lang]);
    for (unsigned i = 0; i < entry->facts->len; i++) {
        const Fact *fact = entry->facts->pdata[i];
        entry_set_fact(copy, fact->key, fact->value);
    }
    return copy;
}

/* The importer's keys; "*": all but its mark. */
static bool owns(const Draft *draft, const char *key)
{
    if (!draft->facts || strcmp(key, KNOWN_IMPORTER) == 0)
        return false;
    return strcmp(draft->facts[0], "*") == 0 || g_strv_contains(draft->facts, key);
}

/* The draft's facts take the place of those of its keys; others stay. */
static void put_facts(Entry *entry, const Draft *draft)
{
    for (unsigned i = entry->facts->len; i > 0; i--) {
        const Fact *fact = entry->facts->pdata[i - 1];
        g_autofree char *key = g_strdup(fact->key);
        if (owns(draft, key))
            entry_set_fact(entry, key, NULL);
    }
    for (unsigned i = 0; i < draft->entry->facts->len; i++) {
        const Fact *fact = draft->entry->facts->pdata[i];
        entry_set_fact(entry, fact->key, fact->value);
    }
    entry->facts_said = true;
}

/*
 * "2026-08" is later than "2026-07-24" and not later than "2026-08-02": it may have been its last
 * day.
 */
static bool is_later(const char *day, const char *than)
{
    return strncmp(day, than, strlen(than)) > 0;
}

static void put_now(EntryText *text, const EntryText *drafted, const char *changed)
{
    bool stale = !text->now || (changed && is_later(changed, text->now_date));
    if (!text->title || !drafted->now || !stale)
        return;
    g_free(text->now);
    g_free(text->now_date);
    text->now = g_strdup(drafted->now);
    text->now_date = g_strdup(drafted->now_date);
}

/* --- what becomes of it ----------------------------------------------------------------------- */

static void drop_taken(const Merge *merge, Entry *entry, const Entry *same)
{
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        GPtrArray *phrasings = entry->texts[lang].phrasings;
        for (unsigned i = phrasings->len; i > 0; i--) {
            const Entry *other = known_by_words(merge->known, phrasings->pdata[i - 1]);
            if (other && other != same)
                g_ptr_array_remove_index(phrasings, i - 1);
        }
    }
}

/* Somebody's title or phrasing is its title: it would answer what is answered already. */
static bool is_answered(const Merge *merge, const Entry *entry, const Entry *same)
{
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        const char *title = entry->texts[lang].title;
        const Entry *other = title ? known_by_words(merge->known, title) : NULL;
        if (other && other != same)
            return true;
    }
    return false;
}

static void add(Merge *merge, Entry *entry)
{
    g_ptr_array_add(merge->merged, entry);
    known_learn(merge->known, entry);
}

/* Makes it, or makes it anew in the place of `same`; what others know of that stays. */
static void make(Merge *merge, const Draft *draft, Entry *same)
{
    Entry *entry = copy_of(draft->entry);
    if (same) {
        g_free(entry->slug);
        entry->slug = g_strdup(same->slug);
        for (unsigned i = 0; i < same->facts->len; i++) {
            const Fact *fact = same->facts->pdata[i];
            if (!owns(draft, fact->key) && !entry_fact(entry, fact->key))
                entry_set_fact(entry, fact->key, fact->value);
        }
        for (int lang = 0; lang < LANG_COUNT && !draft->facts; lang++)
            put_now(&entry->texts[lang], &same->texts[lang], NULL);
    }
    drop_taken(merge, entry, same);
    const char *venue = entry->venue ? g_hash_table_lookup(merge->venues, entry->venue) : NULL;
    if (venue) {
        g_free(entry->venue);
        entry->venue = g_strdup(venue);
    }
    g_autofree char *mark = mark_of(draft->importer, entry);
    entry_set_fact(entry, KNOWN_IMPORTER, mark);
    add(merge, entry);
}

static void update(Merge *merge, const Draft *draft, const Entry *same)
{
    Entry *entry = copy_of(same);
    put_facts(entry, draft);
    for (int lang = 0; lang < LANG_COUNT; lang++)
        put_now(&entry->texts[lang], &draft->entry->texts[lang], draft->changed);
    g_ptr_array_add(merge->merged, entry);
}

static void merge_venue(Merge *merge, const Draft *draft)
{
    if (g_hash_table_contains(merge->venues, draft->entry->slug))
        return;
    Entry *same = known_find(merge->known, draft);
    bool is_made = same && is_untouched(same, draft->importer);
    bool is_other = same && strcmp(same->slug, draft->entry->slug) != 0;
    if (!same || (is_made && !is_other))
        make(merge, draft, same);
    g_hash_table_replace(merge->venues, g_strdup(draft->entry->slug),
                         g_strdup(same ? same->slug : draft->entry->slug));
}

/* `chat` is its venue's draft, or NULL: of use only to an entry that is made. */
static void merge_one(Merge *merge, const Draft *draft, const Draft *chat)
{
    Entry *same = known_find(merge->known, draft);
    if (same && same->kind == ENTRY_VENUE)
        return;
    if (same && !is_untouched(same, draft->importer)) {
        if (draft->facts)
            update(merge, draft, same);
    } else if (!is_answered(merge, draft->entry, same)) {
        if (chat)
            merge_venue(merge, chat);
        make(merge, draft, same);
    }
}

GPtrArray *merge_drafts(const GPtrArray *base, const GPtrArray *drafts)
{
    g_autoptr(Known) known = known_new();
    g_autoptr(GHashTable) venues = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    Merge merge = {known, venues, g_ptr_array_new_with_free_func(free_entry)};
    for (unsigned i = 0; i < base->len; i++)
        known_learn(known, base->pdata[i]);
    const Draft *chat = NULL;
    for (unsigned i = 0; i < drafts->len; i++) {
        const Draft *draft = drafts->pdata[i];
        bool is_chat = draft->entry->kind == ENTRY_VENUE;
        if (!is_chat)
            merge_one(&merge, draft, chat);
        chat = is_chat ? draft : NULL;
    }
    return merge.merged;
}
