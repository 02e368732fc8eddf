/*
 * Tables of words, ids and addresses.
 */
#include "knowledge/files/known.h"

#include <string.h>

struct Known {
    GHashTable *by_slug;   /* slug → Entry */
    GHashTable *by_phrase; /* folded words → Entry; keys owned */
    GHashTable *by_url;    /* folded address → Entry, a venue; keys owned */
    GHashTable *by_source; /* folded address → Entry, or NULL when several bear it; keys owned */
};

static GHashTable *new_table(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

Known *known_new(void)
{
    Known *known = g_new0(Known, 1);
    known->by_slug = g_hash_table_new(g_str_hash, g_str_equal);
    known->by_phrase = new_table();
    known->by_url = new_table();
    known->by_source = new_table();
    return known;
}

void known_free(Known *known)
{
    if (!known)
        return;
    g_hash_table_unref(known->by_slug);
    g_hash_table_unref(known->by_phrase);
    g_hash_table_unref(known->by_url);
    g_hash_table_unref(known->by_source);
    g_free(known);
}

/* --- learning --------------------------------------------------------------------------------- */

/* Letters and digits in small, so that "What is Envoy?" and "what is envoy" are one. */
static char *fold_words(const char *words)
{
    g_autofree char *folded = g_utf8_casefold(words, -1);
    GString *out = g_string_new(NULL);
    for (const char *at = folded; *at; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        if (g_unichar_isalnum(c))
            g_string_append_unichar(out, c);
    }
    return g_string_free(out, FALSE);
}

/* Without scheme, "www." and closing slashes, in small letters. */
static char *fold_address(const char *url)
{
    const char *at = strstr(url, "://");
    at = at ? at + 3 : url;
    if (g_str_has_prefix(at, "www."))
        at += 4;
    g_autofree char *folded = g_ascii_strdown(at, -1);
    size_t len = strlen(folded);
    while (len > 0 && folded[len - 1] == '/')
        len--;
    return g_strndup(folded, len);
}

/* What is known first stays: whoever wrote an entry has the right to its words. */
static void learn(GHashTable *table, char *key, Entry *entry)
{
    if (g_hash_table_contains(table, key))
        g_free(key);
    else
        g_hash_table_insert(table, key, entry);
}

static void learn_source(Known *known, const char *url, Entry *entry)
{
    char *key = fold_address(url);
    void *before = NULL;
    if (g_hash_table_lookup_extended(known->by_source, key, NULL, &before) && before != entry)
        entry = NULL;
    g_hash_table_replace(known->by_source, key, entry);
}

void known_learn(Known *known, Entry *entry)
{
    g_hash_table_replace(known->by_slug, entry->slug, entry);
    if (entry->kind == ENTRY_WELCOME)
        return; /* what newcomers are told is no source of anything */
    if (entry->kind == ENTRY_VENUE) {
        if (entry->url)
            learn(known->by_url, fold_address(entry->url), entry);
        return;
    }
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        const EntryText *text = &entry->texts[lang];
        if (text->title)
            learn(known->by_phrase, fold_words(text->title), entry);
        for (unsigned i = 0; i < text->phrasings->len; i++)
            learn(known->by_phrase, fold_words(text->phrasings->pdata[i]), entry);
    }
    for (unsigned i = 0; i < entry->sources->len; i++)
        learn_source(known, entry->sources->pdata[i], entry);
}

/* --- finding ---------------------------------------------------------------------------------- */

Entry *known_by_words(const Known *known, const char *words)
{
    g_autofree char *key = fold_words(words);
    return g_hash_table_lookup(known->by_phrase, key);
}

static Entry *asked(const Known *known, const char *format, const char *name)
{
    g_auto(GStrv) parts = g_strsplit(format, "#", 2);
    g_autofree char *question = g_strconcat(parts[0], name, parts[1], NULL);
    return known_by_words(known, question);
}

static Entry *by_name(const Known *known, const Draft *draft)
{
    static const char *const questions[] = {"what is #",  "what is a #", "what is an #",
                                            "what are #", "# 是什么",    "什么是 #"};
    Entry *found = NULL;
    for (unsigned i = 0; i < draft->names->len; i++) {
        for (size_t k = 0; k < G_N_ELEMENTS(questions) && !found; k++)
            found = asked(known, questions[k], draft->names->pdata[i]);
        g_autofree char *slug = draft_slug(draft->names->pdata[i]);
        Entry *of_id = slug ? g_hash_table_lookup(known->by_slug, slug) : NULL;
        if (!found && of_id && of_id->kind != ENTRY_VENUE)
            found = of_id;
    }
    return found;
}

/* Its repository or site, where only one entry bears it and has the name in its title. */
static Entry *by_address(const Known *known, const Draft *draft)
{
    static const char *const keys[] = {"repository", "site"};
    g_autofree char *name = fold_words(draft->names->pdata[0]);
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
        const char *url = entry_fact(draft->entry, keys[i]);
        g_autofree char *key = url ? fold_address(url) : NULL;
        Entry *entry = key ? g_hash_table_lookup(known->by_source, key) : NULL;
        for (int lang = 0; entry && lang < LANG_COUNT; lang++) {
            const char *title = entry->texts[lang].title;
            g_autofree char *folded = title ? fold_words(title) : NULL;
            if (folded && strstr(folded, name))
                return entry;
        }
    }
    return NULL;
}

/* Of one importer two ids are two things, though a short name may stand for both. */
static bool is_sibling(const Entry *entry, const Draft *draft)
{
    const char *mark = entry_fact(entry, KNOWN_IMPORTER);
    size_t len = strlen(draft->importer);
    return mark && strncmp(mark, draft->importer, len) == 0 && mark[len] == ' ';
}

Entry *known_find(const Known *known, const Draft *draft)
{
    Entry *found = g_hash_table_lookup(known->by_slug, draft->entry->slug);
    if (draft->entry->kind == ENTRY_VENUE) {
        g_autofree char *key = fold_address(draft->entry->url);
        Entry *same = g_hash_table_lookup(known->by_url, key);
        return same ? same : found;
    }
    if (found)
        return found;
    found = by_name(known, draft);
    if (!found)
        found = by_address(known, draft);
    return found && is_sibling(found, draft) ? NULL : found;
}
