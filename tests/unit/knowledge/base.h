/*
 * A base in memory and small entries for tests.
 */
#ifndef TESTS_UNIT_KNOWLEDGE_BASE_H
#define TESTS_UNIT_KNOWLEDGE_BASE_H

#include "knowledge/entry.h"
#include "knowledge/kb.h"
#include "tests/test.h"

enum { BASE_NOW_MS = 1790000000 };

static inline int base_open(void **state)
{
    g_autoptr(GError) error = NULL;
    *state = kb_open(":memory:", &error);
    return *state ? 0 : -1;
}

static inline int base_close(void **state)
{
    kb_close(*state);
    return 0;
}

static inline Entry *base_entry(const char *slug, const char *title, const char *answer)
{
    Entry *entry = entry_new();
    entry->slug = g_strdup(slug);
    entry->texts[LANG_EN].title = g_strdup(title);
    entry->texts[LANG_EN].answer = g_strdup(answer);
    g_ptr_array_add(entry->tags, g_strdup(slug));
    g_ptr_array_add(entry->sources, g_strdup_printf("https://example.org/%s", slug));
    return entry;
}

/* Saves it in a transaction of its own and frees it. */
static inline EntryChange base_save(Kb *kb, Entry *entry)
{
    g_autoptr(Entry) owned = entry;
    g_autoptr(GError) error = NULL;
    EntryChange change;
    assert_ok(kb_begin(kb, BASE_NOW_MS, &error), error);
    assert_ok(entry_save(kb, owned, "U0MOD", &change, &error), error);
    assert_ok(kb_commit(kb, &error), error);
    return change;
}

#endif
