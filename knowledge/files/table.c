/*
 * Tables: .tsv and RFC 4180 .csv with a header row; a row a language of an entry, rows of one id
 * merged. A cell in quotes may hold line ends. Pure.
 */
#include "knowledge/files/format.h"

#include <string.h>

#include "knowledge/files/complaints.h"
#include "knowledge/text.h"

/* Bytes of a cell; in a .tsv also how far the end of a quote is looked for. */
enum { CELL_MAX = 64 * 1024 };

typedef enum Column { ID, LANGUAGE, QUESTION, ANSWER, TAGS, SOURCE, COLUMN_COUNT } Column;

static const char *const column_names[COLUMN_COUNT] = {"id",     "lang", "question",
                                                       "answer", "tags", "source"};
static const Column LAST_NEEDED = QUESTION;

typedef struct Row {
    size_t line;
    GPtrArray *cells; /* char *, trimmed */
} Row;

typedef struct Reader {
    const char *name;
    const char *at, *end;
    size_t line; /* of `at` */
    char separator;
    int places[COLUMN_COUNT]; /* of each column among the cells, or -1 */
    unsigned width;
    Complaints *complaints;
    EntryFn take;
    void *user;
    bool ended;            /* take() wants no more */
    GHashTable *by_id;     /* slug → Entry, owned: those that wait for more of their rows */
    GHashTable *rows_left; /* id → rows still to come; keys owned */
} Reader;

/* Cells. */

static bool cell_ends(const Reader *reader, const char *at)
{
    return at == reader->end || *at == reader->separator || *at == '\n' ||
           (*at == '\r' && (at + 1 == reader->end || at[1] == '\n'));
}

static char *bare_cell(Reader *reader)
{
    const char *start = reader->at;
    while (!cell_ends(reader, reader->at))
        reader->at++;
    return g_strndup(start, (size_t)(reader->at - start));
}

/* The quote that closes the one at `at`, or NULL; what is doubled closes nothing. */
static const char *closing_quote(const Reader *reader)
{
    const char *stop = MIN(reader->end, reader->at + CELL_MAX);
    for (const char *at = reader->at + 1; at < stop; at++) {
        if (*at != '"')
            continue;
        if (at + 1 == reader->end || at[1] != '"')
            return at;
        at++;
    }
    return NULL;
}

static char *between_quotes(Reader *reader, const char *close)
{
    GString *cell = g_string_new(NULL);
    for (const char *at = reader->at + 1; at < close; at++) {
        g_string_append_c(cell, *at);
        reader->line += *at == '\n';
        at += *at == '"';
    }
    reader->at = close + 1;
    return g_string_free(cell, FALSE);
}

/*
 * Few programs write quotes into a .tsv: there, what does not end as a quote should is no quote but
 * the text's own. In a .csv it is a mistake, after which the rest of the row cannot be told.
 */
static char *next_cell(Reader *reader)
{
    if (reader->at == reader->end || *reader->at != '"')
        return bare_cell(reader);
    const char *close = closing_quote(reader);
    if (close && cell_ends(reader, close + 1))
        return between_quotes(reader, close);
    if (reader->separator == ',')
        complain(reader->complaints, reader->name, reader->line,
                 close ? "text follows the closing quote of a cell; write a quote within it twice"
                       : "a quote is never closed, or its cell is too large");
    return bare_cell(reader);
}

static void row_clear(Row *row)
{
    g_ptr_array_unref(row->cells);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Row, row_clear)

static Row next_row(Reader *reader)
{
    Row row = {reader->line, g_ptr_array_new_with_free_func(g_free)};
    for (;;) {
        g_ptr_array_add(row.cells, g_strstrip(next_cell(reader)));
        if (reader->at == reader->end || *reader->at != reader->separator)
            break;
        reader->at++;
    }
    if (reader->at < reader->end && *reader->at == '\r')
        reader->at++;
    if (reader->at < reader->end && *reader->at == '\n') {
        reader->at++;
        reader->line++;
    }
    return row;
}

static bool is_empty(const Row *row)
{
    for (unsigned i = 0; i < row->cells->len; i++)
        if (*(const char *)row->cells->pdata[i])
            return false;
    return true;
}

/* The header. */

static int place_of(const Row *header, const char *name)
{
    for (unsigned i = 0; i < header->cells->len; i++)
        if (g_ascii_strcasecmp(header->cells->pdata[i], name) == 0)
            return (int)i;
    return -1;
}

static bool read_header(Reader *reader)
{
    g_auto(Row) header = next_row(reader);
    reader->width = header.cells->len;
    for (Column column = 0; column < COLUMN_COUNT; column++) {
        reader->places[column] = place_of(&header, column_names[column]);
        if (column > LAST_NEEDED || reader->places[column] >= 0)
            continue;
        complain(
            reader->complaints, reader->name, 1,
            "the first row does not name the column `%s`; it must name %s", column_names[column],
            reader->separator == ',' ? "id,lang,question,answer,tags,source"
                                     : "id, lang, question, answer, tags, source, tabs between");
        return false;
    }
    return true;
}

/* Rows. */

static const char *cell(const Reader *reader, const Row *row, Column column)
{
    int place = reader->places[column];
    return place >= 0 && (unsigned)place < row->cells->len ? row->cells->pdata[place] : "";
}

static void add_new(GPtrArray *list, const char *word)
{
    for (unsigned i = 0; i < list->len; i++)
        if (strcmp(list->pdata[i], word) == 0)
            return;
    g_ptr_array_add(list, g_strdup(word));
}

