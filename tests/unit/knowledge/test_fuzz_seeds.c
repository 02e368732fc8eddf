/*
 * The fuzz targets over their seeds, every one of which was a crash or leads near one: so that a
 * plain test run finds an old mistake again.
 */
#include "tests/test.h"

#define LLVMFuzzerTestOneInput fuzz_markdown
#include "tests/fuzz/fuzz_markdown.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_table
int fuzz_table(const uint8_t *data, size_t len);
#include "tests/fuzz/fuzz_table.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_jsonl
int fuzz_jsonl(const uint8_t *data, size_t len);
#include "tests/fuzz/fuzz_jsonl.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_landscape
int fuzz_landscape(const uint8_t *data, size_t len);
#include "tests/fuzz/fuzz_landscape.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_glossary
int fuzz_glossary(const uint8_t *data, size_t len);
#include "tests/fuzz/fuzz_glossary.c"

#define SEEDS "tests/fuzz/seeds"

typedef int (*TargetFn)(const uint8_t *data, size_t len);

static unsigned feed_seeds(const char *name, TargetFn target)
{
    GError *error = NULL;
    g_autofree char *folder = g_build_filename(SEEDS, name, NULL);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, &error);
    assert_ok(dir, error);
    unsigned count = 0;
    for (const char *seed; (seed = g_dir_read_name(dir)); count++) {
        g_autofree char *path = g_build_filename(folder, seed, NULL);
        g_autofree char *data = NULL;
        size_t len;
        assert_ok(g_file_get_contents(path, &data, &len, &error), error);
        /* Of exactly that size, so that reading past the end is noticed. */
        g_autofree uint8_t *exact = g_memdup2(data, len);
        target(exact, len);
    }
    return count;
}

static void no_seed_breaks_its_reader(void **state)
{
    (void)state;
    assert_true(feed_seeds("markdown", fuzz_markdown) >= 5);
    assert_true(feed_seeds("table", fuzz_table) >= 5);
    assert_true(feed_seeds("jsonl", fuzz_jsonl) >= 5);
    assert_true(feed_seeds("landscape", fuzz_landscape) >= 3);
    assert_true(feed_seeds("glossary", fuzz_glossary) >= 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_seed_breaks_its_reader),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
