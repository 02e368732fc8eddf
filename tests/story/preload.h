/*
 * Libraries that are loaded into the daemon before its own: see tests/preload/.
 */
#ifndef TESTS_STORY_PRELOAD_H
#define TESTS_STORY_PRELOAD_H

#include "tests/story/story.h"

/* Daemons started from now on have it; of several the last. The story fails if it was not built. */
void preload(Story *s, const char *name);

#endif
