/*
 * Cells, measured before they are set. Code is shown in one width, but Han characters come from
 * another font and are seldom quite twice as wide. So every cell of a column gets as many wide and
 * as many narrow characters, blanks of both kinds, and a chart's labels stand behind its bars.
 */
#include "commands/columns.h"

#include <inttypes.h>
#include <string.h>

enum { CELLS = 3, CELL_MAX = 26 /* a phone shows some 60 in a line */, BAR_MAX = 20 };

static const char WIDE_BLANK[] = "\u3000";

typedef struct Line {
    char *cells[CELLS];
    int64_t number; /* of a bar; -1: none */
} Line;

struct Columns {
    GArray *lines; /* Line */
};

static void line_clear(void *data)
{
    Line *line = data;
    for (int i = 0; i < CELLS; i++)
        g_free(line->cells[i]);
}

Columns *columns_new(void)
{
    Columns *table = g_new0(Columns, 1);
    table->lines = g_array_new(FALSE, TRUE, sizeof(Line));
    g_array_set_clear_func(table->lines, line_clear);
    return table;
}

void columns_free(Columns *table)
{
    if (!table)
        return;
    g_array_unref(table->lines);
    g_free(table);
}

static unsigned width_of(gunichar c)
{
    return g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
}

typedef struct Span {
    unsigned wide, narrow; /* characters */
} Span;

static Span span_of(const char *text)
{
    Span span = {0};
    for (; *text; text = g_utf8_next_char(text)) {
        unsigned width = width_of(g_utf8_get_char(text));
        span.wide += width == 2;
        span.narrow += width == 1;
    }
    return span;
}

/* What would end the block of code is taken out. */
static char *cell(const char *text)
{
    GString *out = g_string_new(NULL);
    Span span = span_of(text);
    unsigned room = CELL_MAX, wide = 2 * span.wide + span.narrow;
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        unsigned next = width_of(c);
        if (wide > CELL_MAX && next + 1 > room) {
            g_string_append(out, "…");
            break;
        }
        room -= MIN(next, room);
        if (c != '`' && !g_unichar_iscntrl(c))
            g_string_append_unichar(out, c);
    }
    return g_string_free(out, FALSE);
}

void columns_add(Columns *table, const char *label, const char *left, const char *right)
{
    Line line = {.cells = {cell(label), cell(left), cell(right)}, .number = -1};
    g_array_append_val(table->lines, line);
}

void columns_add_bar(Columns *table, const char *label, int64_t number)
{
    g_autofree char *figure = g_strdup_printf("%" PRId64, number);
    Line line = {.cells = {cell(label), cell(figure), g_strdup("")}, .number = number};
    g_array_append_val(table->lines, line);
}

static void pad(GString *out, const char *with, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        g_string_append(out, with);
}

/* Figures stand right in their column; what there is any of has a bar that can be seen. */
static void add_bar(GString *out, const Line *line, unsigned figures, int64_t most)
{
    int64_t length = most > 0 ? (line->number * BAR_MAX + most / 2) / most : 0;
    pad(out, " ", figures - (unsigned)strlen(line->cells[1]));
    g_string_append_printf(out, "%s ", line->cells[1]);
    pad(out, "█", (unsigned)MAX(length, line->number > 0));
    g_string_append_printf(out, "%s%s\n", line->number > 0 ? " " : "", line->cells[0]);
}

static void add_row(GString *out, const Line *line, const Span spans[CELLS])
{
    for (int i = 0; i < CELLS; i++) {
        Span span = span_of(line->cells[i]);
        g_string_append(out, line->cells[i]);
        if (i == CELLS - 1)
            break; /* nothing stands behind it */
        pad(out, WIDE_BLANK, spans[i].wide - span.wide);
        pad(out, " ", spans[i].narrow - span.narrow + 2);
    }
    g_string_append_c(out, '\n');
}

char *columns_block(const Columns *table)
{
    Span spans[CELLS] = {0};
    int64_t most = 0;
    for (unsigned i = 0; i < table->lines->len; i++) {
        const Line *line = &g_array_index(table->lines, Line, i);
        for (int c = 0; c < CELLS; c++) {
            Span span = span_of(line->cells[c]);
            spans[c].wide = MAX(spans[c].wide, span.wide);
            spans[c].narrow = MAX(spans[c].narrow, span.narrow);
        }
        most = MAX(most, line->number);
    }
    GString *out = g_string_new("```\n");
    for (unsigned i = 0; i < table->lines->len; i++) {
        const Line *line = &g_array_index(table->lines, Line, i);
        if (line->number >= 0)
            add_bar(out, line, spans[1].narrow, most);
        else
            add_row(out, line, spans);
    }
    g_string_append(out, "```");
    return g_string_free(out, FALSE);
}
