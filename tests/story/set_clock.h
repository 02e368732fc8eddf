/*
 * The daemon's wall clock, and none other, is set: see tests/preload/set_clock.c.
 */
#ifndef TESTS_STORY_SET_CLOCK_H
#define TESTS_STORY_SET_CLOCK_H

#include "tests/story/story.h"

/* Daemons started from now on have a clock that can be set; it is right. */
void set_clock_prepare(Story *s);

/* From now on it is off by so much. */
void set_clock(Story *s, int64_t shift_ms);

#endif