/* A cell with several words or addresses adds those that the list has not. */
static void add_each(GPtrArray *list, const char *words, const char *separators)
{
    if (list->len > ENTRY_LIST_MAX)
        return;
    g_auto(GStrv) each = g_strsplit_set(words, separators, ENTRY_LIST_MAX + 2);
    for (char **word = each; *word; word++)
        if (*g_strstrip(*word))
            add_new(list, *word);
}

/* Chinese and English separators alike. */
static void add_tags(GPtrArray *tags, const char *words)
{
    static const char *const wide[] = {"，", "、", "；", NULL};
    g_autoptr(GString) narrow = g_string_new(words);
    for (const char *const *separator = wide; *separator; separator++)
        g_string_replace(narrow, *separator, ",", 0);
    add_each(tags, narrow->str, ",; \t\r\n");
}

static Entry *entry_of(Reader *reader, const Row *row)
{
    const char *id = cell(reader, row, ID);
    Entry *entry = g_hash_table_lookup(reader->by_id, id);
    if (entry)
        return entry;
    entry = entry_new();
    entry->slug = g_strdup(id);
    entry->origin = g_strdup_printf("%s:%zu", reader->name, row->line);
    g_hash_table_insert(reader->by_id, entry->slug, entry);
    return entry;
}

/* Says what the row lacks, and how it comes by it. */
static bool row_fits(Reader *reader, const Row *row, Lang *lang)
{
    const char *code = cell(reader, row, LANGUAGE);
    const char *what = NULL;
    if (row->cells->len > reader->width)
        what = "more cells than the first row names; put a cell that holds a separator in quotes";
    else if (!*cell(reader, row, ID))
        what = "the id is empty; give the entry one, such as `what-is-envoy`";
    else if (!*code)
        what = "the lang is empty; write en or zh";
    else if (!*cell(reader, row, QUESTION))
        what = "the question is empty";
    if (what)
        complain(reader->complaints, reader->name, row->line, "%s", what);
    else if (!lang_parse(code, lang))
        complain(reader->complaints, reader->name, row->line, "the lang `%s` is not en or zh",
                 code);
    else
        return true;
    return false;
}

static void leave_if_last(Reader *reader, Entry *entry)
{
    unsigned left = GPOINTER_TO_UINT(g_hash_table_lookup(reader->rows_left, entry->slug));
    if (left > 1) {
        g_hash_table_insert(reader->rows_left, g_strdup(entry->slug), GUINT_TO_POINTER(left - 1));
        return;
    }
    g_hash_table_remove(reader->rows_left, entry->slug);
    g_hash_table_steal(reader->by_id, entry->slug);
    reader->ended = !reader->take(entry, reader->user);
}

static void read_row(Reader *reader, const Row *row)
{
    Lang lang = LANG_EN;
    if (!row_fits(reader, row, &lang))
        return;
    Entry *entry = entry_of(reader, row);
    EntryText *text = &entry->texts[lang];
    const char *question = cell(reader, row, QUESTION), *answer = cell(reader, row, ANSWER);
    if (text->title) {
        complain(reader->complaints, reader->name, row->line,
                 "a second row of `%s` in %s (the entry begins at %s); keep one", entry->slug,
                 lang_code(lang), entry->origin);
        return;
    }
    text->title = text_clean(question, strlen(question), strlen(question));
    text->answer = *answer ? g_strdup(answer) : NULL;
    add_tags(entry->tags, cell(reader, row, TAGS));
    add_each(entry->sources, cell(reader, row, SOURCE), " \t\r\n");
    leave_if_last(reader, entry);
}

static void read_rows(Reader *reader)
{
    while (reader->at < reader->end && !reader->ended && !complaints_full(reader->complaints)) {
        g_auto(Row) row = next_row(reader);
        if (!is_empty(&row))
            read_row(reader, &row);
    }
}

/* How many rows each id has, so that an entry can leave with the last of them. */
static void count_rows(Reader *reader)
{
    Reader counter = *reader;
    g_autoptr(Complaints) unheard = complaints_new();
    counter.complaints = unheard;
    while (counter.at < counter.end) {
        g_auto(Row) row = next_row(&counter);
        const char *id = cell(&counter, &row, ID);
        unsigned rows = GPOINTER_TO_UINT(g_hash_table_lookup(reader->rows_left, id));
        if (*id)
            g_hash_table_insert(reader->rows_left, g_strdup(id), GUINT_TO_POINTER(rows + 1));
    }
}

static void read_table(Reader *reader)
{
    if (!read_header(reader))
        return;
    count_rows(reader);
    read_rows(reader);
}

static void free_entry(void *entry)
{
    entry_free(entry);
}

bool table_each(const char *name, const char *data, size_t len, EntryFn take, void *user,
                GError **error)
{
    g_autoptr(Complaints) complaints = complaints_new();
    g_autoptr(GHashTable) by_id = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_entry);
    g_autoptr(GHashTable) rows_left = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    Reader reader = {.name = name,
                     .line = 1,
                     .separator = g_str_has_suffix(name, ".csv") ? ',' : '\t',
                     .complaints = complaints,
                     .take = take,
                     .user = user,
                     .by_id = by_id,
                     .rows_left = rows_left};
    if (len > FORMAT_FILE_MAX) {
        complain(complaints, name, 1, "the file is larger than %d MiB; split it",
                 FORMAT_FILE_MAX / 1024 / 1024);
    } else if (complaints_utf8(complaints, name, &data, &len)) {
        reader.at = data;
        reader.end = data + len;
        read_table(&reader);
    }
    return complaints_none(complaints, error);
}

static bool keep(Entry *entry, void *entries)
{
    g_ptr_array_add(entries, entry);
    return true;
}

bool table_read(const char *name, const char *data, size_t len, GPtrArray *entries, GError **error)
{
    return table_each(name, data, len, keep, entries, error);
}
