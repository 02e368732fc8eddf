/*
 * What people do with a group: each move compares the state and the version that somebody saw, and
 * leaves a row of history.
 */
#include "knowledge/group.h"

#include "knowledge/db.h"
#include "knowledge/group_rows.h"

/* From one of some states into another: what is compared, what is set, what the history says. */
typedef struct Move {
    int64_t id, version;
    unsigned from; /* bits 1 << GroupState */
    GroupState to;
    const char *actor, *what, *detail;
    const char *entry, *note;
    int64_t into;
} Move;

static bool move(Kb *kb, const Move *m, bool *done, GError **error)
{
    g_autoptr(Stmt) stmt = db_stmt(kb, STMT_GROUP_MOVE);
    bool closes = m->to != GROUP_NEW && m->to != GROUP_CLAIMED;
    bind_int(stmt, 1, m->id);
    bind_int(stmt, 2, m->version);
    bind_int(stmt, 3, m->from);
    bind_int(stmt, 4, m->to);
    bind_int(stmt, 5, kb->now_ms);
    bind_text(stmt, 6, m->to == GROUP_CLAIMED ? m->actor : NULL);
    bind_text(stmt, 7, closes ? m->actor : NULL);
    bind_text(stmt, 8, m->entry);
    bind_text(stmt, 9, m->note);
    if (m->into)
        bind_int(stmt, 10, m->into);
    return db_run(kb, stmt, done, error) &&
           (!*done || group_note_event(kb, m->id, m->actor, m->what, m->detail, error));
}

bool group_claim(Kb *kb, int64_t id, int64_t version, const char *actor, bool *done, GError **error)
{
    Move m = {id, version, 1 << GROUP_NEW, GROUP_CLAIMED, actor, "claimed", NULL, NULL, NULL, 0};
    return move(kb, &m, done, error);
}

bool group_release(Kb *kb, int64_t id, int64_t version, const char *actor, bool *done,
                   GError **error)
{
    Move m = {id, version, 1 << GROUP_CLAIMED, GROUP_NEW, actor, "released", NULL, NULL, NULL, 0};
    return move(kb, &m, done, error);
}

static bool close_questions(Kb *kb, int64_t id, QuestionState state, const char *note,
                            const char *entry, GError **error)
{
    g_autoptr(Stmt) stmt = db_stmt(kb, STMT_GROUP_CLOSE_QUESTIONS);
    bind_int(stmt, 1, id);
    bind_int(stmt, 2, state);
    bind_text(stmt, 3, note);
    bind_text(stmt, 4, entry);
    return db_run(kb, stmt, NULL, error);
}

/* What it was asked in stays known only while that should be said again of the next one. */
bool group_answer(Kb *kb, int64_t id, int64_t version, const char *actor, const char *what,
                  const char *entry, const char *note, bool *done, GError **error)
{
    Move m = {id, version, GROUP_OPEN, GROUP_ANSWERED, actor, what, entry, entry, note, 0};
    if (!move(kb, &m, done, error))
        return false;
    return !*done ||
           (close_questions(kb, id, QUESTION_ANSWERED, note ? note : entry, entry, error) &&
            group_run(kb, STMT_GROUP_WORD_DROP, id, 0, error));
}

bool group_dismiss(Kb *kb, int64_t id, int64_t version, const char *actor, const char *reason,
                   bool *done, GError **error)
{
    Move m = {id,          version, GROUP_OPEN, GROUP_DISMISSED, actor,
              "dismissed", reason,  NULL,       reason,          0};
    if (!move(kb, &m, done, error))
        return false;
    return !*done || close_questions(kb, id, QUESTION_DISMISSED, reason, NULL, error);
}

bool group_send(Kb *kb, int64_t id, int64_t version, const char *actor, const char *venue,
                bool *done, GError **error)
{
    g_autoptr(Stmt) stmt = db_stmt(kb, STMT_GROUP_VENUE);
    bind_int(stmt, 1, id);
    bind_int(stmt, 2, version);
    bind_text(stmt, 3, venue);
    bind_int(stmt, 4, kb->now_ms);
    return db_run(kb, stmt, done, error) &&
           (!*done || group_note_event(kb, id, actor, "sent", venue, error));
}

