/*
 * Charts as SVG within a page, drawn to be read on a screen and on paper: figures in, markup out.
 * Colours are the page's, by the classes s0, s1, s2 … of a series. Pure.
 */
#ifndef BOT_CLI_CHART_H
#define BOT_CLI_CHART_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CHART_SERIES_MAX = 3 };

/* One place on the time axis, or one row. */
typedef struct ChartBar {
    const char *label; /* plain text, as all here */
    int64_t values[CHART_SERIES_MAX];
} ChartBar;

typedef struct Chart {
    const char *title; /* for those who hear it instead of seeing it */
    const char *names[CHART_SERIES_MAX];
    size_t series;
    int first_series; /* whose colour the first one has */
    bool narrow;      /* of rows: for half the page's width */
    const ChartBar *bars;
    size_t count;
} Chart;

/* Upright bars in time, the series on top of each other. */
void chart_columns(GString *out, const Chart *chart);

/* A line of shares: values[0] of values[1], as per cent; a gap where values[1] is 0. */
void chart_share(GString *out, const Chart *chart);

/* Lying bars with a label each, the series behind each other. */
void chart_rows(GString *out, const Chart *chart);

/* The names of the series beside their colours; nothing for a single one. */
void chart_legend(GString *out, const Chart *chart);

/* A round number not below `value` for an axis to end with, at least 4, in four whole steps. */
int64_t chart_axis(int64_t value);

#endif
