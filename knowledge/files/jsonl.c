/*
 * JSON lines: a knowledge base of the kind that retrieval is measured with, an object a line:
 * {"id", "tags": [..], "phrasings": [{"lang", "text"}], "answers": [{"lang", "text"}], "source"}.
 * The first phrasing of a language is the title. Members that are not known are left alone. Pure.
 */
#include "knowledge/files/format.h"

#include <jansson.h>
#include <string.h>

#include "knowledge/files/complaints.h"
#include "knowledge/text.h"

typedef struct Reader {
    const char *name;
    size_t line;
    Complaints *complaints;
    Entry *entry;
    EntryFn take;
    void *user;
    bool ended; /* take() wants no more */
} Reader;

static void G_GNUC_PRINTF(2, 3) wrong(Reader *reader, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *what = g_strdup_vprintf(format, args);
    va_end(args);
    complain(reader->complaints, reader->name, reader->line, "%s", what);
}

static bool has(const GPtrArray *list, const char *word)
{
    for (unsigned i = 0; i < list->len; i++)
        if (strcmp(list->pdata[i], word) == 0)
            return true;
    return false;
}

/* On one line, with nothing around it: as the other formats hold it, too. */
static char *one_line(const char *text)
{
    return text_clean(text, strlen(text), strlen(text));
}

/* One past the longest list's limit is enough for entry_check() to refuse it. */
static void add_line(GPtrArray *list, const char *text)
{
    g_autofree char *line = one_line(text);
    if (*line && list->len <= ENTRY_PHRASINGS_MAX && !has(list, line))
        g_ptr_array_add(list, g_steal_pointer(&line));
}

static void read_tags(Reader *reader, const json_t *tags)
{
    size_t i;
    json_t *tag;
    if (tags && !json_is_array(tags))
        wrong(reader, "\"tags\" must be a list: [\"one\", \"two\"]");
    json_array_foreach(tags, i, tag)
    {
        if (json_is_string(tag))
            add_line(reader->entry->tags, json_string_value(tag));
        else
            wrong(reader, "a tag must be a text in \"quotes\"");
    }
}

/* One of "phrasings" or "answers": its text and language. */
static bool read_said(Reader *reader, const char *member, const json_t *item, Lang *lang,
                      const char **text)
{
    const char *code = json_string_value(json_object_get(item, "lang"));
    *text = json_string_value(json_object_get(item, "text"));
    if (!code || !*text)
        wrong(reader, "each of \"%s\" must be {\"lang\": \"en\", \"text\": \"…\"}", member);
    else if (!lang_parse(code, lang))
        wrong(reader, "the lang \"%s\" is not en or zh", code);
    else
        return true;
    return false;
}

static void read_phrasing(Reader *reader, const json_t *item)
{
    Lang lang = LANG_EN;
    const char *said;
    if (!read_said(reader, "phrasings", item, &lang, &said))
        return;
    EntryText *text = &reader->entry->texts[lang];
    g_autofree char *line = one_line(said);
    if (!text->title)
        text->title = g_steal_pointer(&line);
    else if (strcmp(text->title, line) != 0)
        add_line(text->phrasings, line);
}

static void read_answer(Reader *reader, const json_t *item)
{
    Lang lang = LANG_EN;
    const char *said;
    if (!read_said(reader, "answers", item, &lang, &said))
        return;
    EntryText *text = &reader->entry->texts[lang];
    g_autofree char *answer = g_strstrip(g_strdup(said));
    if (text->answer)
        wrong(reader, "a second answer in %s; keep one", lang_code(lang));
    else if (!text->title)
        wrong(reader, "an answer in %s needs a phrasing in %s, its question", lang_code(lang),
              lang_code(lang));
    else if (*answer)
        text->answer = g_steal_pointer(&answer);
}

typedef void (*ItemFn)(Reader *reader, const json_t *item);

static void read_each(Reader *reader, const json_t *object, const char *member, ItemFn read_item)
{
    const json_t *list = json_object_get(object, member);
    size_t i;
    json_t *item;
    if (list && !json_is_array(list))
        wrong(reader, "\"%s\" must be a list: [{\"lang\": \"en\", \"text\": \"…\"}]", member);
    json_array_foreach(list, i, item) read_item(reader, item);
}

/*
 * A file in a repository, as a page that a person can open; HEAD is whatever its branch is called.
 */
