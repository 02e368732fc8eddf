/*
 * The daemon dies right before its nth write to a disk or a wire: see tests/preload/die_at.c.
 */
#ifndef TESTS_STORY_DIE_AT_H
#define TESTS_STORY_DIE_AT_H

#include "tests/story/story.h"

/* Daemons started from now on can be made to die. */
void die_at_prepare(Story *s);

/* It does, at the nth such call from now (1: the next); 0: it lives. */
void die_at(Story *s, int64_t n);

#endif
