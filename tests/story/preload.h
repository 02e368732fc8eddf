/*
 * Libraries that are loaded into the daemon before its own: see tests/preload/.
 */
#ifndef TESTS_STORY_PRELOAD_H
#define TESTS_STORY_PRELOAD_H

#include "tests/story/story.h"

/* Daemons started from now on have it; of several the last. The story fails if it was not built. */
void preload(Story *s, const char *name);

/* The same of one that goes by a number, 0 at first: in a file that `variable` tells it to map. */
void preload_with_number(Story *s, const char *name, const char *variable);
void preload_number(Story *s, const char *name, int64_t number);

#endif
