/*
 * Golden questions: each with the entry it must reach, or none. A change of the knowledge that
 * makes one of them worse is refused before it is kept, unless its author insists.
 */
#ifndef KNOWLEDGE_GOLDEN_H
#define KNOWLEDGE_GOLDEN_H

#include <glib.h>
#include <stdbool.h>

#include "knowledge/answer.h"
#include "knowledge/kb.h"

enum { GOLDEN_MAX = 10000 };

typedef struct Golden {
    char *question;
    char *expected; /* slug; NULL: it must not be answered */
} Golden;

/* Golden *, ordered by question. */
GPtrArray *golden_list(Kb *kb, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Adds one, or changes what it expects. `question` is clean text (text_clean). In a transaction. */
bool golden_add(Kb *kb, const char *question, const char *expected, bool *changed,
                GError **error) G_GNUC_WARN_UNUSED_RESULT;
bool golden_clear(Kb *kb, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * What a question got. Right: its entry was stated, or came first among those offered; for one that
 * has no entry: nothing was stated.
 */
typedef struct GoldenResult {
    const Golden *golden; /* borrowed from the list that was asked */
    Lang lang;
    Outcome outcome;
    char *got; /* slug of the first candidate, or NULL */
    bool right;
    double confidence;
    double nearness; /* the expected entry's score by the first one's; 0: it is no candidate */
} GoldenResult;

/* Asks all of `golden`: GoldenResult *, in the same order. */
GPtrArray *golden_run(const GPtrArray *golden, const Library *library);

/* "answered with envoy", "offered envoy first", "unknown". The caller's. */
char *golden_got(const GoldenResult *result);

typedef struct GoldenCounts {
    unsigned known, right;     /* those that have an entry */
    unsigned unknown, refused; /* those that have none */
} GoldenCounts;
void golden_count(const GPtrArray *results, GoldenCounts counts[LANG_COUNT]);

/* Share of all, right and rightly refused, in percent; 100 when there are none. */
double golden_share(const GoldenCounts *counts);

/*
 * How the golden questions stand before a change. `library` is the one in use, which is quick and
 * right for a change of a few entries; or NULL: one is built, if there are golden questions at all.
 */
typedef struct GoldenTrial GoldenTrial;
GoldenTrial *golden_before(Kb *kb, const Library *library, double strictness,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
void golden_trial_free(GoldenTrial *trial);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GoldenTrial, golden_trial_free)

/* One that would be worse off. */
typedef struct GoldenFall {
    char *question, *expected; /* NULL: it must not be answered */
    Outcome was, is;
    char *got, *gets; /* slugs, or NULL */
} GoldenFall;

/*
 * As golden_judge() finds them: GoldenFall *. With the slug of the one entry that was changed,
 * those alone that it has a hand in, as what is wanted or as what comes first now: its author can
 * mend nothing about two others that change places because every figure moves. NULL: all of them.
 */
GPtrArray *golden_falls(const GoldenTrial *trial, Kb *kb, const char *changed,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Within the transaction that changed it: is one of them worse off? Then a KB_ERROR_INPUT that
 * names the first twenty, a line each. Builds a library, so it takes as long as that does. A
 * question that the change itself adds, removes or gives another entry is not judged, nor one that
 * stood on the brink and went over it by next to nothing, as every change moves all figures a
 * little.
 */
bool golden_judge(const GoldenTrial *trial, Kb *kb, GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
