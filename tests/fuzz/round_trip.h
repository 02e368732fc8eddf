/*
 * What every reader's entries must stand: printed in the native format, they are read back equal.
 */
#ifndef TESTS_FUZZ_ROUND_TRIP_H
#define TESTS_FUZZ_ROUND_TRIP_H

#include <stdint.h>
#include <string.h>

#include "knowledge/entry.h"
#include "knowledge/files/format.h"

typedef bool (*FormatReadFn)(const char *name, const char *data, size_t len, GPtrArray *entries,
                             GError **error);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static inline void print_and_read_back(const Entry *entry)
{
    if (!entry_check(entry, NULL))
        return;
    g_autoptr(GPtrArray) back = g_ptr_array_new_with_free_func((GDestroyNotify)entry_free);
    g_autofree char *printed = markdown_print(entry);
    bool read = markdown_read("printed.md", printed, strlen(printed), back, NULL);
    g_assert_true(read);
    g_autofree char *again = markdown_print(back->pdata[0]);
    g_assert_true(entry_equal(entry, back->pdata[0]));
    g_assert_cmpstr(printed, ==, again);
}

/* An error is said, or there is none; whatever was read stands the trip. */
static inline void read_and_check(FormatReadFn reader, const char *name, const uint8_t *data,
                                  size_t len)
{
    g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func((GDestroyNotify)entry_free);
    g_autoptr(GError) error = NULL;
    bool read = reader(name, (const char *)data, len, entries, &error);
    g_assert_true(read == (error == NULL));
    g_assert_true(read || *error->message);
    for (unsigned i = 0; read && i < entries->len; i++)
        print_and_read_back(entries->pdata[i]);
}

#endif
