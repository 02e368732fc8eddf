/*
 * Timers' rows, by when they are due.
 */
#include "knowledge/timer.h"

#include "knowledge/db.h"

void timer_free(Timer *timer)
{
    if (!timer)
        return;
    g_free(timer->name);
    g_free(timer->key);
    g_free(timer->value);
    g_free(timer);
}

bool timer_set(Kb *kb, const char *name, const char *key, int64_t due_ms, const char *value,
               GError **error)
{
    g_autoptr(Stmt) put = db_stmt(kb, STMT_TIMER_PUT);
    bind_text(put, 1, name);
    bind_text(put, 2, key ? key : "");
    bind_int(put, 3, due_ms);
    bind_text(put, 4, value);
    return db_run(kb, put, NULL, error);
}

bool timer_cancel(Kb *kb, const char *name, const char *key, GError **error)
{
    g_autoptr(Stmt) drop = db_stmt(kb, STMT_TIMER_DELETE);
    bind_text(drop, 1, name);
    bind_text(drop, 2, key ? key : "");
    return db_run(kb, drop, NULL, error);
}

bool timer_hasten(Kb *kb, const char *name, int64_t due_ms, GError **error)
{
    g_autoptr(Stmt) put = db_stmt(kb, STMT_TIMER_HASTEN);
    bind_text(put, 1, name);
    bind_int(put, 2, due_ms);
    return db_run(kb, put, NULL, error);
}

bool timer_due(Kb *kb, int64_t now_ms, Timer **due, GError **error)
{
    g_autoptr(Stmt) row = db_stmt(kb, STMT_TIMER_DUE);
    bind_int(row, 1, now_ms);
    *due = NULL;
    DbStep step = db_step(kb, row, error);
    if (step != DB_ROW)
        return step == DB_DONE;
    Timer *timer = g_new0(Timer, 1);
    timer->name = db_text(row, 0);
    timer->key = db_text(row, 1);
    timer->value = db_text(row, 2);
    timer->due_ms = db_int(row, 3);
    *due = timer;
    return true;
}

bool timer_next(Kb *kb, int64_t *due_ms, GError **error)
{
    g_autoptr(Stmt) row = db_stmt(kb, STMT_TIMER_NEXT);
    bind_int(row, 1, INT64_MAX);
    if (db_step(kb, row, error) != DB_ROW)
        return false;
    *due_ms = db_int(row, 0);
    return true;
}
