/*
 * Figures as one HTML page: charts in it, no script, nothing loaded from anywhere, nobody's id; fit
 * to be mailed and printed. Pure.
 */
#ifndef BOT_CLI_REPORT_H
#define BOT_CLI_REPORT_H

#include "knowledge/figures.h"

typedef struct Report {
    const Figures *figures;
    Lang lang;
    const char *zone;   /* its name, to be said */
    GHashTable *titles; /* of entries, by slug; what has none is called by its slug */
    int64_t made_ms;
    GTimeZone *time_zone;
} Report;

/* The caller's. */
char *report_html(const Report *report);

#endif
