/*
 * What the kernel knows of a process, and the lines of the table.
 */
#ifndef TESTS_BENCH_MEASURE_H
#define TESTS_BENCH_MEASURE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "tests/story/story.h"

typedef struct Usage {
    int64_t cpu_us;          /* user and system, of all threads */
    int64_t wakeups;         /* voluntary context switches of the threads that live */
    double rss_mib, own_mib; /* resident; of that, not files */
} Usage;
Usage usage_of(pid_t pid);

/* Programs started from now on run on one core: 0 or 1. With a single core nothing is pinned. */
void use_core(unsigned which);

/* The questions of knowledge/golden.tsv, in both languages: a JSON array, the caller's. */
json_t *golden_questions(void);

/* One line of the table: what, its figure, what was demanded ("" for nothing). */
void row(const char *what, const char *goal, const char *format, ...) G_GNUC_PRINTF(3, 4);
void heading(const char *part);

typedef struct Spread {
    double min, median, max;
} Spread;
Spread spread_of(double *values, size_t count); /* sorts them */

#endif
