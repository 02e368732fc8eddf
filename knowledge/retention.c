/*
 * Old rows found by age, oldest first, and removed with all that hangs on them; then the room they
 * took is given back to the disk.
 */
#include "knowledge/retention.h"

#include "knowledge/db.h"
#include "knowledge/proposal.h"

enum { PARTS = 3 /* statements that take a question, or a group, away */ };
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
    *more = sqlite3_changes(kb->sqlite) >= RETENTION_BITE;
    return true;
}

/* Of what goes with all that hangs on it, the ids: int64_t. */
static GArray *old_rows(Kb *kb, StmtId id, int64_t before_ms, GError **error)
{
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_autoptr(Stmt) rows = db_stmt(kb, id);
    bind_int(rows, 1, before_ms);
    bind_int(rows, 2, RETENTION_BITE);
    DbStep step;
    while ((step = db_step(kb, rows, error)) == DB_ROW) {
        int64_t row = db_int(rows, 0);
        g_array_append_val(ids, row);
    }
    return step == DB_DONE ? g_steal_pointer(&ids) : NULL;
}

static bool drop_row(Kb *kb, const StmtId steps[PARTS], int64_t id, GError **error)
{
    for (size_t i = 0; i < PARTS; i++) {
        g_autoptr(Stmt) stmt = db_stmt(kb, steps[i]);
        bind_int(stmt, 1, id);
        if (!db_run(kb, stmt, NULL, error))
            return false;
    }
    return true;
}

static bool drop_rows(Kb *kb, StmtId which, const StmtId steps[PARTS], int64_t before_ms,
                      bool *more, GError **error)
{
    g_autoptr(GArray) ids = old_rows(kb, which, before_ms, error);
    for (unsigned i = 0; ids && i < ids->len; i++)
        if (!drop_row(kb, steps, g_array_index(ids, int64_t, i), error))
            return false;
    *more = ids && ids->len >= RETENTION_BITE;
    return ids != NULL;
}

/* Questions first: a group goes when it has none. */
static bool drop_questions(Kb *kb, int64_t before_ms, bool *more, GError **error)
{
    static const StmtId question[PARTS] = {STMT_WAITER_DELETE, STMT_RETENTION_UNFILE,
                                           STMT_RETENTION_UNASK};
    static const StmtId group[PARTS] = {STMT_GROUP_WORD_DROP, STMT_RETENTION_UNTELL,
                                        STMT_RETENTION_UNGROUP};
    return drop_rows(kb, STMT_RETENTION_QUESTIONS, question, before_ms, more, error) &&
           (*more || drop_rows(kb, STMT_RETENTION_GROUPS, group, before_ms, more, error));
}

/*
 * What was deleted leaves the disk: words out of the search, a bounded piece of it, pages out of
 * the file, and the journal. The search learns of what was just deleted at a mark.
 */
static bool clean_up(Kb *kb, GError **error)
{
    g_autoptr(Stmt) merge = db_stmt(kb, STMT_RETENTION_MERGE);
    kb_scrub(kb);
    return kb_mark(kb, error) && db_run(kb, merge, NULL, error) && kb_keep(kb, error) &&
           db_exec(kb, "PRAGMA incremental_vacuum(256)", "cannot give room back", error);
}

/*
 * One thing after the other: some of these look through a whole table, which is done when all that
 * goes by age has gone.
 */
bool retention_bite(Kb *kb, const Retention *retention, bool *more, GError **error)
{
    const struct {
        StmtId id;
        int days;
    } steps[] = {{STMT_RETENTION_UNNAME, retention->askers},
                 {STMT_RETENTION_AUDIT, retention->audit},
                 {STMT_RETENTION_HISTORY, retention->audit},
                 {STMT_RETENTION_WAITERS, retention->askers},
                 {STMT_RETENTION_CLOSERS, retention->audit},
                 {STMT_RETENTION_POSTS, retention->questions},
                 {STMT_RETENTION_REPORTS, retention->questions},
                 {STMT_RETENTION_ENTERED, retention->askers},
                 {STMT_RETENTION_GOALS, retention->askers},
                 {STMT_RETENTION_NEWCOMERS, retention->askers}};
    int before = sqlite3_total_changes(kb->sqlite);
    *more = false;
    if (!drop_questions(kb, cutoff(kb, retention->questions), more, error))
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(steps) && !*more; i++)
        if (!bite(kb, steps[i].id, cutoff(kb, steps[i].days), more, error))
            return false;
    return proposal_expire(kb, error) &&
           (sqlite3_total_changes(kb->sqlite) == before || clean_up(kb, error));
}
