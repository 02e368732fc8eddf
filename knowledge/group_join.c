/*
 * How a question finds its group: by the keys of its words, filed a row each, a few groups come
 * into consideration; alike.c looks at the wordings of these. So it costs the same with ten open
 * groups and with ten thousand.
 */
#include <string.h>

#include "knowledge/alike.h"
#include "knowledge/group.h"
#include "knowledge/group_rows.h"

enum {
    GROUPS_PER_WORD_MAX = 300, /* the newest; a word of more says little */
    CONSIDERED_MAX = 8,        /* groups that are looked at closely */
    WORDINGS_MAX = 5,          /* of each */
};

static Alike *alike_of(Kb *kb)
{
    if (!kb->alike)
        kb->alike = alike_new();
    return kb->alike;
}

/* --- filing ----------------------------------------------------------------------------------- */

static bool file_gist(Kb *kb, int64_t group, const Gist *gist, GError **error)
{
    size_t count;
    const uint64_t *words = gist_words(gist, false, &count);
    for (size_t i = 0; i < count; i++)
        if (!group_run(kb, STMT_GROUP_WORD_PUT, (int64_t)words[i], group, error))
            return false;
    return group_run(kb, STMT_GROUP_WORD_PUT, (int64_t)gist_text_key(gist), group, error);
}

bool group_refile(Kb *kb, int64_t id, GError **error)
{
    if (!group_run(kb, STMT_GROUP_WORD_DROP, id, 0, error))
        return false;
    g_autoptr(GPtrArray) questions = group_questions(kb, id, 0, error);
    for (unsigned i = 0; questions && i < questions->len; i++) {
        const Question *question = questions->pdata[i];
        g_autoptr(Gist) gist = gist_new(alike_of(kb), question->text);
        if (!file_gist(kb, id, gist, error))
            return false;
    }
    return questions != NULL;
}

/* --- finding ---------------------------------------------------------------------------------- */

typedef struct Considered {
    int64_t group;
    unsigned words; /* how many of the question's it has */
} Considered;

static bool count_word(Kb *kb, uint64_t word, GHashTable *counts, GError **error)
{
    g_autoptr(Stmt) rows = db_stmt(kb, STMT_GROUP_WORD_FIND);
    bind_int(rows, 1, (int64_t)word);
    bind_int(rows, 2, GROUPS_PER_WORD_MAX);
    DbStep step;
    while ((step = db_step(kb, rows, error)) == DB_ROW) {
        void *group = GSIZE_TO_POINTER((size_t)db_int(rows, 0));
        unsigned before = GPOINTER_TO_UINT(g_hash_table_lookup(counts, group));
        g_hash_table_insert(counts, group, GUINT_TO_POINTER(before + 1));
    }
    return step == DB_DONE;
}

static int most_words_first(const void *a, const void *b)
{
    const Considered *x = a, *y = b;
    if (x->words != y->words)
        return x->words > y->words ? -1 : 1;
    return x->group < y->group ? -1 : x->group > y->group;
}

/* Considered, at most CONSIDERED_MAX, the most promising first. */
static GArray *consider(Kb *kb, const Gist *gist, GError **error)
{
    g_autoptr(GHashTable) counts = g_hash_table_new(NULL, NULL);
    size_t count;
    const uint64_t *words = gist_words(gist, true, &count);
    for (size_t i = 0; i < count; i++)
        if (!count_word(kb, words[i], counts, error))
            return NULL;
    if (!count_word(kb, gist_text_key(gist), counts, error))
        return NULL;
    GArray *all = g_array_new(FALSE, FALSE, sizeof(Considered));
    GHashTableIter iter;
    void *group, *number;
    g_hash_table_iter_init(&iter, counts);
    while (g_hash_table_iter_next(&iter, &group, &number)) {
        Considered one = {(int64_t)GPOINTER_TO_SIZE(group), GPOINTER_TO_UINT(number)};
        g_array_append_val(all, one);
    }
    g_array_sort(all, most_words_first);
    g_array_set_size(all, MIN(all->len, (guint)CONSIDERED_MAX));
    return all;
}

