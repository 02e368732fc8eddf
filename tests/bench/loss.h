/*
 * Thousands of questions, while the daemon is killed and started again and again.
 */
#ifndef TESTS_BENCH_LOSS_H
#define TESTS_BENCH_LOSS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Prints its part of the table; false when a question was lost, or answered twice without excuse.
 */
bool loss_measure(size_t count);

#endif
