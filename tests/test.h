/*
 * What every test includes first: cmocka and what it wants before it.
 */
#ifndef TESTS_TEST_H
#define TESTS_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>
#include <string.h>
#include <cmocka.h>
#include <glib.h>

/* Passes when the call succeeded; else prints what it said. */
#define assert_ok(call, error)                                                                     \
    do {                                                                                           \
        if (!(call))                                                                               \
            fail_msg("%s: %s", #call, (error) ? (error)->message : "no error set");                \
    } while (0)

#endif
