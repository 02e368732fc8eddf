/*
 * All coordinates are of a view box that the page scales; whole numbers and tenths are exact
 * enough.
 */
#include "bot/cli/chart.h"

#include <inttypes.h>

enum {
    WIDTH = 720,
    LEFT = 62, /* the axis' figures */
    RIGHT = 8,
    TOP = 18,
    PLOT = 190,  /* height of what is drawn between the axes */
    BOTTOM = 26, /* labels of time */
    LABELS = 8,  /* of those, at most about so many */
    STEPS = 4,
    ROW = 26,
    ROW_LABEL = 132,
    ROW_FIGURE = 48,
    LABEL_CELLS = 18, /* what fits there, a Han character taking two */
    NARROW = 400,
};

static void text(GString *out, const char *class, double x, double y, const char *words)
{
    g_autofree char *safe = g_markup_escape_text(words, -1);
    g_string_append_printf(out, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>", class, x, y,
                           safe);
}

static int width_of(const Chart *chart)
{
    return chart->narrow ? NARROW : WIDTH;
}

static void open_svg(GString *out, const Chart *chart, int height)
{
    g_autofree char *safe = g_markup_escape_text(chart->title, -1);
    g_string_append_printf(out, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n",
                           width_of(chart), height, safe);
}

static int64_t sum_of(const Chart *chart, size_t bar)
{
    int64_t sum = 0;
    for (size_t s = 0; s < chart->series; s++)
        sum += chart->bars[bar].values[s];
    return sum;
}

static int64_t largest(const Chart *chart)
{
    int64_t most = 0;
    for (size_t i = 0; i < chart->count; i++)
        most = MAX(most, sum_of(chart, i));
    return most;
}

int64_t chart_axis(int64_t value)
{
    static const int64_t steps[] = {1, 2, 5};
    for (int64_t ten = 1;; ten *= 10)
        for (size_t i = 0; i < G_N_ELEMENTS(steps); i++)
            if (steps[i] * ten * STEPS >= value)
                return steps[i] * ten * STEPS;
}

/* --- the frame of what happens in time -------------------------------------------------------- */

static double slot_width(const Chart *chart)
{
    return (double)(WIDTH - LEFT - RIGHT) / (double)MAX(chart->count, 1);
}

static void draw_grid(GString *out, int64_t top, const char *unit)
{
    for (int i = 0; i <= STEPS; i++) {
        double y = TOP + PLOT - (double)PLOT * i / STEPS;
        g_autofree char *figure = g_strdup_printf("%" PRId64 "%s", top * i / STEPS, unit);
        g_string_append_printf(out, "<path class=\"%s\" d=\"M%d %.1fH%d\"/>",
                               i == 0 ? "axis" : "grid", LEFT, y, WIDTH - RIGHT);
        text(out, "end", LEFT - 6, y + 4, figure);
    }
    g_string_append_c(out, '\n');
}

static void draw_times(GString *out, const Chart *chart)
{
    size_t every = MAX((chart->count + LABELS - 1) / LABELS, 1);
    for (size_t i = 0; i < chart->count; i += every)
        text(out, "mid", LEFT + ((double)i + 0.5) * slot_width(chart), TOP + PLOT + 18,
             chart->bars[i].label);
    g_string_append_c(out, '\n');
}

/* --- columns ---------------------------------------------------------------------------------- */

static void say_bar(GString *out, const Chart *chart, const ChartBar *bar)
{
    g_autofree char *label = g_markup_escape_text(bar->label, -1);
    g_string_append_printf(out, "<title>%s", label);
    for (size_t s = 0; s < chart->series; s++) {
        g_autofree char *name = g_markup_escape_text(chart->names[s] ? chart->names[s] : "", -1);
        g_string_append_printf(out, "%s%s %" PRId64, s ? ", " : ": ", name, bar->values[s]);
    }
    g_string_append(out, "</title>");
}

static void draw_column(GString *out, const Chart *chart, size_t i, int64_t top)
{
    double slot = slot_width(chart), width = MAX(slot * 0.72, 1), y = TOP + PLOT;
    double x = LEFT + (double)i * slot + (slot - width) / 2;
    g_string_append(out, "<g>");
    say_bar(out, chart, &chart->bars[i]);
    for (size_t s = 0; s < chart->series; s++) {
        double height = (double)chart->bars[i].values[s] * PLOT / (double)top;
        y -= height;
        if (height > 0)
            g_string_append_printf(
                out, "<rect class=\"s%d\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
                chart->first_series + (int)s, x, y, width, height);
    }
    g_string_append(out, "</g>\n");
}

