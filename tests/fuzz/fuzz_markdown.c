/*
 * Any bytes as an entry in the native format; and, as a text, what Markdown leaves to read of them.
 */
#include "tests/fuzz/round_trip.h"

#include "knowledge/plain.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    read_and_check(markdown_read, "fuzz.md", data, len);
    g_autofree char *text = g_utf8_make_valid((const char *)data, (gssize)len);
    g_autofree char *plain = plain_text(text);
    g_assert_true(g_utf8_validate(plain, -1, NULL));
    return 0;
}
