/*
 * Figures as a message: the same for a moderator who asks and for the weekly digest.
 */
#ifndef COMMANDS_SUMMARY_H
#define COMMANDS_SUMMARY_H

#include "commands/feature.h"
#include "knowledge/figures.h"

/* Beside those of the time before, or NULL; under a title that the caller has set. */
void summary_add(Message *m, const Request *req, const Figures *now, const Figures *before);

/* "2026-11-14 – 2026-11-20". The caller's. */
char *summary_dates(const Figures *figures);

/* "40 min", "3 h", "2 d"; "–" for less than nothing. The caller's. */
char *summary_wait(int64_t wait_ms, Lang lang);

#endif
