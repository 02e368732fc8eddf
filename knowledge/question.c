/*
 * The question log's rows.
 */
#include "knowledge/question.h"

#include <string.h>

#include "knowledge/db.h"
#include "knowledge/group.h"
#include "knowledge/group_rows.h"

static const char *const state_codes[QUESTION_STATE_COUNT] = {"settled", "open", "answered",
                                                              "dismissed"};

const char *question_state_code(QuestionState state)
{
    return state_codes[state];
}

bool question_state_parse(const char *code, QuestionState *state)
{
    int at = text_among(code, state_codes, QUESTION_STATE_COUNT);
    if (at >= 0)
        *state = (QuestionState)at;
    return at >= 0;
}

void question_free(Question *question)
{
    if (!question)
        return;
    g_free(question->user);
    g_free(question->channel);
    g_free(question->thread);
    g_free(question->surface);
    g_free(question->text);
    g_free(question->entry);
    g_free(question->note);
    g_free(question->topic);
    g_free(question);
}

/* Waits in a group; `user` is for those who ask without a name, whom the question does not know. */
static bool wait_for_people(Kb *kb, const Question *question, const char *user, GError **error)
{
    g_autoptr(Stmt) put = db_stmt(kb, STMT_WAITER_INSERT);
    bind_int(put, 1, question->id);
    bind_text(put, 2, user);
    bind_text(put, 3, question->channel);
    bind_text(put, 4, question->thread);
    bind_int(put, 5, question->lang);
    bind_int(put, 6, kb->now_ms);
    return (!user || db_run(kb, put, NULL, error)) && group_join(kb, question, error);
}

bool question_log(Kb *kb, const Question *question, int64_t *id, GError **error)
{
    bool open = question->outcome == OUTCOME_UNKNOWN;
    g_autoptr(Stmt) put = db_stmt(kb, STMT_QUESTION_INSERT);
    bind_int(put, 1, kb->now_ms);
    bind_text(put, 2, question->anonymous ? NULL : question->user);
    bind_text(put, 3, question->channel);
    bind_text(put, 4, question->thread);
    bind_text(put, 5, question->surface);
    bind_int(put, 6, question->lang);
    bind_text(put, 7, question->text);
    bind_int(put, 8, question->outcome);
    bind_real(put, 9, question->confidence);
    bind_text(put, 10, question->entry);
    bind_int(put, 11, open ? QUESTION_OPEN : question->state);
    bind_int(put, 12, question->anonymous);
    bind_text(put, 13, question->topic);
    if (!db_run(kb, put, NULL, error))
        return false;
    Question kept = *question;
    kept.id = *id = sqlite3_last_insert_rowid(kb->sqlite);
    return !open || wait_for_people(kb, &kept, question->user, error);
}

Question *question_from_row(Stmt *row)
{
    Question *question = g_new0(Question, 1);
    question->id = db_int(row, 0);
    question->asked_ms = db_int(row, 1);
    question->user = db_text(row, 2);
    question->channel = db_text(row, 3);
    question->thread = db_text(row, 4);
    question->surface = db_text(row, 5);
    question->lang = db_int(row, 6) == LANG_ZH ? LANG_ZH : LANG_EN;
    question->text = db_text(row, 7);
    question->outcome = (Outcome)db_int(row, 8);
    question->confidence = sqlite3_column_double(row, 9);
    question->entry = db_text(row, 10);
    question->rating = (int)db_int(row, 11);
    question->state = (QuestionState)db_int(row, 12);
    question->note = db_text(row, 13);
    question->group = db_int(row, 14);
    question->anonymous = db_int(row, 15) != 0;
    question->topic = db_text(row, 16);
    return question;
}

bool question_find(Kb *kb, int64_t id, Question **found, GError **error)
{
    g_autoptr(Stmt) row = db_stmt(kb, STMT_QUESTION_GET);
    bind_int(row, 1, id);
    *found = NULL;
    DbStep step = db_step(kb, row, error);
    if (step == DB_ROW)
        *found = question_from_row(row);
    return step != DB_FAILED;
}

bool question_rate(Kb *kb, int64_t id, const char *user, bool helpful, bool *changed,
                   GError **error)
{
    g_autoptr(Stmt) stmt = db_stmt(kb, STMT_QUESTION_RATE);
    bind_int(stmt, 1, id);
    bind_text(stmt, 2, user);
    bind_int(stmt, 3, helpful ? 1 : -1);
    return db_run(kb, stmt, changed, error);
}

bool question_ask_people(Kb *kb, int64_t id, const char *user, bool *changed, GError **error)
{
    g_autoptr(Stmt) stmt = db_stmt(kb, STMT_QUESTION_OPEN);
    g_autoptr(Question) question = NULL;
    bind_int(stmt, 1, id);
    bind_text(stmt, 2, user);
    if (!db_run(kb, stmt, changed, error) || (*changed && !question_find(kb, id, &question, error)))
        return false;
    return !*changed || wait_for_people(kb, question, user, error);
}