static void add_repository(Reader *reader, const char *repo, const char *path)
{
    bool is_url = strstr(repo, "://") != NULL;
    g_autofree char *base =
        is_url ? g_strdup(repo) : g_strdup_printf("https://github.com/%s", repo);
    g_autofree char *escaped = path ? g_uri_escape_string(path, "/", TRUE) : NULL;
    g_autofree char *url =
        path ? g_strdup_printf("%s/blob/HEAD/%s", base, escaped) : g_strdup(base);
    add_line(reader->entry->sources, url);
}

static void read_repository(Reader *reader, const json_t *source, const char *repo)
{
    const json_t *path = json_object_get(source, "path");
    size_t i;
    json_t *item;
    if (!json_is_array(path))
        add_repository(reader, repo, json_string_value(path));
    json_array_foreach(path, i, item) if (json_is_string(item))
        add_repository(reader, repo, json_string_value(item));
}

/* An address, a list of them, or {"repo", "path"}, where path may be a list, or {"url"}. */
static void read_source(Reader *reader, const json_t *source)
{
    const char *repo = json_string_value(json_object_get(source, "repo"));
    const char *url = json_string_value(json_object_get(source, "url"));
    size_t i;
    json_t *item;
    if (json_is_string(source))
        add_line(reader->entry->sources, json_string_value(source));
    json_array_foreach(source, i, item) if (json_is_string(item))
        add_line(reader->entry->sources, json_string_value(item));
    if (url)
        add_line(reader->entry->sources, url);
    else if (repo)
        read_repository(reader, source, repo);
}

static void read_object(Reader *reader, const json_t *object)
{
    const char *id = json_string_value(json_object_get(object, "id"));
    if (!id || !*id) {
        wrong(reader, "no \"id\"; give the entry one, such as \"what-is-envoy\"");
        return;
    }
    reader->entry->slug = g_strdup(id);
    read_tags(reader, json_object_get(object, "tags"));
    read_each(reader, object, "phrasings", read_phrasing);
    read_each(reader, object, "answers", read_answer);
    read_source(reader, json_object_get(object, "source"));
}

static void read_line(Reader *reader, const char *line, size_t len)
{
    json_error_t problem;
    json_auto_t *object = json_loadb(line, len, JSON_REJECT_DUPLICATES, &problem);
    if (!json_is_object(object)) {
        wrong(reader, "not a JSON object: %s", object ? "put {braces} around it" : problem.text);
        return;
    }
    g_autoptr(Entry) entry = entry_new();
    reader->entry = entry;
    entry->origin = g_strdup_printf("%s:%zu", reader->name, reader->line);
    read_object(reader, object);
    reader->ended = !reader->take(g_steal_pointer(&entry), reader->user);
}

static bool is_blank(const char *line, size_t len)
{
    size_t blanks = 0;
    while (blanks < len && g_ascii_isspace(line[blanks]))
        blanks++;
    return blanks == len;
}

static void read_lines(Reader *reader, const char *data, size_t len)
{
    const char *end = data + len;
    for (reader->line = 1; data < end && !reader->ended && !complaints_full(reader->complaints);
         reader->line++) {
        const char *stop = memchr(data, '\n', (size_t)(end - data));
        stop = stop ? stop : end;
        if (!is_blank(data, (size_t)(stop - data)))
            read_line(reader, data, (size_t)(stop - data));
        data = stop < end ? stop + 1 : end;
    }
}

bool jsonl_each(const char *name, const char *data, size_t len, EntryFn take, void *user,
                GError **error)
{
    g_autoptr(Complaints) complaints = complaints_new();
    Reader reader = {.name = name, .complaints = complaints, .take = take, .user = user};
    if (len > FORMAT_FILE_MAX)
        complain(complaints, name, 1, "the file is larger than %d MiB; split it",
                 FORMAT_FILE_MAX / 1024 / 1024);
    else if (complaints_utf8(complaints, name, &data, &len))
        read_lines(&reader, data, len);
    return complaints_none(complaints, error);
}

static bool keep(Entry *entry, void *entries)
{
    g_ptr_array_add(entries, entry);
    return true;
}

bool jsonl_read(const char *name, const char *data, size_t len, GPtrArray *entries, GError **error)
{
    return jsonl_each(name, data, len, keep, entries, error);
}