bool group_merge(Kb *kb, int64_t id, int64_t version, int64_t into, const char *actor, bool *done,
                 GError **error)
{
    g_autoptr(Group) other = NULL;
    *done = false;
    if (!group_find(kb, into, &other, error))
        return false;
    if (!other || into == id || !group_is_open(other))
        return true;
    g_autofree char *to = g_strdup_printf("%" G_GINT64_FORMAT, into);
    g_autofree char *from = g_strdup_printf("%" G_GINT64_FORMAT, id);
    Move m = {id, version, GROUP_OPEN, GROUP_DUPLICATE, actor, "merged", to, NULL, NULL, into};
    if (!move(kb, &m, done, error))
        return false;
    return !*done || (group_note_event(kb, into, actor, "took", from, error) &&
                      group_run(kb, STMT_GROUP_MOVE_QUESTIONS, id, into, error) &&
                      group_refile(kb, id, error) && group_refile(kb, into, error) &&
                      group_run(kb, STMT_GROUP_RECOUNT, into, 0, error));
}

static bool open_beside(Kb *kb, int64_t id, int64_t question, const char *actor, int64_t *fresh,
                        GError **error)
{
    if (!group_run(kb, STMT_GROUP_INSERT, kb->now_ms, 0, error))
        return false;
    *fresh = sqlite3_last_insert_rowid(kb->sqlite);
    g_autofree char *to = g_strdup_printf("%" G_GINT64_FORMAT, *fresh);
    g_autofree char *from = g_strdup_printf("%" G_GINT64_FORMAT, id);
    g_autoptr(Stmt) stmt = db_stmt(kb, STMT_GROUP_MOVE_QUESTION);
    bind_int(stmt, 1, id);
    bind_int(stmt, 2, question);
    bind_int(stmt, 3, *fresh);
    return db_run(kb, stmt, NULL, error) && group_note_event(kb, id, actor, "split", to, error) &&
           group_note_event(kb, *fresh, actor, "opened", from, error) &&
           group_run(kb, STMT_GROUP_RECOUNT, id, 0, error) &&
           group_run(kb, STMT_GROUP_RECOUNT, *fresh, 0, error) && group_refile(kb, id, error) &&
           group_refile(kb, *fresh, error);
}

bool group_split(Kb *kb, int64_t id, int64_t version, int64_t question, const char *actor,
                 int64_t *fresh, bool *done, GError **error)
{
    g_autoptr(Group) group = NULL;
    g_autoptr(Question) moving = NULL;
    *done = false;
    if (!group_find(kb, id, &group, error) || !question_find(kb, question, &moving, error))
        return false;
    if (!group || !moving || moving->group != id || group->asked < 2 || !group_is_open(group) ||
        (version && version != group->version))
        return true;
    *done = true;
    return open_beside(kb, id, question, actor, fresh, error);
}

bool group_settle(Kb *kb, int64_t id, const char *note, GError **error)
{
    bool closed = false;
    g_autoptr(Stmt) stmt = db_stmt(kb, STMT_GROUP_SETTLE);
    bind_int(stmt, 1, id);
    bind_int(stmt, 2, GROUP_ANSWERED);
    bind_int(stmt, 3, kb->now_ms);
    bind_text(stmt, 4, note);
    if (!db_run(kb, stmt, &closed, error))
        return false;
    return !closed || (group_note_event(kb, id, "asker", "answered", NULL, error) &&
                       group_run(kb, STMT_GROUP_WORD_DROP, id, 0, error));
}

bool group_reopen(Kb *kb, int64_t id, GError **error)
{
    bool done;
    unsigned closed = 1 << GROUP_ANSWERED | 1 << GROUP_DISMISSED;
    Move m = {id, 0, closed, GROUP_NEW, "asker", "reopened", NULL, NULL, NULL, 0};
    return move(kb, &m, &done, error) && (!done || group_refile(kb, id, error));
}