void chart_columns(GString *out, const Chart *chart)
{
    int64_t top = chart_axis(largest(chart));
    open_svg(out, chart, TOP + PLOT + BOTTOM);
    draw_grid(out, top, "");
    for (size_t i = 0; i < chart->count; i++)
        if (sum_of(chart, i) > 0)
            draw_column(out, chart, i, top);
    draw_times(out, chart);
    g_string_append(out, "</svg>\n");
}

/* --- shares ----------------------------------------------------------------------------------- */

static void draw_point(GString *dots, GString *line, const Chart *chart, size_t i, bool *drawing)
{
    const ChartBar *bar = &chart->bars[i];
    g_autofree char *label = g_markup_escape_text(bar->label, -1);
    if (bar->values[1] <= 0) {
        *drawing = false;
        return;
    }
    double share = (double)bar->values[0] / (double)bar->values[1];
    double x = LEFT + ((double)i + 0.5) * slot_width(chart), y = TOP + PLOT - share * PLOT;
    g_string_append_printf(line, "%c%.1f %.1f", *drawing ? 'L' : 'M', x, y);
    g_string_append_printf(
        dots,
        "<circle class=\"s%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"><title>%s: %.0f %% "
        "(%" PRId64 "/%" PRId64 ")</title></circle>\n",
        chart->first_series, x, y, label, 100 * share, bar->values[0], bar->values[1]);
    *drawing = true;
}

void chart_share(GString *out, const Chart *chart)
{
    g_autoptr(GString) line = g_string_new(NULL);
    g_autoptr(GString) dots = g_string_new(NULL);
    bool drawing = false;
    open_svg(out, chart, TOP + PLOT + BOTTOM);
    draw_grid(out, 100, " %");
    for (size_t i = 0; i < chart->count; i++)
        draw_point(dots, line, chart, i, &drawing);
    if (line->len > 0)
        g_string_append_printf(out, "<path class=\"line l%d\" d=\"%s\"/>\n", chart->first_series,
                               line->str);
    g_string_append(out, dots->str);
    draw_times(out, chart);
    g_string_append(out, "</svg>\n");
}

/* --- rows ------------------------------------------------------------------------------------- */

/* What fits in front of a bar, with "…" where something does not. */
static char *row_label(const char *label)
{
    GString *out = g_string_new(NULL);
    int room = LABEL_CELLS;
    for (const char *at = label; *at; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        room -= g_unichar_iswide(c) ? 2 : 1;
        if (room < 1 && *g_utf8_next_char(at)) {
            g_string_append(out, "…");
            break;
        }
        g_string_append_unichar(out, c);
    }
    return g_string_free(out, FALSE);
}

static void draw_row(GString *out, const Chart *chart, size_t i, int64_t most)
{
    const int room = width_of(chart) - ROW_LABEL - ROW_FIGURE;
    double x = ROW_LABEL, y = (double)i * ROW;
    g_autofree char *label = row_label(chart->bars[i].label);
    g_autofree char *figure = g_strdup_printf("%" PRId64, sum_of(chart, i));
    g_string_append(out, "<g>");
    say_bar(out, chart, &chart->bars[i]);
    text(out, "end strong", ROW_LABEL - 10, y + 17, label);
    for (size_t s = 0; s < chart->series; s++) {
        double width = most > 0 ? (double)chart->bars[i].values[s] * room / (double)most : 0;
        if (width > 0)
            g_string_append_printf(
                out, "<rect class=\"s%d\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\"/>",
                chart->first_series + (int)s, x, y + 4, width, ROW - 8);
        x += width;
    }
    text(out, "start", x + 8, y + 17, figure);
    g_string_append(out, "</g>\n");
}

void chart_rows(GString *out, const Chart *chart)
{
    int64_t most = largest(chart);
    open_svg(out, chart, ROW * (int)MAX(chart->count, 1));
    for (size_t i = 0; i < chart->count; i++)
        draw_row(out, chart, i, most);
    g_string_append(out, "</svg>\n");
}

void chart_legend(GString *out, const Chart *chart)
{
    if (chart->series < 2)
        return;
    g_string_append(out, "<p class=\"legend\">");
    for (size_t s = 0; s < chart->series; s++) {
        g_autofree char *name = g_markup_escape_text(chart->names[s], -1);
        g_string_append_printf(out,
                               "<span><svg viewBox=\"0 0 10 10\"><rect class=\"s%d\" width=\"10\" "
                               "height=\"10\"/></svg>%s</span>",
                               chart->first_series + (int)s, name);
    }
    g_string_append(out, "</p>\n");
}
