/*
 * Newcomers' rows: one each, one a goal they began, one a channel they were welcomed in.
 */
#include "knowledge/newcomer.h"

#include "knowledge/db.h"

enum { LATELY_MS = 60 * 60 * 1000 };

void newcomer_clear(Newcomer *newcomer)
{
    g_clear_pointer(&newcomer->goal, g_free);
}

/* Said before they were forgotten. */
static bool find_unwilling(Kb *kb, const char *user, bool *stopped, GError **error)
{
    g_autoptr(Stmt) row = db_stmt(kb, STMT_NEWCOMER_UNWILLING);
    bind_int(row, 1, db_hash(user));
    DbStep step = db_step(kb, row, error);
    *stopped = step == DB_ROW;
    return step == DB_ROW || step == DB_DONE;
}

bool newcomer_find(Kb *kb, const char *user, Newcomer *newcomer, GError **error)
{
    g_autoptr(Stmt) row = db_stmt(kb, STMT_NEWCOMER_GET);
    bind_text(row, 1, user);
    *newcomer = (Newcomer){0};
    if (!find_unwilling(kb, user, &newcomer->stopped, error))
        return false;
    DbStep step = db_step(kb, row, error);
    if (step != DB_ROW)
        return step == DB_DONE;
    newcomer->known = true;
    newcomer->greet_ms = db_int(row, 0);
    newcomer->goal = db_text(row, 1);
    newcomer->stopped |= db_int(row, 2) != 0;
    newcomer->done = (uint32_t)db_int(row, 3);
    return true;
}

static bool run_with_user(Kb *kb, StmtId id, const char *user, bool *changed, GError **error)
{
    g_autoptr(Stmt) stmt = db_stmt(kb, id);
    bind_text(stmt, 1, user);
    bind_int(stmt, 2, kb->now_ms);
    return db_run(kb, stmt, changed, error);
}

bool newcomer_join(Kb *kb, const char *user, int64_t every_ms, int64_t *greet_ms, GError **error)
{
    g_autoptr(Stmt) put = db_stmt(kb, STMT_NEWCOMER_JOIN);
    g_auto(Newcomer) newcomer = {0};
    bool added = false;
    bind_text(put, 1, user);
    bind_int(put, 2, kb->now_ms);
    bind_int(put, 3, every_ms);
    if (!db_run(kb, put, &added, error) || !newcomer_find(kb, user, &newcomer, error))
        return false;
    *greet_ms = added ? newcomer.greet_ms : 0;
    return true;
}

bool newcomer_begin(Kb *kb, const char *user, GError **error)
{
    g_autoptr(Stmt) drop = db_stmt(kb, STMT_NEWCOMER_UNDO);
    bind_text(drop, 1, user);
    return db_run(kb, drop, NULL, error) &&
           run_with_user(kb, STMT_NEWCOMER_BEGIN, user, NULL, error);
}

bool newcomer_choose(Kb *kb, const char *user, const char *goal, GError **error)
{
    g_autoptr(Stmt) put = db_stmt(kb, STMT_NEWCOMER_CHOOSE);
    bind_text(put, 1, user);
    bind_int(put, 2, kb->now_ms);
    bind_text(put, 3, goal);
    return db_run(kb, put, NULL, error);
}

bool newcomer_did(Kb *kb, const char *user, const char *goal, unsigned step, GError **error)
{
    g_assert(step < NEWCOMER_STEPS_MAX);
    g_autoptr(Stmt) put = db_stmt(kb, STMT_NEWCOMER_DID);
    bind_text(put, 1, user);
    bind_text(put, 2, goal);
    bind_int(put, 3, (int64_t)1 << step);
    return db_run(kb, put, NULL, error);
}

bool newcomer_stop(Kb *kb, const char *user, GError **error)
{
    return run_with_user(kb, STMT_NEWCOMER_STOP, user, NULL, error);
}

bool newcomer_forget(Kb *kb, const char *user, GError **error)
{
    static const StmtId steps[] = {STMT_NEWCOMER_UNDO, STMT_NEWCOMER_FORGET,
                                   STMT_NEWCOMER_UNCHANNEL};
    g_autoptr(Stmt) keep = db_stmt(kb, STMT_NEWCOMER_KEEP_UNWILLING);
    bind_text(keep, 1, user);
    bind_int(keep, 2, db_hash(user));
    if (!db_run(kb, keep, NULL, error))
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
        g_autoptr(Stmt) stmt = db_stmt(kb, steps[i]);
        bind_text(stmt, 1, user);
        if (!db_run(kb, stmt, NULL, error))
            return false;
    }
    return true;
}

bool newcomer_entered(Kb *kb, const char *user, const char *channel, bool *first, int64_t *lately,
                      GError **error)
{
    g_autoptr(Stmt) put = db_stmt(kb, STMT_NEWCOMER_ENTER);
    g_autoptr(Stmt) count = db_stmt(kb, STMT_NEWCOMER_LATELY);
    bind_text(count, 1, channel);
    bind_int(count, 2, kb->now_ms - LATELY_MS);
    if (db_step(kb, count, error) != DB_ROW)
        return false;
    *lately = db_int(count, 0);
    bind_text(put, 1, channel);
    bind_text(put, 2, user);
    bind_int(put, 3, kb->now_ms);
    return db_run(kb, put, first, error);
}
