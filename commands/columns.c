/*
 * Cells, measured before they are set: Slack shows code in one width, and East Asian wide
 * characters in twice that.
 */
#include "commands/columns.h"

#include <inttypes.h>
#include <string.h>

enum { CELLS = 3, CELL_MAX = 26 /* a phone shows some 60 in a line */, BAR_MAX = 24 };

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

static unsigned width(const char *text)
{
    unsigned sum = 0;
    for (; *text; text = g_utf8_next_char(text))
        sum += width_of(g_utf8_get_char(text));
    return sum;
}

/* What would end the block of code is taken out. */
static char *cell(const char *text)
{
    GString *out = g_string_new(NULL);
    unsigned room = CELL_MAX, wide = width(text);
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

static void pad(GString *out, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        g_string_append_c(out, ' ');
}

/* Figures stand right in their column; what there is any of has a bar that can be seen. */
static void add_bar(GString *out, const Line *line, unsigned figures, int64_t most)
{
    pad(out, figures - width(line->cells[1]));
    g_string_append_printf(out, "%s ", line->cells[1]);
    int64_t length = most > 0 ? (line->number * BAR_MAX + most / 2) / most : 0;
    for (int64_t i = 0; i < MAX(length, line->number > 0); i++)
        g_string_append(out, "█");
}

char *columns_block(const Columns *table)
{
    unsigned widths[CELLS] = {0};
    int64_t most = 0;
    for (unsigned i = 0; i < table->lines->len; i++) {
        const Line *line = &g_array_index(table->lines, Line, i);
        for (int c = 0; c < CELLS; c++)
            widths[c] = MAX(widths[c], width(line->cells[c]));
        most = MAX(most, line->number);
    }
    GString *out = g_string_new("```\n");
    for (unsigned i = 0; i < table->lines->len; i++) {
        const Line *line = &g_array_index(table->lines, Line, i);
        g_string_append(out, line->cells[0]);
        pad(out, widths[0] - width(line->cells[0]) + 2);
        if (line->number >= 0) {
            add_bar(out, line, widths[1], most);
        } else {
            g_string_append(out, line->cells[1]);
            pad(out, widths[1] - width(line->cells[1]) + 2);
            g_string_append(out, line->cells[2]);
        }
        g_strchomp(out->str);
        out->len = strlen(out->str);
        g_string_append_c(out, '\n');
    }
    g_string_append(out, "```");
    return g_string_free(out, FALSE);
}
