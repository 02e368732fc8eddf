/*
 * Names and contents to kinds, kinds to their readers.
 */
#include "knowledge/files/kinds.h"

#include <string.h>

#include "knowledge/text.h"

static const char *const words[KIND_COUNT] = {NULL,        "markdown", "table", "jsonl",
                                              "landscape", "glossary", "faq"};

bool kind_parse(const char *word, FileKind *kind)
{
    int at = text_among(word, words, KIND_COUNT);
    if (at >= 0)
        *kind = (FileKind)at;
    return at >= 0;
}

static bool ends_in(const char *name, const char *const *endings)
{
    for (; *endings; endings++)
        if (g_str_has_suffix(name, *endings))
            return true;
    return false;
}

static const char *const pages[] = {".md", NULL};
static const char *const tables[] = {".tsv", ".csv", NULL};
static const char *const lines[] = {".jsonl", NULL};
static const char *const trees[] = {".yml", ".yaml", NULL};

bool kind_may_be(const char *name)
{
    return ends_in(name, pages) || ends_in(name, tables) || ends_in(name, lines) ||
           ends_in(name, trees);
}

bool kind_wanted(const char *name)
{
    return ends_in(name, trees) ? strstr(name, "landscape") != NULL : kind_may_be(name);
}

FileKind kind_of(const char *name, const char *data, size_t len)
{
    if (ends_in(name, tables))
        return KIND_TABLE;
    if (ends_in(name, lines))
        return KIND_JSONL;
    if (ends_in(name, trees))
        return landscape_known(data, len) ? KIND_LANDSCAPE : KIND_UNKNOWN;
    if (!ends_in(name, pages))
        return KIND_UNKNOWN;
    if (glossary_known(data, len))
        return KIND_GLOSSARY;
    if (faq_known(data, len))
        return KIND_FAQ;
    return glossary_has_beside(data, len) ? KIND_GLOSSARY : KIND_MARKDOWN;
}

/* Entries of a small file, handed on one by one. */
static void hand_on(GPtrArray *entries, EntryFn take, void *user)
{
    g_ptr_array_set_free_func(entries, NULL);
    bool taken = true;
    for (unsigned i = 0; i < entries->len; i++) {
        if (taken)
            taken = take(entries->pdata[i], user);
        else
            entry_free(entries->pdata[i]);
    }
}

bool kind_each(FileKind kind, const char *name, const char *data, size_t len, const char *base_url,
               EntryFn take, void *user, GError **error)
{
    if (kind == KIND_TABLE)
        return table_each(name, data, len, take, user, error);
    if (kind == KIND_JSONL)
        return jsonl_each(name, data, len, take, user, error);
    g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func((GDestroyNotify)entry_free);
    bool read = kind == KIND_FAQ ? faq_read(name, data, len, base_url, entries, error)
                                 : markdown_read(name, data, len, entries, error);
    if (read)
        hand_on(entries, take, user);
    return read;
}

bool kind_is_drafted(FileKind kind)
{
    return kind == KIND_LANDSCAPE || kind == KIND_GLOSSARY;
}

bool kind_draft(FileKind kind, const char *name, const char *data, size_t len, GPtrArray *drafts,
                GError **error)
{
    return kind == KIND_LANDSCAPE ? landscape_read(name, data, len, drafts, error)
                                  : glossary_read(name, data, len, drafts, error);
}
