/*
 * Any bytes as a page of a glossary in either language, merged twice, and as a page of questions.
 */
#include "tests/fuzz/merge_twice.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    static const char *const names[] = {"en/term.md", "zh-cn/term.md"};
    g_autoptr(GPtrArray) drafts = drafts_new();
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autoptr(GError) error = NULL;
        bool read = glossary_read(names[i], (const char *)data, len, drafts, &error);
        g_assert_true(read == (error == NULL));
    }
    merge_twice(drafts);

    g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func((GDestroyNotify)entry_free);
    g_autoptr(GError) error = NULL;
    glossary_known((const char *)data, len);
    faq_known((const char *)data, len);
    bool read = faq_read("faq.md", (const char *)data, len, "https://a.b/c", entries, &error);
    g_assert_true(read == (error == NULL));
    for (unsigned i = 0; read && i < entries->len; i++)
        print_and_read_back(entries->pdata[i]);
    return 0;
}
