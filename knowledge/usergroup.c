/*
 * A row a member and group; looked up only where a group is configured.
 */
#include "knowledge/usergroup.h"

#include <string.h>

#include "knowledge/db.h"

bool usergroup_is_id(const char *id)
{
    return id[0] == 'S';
}

bool usergroup_set(Kb *kb, const char *group, const char *const *users, size_t count,
                   GError **error)
{
    g_autoptr(Stmt) drop = db_stmt(kb, STMT_USERGROUP_DROP);
    bind_text(drop, 1, group);
    if (!db_run(kb, drop, NULL, error))
        return false;
    for (size_t i = 0; i < count; i++) {
        g_autoptr(Stmt) put = db_stmt(kb, STMT_USERGROUP_PUT);
        bind_text(put, 1, group);
        bind_text(put, 2, users[i]);
        if (!db_run(kb, put, NULL, error))
            return false;
    }
    return true;
}

static bool is_in(Kb *kb, const char *group, const char *user, bool *is, GError **error)
{
    g_autoptr(Stmt) row = db_stmt(kb, STMT_USERGROUP_HAS);
    bind_text(row, 1, group);
    bind_text(row, 2, user);
    DbStep step = db_step(kb, row, error);
    *is = step == DB_ROW;
    return step != DB_FAILED;
}

bool usergroup_has(Kb *kb, const char *const *ids, const char *user, bool *is, GError **error)
{
    *is = false;
    for (size_t i = 0; user && ids[i] && !*is; i++) {
        bool is_group = usergroup_is_id(ids[i]);
        *is = !is_group && strcmp(ids[i], user) == 0;
        if (is_group && !is_in(kb, ids[i], user, is, error))
            return false;
    }
    return true;
}

GPtrArray *usergroup_members(Kb *kb, const char *group, GError **error)
{
    g_autoptr(GPtrArray) users = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(Stmt) rows = db_stmt(kb, STMT_USERGROUP_MEMBERS);
    bind_text(rows, 1, group);
    DbStep step;
    while ((step = db_step(kb, rows, error)) == DB_ROW)
        g_ptr_array_add(users, db_text(rows, 0));
    return step == DB_DONE ? g_steal_pointer(&users) : NULL;
}
