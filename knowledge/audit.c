/*
 * The audit's rows: only ever added to.
 */
#include "knowledge/audit.h"

#include "knowledge/db.h"

static void free_row(void *data)
{
    AuditRow *row = data;
    g_free(row->actor);
    g_free(row->act);
    g_free(row->subject);
    g_free(row->detail);
    g_free(row);
}

bool audit_add(Kb *kb, const char *actor, const char *act, const char *subject, const char *detail,
               bool refused, GError **error)
{
    g_autoptr(Stmt) put = db_stmt(kb, STMT_AUDIT_PUT);
    bind_int(put, 1, kb->now_ms);
    bind_text(put, 2, actor);
    bind_text(put, 3, act);
    bind_text(put, 4, subject);
    bind_text(put, 5, detail);
    bind_int(put, 6, refused);
    return db_run(kb, put, NULL, error);
}

GPtrArray *audit_before(Kb *kb, int64_t id, size_t limit, GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(free_row);
    g_autoptr(Stmt) rows = db_stmt(kb, STMT_AUDIT_LIST);
    bind_int(rows, 1, (int64_t)limit);
    bind_int(rows, 2, id > 0 ? id : INT64_MAX);
    DbStep step;
    while ((step = db_step(kb, rows, error)) == DB_ROW) {
        AuditRow *row = g_new0(AuditRow, 1);
        row->id = db_int(rows, 0);
        row->at_ms = db_int(rows, 1);
        row->actor = db_text(rows, 2);
        row->act = db_text(rows, 3);
        row->subject = db_text(rows, 4);
        row->detail = db_text(rows, 5);
        row->refused = db_int(rows, 6) != 0;
        g_ptr_array_add(list, row);
    }
    return step == DB_DONE ? g_steal_pointer(&list) : NULL;
}
