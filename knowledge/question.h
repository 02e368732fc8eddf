/*
 * The question log: every one asked, what it got, whether that helped, who waits for a person.
 */
#ifndef KNOWLEDGE_QUESTION_H
#define KNOWLEDGE_QUESTION_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "knowledge/answer.h"
#include "knowledge/kb.h"

/* settled: got its answer; open: waits for a person; dismissed: a person said it is not ours. */
typedef enum QuestionState {
    QUESTION_SETTLED,
    QUESTION_OPEN,
    QUESTION_ANSWERED,
    QUESTION_DISMISSED,
    QUESTION_STATE_COUNT
} QuestionState;
const char *
question_state_code(QuestionState state); /* "settled", "open", "answered", "dismissed" */
bool question_state_parse(const char *code, QuestionState *state);

typedef struct Question {
    int64_t id;
    int64_t asked_ms;
    char *user;    /* a Slack user id, or NULL: from a shell, or forgotten */
    char *channel; /* where the answer goes, or NULL */
    char *thread;  /* the thread there, or NULL */
    char *surface; /* "command", "mention", "dm", "shortcut", "shell" */
    Lang lang;
    char *text;
    Outcome outcome;
    double confidence;
    char *entry; /* slug of what was shown first, or NULL */
    int rating;  /* -1 not helpful, 0 not said, 1 helpful */
    QuestionState state;
    char *note;     /* the answer or the reason a person gave, or NULL */
    int64_t group;  /* of questions that mean the same, when it came before people; else 0 */
    char *topic;    /* slug of the venue where it seems to be at home, or NULL */
    bool anonymous; /* user is NULL, and only the waiting knows whom to tell */
} Question;
void question_free(Question *question);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Question, question_free)

/*
 * Logs one; everything but id, asked_ms, rating and group is taken from `question`. An unknown one
 * is open from the start, in a group with those that mean the same, and its asker waits; if that
 * group was dismissed, it is dismissed with its reason. In a transaction, as all that change.
 */
bool question_log(Kb *kb, const Question *question, int64_t *id,
                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* *found is NULL when there is none. */
bool question_find(Kb *kb, int64_t id, Question **found, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * What its own asker says of the answer; *changed is false for anybody else, for an unknown id, and
 * when it was said before. Not helpful does not open it: question_ask_people() does.
 */
bool question_rate(Kb *kb, int64_t id, const char *user, bool helpful, bool *changed,
                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Hands it to people: open, its asker waits. *changed as above, false too when it is open already.
 */
bool question_ask_people(Kb *kb, int64_t id, const char *user, bool *changed,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Not helpful, and why, in a word: before people, like question_ask_people(). */
bool question_complain(Kb *kb, int64_t id, const char *user, const char *why, bool *changed,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Its asker needs no answer any more: withdrawn, or solved otherwise (`note` says which). *changed
 * is false for anybody else and when it is not open.
 */
bool question_withdraw(Kb *kb, int64_t id, const char *user, const char *note, bool *changed,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether `user` asked it, also without a name while it waits. */
bool question_is_of(Kb *kb, const Question *question, const char *user, bool *theirs,
                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same, but without a name from now on: only while it waits, and only by its asker. */
bool question_make_anonymous(Kb *kb, int64_t id, const char *user, bool *changed,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* One's own that wait for a person, newest first: Question *. */
GPtrArray *question_waiting(Kb *kb, const char *user, size_t limit,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A choice among suggestions: the entry is what was shown. */
bool question_chose(Kb *kb, int64_t id, const char *user, const char *slug, bool *changed,
                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct QuestionFilter {
    int state;          /* a QuestionState, or -1: any */
    int outcome;        /* an Outcome, or -1: any */
    const char *search; /* words in the text, or NULL */
    int64_t before_id;  /* for paging: older than this one; 0: from the newest */
    size_t limit;       /* 0: no limit */
} QuestionFilter;

/* Newest first; each Question is lent to `fn` for the call, which returns false to stop. */
typedef bool (*QuestionFn)(const Question *question, void *user);
bool question_each(Kb *kb, const QuestionFilter *filter, QuestionFn fn, void *user,
                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

bool question_counts(Kb *kb, int64_t counts[QUESTION_STATE_COUNT],
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
