/*
 * The native format, written: one way for each entry, so that what is the same has the same bytes.
 */
#include "knowledge/files/format.h"

#include <string.h>

#include "knowledge/files/body.h"
#include "knowledge/files/yaml.h"

static void print_word(GString *out, const char *key, const char *word)
{
    if (!word || !*word)
        return;
    g_string_append_printf(out, "%s: ", key);
    yaml_append(out, word, false);
    g_string_append_c(out, '\n');
}

static void print_items(GString *out, const char *indent, const GPtrArray *list)
{
    for (unsigned i = 0; i < list->len; i++) {
        g_string_append_printf(out, "%s- ", indent);
        yaml_append(out, list->pdata[i], false);
        g_string_append_c(out, '\n');
    }
}

static void print_tags(GString *out, const GPtrArray *tags)
{
    for (unsigned i = 0; i < tags->len; i++) {
        g_string_append(out, i == 0 ? "tags: [" : ", ");
        yaml_append(out, tags->pdata[i], true);
    }
    if (tags->len > 0)
        g_string_append(out, "]\n");
}

static void print_phrasings(GString *out, const Entry *entry)
{
    bool begun = false;
    for (Lang lang = 0; lang < LANG_COUNT; lang++) {
        const GPtrArray *list = entry->texts[lang].phrasings;
        if (list->len == 0)
            continue;
        g_string_append_printf(out, "%s  %s:\n", begun ? "" : "phrasings:\n", lang_code(lang));
        print_items(out, "    ", list);
        begun = true;
    }
}

/* Keys are slugs: some of them are words that YAML would take for something else. */
static void print_facts(GString *out, const Entry *entry)
{
    if (entry->facts->len > 0)
        g_string_append(out, "facts:\n");
    for (unsigned i = 0; i < entry->facts->len; i++) {
        const Fact *fact = entry->facts->pdata[i];
        g_string_append(out, "  ");
        yaml_append(out, fact->key, false);
        g_string_append(out, ": ");
        yaml_append(out, fact->value, false);
        g_string_append_c(out, '\n');
    }
}

/* A date is left bare: it is always one, and quotes would be noise in every file. */
static void print_front(GString *out, const Entry *entry)
{
    print_word(out, "id", entry->slug);
    if (entry->kind != ENTRY_ANSWER)
        print_word(out, "kind", entry_kind_code(entry->kind));
    print_tags(out, entry->tags);
    print_word(out, "venue", entry->venue);
    print_word(out, "url", entry->url);
    print_word(out, "owner", entry->owner);
    if (entry->review_by)
        g_string_append_printf(out, "review-by: %s\n", entry->review_by);
    if (entry->sources->len > 0)
        g_string_append(out, "sources:\n");
    print_items(out, "  ", entry->sources);
    print_phrasings(out, entry);
    print_facts(out, entry);
}

/* A title stands on one line, whatever it was. */
static void print_title(GString *out, Lang lang, const char *title)
{
    g_autofree char *flat = g_strdelimit(g_strdup(title), "\n", ' ');
    Line line = line_trim((Line){flat, strlen(flat)});
    g_string_append_printf(out, "# %s: %.*s\n", lang_code(lang), (int)line.len, line.text);
}

static void print_dated(GString *out, const char *word, const char *date, const char *body)
{
    if (!date || !body)
        return;
    g_string_append_printf(out, "\n## %s: %s\n\n", word, date);
    body_print(out, body);
}

static void print_text(GString *out, Lang lang, const EntryText *text)
{
    print_title(out, lang, text->title);
    if (text->answer) {
        g_string_append_c(out, '\n');
        body_print(out, text->answer);
    }
    print_dated(out, "then", text->then_date, text->then);
    print_dated(out, "now", text->now_date, text->now);
}

char *markdown_print(const Entry *entry)
{
    GString *out = g_string_new("---\n");
    print_front(out, entry);
    g_string_append(out, "---\n");
    bool begun = false;
    for (Lang lang = 0; lang < LANG_COUNT; lang++) {
        if (!entry->texts[lang].title)
            continue;
        if (begun)
            g_string_append_c(out, '\n');
        print_text(out, lang, &entry->texts[lang]);
        begun = true;
    }
    return g_string_free(out, FALSE);
}
