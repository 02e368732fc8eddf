/*
 * What landscape.c reads of a landscape, handed to landscape_words.c, which makes entries of it.
 * For these two alone; format.h has the door.
 */
#ifndef KNOWLEDGE_FILES_LANDSCAPE_H
#define KNOWLEDGE_FILES_LANDSCAPE_H

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

typedef enum Stage {
    STAGE_SANDBOX,
    STAGE_INCUBATING,
    STAGE_GRADUATED,
    STAGE_ARCHIVED,
    STAGE_COUNT
} Stage;

/* The file's word: "sandbox". */
const char *landscape_stage_code(Stage stage);

/* Absent texts are NULL; all of them stand on one line. */
typedef struct LandscapeProject {
    size_t line;
    char *name, *description, *category, *subcategory;
    char *site, *repository, *documents, *chat, *channel;
    Stage stage;
    char *dates[STAGE_COUNT]; /* [STAGE_SANDBOX]: the day it was accepted */
} LandscapeProject;

typedef struct LandscapeCount {
    char *category, *subcategory;
    int64_t items;
} LandscapeCount;

typedef struct LandscapeTotals {
    int64_t items, stages[STAGE_COUNT];
    GArray *counts; /* LandscapeCount, in the file's order */
    char *latest;   /* the newest day that the file speaks of: so much it knows at least; or NULL */
} LandscapeTotals;

/* Adds Draft *: projects, each after its chat, and at last the figures. */
void landscape_draft(const char *file, const GPtrArray *projects, const LandscapeTotals *totals,
                     GPtrArray *drafts);

#endif
