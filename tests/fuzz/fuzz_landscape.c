/*
 * Any bytes as a landscape, its drafts merged into an empty base and once more into what came of
 * that.
 */
#include "tests/fuzz/merge_twice.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    g_autoptr(GPtrArray) drafts = drafts_new();
    g_autoptr(GError) error = NULL;
    bool read = landscape_read("fuzz.yml", (const char *)data, len, drafts, &error);
    g_assert_true(read == (error == NULL));
    landscape_known((const char *)data, len);
    if (read)
        merge_twice(drafts);
    return 0;
}
