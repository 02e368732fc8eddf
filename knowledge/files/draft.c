/*
 * Drafts as values, and the small pieces of text that all importers make.
 */
#include "knowledge/files/draft.h"

#include <string.h>

#include "knowledge/text.h"

Draft *draft_new(const char *importer, const char *slug, const char *name, const char *file,
                 size_t line)
{
    Draft *draft = g_new0(Draft, 1);
    draft->importer = importer;
    draft->entry = entry_new();
    draft->entry->slug = g_strdup(slug);
    draft->entry->origin = g_strdup_printf("%s:%zu", file, line);
    draft->names = g_ptr_array_new_with_free_func(g_free);
    draft_add_names(draft, name);
    return draft;
}

void draft_free(Draft *draft)
{
    if (!draft)
        return;
    entry_free(draft->entry);
    g_ptr_array_unref(draft->names);
    g_free(draft->changed);
    g_free(draft);
}

static void add_name(Draft *draft, const char *name, size_t len)
{
    g_autofree char *whole = text_clean(name, len, len);
    for (unsigned i = 0; i < draft->names->len; i++)
        if (g_ascii_strcasecmp(draft->names->pdata[i], whole) == 0)
            return;
    if (*whole)
        g_ptr_array_add(draft->names, g_steal_pointer(&whole));
}

/* Brackets of either width, opening ones in the first row. */
static const char *bracket(const char *text, bool opens, size_t *len)
{
    const char *narrow = strchr(text, opens ? '(' : ')');
    const char *wide = strstr(text, opens ? "（" : "）");
    *len = 1;
    if (!wide || (narrow && narrow < wide))
        return narrow;
    *len = strlen("（");
    return wide;
}

void draft_add_names(Draft *draft, const char *name)
{
    size_t opening = 0, closing = 0;
    const char *open = bracket(name, true, &opening);
    const char *close = open ? bracket(open, false, &closing) : NULL;
    if (close) {
        add_name(draft, name, (size_t)(open - name));
        add_name(draft, open + opening, (size_t)(close - open - opening));
    }
    add_name(draft, name, strlen(name));
    if (g_str_has_suffix(name, " Project"))
        add_name(draft, name, strlen(name) - strlen(" Project"));
}

char *draft_slug(const char *name)
{
    GString *slug = g_string_new(NULL);
    for (const char *at = name; *at && slug->len < 80; at++) {
        if (g_ascii_isalnum(*at))
            g_string_append_c(slug, g_ascii_tolower(*at));
        else if (slug->len > 0 && slug->str[slug->len - 1] != '-')
            g_string_append_c(slug, '-');
    }
    while (slug->len > 0 && slug->str[slug->len - 1] == '-')
        g_string_truncate(slug, slug->len - 1);
    return g_string_free(slug, slug->len == 0);
}

void draft_phrase(Draft *draft, Lang lang, const char *format, ...)
{
    EntryText *text = &draft->entry->texts[lang];
    va_list args;
    va_start(args, format);
    g_autofree char *phrase = g_strdup_vprintf(format, args);
    va_end(args);
    if (g_strcmp0(text->title, phrase) == 0)
        return;
    for (unsigned i = 0; i < text->phrasings->len; i++)
        if (g_ascii_strcasecmp(text->phrasings->pdata[i], phrase) == 0)
            return;
    g_ptr_array_add(text->phrasings, g_steal_pointer(&phrase));
}

char *draft_quote(const char *words)
{
    GString *quoted = g_string_new(NULL);
    for (const char *at = words; *at; at++) {
        if (strchr("\\`*_[]<>", *at))
            g_string_append_c(quoted, '\\');
        g_string_append_c(quoted, *at);
    }
    return g_string_free(quoted, FALSE);
}
