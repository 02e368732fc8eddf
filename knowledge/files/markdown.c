/*
 * The native format, read: YAML front matter, then a section a language.
 */
#include "knowledge/files/format.h"

#include <stdio.h>
#include <string.h>

#include "knowledge/files/body.h"
#include "knowledge/files/complaints.h"
#include "knowledge/files/yaml.h"
#include "knowledge/text.h"

enum {
    MARKDOWN_FILE_MAX = 4 * 1024 * 1024
}; /* bytes: every list and text of an entry at its limit fits */

typedef struct Reader {
    const char *name;
    Complaints *complaints;
    Entry *entry;
    GArray *lines;           /* Line */
    size_t seen[LANG_COUNT]; /* the line of its `# en:`, or 0 */
} Reader;

static Line line_at(const Reader *reader, size_t i)
{
    return g_array_index(reader->lines, Line, i);
}

/* In a file that Windows wrote every line end goes with its \r; in any other a \r is text. */
static void split_lines(Reader *reader, const char *data, size_t len)
{
    const char *end = data + len, *first = memchr(data, '\n', len);
    bool has_cr = first && first > data && first[-1] == '\r';
    while (data < end) {
        const char *stop = memchr(data, '\n', (size_t)(end - data));
        const char *next = stop ? stop + 1 : end;
        stop = stop ? stop : end;
        if (has_cr && stop > data && stop[-1] == '\r')
            stop--;
        Line line = {data, (size_t)(stop - data)};
        g_array_append_val(reader->lines, line);
        data = next;
    }
}

static bool is_rule(Line line)
{
    return line.len >= 3 && memcmp(line.text, "---", 3) == 0 &&
           line_is_blank((Line){line.text + 3, line.len - 3});
}

/* YYYY, YYYY-MM or YYYY-MM-DD. */
static bool is_date(const char *text)
{
    static const char shape[] = "dddd-dd-dd";
    size_t len = strlen(text);
    if (len != 4 && len != 7 && len != 10)
        return false;
    for (size_t i = 0; i < len; i++)
        if (shape[i] == 'd' ? !g_ascii_isdigit(text[i]) : text[i] != '-')
            return false;
    unsigned year = 0, month = 1, day = 1;
    if (sscanf(text, "%4u-%2u-%2u", &year, &month, &day) < 1 || month > 12)
        return false;
    return g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year);
}

/* Front matter: keys and what reads each. */

static void G_GNUC_PRINTF(3, 4) wrong(Reader *reader, const YamlNode *at, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *what = g_strdup_vprintf(format, args);
    va_end(args);
    complain(reader->complaints, reader->name, yaml_node_line(at), "%s", what);
}

static void read_word(Reader *reader, const char *key, const YamlNode *value, char **word)
{
    const char *text = yaml_node_text(value);
    if (!text)
        wrong(reader, value, "`%s` must be one value, not a list or a map", key);
    else if (*text)
        *word = g_strdup(text);
}

static void read_list(Reader *reader, const char *key, const YamlNode *value, GPtrArray *list)
{
    const char *text = yaml_node_text(value);
    if (yaml_node_is_map(value) || (text && *text)) {
        wrong(reader, value, "`%s` must be a list: [one, two], or a line `- one` for each", key);
        return;
    }
    for (size_t i = 0; i < yaml_node_count(value); i++) {
        const YamlNode *item = yaml_node_item(value, i);
        if (yaml_node_text(item) && *yaml_node_text(item))
            g_ptr_array_add(list, g_strdup(yaml_node_text(item)));
        else
            wrong(reader, item, "an item of `%s` is no text; put \"quotes\" around it", key);
    }
}

static void read_kind(Reader *reader, const YamlNode *value)
{
    const char *text = yaml_node_text(value);
    if (!entry_kind_parse(text, &reader->entry->kind))
        wrong(reader, value, "kind is `entry`, `venue`, `term` or `welcome`, not `%s`",
              text ? text : "a list");
}

static void read_review_by(Reader *reader, const YamlNode *value)
{
    char **date = &reader->entry->review_by;
    read_word(reader, "review-by", value, date);
    if (*date && (strlen(*date) != strlen("YYYY-MM-DD") || !is_date(*date)))
        wrong(reader, value, "review-by `%s` is not a date; write it as 2027-02-28", *date);
}

static void read_phrasings(Reader *reader, const YamlNode *value)
{
    if (!yaml_node_is_map(value)) {
        wrong(reader, value, "`%s` must name languages: en: [..] and zh: [..]", "phrasings");
        return;
    }
    for (size_t i = 0; i < yaml_node_count(value); i++) {
        const char *key = yaml_node_key(value, i);
        Lang lang = LANG_COUNT;
        if (strcmp(key, "en") == 0)
            lang = LANG_EN;
        else if (strcmp(key, "zh") == 0)
            lang = LANG_ZH;
        if (lang == LANG_COUNT)
            wrong(reader, yaml_node_item(value, i), "`%s` is not a language; en or zh", key);
        else
            read_list(reader, key, yaml_node_item(value, i), reader->entry->texts[lang].phrasings);
    }
}

