/*
 * A day of the week and a time of that day, in a zone: when the next one is, and the last. Pure.
 */
#ifndef COMMANDS_WEEKLY_H
#define COMMANDS_WEEKLY_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct Weekly {
    int weekday; /* 1: Monday … 7: Sunday; 0: never */
    int minute;  /* of the day, as its clocks show it */
} Weekly;

/* "monday 9:00", "fri 17", "off". False, and *weekly untouched, for anything else. */
bool weekly_parse(const char *text, Weekly *weekly);

/* The newest that is not after now_ms; the oldest that is. */
int64_t weekly_last(const Weekly *weekly, int64_t now_ms, GTimeZone *zone);
int64_t weekly_next(const Weekly *weekly, int64_t now_ms, GTimeZone *zone);

#endif