GPtrArray *group_near(Kb *kb, const char *words, GError **error)
{
    g_autoptr(Gist) gist = gist_new(alike_of(kb), words);
    g_autoptr(GArray) considered = consider(kb, gist, error);
    g_autoptr(GPtrArray) near = g_ptr_array_new_with_free_func((GDestroyNotify)group_free);
    for (guint i = 0; considered && i < considered->len; i++) {
        g_autoptr(Group) group = NULL;
        if (!group_find(kb, g_array_index(considered, Considered, i).group, &group, error))
            return NULL;
        if (group && group_is_open(group))
            g_ptr_array_add(near, g_steal_pointer(&group));
    }
    return considered ? g_steal_pointer(&near) : NULL;
}

/* Like one wording is like the group: a chain of likenesses would lead astray, so the first few. */
static bool belongs(Kb *kb, const Gist *gist, int64_t group, bool *fits, GError **error)
{
    g_autoptr(GPtrArray) questions = group_questions(kb, group, WORDINGS_MAX, error);
    *fits = false;
    for (unsigned i = 0; questions && i < questions->len && !*fits; i++) {
        const Question *question = questions->pdata[i];
        g_autoptr(Gist) theirs = gist_new(alike_of(kb), question->text);
        *fits = gist_alike(gist, theirs);
    }
    return questions != NULL;
}

/* Where that very question is filed, there is nothing to compare; 0 where it is not. */
static bool same_text(Kb *kb, const Gist *gist, int64_t *group, GError **error)
{
    g_autoptr(Stmt) row = db_stmt(kb, STMT_GROUP_WORD_FIRST);
    bind_int(row, 1, (int64_t)gist_text_key(gist));
    if (db_step(kb, row, error) != DB_ROW)
        return false;
    *group = db_int(row, 0);
    return true;
}

/* *group is 0 when there is none. */
static bool find_group(Kb *kb, const Gist *gist, int64_t *group, GError **error)
{
    g_autoptr(GArray) considered = consider(kb, gist, error);
    *group = 0;
    for (guint i = 0; considered && i < considered->len && *group == 0; i++) {
        bool fits;
        int64_t id = g_array_index(considered, Considered, i).group;
        if (!belongs(kb, gist, id, &fits, error))
            return false;
        if (fits)
            *group = id;
    }
    return considered != NULL;
}

/* --- joining ---------------------------------------------------------------------------------- */

static bool open_group(Kb *kb, int64_t *id, GError **error)
{
    if (!group_run(kb, STMT_GROUP_INSERT, kb->now_ms, 0, error))
        return false;
    *id = sqlite3_last_insert_rowid(kb->sqlite);
    return group_note_event(kb, *id, "asker", "opened", NULL, error);
}

static bool follow_group(Kb *kb, const Question *question, int64_t id, GError **error)
{
    g_autoptr(Group) group = NULL;
    if (!group_find(kb, id, &group, error))
        return false;
    if (!group || group->state != GROUP_DISMISSED)
        return true;
    g_autoptr(Stmt) stmt = db_stmt(kb, STMT_QUESTION_SET);
    bind_int(stmt, 1, question->id);
    bind_int(stmt, 2, QUESTION_DISMISSED);
    bind_text(stmt, 3, group->note);
    return db_run(kb, stmt, NULL, error) &&
           group_run(kb, STMT_WAITER_DELETE, question->id, 0, error);
}

/* The words by which its group is found are filed by then. */
static bool add(Kb *kb, const Question *question, int64_t group, GError **error)
{
    g_autoptr(Stmt) count = db_stmt(kb, STMT_GROUP_ASKED);
    bind_int(count, 1, group);
    bind_int(count, 2, 1 << question->lang);
    bind_text(count, 3, question->topic);
    search_file_question(kb, question->id);
    return group_run(kb, STMT_QUESTION_GROUPED, question->id, group, error) &&
           db_run(kb, count, NULL, error);
}

/* That of the same text, or one that means the same, or a new one. */
static bool choose_group(Kb *kb, const char *text, int64_t *group, GError **error)
{
    g_autoptr(Gist) gist = gist_new(alike_of(kb), text);
    if (!same_text(kb, gist, group, error) || *group != 0)
        return *group != 0;
    return find_group(kb, gist, group, error) && (*group != 0 || open_group(kb, group, error)) &&
           file_gist(kb, *group, gist, error);
}

bool group_join(Kb *kb, const Question *question, GError **error)
{
    int64_t group = 0;
    if (question->group)
        return group_reopen(kb, question->group, error);
    return choose_group(kb, question->text, &group, error) && add(kb, question, group, error) &&
           follow_group(kb, question, group, error);
}
