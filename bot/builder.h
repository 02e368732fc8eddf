/*
 * The builder thread: makes a new library from its own reading connection whenever entries have
 * changed, by this or another process, and hands it over whole. Keeps its index in a file beside
 * the database, for the next start.
 */
#ifndef BOT_BUILDER_H
#define BOT_BUILDER_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "knowledge/answer.h"

typedef struct Builder Builder;

/* Starts the thread, which begins at once. The file must be there. */
Builder *builder_start(const char *database, double strictness);
void builder_stop(Builder *builder); /* joins */

/*
 * A reference to the newest library that is at least of `version`, waiting for it up to wait_ms;
 * after that whatever there is, NULL when there is none yet. Asks for one that is missing.
 */
Library *builder_library(Builder *builder, int64_t version, int wait_ms);

/* Copies the database's log into its file, on the thread, which does all that takes long. */
void builder_checkpoint(Builder *builder);

#endif
