/*
 * What the question log tells of a time: how much was asked and answered, by whom, how fast, about
 * what; and what needs somebody's care today. Nobody's id is in it.
 */
#ifndef KNOWLEDGE_FIGURES_H
#define KNOWLEDGE_FIGURES_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "knowledge/answer.h"
#include "knowledge/kb.h"

typedef struct FigureDay {
    int64_t begin_ms;
    char date[sizeof "2026-11-21"]; /* in the zone that was asked for */
    int64_t outcomes[OUTCOME_UNKNOWN + 1];
    int64_t people; /* answered by people that day, whenever it was asked */
} FigureDay;

typedef struct FigureCount {
    char *name; /* a slug, a tag; of a group its number */
    char *text; /* of a group: its first wording, masked of ids; else NULL */
    int64_t count;
    bool is_open; /* of a group */
} FigureCount;

/* How long people took: within 1, 4, 24, 72, 168 hours, or longer. */
enum { FIGURE_WAITS = 6 };

enum { FIGURES_DAYS_MAX = 3660, FIGURES_TOP = 10 };

typedef struct Figures {
    int64_t from_ms, to_ms;
    int64_t asked, outcomes[OUTCOME_UNKNOWN + 1], langs[LANG_COUNT];
    int64_t lang_outcomes[LANG_COUNT][OUTCOME_UNKNOWN + 1];
    int64_t helpful, not_helpful;
    int64_t people;    /* questions that people answered in that time */
    int64_t median_ms; /* from question to that answer; -1 when there was none */
    int64_t waits[FIGURE_WAITS];
    GArray *days; /* FigureDay, without gaps */
    /* FigureCount *, most first, FIGURES_TOP at most. */
    GPtrArray *topics;    /* first tags of the entries shown */
    GPtrArray *groups;    /* of questions that came before people, by how often they were asked */
    GPtrArray *unhelpful; /* entries that were said not to help */
    GPtrArray *due;       /* entries whose review is due at to_ms; count: days it has been */
    /* As it is now. */
    int64_t due_count, dead_links, open_groups, oldest_open_ms;
} Figures;

/*
 * Questions from from_ms up to, not with, to_ms; days are the zone's. Without a zone, NULL, there
 * are counts alone, no days and no lists: to compare with. Some 2 ms for a thousand questions.
 */
Figures *figures_read(Kb *kb, int64_t from_ms, int64_t to_ms, GTimeZone *zone,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
void figures_free(Figures *figures);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Figures, figures_free)

/* Midnight, in the zone, of the day `days` before that of now_ms. */
int64_t figures_midnight(int64_t now_ms, int days, GTimeZone *zone);

/* When the first question was asked that is still known; 0: none. */
bool figures_first(Kb *kb, int64_t *asked_ms, GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