static void read_facts(Reader *reader, const YamlNode *value)
{
    reader->entry->facts_said = true;
    if (!yaml_node_is_map(value)) {
        wrong(reader, value, "`%s` must be keys with values: facts: {stage: sandbox}", "facts");
        return;
    }
    for (size_t i = 0; i < yaml_node_count(value); i++) {
        const char *key = yaml_node_key(value, i);
        const char *text = yaml_node_text(yaml_node_item(value, i));
        if (text && *text)
            entry_set_fact(reader->entry, key, text);
        else
            wrong(reader, yaml_node_item(value, i), "the fact `%s` must be one value", key);
    }
}

static void read_key(Reader *reader, const char *key, const YamlNode *value)
{
    Entry *entry = reader->entry;
    struct {
        const char *key;
        char **word;
        GPtrArray *list;
    } const fields[] = {
        {"id", &entry->slug, NULL},  {"venue", &entry->venue, NULL},
        {"url", &entry->url, NULL},  {"owner", &entry->owner, NULL},
        {"tags", NULL, entry->tags}, {"sources", NULL, entry->sources},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
        if (strcmp(key, fields[i].key) != 0)
            continue;
        if (fields[i].word)
            read_word(reader, key, value, fields[i].word);
        else
            read_list(reader, key, value, fields[i].list);
        return;
    }
    if (strcmp(key, "kind") == 0)
        read_kind(reader, value);
    else if (strcmp(key, "review-by") == 0)
        read_review_by(reader, value);
    else if (strcmp(key, "phrasings") == 0)
        read_phrasings(reader, value);
    else if (strcmp(key, "facts") == 0)
        read_facts(reader, value);
    else
        wrong(reader, value,
              "unknown key `%s`; known are id, kind, tags, venue, url, owner, review-by, sources, "
              "phrasings and facts",
              key);
}

static void read_front(Reader *reader, const YamlNode *front)
{
    if (!yaml_node_is_map(front)) {
        wrong(reader, front, "the front matter must be keys with values, as in `id: %s`", "envoy");
        return;
    }
    for (size_t i = 0; i < yaml_node_count(front); i++)
        read_key(reader, yaml_node_key(front, i), yaml_node_item(front, i));
    if (!reader->entry->slug)
        complain(reader->complaints, reader->name, 1,
                 "no id; add a line `id: some-words` to the front matter");
}

/* The number of lines that the front matter takes, its rules included; 0 when it cannot be read. */
static size_t read_front_matter(Reader *reader)
{
    size_t end = 1;
    if (reader->lines->len == 0 || !is_rule(line_at(reader, 0))) {
        complain(reader->complaints, reader->name, 1,
                 "no front matter; begin the file with a line `---`, then `id: some-words`, then "
                 "`---`");
        return 0;
    }
    while (end < reader->lines->len && !is_rule(line_at(reader, end)))
        end++;
    if (end == reader->lines->len) {
        complain(reader->complaints, reader->name, 1,
                 "the front matter has no end; close it with a line `---`");
        return 0;
    }
    const char *text = line_at(reader, 1).text;
    GError *error = NULL;
    g_autoptr(YamlNode) front =
        yaml_read(reader->name, 2, text, (size_t)(line_at(reader, end).text - text), &error);
    if (front) {
        read_front(reader, front);
    } else {
        complain_lines(reader->complaints, error->message);
        g_error_free(error);
    }
    return end + 1;
}

/* Sections. */

/* The line after the section's last: where the next heading stands. */
static size_t section_end(const Reader *reader, size_t start, bool *fence_left_open)
{
    Fence fence = {0};
    size_t i = start;
    Heading heading;
    for (; i < reader->lines->len; i++) {
        Line line = line_at(reader, i);
        if (!fence_step(&fence, line) && heading_parse(line, &heading))
            break;
    }
    *fence_left_open = fence.count > 0;
    return i;
}

