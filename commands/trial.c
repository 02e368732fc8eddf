/*
 * A change is made within a mark, looked at by the golden questions, and taken back unless it
 * stands.
 */
#include "commands/trial.h"

#include "commands/present.h"
#include "knowledge/golden.h"

enum {
    FALLS_MAX = 10,
    JUDGED_MAX = 20000, /* entries: golden questions take two seconds then, and Slack waits three */
};

static const Words FALL = {"got %s, would get %s, must get %s",
                           "原来得到 %s，将会得到 %s，应当得到 %s"};
static const Words NOTHING = {"no answer", "（没有回答）"};

void doubts_clear(Doubts *doubts)
{
    g_free(doubts->changed_by);
    g_free(doubts->worse);
    g_free(doubts->refused);
}

bool trial_is_possible(const Request *req)
{
    return library_entries(req->library)->len <= JUDGED_MAX;
}

static const char *got(const Request *req, Outcome outcome, const char *slug)
{
    return outcome == OUTCOME_UNKNOWN || !slug ? words(NOTHING, req->lang) : slug;
}

/* A line each; NULL for none. */
static char *worse_lines(const Request *req, const GPtrArray *falls)
{
    GString *lines = g_string_new(NULL);
    for (unsigned i = 0; i < MIN(falls->len, (unsigned)FALLS_MAX); i++) {
        const GoldenFall *fall = falls->pdata[i];
        g_autofree char *what = words_filled(
            FALL, req->lang, got(req, fall->was, fall->got), got(req, fall->is, fall->gets),
            fall->expected ? fall->expected : words(NOTHING, req->lang), NULL);
        g_string_append_printf(lines, "%s%s\n%s", i > 0 ? "\n" : "", fall->question, what);
    }
    if (falls->len > FALLS_MAX)
        g_string_append(lines, "\n…");
    return g_string_free(lines, falls->len == 0);
}

/* False only for what is no doubt: the file, the disk. */
static bool try_it(const Request *req, Kb *kb, const Proposal *p, const GoldenTrial *trial,
                   Doubts *doubts, GError **error)
{
    g_autoptr(GError) why = NULL;
    if (!proposal_apply(kb, p, req->user, &why)) {
        if (g_error_matches(why, KB_ERROR, KB_ERROR_INPUT))
            doubts->refused = g_strdup(why->message);
        else
            g_propagate_error(error, g_steal_pointer(&why));
        return doubts->refused != NULL;
    }
    g_autoptr(GPtrArray) falls = trial ? golden_falls(trial, kb, p->slug, error) : NULL;
    if (falls)
        doubts->worse = worse_lines(req, falls);
    return !trial || falls;
}

static bool answers(const Entry *entry)
{
    return entry && entry->kind != ENTRY_VENUE && entry->kind != ENTRY_WELCOME;
}

/* What no question is answered with, before and after, makes no golden question worse. */
static bool is_to_be_judged(Kb *kb, const Proposal *p, bool *judged, GError **error)
{
    g_autoptr(Entry) before = NULL;
    g_autoptr(Entry) after = NULL;
    if (!entry_find(kb, p->slug, &before, error) || !proposal_entry(kb, p, &after, error))
        return false;
    *judged = answers(before) || answers(after);
    return true;
}

bool trial_publish(const Request *req, Kb *kb, const Proposal *p, bool anyway, Doubts *doubts,
                   GError **error)
{
    double strictness = req->settings ? req->settings->strictness : 0.5;
    bool judged = !anyway && trial_is_possible(req);
    if (judged && !is_to_be_judged(kb, p, &judged, error))
        return false;
    g_autoptr(GoldenTrial) trial =
        judged ? golden_before(kb, req->library, strictness, error) : NULL;
    if ((judged && !trial) || !kb_mark(kb, error))
        return false;
    bool sound = try_it(req, kb, p, trial, doubts, error);
    if (sound && !doubts->worse && !doubts->refused)
        return kb_keep(kb, error);
    g_autoptr(GError) lost = NULL; /* one that comes after another tells nothing more */
    bool undone = kb_undo(kb, sound ? error : &lost);
    return sound && undone;
}
