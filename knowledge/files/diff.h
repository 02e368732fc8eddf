/*
 * What changed between two texts, as `diff -u` shows it. Pure.
 */
#ifndef KNOWLEDGE_FILES_DIFF_H
#define KNOWLEDGE_FILES_DIFF_H

/*
 * Hunks of changed lines with three lines around them, under `--- name` and `+++ name`; "" when
 * nothing changed. Beyond `max_lines` lines it ends with how many were left out. The caller's.
 */
char *diff_unified(const char *name, const char *before, const char *after, unsigned max_lines);

#endif
