/*
 * Members' rows: few, and gone when they say so.
 */
#include "knowledge/member.h"

#include "knowledge/db.h"
#include "knowledge/newcomer.h"
#include "knowledge/search.h"

bool member_language(Kb *kb, const char *user, Lang *lang, bool *chosen, bool *known,
                     GError **error)
{
    g_autoptr(Stmt) row = db_stmt(kb, STMT_MEMBER_GET);
    bind_text(row, 1, user);
    *chosen = *known = false;
    DbStep step = db_step(kb, row, error);
    if (step == DB_ROW) {
        *lang = db_int(row, 0) == LANG_ZH ? LANG_ZH : LANG_EN;
        *chosen = db_int(row, 1) != 0;
        *known = true;
    }
    return step != DB_FAILED;
}

bool member_choose_language(Kb *kb, const char *user, bool automatic, Lang lang, GError **error)
{
    g_autoptr(Stmt) put = db_stmt(kb, STMT_MEMBER_CHOOSE);
    bind_text(put, 1, user);
    bind_int(put, 2, lang);
    bind_int(put, 3, !automatic);
    return db_run(kb, put, NULL, error);
}

bool member_wrote(Kb *kb, const char *user, Lang lang, GError **error)
{
    g_autoptr(Stmt) put = db_stmt(kb, STMT_MEMBER_WROTE);
    bind_text(put, 1, user);
    bind_int(put, 2, lang);
    return db_run(kb, put, NULL, error);
}

bool member_unlearn(Kb *kb, const char *user, GError **error)
{
    g_autoptr(Stmt) drop = db_stmt(kb, STMT_MEMBER_UNLEARN);
    bind_text(drop, 1, user);
    return db_run(kb, drop, NULL, error);
}

bool member_facts(Kb *kb, const char *user, MemberFacts *facts, GError **error)
{
    bool known;
    facts->lang = LANG_EN;
    if (!member_language(kb, user, &facts->lang, &facts->language_chosen, &known, error))
        return false;
    g_autoptr(Stmt) row = db_stmt(kb, STMT_MEMBER_FACTS);
    bind_text(row, 1, user);
    if (db_step(kb, row, error) != DB_ROW)
        return false;
    facts->questions = db_int(row, 0);
    facts->open_questions = db_int(row, 1);
    facts->ratings = db_int(row, 2);
    facts->first_ms = db_int(row, 3);
    facts->last_ms = db_int(row, 4);
    return true;
}

bool member_forget(Kb *kb, const char *user, GError **error)
{
    static const StmtId steps[] = {STMT_MEMBER_DELETE,   STMT_MEMBER_UNOPEN,  STMT_MEMBER_UNWAIT,
                                   STMT_MEMBER_UNGROUP,  STMT_MEMBER_UNWORD,  STMT_MEMBER_UNASK,
                                   STMT_MEMBER_UNOWE,    STMT_MEMBER_UNPOST,  STMT_MEMBER_UNTIME,
                                   STMT_MEMBER_UNSETTLE, STMT_MEMBER_UNAUDIT, STMT_MEMBER_UNDO,
                                   STMT_MEMBER_UNCLAIM,  STMT_MEMBER_UNSIGN,  STMT_MEMBER_UNREJECT,
                                   STMT_REPORT_UNNAME,   STMT_PROPOSAL_FORGET};
    for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
        g_autoptr(Stmt) stmt = db_stmt(kb, steps[i]);
        bind_text(stmt, 1, user);
        if (!db_run(kb, stmt, NULL, error))
            return false;
    }
    g_autoptr(Stmt) shrink = db_stmt(kb, STMT_SEARCH_QUESTION_SHRINK);
    kb_scrub(kb);
    return newcomer_forget(kb, user, error) && search_forget(kb, error) &&
           db_run(kb, shrink, NULL, error);
}
