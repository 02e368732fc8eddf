/*
 * The longest common lines by the classic table, once what is the same at both ends is set aside;
 * when even that is too large for a table, all of the middle counts as replaced.
 */
#include "knowledge/files/diff.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { AROUND = 3, TABLE_MAX = 4 * 1024 * 1024 /* cells */ };

typedef struct Edit {
    char sign; /* ' ', '-' or '+' */
    const char *line;
} Edit;

typedef struct Diff {
    char **a, **b; /* lines */
    unsigned a_count, b_count;
    unsigned same_start, same_end;
    GArray *edits; /* Edit */
} Diff;

static unsigned lines_of(const char *text, char ***lines)
{
    *lines = g_strsplit(text, "\n", -1);
    unsigned count = g_strv_length(*lines);
    return count > 0 && !*(*lines)[count - 1] ? count - 1 : count;
}

static void find_same(Diff *diff)
{
    unsigned least = MIN(diff->a_count, diff->b_count);
    while (diff->same_start < least &&
           strcmp(diff->a[diff->same_start], diff->b[diff->same_start]) == 0)
        diff->same_start++;
    while (diff->same_end < least - diff->same_start &&
           strcmp(diff->a[diff->a_count - 1 - diff->same_end],
                  diff->b[diff->b_count - 1 - diff->same_end]) == 0)
        diff->same_end++;
}

static void add(Diff *diff, char sign, const char *line)
{
    Edit edit = {sign, line};
    g_array_append_val(diff->edits, edit);
}

/* common[i][j]: how many lines a from i and b from j have in common. */
static uint16_t *common_lines(char **a, unsigned m, char **b, unsigned n)
{
    uint16_t *common = g_new0(uint16_t, (size_t)(m + 1) * (n + 1));
    for (unsigned i = m; i > 0; i--)
        for (unsigned j = n; j > 0; j--) {
            uint16_t *at = common + (size_t)(i - 1) * (n + 1) + (j - 1);
            *at =
                strcmp(a[i - 1], b[j - 1]) == 0 ? (uint16_t)(at[n + 2] + 1) : MAX(at[n + 1], at[1]);
        }
    return common;
}

static void edit_middle(Diff *diff)
{
    char **a = diff->a + diff->same_start, **b = diff->b + diff->same_start;
    unsigned m = diff->a_count - diff->same_start - diff->same_end;
    unsigned n = diff->b_count - diff->same_start - diff->same_end, i = 0, j = 0;
    bool fits = (size_t)(m + 1) * (n + 1) <= TABLE_MAX && MIN(m, n) < UINT16_MAX;
    g_autofree uint16_t *common = fits ? common_lines(a, m, b, n) : NULL;
    while (common && i < m && j < n) {
        const uint16_t *at = common + (size_t)i * (n + 1) + j;
        if (strcmp(a[i], b[j]) == 0) {
            add(diff, ' ', a[i++]);
            j++;
        } else if (at[n + 1] >= at[1]) {
            add(diff, '-', a[i++]);
        } else {
            add(diff, '+', b[j++]);
        }
    }
    while (i < m)
        add(diff, '-', a[i++]);
    while (j < n)
        add(diff, '+', b[j++]);
}

static void edit_all(Diff *diff)
{
    for (unsigned i = 0; i < diff->same_start; i++)
        add(diff, ' ', diff->a[i]);
    edit_middle(diff);
    for (unsigned i = diff->a_count - diff->same_end; i < diff->a_count; i++)
        add(diff, ' ', diff->a[i]);
}

static const Edit *edit_at(const Diff *diff, unsigned i)
{
    return &g_array_index(diff->edits, Edit, i);
}

/* Where the hunk that begins at `start` ends: after three lines behind its last change. */
static unsigned hunk_end(const Diff *diff, unsigned start)
{
    unsigned last = start;
    for (unsigned i = start; i < diff->edits->len && i <= last + 2 * AROUND; i++)
        if (edit_at(diff, i)->sign != ' ')
            last = i;
    return MIN(last + AROUND + 1, diff->edits->len);
}

static void print_hunk(const Diff *diff, unsigned start, unsigned end, unsigned a, unsigned b,
                       GPtrArray *out)
{
    unsigned removed = 0, added = 0;
    for (unsigned i = start; i < end; i++) {
        removed += edit_at(diff, i)->sign != '+';
        added += edit_at(diff, i)->sign != '-';
    }
    g_ptr_array_add(out, g_strdup_printf("@@ -%u,%u +%u,%u @@", removed ? a + 1 : a, removed,
                                         added ? b + 1 : b, added));
    for (unsigned i = start; i < end; i++)
        g_ptr_array_add(out,
                        g_strdup_printf("%c%s", edit_at(diff, i)->sign, edit_at(diff, i)->line));
}

static void print_hunks(const Diff *diff, GPtrArray *out)
{
    unsigned a = 0, b = 0, end = 0; /* lines of either text before the edit */
    for (unsigned i = 0; i < diff->edits->len; i++) {
        if (i >= end && edit_at(diff, i)->sign != ' ') {
            unsigned before = MIN(i - end, AROUND);
            end = hunk_end(diff, i);
            print_hunk(diff, i - before, end, a - before, b - before, out);
        }
        a += edit_at(diff, i)->sign != '+';
        b += edit_at(diff, i)->sign != '-';
    }
}

static char *joined(const char *name, const GPtrArray *lines, unsigned max)
{
    GString *out = g_string_new(NULL);
    if (lines->len > 0)
        g_string_append_printf(out, "--- %s\n+++ %s\n", name, name);
    for (unsigned i = 0; i < MIN(lines->len, max); i++)
        g_string_append_printf(out, "%s\n", (const char *)lines->pdata[i]);
    if (lines->len > max)
        g_string_append_printf(out, "… %u more lines\n", lines->len - max);
    return g_string_free(out, FALSE);
}

char *diff_unified(const char *name, const char *before, const char *after, unsigned max_lines)
{
    g_auto(GStrv) a = NULL, b = NULL;
    g_autoptr(GArray) edits = g_array_new(FALSE, FALSE, sizeof(Edit));
    g_autoptr(GPtrArray) out = g_ptr_array_new_with_free_func(g_free);
    unsigned a_count = lines_of(before, &a), b_count = lines_of(after, &b);
    Diff diff = {.a = a, .b = b, .a_count = a_count, .b_count = b_count, .edits = edits};
    find_same(&diff);
    edit_all(&diff);
    print_hunks(&diff, out);
    return joined(name, out, max_lines);
}
