/*
 * Rows out of lines; what each kind of row means to the base.
 */
#include "knowledge/sidecar.h"

#include <string.h>

#include "knowledge/alias.h"
#include "knowledge/files/complaints.h"
#include "knowledge/golden.h"
#include "knowledge/packaged.h"
#include "knowledge/text.h"

enum { COLUMNS_MAX = 3, ROWS_MAX = GOLDEN_MAX };
typedef enum Kind { GOLDEN, ALIASES, REJECTS, KIND_COUNT } Kind;

static const struct {
    const char *header;
    unsigned columns;
    const char *packaged;
} KINDS[KIND_COUNT] = {
    [GOLDEN] = {"question\tlang\texpected", 3, "golden.tsv"},
    [ALIASES] = {"word\tmeaning", 2, NULL}, /* the packaged ones are the index's dictionaries */
    [REJECTS] = {"not-ours", 1, "dictionaries/rejects.tsv"},
};

typedef struct Row {
    char *cells[COLUMNS_MAX]; /* clean text */
} Row;

struct Sidecar {
    GPtrArray *rows[KIND_COUNT]; /* Row *; NULL: no file of that kind */
    GHashTable *questions;       /* golden: question → its Row; borrows both */
};

static void free_row(void *data)
{
    Row *row = data;
    for (int i = 0; i < COLUMNS_MAX; i++)
        g_free(row->cells[i]);
    g_free(row);
}

Sidecar *sidecar_new(void)
{
    Sidecar *sidecar = g_new0(Sidecar, 1);
    sidecar->questions = g_hash_table_new(g_str_hash, g_str_equal);
    return sidecar;
}

void sidecar_free(Sidecar *sidecar)
{
    if (!sidecar)
        return;
    for (int i = 0; i < KIND_COUNT; i++)
        g_clear_pointer(&sidecar->rows[i], g_ptr_array_unref);
    g_hash_table_unref(sidecar->questions);
    g_free(sidecar);
}

/* --- reading ------------------------------------------------------------------------------- */

/* One file, line by line. */
typedef struct Reading {
    Sidecar *sidecar;
    Complaints *complaints;
    const char *name;
    size_t line;
    Kind kind;
} Reading;

/* The next line without its end; false at the end. */
static bool next_line(const char **data, size_t *len, const char **line, size_t *line_len)
{
    if (*len == 0)
        return false;
    const char *end = memchr(*data, '\n', *len);
    size_t taken = end ? (size_t)(end - *data) + 1 : *len;
    *line = *data;
    *line_len = end ? taken - 1 : taken;
    if (*line_len > 0 && (*line)[*line_len - 1] == '\r')
        --*line_len;
    *data += taken;
    *len -= taken;
    return true;
}

static bool kind_of(const char *data, size_t len, Kind *kind)
{
    const char *line;
    size_t line_len;
    if (len >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0) {
        data += 3;
        len -= 3;
    }
    if (!next_line(&data, &len, &line, &line_len))
        return false;
    for (int i = 0; i < KIND_COUNT; i++) {
        if (strlen(KINDS[i].header) == line_len && memcmp(KINDS[i].header, line, line_len) == 0) {
            *kind = (Kind)i;
            return true;
        }
    }
    return false;
}

bool sidecar_known(const char *data, size_t len)
{
    Kind kind;
    return kind_of(data, len, &kind);
}

static void refuse(const Reading *reading, const char *what)
{
    complain(reading->complaints, reading->name, reading->line, "%s", what);
}

