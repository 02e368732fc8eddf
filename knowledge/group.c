/*
 * Groups as rows: found, listed, counted, and who waits in them. How a question finds its group is
 * group_join.c's business, what people do with one group_moves.c's.
 */
#include "knowledge/group.h"

#include <string.h>

#include "knowledge/db.h"
#include "knowledge/group_rows.h"

static const char *const state_codes[GROUP_STATE_COUNT] = {"new", "claimed", "answered",
                                                           "dismissed", "duplicate"};

const char *group_state_code(GroupState state)
{
    return state_codes[state];
}

bool group_state_parse(const char *code, GroupState *state)
{
    int at = text_among(code, state_codes, GROUP_STATE_COUNT);
    if (at >= 0)
        *state = (GroupState)at;
    return at >= 0;
}

bool group_is_open(const Group *group)
{
    return GROUP_OPEN >> group->state & 1;
}

void group_free(Group *group)
{
    if (!group)
        return;
    g_free(group->title);
    g_free(group->claimed_by);
    g_free(group->closed_by);
    g_free(group->venue);
    g_free(group->topic);
    g_free(group->entry);
    g_free(group->note);
    g_free(group);
}

/* --- looking ---------------------------------------------------------------------------------- */

static Group *group_from_row(Stmt *row)
{
    Group *group = g_new0(Group, 1);
    group->id = db_int(row, 0);
    group->state = (GroupState)db_int(row, 1);
    group->version = db_int(row, 2);
    group->opened_ms = db_int(row, 3);
    group->changed_ms = db_int(row, 4);
    group->asked = db_int(row, 5);
    for (int lang = 0; lang < LANG_COUNT; lang++)
        group->langs[lang] = db_int(row, 6) >> lang & 1;
    group->claimed_by = db_text(row, 7);
    group->closed_by = db_text(row, 8);
    group->venue = db_text(row, 9);
    group->entry = db_text(row, 10);
    group->note = db_text(row, 11);
    group->merged_into = db_int(row, 12);
    group->title = db_text(row, 13);
    group->topic = db_text(row, 14);
    if (!group->title)
        group->title = g_strdup("");
    return group;
}

bool group_find(Kb *kb, int64_t id, Group **found, GError **error)
{
    g_autoptr(Stmt) row = db_stmt(kb, STMT_GROUP_GET);
    bind_int(row, 1, id);
    *found = NULL;
    DbStep step = db_step(kb, row, error);
    if (step == DB_ROW)
        *found = group_from_row(row);
    return step != DB_FAILED;
}

/* `expression`: of filter->search, or NULL. */
static void bind_filter(Stmt *stmt, const GroupFilter *filter, const char *expression)
{
    bind_int(stmt, 1, filter->states ? filter->states : GROUP_OPEN);
    bind_text(stmt, 2, filter->claimed_by);
    bind_int(stmt, 3, filter->lang);
    bind_int(stmt, 4, filter->opened_before_ms);
    bind_text(stmt, 5, expression);
    bind_text(stmt, 6, filter->topic);
}

static void free_group(void *group)
{
    group_free(group);
}

GPtrArray *group_list(Kb *kb, const GroupFilter *filter, int64_t *total, GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(free_group);
    g_autofree char *expression = filter->search ? search_expression(kb, filter->search) : NULL;
    if (expression && !search_file_questions(kb, error))
        return NULL;
    g_autoptr(Stmt) count = db_stmt(kb, STMT_GROUP_COUNT);
    bind_filter(count, filter, expression);
    if (db_step(kb, count, error) != DB_ROW)
        return NULL;
    *total = db_int(count, 0);
    g_autoptr(Stmt) rows = db_stmt(kb, STMT_GROUP_LIST);
    bind_filter(rows, filter, expression);
    bind_int(rows, 7, filter->limit ? (int64_t)filter->limit : -1);
    bind_int(rows, 8, (int64_t)filter->skip);
    DbStep step;
    while ((step = db_step(kb, rows, error)) == DB_ROW)
        g_ptr_array_add(list, group_from_row(rows));
    return step == DB_DONE ? g_steal_pointer(&list) : NULL;
}

bool group_counts(Kb *kb, GroupCounts *counts, GError **error)
{
    memset(counts, 0, sizeof *counts);
    g_autoptr(Stmt) rows = db_stmt(kb, STMT_GROUP_STATES);
    DbStep step;
    while ((step = db_step(kb, rows, error)) == DB_ROW) {
        int64_t state = db_int(rows, 0), oldest = db_int(rows, 2);
        if (state < 0 || state >= GROUP_STATE_COUNT)
            continue;
        counts->states[state] = db_int(rows, 1);
        bool is_open = state == GROUP_NEW || state == GROUP_CLAIMED;
        if (is_open && (counts->oldest_open_ms == 0 || oldest < counts->oldest_open_ms))
            counts->oldest_open_ms = oldest;
    }
    return step == DB_DONE;
}

