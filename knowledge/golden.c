/*
 * The questions asked twice, of the library before a change and of the one after it.
 */
#include "knowledge/golden.h"

#include <math.h>
#include <string.h>

#include "knowledge/db.h"

enum { WORSE_NAMED_MAX = 20 };
/* What is next to nothing: of confidence, and of the score of the entry that came before it. */
static const double JITTER = 0.1, TIE = 0.95;

/* --- the table ----------------------------------------------------------------------------- */

static void free_golden(void *data)
{
    Golden *golden = data;
    g_free(golden->question);
    g_free(golden->expected);
    g_free(golden);
}

GPtrArray *golden_list(Kb *kb, GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(free_golden);
    g_autoptr(Stmt) stmt = db_stmt(kb, STMT_GOLDEN_ALL);
    DbStep step;
    while ((step = db_step(kb, stmt, error)) == DB_ROW) {
        Golden *golden = g_new(Golden, 1);
        *golden = (Golden){.question = db_text(stmt, 0), .expected = db_text(stmt, 1)};
        g_ptr_array_add(list, golden);
    }
    return step == DB_DONE ? g_steal_pointer(&list) : NULL;
}

bool golden_add(Kb *kb, const char *question, const char *expected, bool *changed, GError **error)
{
    if (!db_has_room(kb, STMT_GOLDEN_COUNT, GOLDEN_MAX, "golden questions", error))
        return false;
    g_autoptr(Stmt) stmt = db_stmt(kb, STMT_GOLDEN_PUT);
    bind_text(stmt, 1, question);
    bind_text(stmt, 2, expected);
    return db_run(kb, stmt, changed, error);
}

bool golden_clear(Kb *kb, GError **error)
{
    g_autoptr(Stmt) stmt = db_stmt(kb, STMT_GOLDEN_DELETE);
    return db_run(kb, stmt, NULL, error);
}

/* --- asking -------------------------------------------------------------------------------- */

static void free_result(void *data)
{
    GoldenResult *result = data;
    g_free(result->got);
    g_free(result);
}

static bool is_right(const Golden *golden, const Answer *answer)
{
    if (!golden->expected)
        return answer->outcome != OUTCOME_ANSWERED;
    return answer->outcome != OUTCOME_UNKNOWN &&
           strcmp(answer->candidates[0].entry->slug, golden->expected) == 0;
}

static double nearness(const Golden *golden, const Answer *answer)
{
    for (size_t i = 0; golden->expected && i < answer->candidate_count; i++)
        if (strcmp(answer->candidates[i].entry->slug, golden->expected) == 0)
            return answer->candidates[i].score / answer->candidates[0].score;
    return 0;
}

static GoldenResult *ask(const Golden *golden, const Library *library, Scratch *scratch)
{
    Answer answer;
    answer_look(library, scratch, golden->question, &answer);
    GoldenResult *result = g_new0(GoldenResult, 1);
    *result = (GoldenResult){.golden = golden,
                             .lang = answer.lang,
                             .outcome = answer.outcome,
                             .confidence = answer.confidence,
                             .nearness = nearness(golden, &answer),
                             .right = is_right(golden, &answer)};
    if (answer.candidate_count > 0)
        result->got = g_strdup(answer.candidates[0].entry->slug);
    return result;
}

GPtrArray *golden_run(const GPtrArray *golden, const Library *library)
{
    GPtrArray *results = g_ptr_array_new_with_free_func(free_result);
    g_autoptr(Scratch) scratch = scratch_new();
    for (unsigned i = 0; i < golden->len; i++)
        g_ptr_array_add(results, ask(golden->pdata[i], library, scratch));
    return results;
}

static char *said(Outcome outcome, const char *got)
{
    if (outcome == OUTCOME_ANSWERED)
        return g_strconcat("answered with ", got, NULL);
    if (outcome == OUTCOME_SUGGESTED)
        return g_strconcat("offered ", got, " first", NULL);
    return g_strdup("unknown");
}

char *golden_got(const GoldenResult *result)
{
    return said(result->outcome, result->got);
}

void golden_count(const GPtrArray *results, GoldenCounts counts[LANG_COUNT])
{
    memset(counts, 0, LANG_COUNT * sizeof *counts);
    for (unsigned i = 0; i < results->len; i++) {
        const GoldenResult *result = results->pdata[i];
        GoldenCounts *c = &counts[result->lang];
        if (result->golden->expected) {
            c->known++;
            c->right += result->right;
        } else {
            c->unknown++;
            c->refused += result->right;
        }
    }
}

double golden_share(const GoldenCounts *counts)
{
    unsigned all = counts->known + counts->unknown;
    return all == 0 ? 100 : 100.0 * (counts->right + counts->refused) / all;
}

/* --- judging ------------------------------------------------------------------------------- */

struct GoldenTrial {
    GPtrArray *golden; /* Golden * */
    GPtrArray *before; /* GoldenResult * */
    Library *like;     /* the one in use, or NULL */
    double strictness;
};

void golden_trial_free(GoldenTrial *trial)
{
    if (!trial)
        return;
    g_clear_pointer(&trial->before, g_ptr_array_unref);
    g_clear_pointer(&trial->golden, g_ptr_array_unref);
    library_unref(trial->like);
    g_free(trial);
}