bool question_complain(Kb *kb, int64_t id, const char *user, const char *why, bool *changed,
                       GError **error)
{
    g_autoptr(Stmt) stmt = db_stmt(kb, STMT_QUESTION_COMPLAIN);
    bind_int(stmt, 1, id);
    bind_text(stmt, 2, user);
    bind_text(stmt, 3, why);
    return db_run(kb, stmt, changed, error) &&
           (!*changed || question_ask_people(kb, id, user, changed, error));
}

bool question_chose(Kb *kb, int64_t id, const char *user, const char *slug, bool *changed,
                    GError **error)
{
    g_autoptr(Stmt) stmt = db_stmt(kb, STMT_QUESTION_CHOSE);
    bind_int(stmt, 1, id);
    bind_text(stmt, 2, user);
    bind_text(stmt, 3, slug);
    return db_run(kb, stmt, changed, error);
}

/* Closes one; its group too, if nothing in it is open any more. */
/* Nobody waits for it any more, by its own asker's word. */
static bool settle(Kb *kb, const Question *question, const char *note, bool *changed,
                   GError **error)
{
    g_autoptr(Stmt) stmt = db_stmt(kb, STMT_QUESTION_CLOSE);
    bind_int(stmt, 1, question->id);
    bind_int(stmt, 2, QUESTION_SETTLED);
    bind_text(stmt, 3, note);
    return db_run(kb, stmt, changed, error) &&
           (!*changed || !question->group || group_settle(kb, question->group, note, error));
}

bool question_is_of(Kb *kb, const Question *question, const char *user, bool *theirs,
                    GError **error)
{
    *theirs = user && g_strcmp0(question->user, user) == 0;
    if (*theirs || !question->anonymous || !user)
        return true;
    g_autoptr(Stmt) row = db_stmt(kb, STMT_WAITER_IS);
    bind_int(row, 1, question->id);
    bind_text(row, 2, user);
    DbStep step = db_step(kb, row, error);
    *theirs = step == DB_ROW;
    return step != DB_FAILED;
}

bool question_withdraw(Kb *kb, int64_t id, const char *user, const char *note, bool *changed,
                       GError **error)
{
    g_autoptr(Question) question = NULL;
    bool theirs = false;
    *changed = false;
    if (!question_find(kb, id, &question, error) ||
        (question && !question_is_of(kb, question, user, &theirs, error)))
        return false;
    if (!theirs)
        return true;
    return settle(kb, question, note, changed, error) &&
           (!*changed || group_run(kb, STMT_WAITER_DELETE, id, 0, error));
}

bool question_make_anonymous(Kb *kb, int64_t id, const char *user, bool *changed, GError **error)
{
    g_autoptr(Stmt) stmt = db_stmt(kb, STMT_QUESTION_UNNAME);
    bind_int(stmt, 1, id);
    bind_text(stmt, 2, user);
    return db_run(kb, stmt, changed, error);
}

static void free_question(void *question)
{
    question_free(question);
}

GPtrArray *question_waiting(Kb *kb, const char *user, size_t limit, GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(free_question);
    g_autoptr(Stmt) rows = db_stmt(kb, STMT_QUESTION_OF);
    bind_text(rows, 1, user);
    bind_int(rows, 2, (int64_t)limit);
    DbStep step;
    while ((step = db_step(kb, rows, error)) == DB_ROW)
        g_ptr_array_add(list, question_from_row(rows));
    return step == DB_DONE ? g_steal_pointer(&list) : NULL;
}

bool question_each(Kb *kb, const QuestionFilter *filter, QuestionFn fn, void *user, GError **error)
{
    g_autoptr(Stmt) rows = db_stmt(kb, STMT_QUESTION_LIST);
    bind_int(rows, 1, filter->before_id);
    bind_int(rows, 2, filter->state);
    bind_int(rows, 3, filter->outcome);
    bind_text(rows, 4, filter->search);
    bind_int(rows, 5, filter->limit ? (int64_t)filter->limit : -1);
    DbStep step;
    while ((step = db_step(kb, rows, error)) == DB_ROW) {
        g_autoptr(Question) question = question_from_row(rows);
        if (!fn(question, user))
            return true;
    }
    return step == DB_DONE;
}

bool question_counts(Kb *kb, int64_t counts[QUESTION_STATE_COUNT], GError **error)
{
    memset(counts, 0, sizeof counts[0] * QUESTION_STATE_COUNT);
    g_autoptr(Stmt) rows = db_stmt(kb, STMT_QUESTION_COUNTS);
    DbStep step;
    while ((step = db_step(kb, rows, error)) == DB_ROW)
        if (db_int(rows, 0) >= 0 && db_int(rows, 0) < QUESTION_STATE_COUNT)
            counts[db_int(rows, 0)] = db_int(rows, 1);
    return step == DB_DONE;
}