static void free_question(void *question)
{
    question_free(question);
}

GPtrArray *group_questions(Kb *kb, int64_t id, size_t limit, GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(free_question);
    g_autoptr(Stmt) rows = db_stmt(kb, STMT_GROUP_QUESTIONS);
    bind_int(rows, 1, id);
    bind_int(rows, 2, limit ? (int64_t)limit : -1);
    DbStep step;
    while ((step = db_step(kb, rows, error)) == DB_ROW)
        g_ptr_array_add(list, question_from_row(rows));
    return step == DB_DONE ? g_steal_pointer(&list) : NULL;
}

static void free_event(void *data)
{
    GroupEvent *event = data;
    g_free(event->actor);
    g_free(event->what);
    g_free(event->detail);
    g_free(event);
}

GPtrArray *group_history(Kb *kb, int64_t id, GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(free_event);
    g_autoptr(Stmt) rows = db_stmt(kb, STMT_GROUP_HISTORY);
    bind_int(rows, 1, id);
    DbStep step;
    while ((step = db_step(kb, rows, error)) == DB_ROW) {
        GroupEvent *event = g_new0(GroupEvent, 1);
        event->at_ms = db_int(rows, 0);
        event->actor = db_text(rows, 1);
        event->what = db_text(rows, 2);
        event->detail = db_text(rows, 3);
        g_ptr_array_add(list, event);
    }
    return step == DB_DONE ? g_steal_pointer(&list) : NULL;
}

/* --- writing ---------------------------------------------------------------------------------- */

bool group_note_event(Kb *kb, int64_t id, const char *actor, const char *what, const char *detail,
                      GError **error)
{
    g_autoptr(Stmt) put = db_stmt(kb, STMT_GROUP_HISTORY_PUT);
    bind_int(put, 1, id);
    bind_int(put, 2, kb->now_ms);
    bind_text(put, 3, actor);
    bind_text(put, 4, what);
    bind_text(put, 5, detail);
    return db_run(kb, put, NULL, error);
}

bool group_run(Kb *kb, StmtId stmt, int64_t first, int64_t second, GError **error)
{
    g_autoptr(Stmt) run = db_stmt(kb, stmt);
    bind_int(run, 1, first);
    if (sqlite3_bind_parameter_count(run) > 1)
        bind_int(run, 2, second);
    return db_run(kb, run, NULL, error);
}

/* --- who waits -------------------------------------------------------------------------------- */

static void free_waiter(void *data)
{
    Waiter *waiter = data;
    g_free(waiter->user);
    g_free(waiter->channel);
    g_free(waiter->thread);
    g_free(waiter->surface);
    g_free(waiter->text);
    g_free(waiter);
}

/* Others read a thread as well, so who also asked there is told there, too. */
static char *whom_and_where(const Waiter *waiter)
{
    bool in_public = !waiter->anonymous && g_strcmp0(waiter->surface, "mention") == 0;
    return in_public ? g_strjoin(" ", waiter->user, waiter->channel, waiter->thread, NULL)
                     : g_strdup(waiter->user);
}

GPtrArray *group_waiters(Kb *kb, int64_t id, GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(free_waiter);
    g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(Stmt) rows = db_stmt(kb, STMT_GROUP_WAITERS);
    bind_int(rows, 1, id);
    DbStep step;
    while ((step = db_step(kb, rows, error)) == DB_ROW) {
        Waiter *waiter = g_new0(Waiter, 1);
        waiter->question = db_int(rows, 0);
        waiter->user = db_text(rows, 1);
        waiter->channel = db_text(rows, 2);
        waiter->thread = db_text(rows, 3);
        waiter->lang = db_int(rows, 4) == LANG_ZH ? LANG_ZH : LANG_EN;
        waiter->surface = db_text(rows, 5);
        waiter->anonymous = db_int(rows, 6) != 0;
        waiter->text = db_text(rows, 7);
        if (g_hash_table_add(known, whom_and_where(waiter)))
            g_ptr_array_add(list, waiter);
        else
            free_waiter(waiter);
    }
    return step == DB_DONE ? g_steal_pointer(&list) : NULL;
}

bool group_told(Kb *kb, int64_t id, GError **error)
{
    return group_run(kb, STMT_GROUP_TOLD, id, kb->now_ms, error) &&
           group_run(kb, STMT_GROUP_UNKNOW, id, 0, error) &&
           group_run(kb, STMT_GROUP_UNNAME, id, 0, error);
}
