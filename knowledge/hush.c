/*
 * A row a channel: until when.
 */
#include "knowledge/hush.h"

#include "knowledge/db.h"

static bool put(Kb *kb, StmtId id, const char *channel, int64_t for_ms, bool *changed,
                GError **error)
{
    g_autoptr(Stmt) stmt = db_stmt(kb, id);
    bind_text(stmt, 1, channel);
    bind_int(stmt, 2, kb->now_ms);
    bind_int(stmt, 3, kb->now_ms + for_ms);
    return db_run(kb, stmt, changed, error);
}

bool hush_passed(Kb *kb, const char *channel, int64_t for_ms, bool *passed, GError **error)
{
    return put(kb, STMT_HUSH_PASSED, channel, for_ms, passed, error);
}

bool hush_for(Kb *kb, const char *channel, int64_t for_ms, GError **error)
{
    return put(kb, STMT_HUSH_FOR, channel, for_ms, NULL, error);
}