static void read_dated(Reader *reader, size_t at, const Heading *heading, char *body,
                       EntryText *text)
{
    bool is_then = g_ascii_tolower(*heading->word.text) == 't';
    char **into = is_then ? &text->then : &text->now;
    char **date = is_then ? &text->then_date : &text->now_date;
    g_autofree char *kept = body;
    const char *word = is_then ? "then" : "now";
    if (*date) {
        complain(reader->complaints, reader->name, at + 1,
                 "a second `## %s:` in one language; keep one", word);
        return;
    }
    *date = g_strndup(heading->rest.text, heading->rest.len);
    if (!is_date(*date))
        complain(reader->complaints, reader->name, at + 1,
                 "`%s` is not a date; write `## %s: 2018`, 2018-05 or 2018-05-31", *date, word);
    if (!body)
        complain(reader->complaints, reader->name, at + 1, "`## %s: %s` has no text below it", word,
                 *date);
    *into = g_steal_pointer(&kept);
}

/* The language whose section begins here, or LANG_COUNT after a complaint. */
static Lang read_title(Reader *reader, size_t at, const Heading *heading, char *body)
{
    g_autofree char *kept = body;
    g_autofree char *word = g_ascii_strdown(heading->word.text, (gssize)heading->word.len);
    Lang lang = strcmp(word, "zh") == 0 ? LANG_ZH : LANG_EN;
    if (strcmp(word, lang_code(lang)) != 0) {
        complain(reader->complaints, reader->name, at + 1,
                 "`%s` is not a language that is kept; en or zh (`\\# %s:` if that is text)", word,
                 word);
        return LANG_COUNT;
    }
    if (reader->seen[lang] > 0) {
        complain(reader->complaints, reader->name, at + 1,
                 "a second `# %s:` (first at line %zu); keep one", word, reader->seen[lang]);
        return LANG_COUNT;
    }
    reader->seen[lang] = at + 1;
    if (heading->rest.len == 0)
        complain(reader->complaints, reader->name, at + 1,
                 "the title is empty; write `# %s: ` and the question", word);
    reader->entry->texts[lang].title = g_strndup(heading->rest.text, heading->rest.len);
    reader->entry->texts[lang].answer = g_steal_pointer(&kept);
    return lang;
}

/* One section, its heading at line index `at`; *lang is the language one is in. */
static size_t read_section(Reader *reader, size_t at, Lang *lang, bool *lang_known)
{
    Heading heading = {0};
    bool fence_left_open = false;
    bool parsed = heading_parse(line_at(reader, at), &heading);
    g_assert(parsed);
    size_t end = section_end(reader, at + 1, &fence_left_open);
    if (fence_left_open)
        complain(reader->complaints, reader->name, at + 1,
                 "a code fence (```) in this section is never closed");
    char *body =
        at + 1 < end ? body_read(&g_array_index(reader->lines, Line, at + 1), end - at - 1) : NULL;
    if (heading.level == 1) {
        *lang = read_title(reader, at, &heading, body);
        *lang_known = true;
    } else if (*lang != LANG_COUNT) {
        read_dated(reader, at, &heading, body, &reader->entry->texts[*lang]);
    } else {
        if (!*lang_known)
            complain(reader->complaints, reader->name, at + 1,
                     "`## %.*s:` must stand below a title, `# en: …` or `# zh: …`",
                     (int)heading.word.len, heading.word.text);
        g_free(body);
    }
    return end;
}

static void read_sections(Reader *reader, size_t start)
{
    bool fence_left_open = false, lang_known = false;
    Lang lang = LANG_COUNT;
    size_t at = section_end(reader, start, &fence_left_open);
    for (size_t i = start; i < at; i++) {
        if (line_is_blank(line_at(reader, i)))
            continue;
        complain(reader->complaints, reader->name, i + 1,
                 "text before the first title; begin it with `# en: …` or `# zh: …`");
        break;
    }
    if (at == reader->lines->len && !complaints_full(reader->complaints))
        complain(reader->complaints, reader->name, at,
                 "no text; add a title and an answer, `# en: …` or `# zh: …`");
    while (at < reader->lines->len)
        at = read_section(reader, at, &lang, &lang_known);
}

bool markdown_read(const char *name, const char *data, size_t len, GPtrArray *entries,
                   GError **error)
{
    g_autoptr(Complaints) complaints = complaints_new();
    g_autoptr(Entry) entry = entry_new();
    g_autoptr(GArray) lines = g_array_new(FALSE, FALSE, sizeof(Line));
    Reader reader = {.name = name, .complaints = complaints, .entry = entry, .lines = lines};
    if (len > MARKDOWN_FILE_MAX)
        complain(complaints, name, 1, "the file is larger than %d bytes: too large for one entry",
                 MARKDOWN_FILE_MAX);
    else if (complaints_utf8(complaints, name, &data, &len)) {
        split_lines(&reader, data, len);
        size_t start = read_front_matter(&reader);
        if (start > 0)
            read_sections(&reader, start);
    }
    if (!complaints_none(complaints, error))
        return false;
    entry->origin = g_strdup_printf("%s:1", name);
    g_ptr_array_add(entries, g_steal_pointer(&entry));
    return true;
}