GoldenTrial *golden_before(Kb *kb, const Library *library, double strictness, GError **error)
{
    g_autoptr(GoldenTrial) trial = g_new0(GoldenTrial, 1);
    g_autoptr(Library) built = NULL;
    trial->strictness = strictness;
    trial->like = library ? library_ref((Library *)library) : NULL;
    if (!(trial->golden = golden_list(kb, error)))
        return NULL;
    if (!library && trial->golden->len > 0 && !(built = library_build(kb, strictness, error)))
        return NULL;
    if (trial->golden->len > 0)
        trial->before = golden_run(trial->golden, library ? library : built);
    return g_steal_pointer(&trial);
}

static void free_fall(void *data)
{
    GoldenFall *fall = data;
    g_free(fall->question);
    g_free(fall->expected);
    g_free(fall->got);
    g_free(fall->gets);
    g_free(fall);
}

static GoldenFall *fall_of(const GoldenResult *was, const GoldenResult *is)
{
    GoldenFall *fall = g_new0(GoldenFall, 1);
    *fall = (GoldenFall){.question = g_strdup(is->golden->question),
                         .expected = g_strdup(is->golden->expected),
                         .was = was->outcome,
                         .is = is->outcome,
                         .got = g_strdup(was->got),
                         .gets = g_strdup(is->got)};
    return fall;
}

static void name_one(GString *lines, const GoldenFall *fall)
{
    g_autofree char *got = said(fall->was, fall->got);
    g_autofree char *gets = said(fall->is, fall->gets);
    g_string_append_printf(lines, "\n%s: was %s, would be %s; must %s%s", fall->question, got, gets,
                           fall->expected ? "reach " : "not be answered",
                           fall->expected ? fall->expected : "");
}

/* The questions still wanted as they were: question → Golden; borrows both. */
static GHashTable *still_golden(const GPtrArray *list)
{
    GHashTable *wanted = g_hash_table_new(g_str_hash, g_str_equal);
    for (unsigned i = 0; i < list->len; i++) {
        Golden *golden = list->pdata[i];
        g_hash_table_insert(wanted, golden->question, golden);
    }
    return wanted;
}

/* The same entry at about the same confidence, or a tie that now goes to the other one. */
static bool is_jitter(const GoldenResult *was, const GoldenResult *is)
{
    if (g_strcmp0(was->got, is->got) == 0)
        return fabs(was->confidence - is->confidence) <= JITTER;
    return is->nearness >= TIE;
}

static bool is_worse(const GoldenResult *was, const GoldenResult *is, GHashTable *wanted)
{
    const Golden *golden = g_hash_table_lookup(wanted, was->golden->question);
    return was->right && !is->right && golden && !is_jitter(was, is) &&
           g_strcmp0(golden->expected, was->golden->expected) == 0;
}

static bool has_a_hand_in(const char *changed, const GoldenResult *is)
{
    return !changed || g_strcmp0(is->golden->expected, changed) == 0 ||
           g_strcmp0(is->got, changed) == 0;
}

static GPtrArray *compare(const GPtrArray *before, const GPtrArray *after, GHashTable *wanted,
                          const char *changed)
{
    GPtrArray *falls = g_ptr_array_new_with_free_func(free_fall);
    for (unsigned i = 0; i < after->len; i++)
        if (is_worse(before->pdata[i], after->pdata[i], wanted) &&
            has_a_hand_in(changed, after->pdata[i]))
            g_ptr_array_add(falls, fall_of(before->pdata[i], after->pdata[i]));
    return falls;
}

static Library *build_anew(const GoldenTrial *trial, Kb *kb, GError **error)
{
    return trial->like ? library_build_like(kb, trial->strictness, trial->like, error)
                       : library_build(kb, trial->strictness, error);
}

GPtrArray *golden_falls(const GoldenTrial *trial, Kb *kb, const char *changed, GError **error)
{
    if (trial->golden->len == 0)
        return g_ptr_array_new();
    g_autoptr(GPtrArray) now = golden_list(kb, error);
    g_autoptr(Library) library = now ? build_anew(trial, kb, error) : NULL;
    if (!library || (library_is_news(library) && !library_keep(library, kb, error)))
        return NULL;
    g_autoptr(GPtrArray) after = golden_run(trial->golden, library);
    g_autoptr(GHashTable) wanted = still_golden(now);
    return compare(trial->before, after, wanted, changed);
}

bool golden_judge(const GoldenTrial *trial, Kb *kb, GError **error)
{
    g_autoptr(GPtrArray) falls = golden_falls(trial, kb, NULL, error);
    g_autoptr(GString) lines = g_string_new(NULL);
    if (!falls || falls->len == 0)
        return falls != NULL;
    for (unsigned i = 0; i < MIN(falls->len, (unsigned)WORSE_NAMED_MAX); i++)
        name_one(lines, falls->pdata[i]);
    g_set_error(error, KB_ERROR, KB_ERROR_INPUT, "%u golden question%s would be worse off:%s%s",
                falls->len, falls->len > 1 ? "s" : "", lines->str,
                falls->len > WORSE_NAMED_MAX ? "\n…" : "");
    return false;
}
