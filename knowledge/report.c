/*
 * Reports' rows.
 */
#include "knowledge/report.h"

#include "knowledge/db.h"

void report_free(Report *report)
{
    if (!report)
        return;
    g_free(report->reporter);
    g_free(report->about);
    g_free(report->link);
    g_free(report->quote);
    g_free(report->text);
    g_free(report->handled_by);
    g_free(report);
}

bool report_add(Kb *kb, const Report *report, int64_t *id, GError **error)
{
    g_autoptr(Stmt) put = db_stmt(kb, STMT_REPORT_ADD);
    bind_int(put, 1, kb->now_ms);
    bind_text(put, 2, report->reporter);
    bind_text(put, 3, report->about);
    bind_text(put, 4, report->link);
    bind_text(put, 5, report->quote);
    bind_text(put, 6, report->text);
    if (!db_run(kb, put, NULL, error))
        return false;
    *id = sqlite3_last_insert_rowid(kb->sqlite);
    return true;
}

static Report *from_row(Stmt *row)
{
    Report *report = g_new0(Report, 1);
    report->id = db_int(row, 0);
    report->at_ms = db_int(row, 1);
    report->reporter = db_text(row, 2);
    report->about = db_text(row, 3);
    report->link = db_text(row, 4);
    report->quote = db_text(row, 5);
    report->text = db_text(row, 6);
    report->handled_by = db_text(row, 7);
    return report;
}

bool report_find(Kb *kb, int64_t id, Report **found, GError **error)
{
    g_autoptr(Stmt) row = db_stmt(kb, STMT_REPORT_GET);
    bind_int(row, 1, id);
    DbStep step = db_step(kb, row, error);
    *found = step == DB_ROW ? from_row(row) : NULL;
    return step != DB_FAILED;
}

bool report_handle(Kb *kb, int64_t id, const char *moderator, bool *first, GError **error)
{
    g_autoptr(Stmt) put = db_stmt(kb, STMT_REPORT_HANDLE);
    bind_int(put, 1, id);
    bind_text(put, 2, moderator);
    return db_run(kb, put, first, error);
}

static void free_row(void *report)
{
    report_free(report);
}

GPtrArray *report_open(Kb *kb, size_t limit, GError **error)
{
    g_autoptr(GPtrArray) reports = g_ptr_array_new_with_free_func(free_row);
    g_autoptr(Stmt) rows = db_stmt(kb, STMT_REPORT_OPEN);
    DbStep step;
    bind_int(rows, 1, (int64_t)limit);
    while ((step = db_step(kb, rows, error)) == DB_ROW)
        g_ptr_array_add(reports, from_row(rows));
    return step == DB_DONE ? g_steal_pointer(&reports) : NULL;
}
