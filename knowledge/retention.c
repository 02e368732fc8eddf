/*
 * Old rows found by age, oldest first, and removed with all that hangs on them; then the room they
 * took is given back to the disk.
 */
#include "knowledge/retention.h"

#include "knowledge/db.h"

#define DAY_MS ((int64_t)24 * 60 * 60 * 1000)

/* The moment before which it is old; 0, before which there is nothing, for ever. */
static int64_t cutoff(const Kb *kb, int days)
{
    return days > 0 ? MAX(kb_now_ms(kb) - days * DAY_MS, 0) : 0;
}

/* One statement that takes a bite: ?1 the moment, ?2 how many. */
static bool bite(Kb *kb, StmtId id, int64_t before_ms, bool *more, GError **error)
{
    g_autoptr(Stmt) stmt = db_stmt(kb, id);
    bind_int(stmt, 1, before_ms);
    bind_int(stmt, 2, RETENTION_BITE);
    if (!db_run(kb, stmt, NULL, error))
        return false;
    *more = *more || sqlite3_changes(kb->sqlite) >= RETENTION_BITE;
    return true;
}

static GArray *old_questions(Kb *kb, int64_t before_ms, GError **error)
{
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_autoptr(Stmt) rows = db_stmt(kb, STMT_RETENTION_QUESTIONS);
    bind_int(rows, 1, before_ms);
    bind_int(rows, 2, RETENTION_BITE);
    DbStep step;
    while ((step = db_step(kb, rows, error)) == DB_ROW) {
        int64_t id = db_int(rows, 0);
        g_array_append_val(ids, id);
    }
    return step == DB_DONE ? g_steal_pointer(&ids) : NULL;
}

static bool drop_question(Kb *kb, int64_t id, GError **error)
{
    static const StmtId steps[] = {STMT_WAITER_DELETE, STMT_RETENTION_UNFILE, STMT_RETENTION_UNASK};
    for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
        g_autoptr(Stmt) stmt = db_stmt(kb, steps[i]);
        bind_int(stmt, 1, id);
        if (!db_run(kb, stmt, NULL, error))
            return false;
    }
    return true;
}

static bool drop_questions(Kb *kb, int64_t before_ms, bool *more, GError **error)
{
    g_autoptr(GArray) ids = old_questions(kb, before_ms, error);
    for (unsigned i = 0; ids && i < ids->len; i++)
        if (!drop_question(kb, g_array_index(ids, int64_t, i), error))
            return false;
    *more = *more || (ids && ids->len >= RETENTION_BITE);
    return ids != NULL;
}

/* Groups are left by their questions first, and then go with their words. */
static bool drop_groups(Kb *kb, int64_t before_ms, bool *more, GError **error)
{
    return bite(kb, STMT_RETENTION_GROUPS, before_ms, more, error) &&
           bite(kb, STMT_RETENTION_WORDS, before_ms, more, error) &&
           bite(kb, STMT_RETENTION_POSTS, before_ms, more, error) &&
           bite(kb, STMT_RETENTION_REPORTS, before_ms, more, error);
}

static bool drop_acts(Kb *kb, int64_t before_ms, bool *more, GError **error)
{
    return bite(kb, STMT_RETENTION_AUDIT, before_ms, more, error) &&
           bite(kb, STMT_RETENTION_CLOSERS, before_ms, more, error) &&
           bite(kb, STMT_RETENTION_HISTORY, before_ms, more, error);
}

bool retention_bite(Kb *kb, const Retention *retention, bool *more, GError **error)
{
    int64_t askers_ms = cutoff(kb, retention->askers);
    int64_t questions_ms = cutoff(kb, retention->questions);
    *more = false;
    return bite(kb, STMT_RETENTION_UNNAME, askers_ms, more, error) &&
           bite(kb, STMT_RETENTION_WAITERS, askers_ms, more, error) &&
           drop_questions(kb, questions_ms, more, error) &&
           drop_groups(kb, questions_ms, more, error) &&
           drop_acts(kb, cutoff(kb, retention->audit), more, error) &&
           db_exec(kb, "PRAGMA incremental_vacuum(256)", "cannot give room back", error);
}