static bool is_slug(const char *word)
{
    return *word && word[strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789-_")] == '\0';
}

static bool check_golden(const Reading *reading, const Row *row)
{
    Lang lang;
    const Row *before = g_hash_table_lookup(reading->sidecar->questions, row->cells[0]);
    if (!lang_parse(row->cells[1], &lang))
        refuse(reading, "the second column is `en` or `zh`");
    else if (!is_slug(row->cells[2]))
        refuse(reading, "the third column is an entry's id, or `unknown`");
    else if (before && strcmp(before->cells[2], row->cells[2]) != 0)
        refuse(reading, "this question is here twice, with different entries");
    else
        return true;
    return false;
}

static void take_row(const Reading *reading, Row *row)
{
    GPtrArray *rows = reading->sidecar->rows[reading->kind];
    if (reading->kind == GOLDEN && !check_golden(reading, row)) {
        free_row(row);
        return;
    }
    g_ptr_array_add(rows, row);
    if (reading->kind == GOLDEN)
        g_hash_table_insert(reading->sidecar->questions, row->cells[0], row);
}

static void read_row(const Reading *reading, const char *line, size_t len)
{
    g_autofree char *copy = g_strndup(line, len);
    g_auto(GStrv) cells = g_strsplit(copy, "\t", -1);
    unsigned columns = KINDS[reading->kind].columns;
    if (g_strv_length(cells) != columns) {
        complain(reading->complaints, reading->name, reading->line,
                 "the header has %u columns, this row %u", columns, g_strv_length(cells));
        return;
    }
    Row *row = g_new0(Row, 1);
    bool whole = true;
    for (unsigned i = 0; i < columns; i++) {
        size_t cell_len = strlen(cells[i]);
        row->cells[i] = text_clean(cells[i], cell_len, TEXT_QUESTION_MAX);
        whole = whole && *row->cells[i] && cell_len <= TEXT_QUESTION_MAX;
    }
    if (whole) {
        take_row(reading, row);
        return;
    }
    free_row(row);
    refuse(reading, "a column is empty, or longer than a question may be");
}

static void read_rows(Reading *reading, const char *data, size_t len)
{
    GPtrArray **rows = &reading->sidecar->rows[reading->kind];
    const char *line;
    size_t line_len;
    if (!*rows)
        *rows = g_ptr_array_new_with_free_func(free_row);
    while (next_line(&data, &len, &line, &line_len) && !complaints_full(reading->complaints)) {
        reading->line++;
        if (reading->line == 1 || line_len == 0 || *line == '#')
            continue;
        if ((*rows)->len == ROWS_MAX) {
            complain(reading->complaints, reading->name, reading->line,
                     "there are more than %d rows, and that is the most", (int)ROWS_MAX);
            return;
        }
        read_row(reading, line, line_len);
    }
}

bool sidecar_read(Sidecar *sidecar, const char *name, const char *data, size_t len, GError **error)
{
    Complaints *complaints = complaints_new();
    Reading reading = {.sidecar = sidecar, .complaints = complaints, .name = name};
    if (complaints_utf8(complaints, name, &data, &len)) {
        if (kind_of(data, len, &reading.kind))
            read_rows(&reading, data, len);
        else
            complain(complaints, name, 1, "no such header row is known");
    }
    bool fine = complaints_none(complaints, error);
    complaints_free(complaints);
    return fine;
}

bool sidecar_read_packaged(Sidecar *sidecar, GError **error)
{
    for (int i = 0; i < KIND_COUNT; i++) {
        const PackagedFile *file = KINDS[i].packaged ? packaged_find(KINDS[i].packaged) : NULL;
        if (file && !sidecar_read(sidecar, file->path, file->data, file->len, error))
            return false;
    }
    return true;
}

/* --- saving -------------------------------------------------------------------------------- */

static bool save_row(Kb *kb, Kind kind, const Row *row, const char *author, GError **error)
{
    bool changed;
    switch (kind) {
    case GOLDEN: {
        bool unknown = strcmp(row->cells[2], "unknown") == 0;
        return golden_add(kb, row->cells[0], unknown ? NULL : row->cells[2], &changed, error);
    }
    case ALIASES:
        return alias_add(kb, row->cells[0], row->cells[1], &changed, error);
    default:
        return reject_add(kb, row->cells[0], author, &changed, error);
    }
}

static bool clear_kind(Kb *kb, Kind kind, GError **error)
{
    switch (kind) {
    case GOLDEN:
        return golden_clear(kb, error);
    case ALIASES:
        return alias_clear(kb, error);
    default:
        return reject_clear(kb, error);
    }
}

bool sidecar_save(const Sidecar *sidecar, Kb *kb, bool replace, const char *author, GError **error)
{
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        const GPtrArray *rows = sidecar->rows[kind];
        if (!rows)
            continue;
        if (replace && !clear_kind(kb, (Kind)kind, error))
            return false;
        for (unsigned i = 0; i < rows->len; i++)
            if (!save_row(kb, (Kind)kind, rows->pdata[i], author, error))
                return false;
    }
    return true;
}

/* --- printing ------------------------------------------------------------------------------ */

static GString *begin(Kind kind)
{
    GString *out = g_string_new(KINDS[kind].header);
    g_string_append_c(out, '\n');
    return out;
}

/* A blank, which reading takes away again, keeps a `#` from beginning a comment. */
static void append_first(GString *out, const char *cell)
{
    g_string_append_printf(out, "%s%s", *cell == '#' ? " " : "", cell);
}

static char *finish(GString *out, unsigned count)
{
    return g_string_free(out, count == 0);
}

bool sidecar_print_golden(Kb *kb, char **text, GError **error)
{
    g_autoptr(GPtrArray) list = golden_list(kb, error);
    if (!list)
        return false;
    GString *out = begin(GOLDEN);
    for (unsigned i = 0; i < list->len; i++) {
        const Golden *golden = list->pdata[i];
        append_first(out, golden->question);
        g_string_append_printf(out, "\t%s\t%s\n",
                               lang_code(text_language(golden->question)),
                               golden->expected ? golden->expected : "unknown");
    }
    *text = finish(out, list->len);
    return true;
}

bool sidecar_print_aliases(Kb *kb, char **text, GError **error)
{
    g_autoptr(GPtrArray) list = alias_list(kb, error);
    if (!list)
        return false;
    GString *out = begin(ALIASES);
    for (unsigned i = 0; i < list->len; i++) {
        const Alias *alias = list->pdata[i];
        append_first(out, alias->word);
        g_string_append_printf(out, "\t%s\n", alias->meaning);
    }
    *text = finish(out, list->len);
    return true;
}

bool sidecar_print_rejects(Kb *kb, char **text, GError **error)
{
    g_autoptr(GPtrArray) list = reject_list(kb, error);
    if (!list)
        return false;
    GString *out = begin(REJECTS);
    for (unsigned i = 0; i < list->len; i++) {
        append_first(out, list->pdata[i]);
        g_string_append_c(out, '\n');
    }
    *text = finish(out, list->len);
    return true;
}
