/*
 * The question is asked again of the library in use, so that what is shown is what happens now.
 * The names of the features stay as they are in the code: a moderator may have to tell a
 * maintainer.
 */
#include "commands/explain.h"

#include <string.h>

#include "commands/words.h"

static const Words OUTCOME = {"Outcome", "结果"};
static const Words CONFIDENCE = {"Confidence", "置信度"};
static const Words WORDS_READ = {"Words as read (weight in the question)",
                                 "读到的词（在问题中的权重）"};
static const Words CORRECTED = {"read as", "读作"};
static const Words STANDS_FOR = {"also", "也指"};
static const Words NOT_KNOWN = {"no entry has it", "没有条目提到"};
static const Words GRAMMAR = {"a word of grammar", "虚词"};
static const Words MATCHED = {"in the first candidate", "首选条目中有"};
static const Words TYPING = {"; a typing error was corrected", "；纠正了拼写"};
static const Words MISSING = {"It asks for something that the first candidate never speaks of\n",
                              "问到了首选条目没有谈到的方面\n"};
static const Words TALK = {"Taken for a greeting or the like, not for a question\n",
                           "看作问候之类的话，不是提问\n"};
static const Words CANDIDATES = {"Candidates, best first", "候选条目，从好到差"};
static const Words NONE = {"none: nothing in the question is known", "没有：问题里的词都不认识"};

static const Words OUTCOMES[] = {
    [OUTCOME_ANSWERED] = {"answered", "直接回答"},
    [OUTCOME_SUGGESTED] = {"offered a choice", "给出选项"},
    [OUTCOME_UNKNOWN] = {"not known", "不知道"},
};

/* Both stand where the figures do, so that the compiler holds the two against them. */
#define ADD_FIGURES(out, lang, en, zh, ...)                                                        \
    g_string_append_printf(out, (lang) == LANG_ZH ? (zh) : (en), __VA_ARGS__)

/* --- words --------------------------------------------------------------------------------- */

typedef struct Reading {
    GString *out;
    Lang lang;
} Reading;

static void add_word(const IndexWord *word, void *user)
{
    const Reading *reading = user;
    GString *out = reading->out;
    Lang lang = reading->lang;
    g_string_append_printf(out, "  %5.1f %%  %s", 100 * word->mass, word->word);
    if (word->meant)
        g_string_append_printf(out, ", %s %s", words(CORRECTED, lang), word->meant);
    if (word->others)
        g_string_append_printf(out, ", %s %s", words(STANDS_FOR, lang), word->others);
    if (word->function)
        g_string_append_printf(out, " (%s)", words(GRAMMAR, lang));
    if (!word->known)
        g_string_append_printf(out, " (%s)", words(NOT_KNOWN, lang));
    else if (word->matched)
        g_string_append_printf(out, " (%s)", words(MATCHED, lang));
    g_string_append_c(out, '\n');
}

/* --- candidates ---------------------------------------------------------------------------- */

static bool add_origin(GString *out, Kb *kb, const Entry *entry, Lang lang, GError **error)
{
    int64_t revision;
    if (!entry_revision(kb, entry->slug, &revision, error))
        return false;
    if (entry->origin)
        g_string_append_printf(out, "%s, ", entry->origin);
    ADD_FIGURES(out, lang, "revision %" G_GINT64_FORMAT, "第 %" G_GINT64_FORMAT " 版", revision);
    g_string_append_c(out, '\n');
    return true;
}

static bool add_candidates(GString *out, Kb *kb, const Answer *answer, Lang lang, GError **error)
{
    g_string_append_printf(out, "%s\n", words(CANDIDATES, lang));
    if (answer->candidate_count == 0)
        g_string_append_printf(out, "  %s\n", words(NONE, lang));
    else
        g_string_append(out, "  score  bm25n overlap cosine centroid   tag classifier\n");
    for (size_t i = 0; i < answer->candidate_count; i++) {
        const IndexHit *hit = &answer->why.hits[i];
        const Entry *entry = answer->candidates[i].entry;
        g_string_append_printf(out, "  %5.2f  %5.2f   %5.2f  %5.2f    %5.2f %5.2f      %5.2f  %s\n",
                               hit->score, hit->bm25n, hit->overlap, hit->cosine, hit->centroid,
                               hit->tag, hit->classifier, entry->slug);
        g_string_append(out, "         ");
        if (!add_origin(out, kb, entry, lang, error))
            return false;
    }
    return true;
}

static void add_verdict(GString *out, const Library *library, const Answer *answer, Lang lang)
{
    double state, suggest;
    index_thresholds(library_index(library), &state, &suggest);
    g_string_append_printf(out, "%s: %s\n", words(OUTCOME, lang),
                           words(OUTCOMES[answer->outcome], lang));
    g_string_append_printf(out, "%s: %.2f; ", words(CONFIDENCE, lang), answer->confidence);
    ADD_FIGURES(out, lang, "states an answer from %.2f, offers some from %.2f",
                "达到 %.2f 直接回答，达到 %.2f 给出选项", state, suggest);
    g_string_append_c(out, '\n');
    ADD_FIGURES(out, lang, "The first candidate has %.0f %% of the question, no entry has %.0f %%",
                "首选条目覆盖问题的 %.0f %%，没有条目提到的占 %.0f %%", 100 * answer->why.coverage,
                100 * answer->why.unknown);
    if (answer->why.corrected)
        g_string_append(out, words(TYPING, lang));
    g_string_append_c(out, '\n');
    if (answer->why.missing > 0)
        g_string_append(out, words(MISSING, lang));
    if (answer->talk != TALK_NONE)
        g_string_append(out, words(TALK, lang));
}

bool explain(Kb *kb, const Library *library, Scratch *scratch, const char *question, Lang lang,
             char **table, GError **error)
{
    g_autoptr(GString) out = g_string_new(NULL);
    Answer answer;
    answer_look(library, scratch, question, &answer);
    add_verdict(out, library, &answer, lang);
    g_string_append_printf(out, "\n%s\n", words(WORDS_READ, lang));
    index_explain(library_index(library), scratch, question, add_word,
                  &(Reading){.out = out, .lang = lang});
    g_string_append_c(out, '\n');
    if (!add_candidates(out, kb, &answer, lang, error))
        return false;
    *table = g_string_free(g_steal_pointer(&out), FALSE);
    return true;
}
