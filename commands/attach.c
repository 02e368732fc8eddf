/*
 * An entry that is there already answers a group of questions: those who wait get its answer, and
 * what they asked leads to it from now on. A part of review.c's feature.
 */
#include "commands/feature.h"

#include <string.h>

#include "commands/act.h"
#include "commands/draft.h"
#include "commands/present.h"
#include "commands/trial.h"
#include "knowledge/golden.h"
#include "knowledge/search.h"

enum { WORDINGS_MAX = 10, TYPED_MAX = 100, OFFERED_MAX = 20 };

static const Words ATTACH = {"Attach", "关联"};
static const Words ATTACH_TITLE = {"Attach to an entry", "关联到条目"};
static const Words ATTACH_LABEL = {"Entry", "条目"};
static const Words ATTACH_TEXT = {
    "The nearest come first; type to search. Those who wait get its answer, and their words lead "
    "to it from now on.",
    "最接近的排在前面，输入文字可以搜索。等待的人会收到它的回答，他们的问法以后也会指向它。"};
static const Words WORSE = {
    "Those who wait get the entry's answer. Their words were not added to it: this golden question "
    "would be answered worse then.",
    "等待的人会收到这个条目的回答。但他们的问法没有加进条目，否则下面这个基准问题的回答会变差。"};
static const Words TWO_PERSON = {
    "Those who wait get the entry's answer. Their words were not added to it, as two persons "
    "publish here: edit the entry to propose them.",
    "等待的人会收到这个条目的回答。但他们的问法没有加进条目，因为这里需要两个人才能发布：请编辑该条"
    "目来提议。"};
static const Words NO_ENTRY = {"There is no such entry any more.", "这个条目已经不在了。"};

static bool open_attach(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_autoptr(Group) group = NULL;
    if (!act_take(req, kb, out, NULL, &group, error))
        return false;
    if (!group)
        return true;
    Form *form = act_form(req, out, group, "review.attached", ATTACH_TITLE, ATTACH);
    form_text(form, words(ATTACH_TEXT, req->lang));
    form_select(form, "review.entry", words(ATTACH_LABEL, req->lang), NULL, false);
    return true;
}

static void offer_entry(const Request *req, Effects *out, const Entry *entry, GHashTable *offered)
{
    if (entry && entry->kind == ENTRY_ANSWER && g_hash_table_add(offered, g_strdup(entry->slug)))
        effects_option(out, entry->slug, present_title(entry, req->lang));
}

/* Those that would be answered with, did somebody ask so. */
static bool offer_nearest(const Request *req, Kb *kb, Effects *out, const char *words,
                          GHashTable *offered, GError **error)
{
    IndexResult result;
    index_ask(library_index(req->library), req->scratch, words, &result);
    for (size_t i = 0; i < MIN(result.hit_count, (size_t)OFFERED_MAX); i++) {
        g_autoptr(Entry) entry = NULL;
        if (!entry_find_id(kb, result.hits[i].id, &entry, error))
            return false;
        offer_entry(req, out, entry, offered);
    }
    return true;
}

/*
 * Entries that fit what has been typed so far: by slug, by meaning, by words that stand in them.
 * While nothing is typed, those nearest to what was asked.
 */
static bool find_entries(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_autofree char *typed = text_clean(req->value, strlen(req->value), TYPED_MAX);
    g_autoptr(GHashTable) offered = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(Group) group = NULL;
    if (!group_find(kb, req->kept ? g_ascii_strtoll(req->kept, NULL, 10) : 0, &group, error))
        return false;
    offer_entry(req, out, library_entry(req->library, typed), offered);
    const char *words = *typed || !group ? typed : group->title;
    if (!offer_nearest(req, kb, out, words, offered, error))
        return false;
    g_autoptr(GPtrArray) found = search_entries(kb, typed, OFFERED_MAX, error);
    for (unsigned i = 0; found && i < found->len; i++)
        offer_entry(req, out, found->pdata[i], offered);
    return found != NULL;
}

/* A golden question that the saved entry makes worse; *fall is NULL when there is none. */
static bool find_fall(const GoldenTrial *trial, Kb *kb, const Entry *entry, char **fall,
                      GError **error)
{
    *fall = NULL;
    if (!trial)
        return true;
    g_autoptr(GPtrArray) falls = golden_falls(trial, kb, entry->slug, error);
    if (falls && falls->len > 0)
        *fall = g_strdup(((const GoldenFall *)falls->pdata[0])->question);
    return falls != NULL;
}

/* Saved and kept, unless it makes a golden question worse. */
static bool save_on_trial(const Request *req, Kb *kb, Entry *entry, char **fall, GError **error)
{
    EntryChange change;
    double strictness = req->settings ? req->settings->strictness : 0.5;
    bool judged = trial_is_possible(req);
    g_autoptr(GoldenTrial) trial =
        judged ? golden_before(kb, req->library, strictness, error) : NULL;
    if ((judged && !trial) || !kb_mark(kb, error) ||
        !entry_save(kb, entry, req->user, &change, error) ||
        !find_fall(trial, kb, entry, fall, error))
        return false;
    return *fall ? kb_undo(kb, error) : kb_keep(kb, error);
}

/* What people asked leads to the entry from now on; or its moderator hears why not. */
static bool teach(const Request *req, Kb *kb, Effects *out, const Group *group, Entry *entry,
                  GError **error)
{
    g_autofree char *fall = NULL;
    if (req->settings && req->settings->two_person) {
        effects_reply(out, words(TWO_PERSON, req->lang));
        return true;
    }
    g_autoptr(GPtrArray) questions = group_questions(kb, group->id, WORDINGS_MAX, error);
    if (!questions)
        return false;
    draft_add_wordings(entry, questions);
    if (!save_on_trial(req, kb, entry, &fall, error))
        return false;
    if (fall)
        message_quote(effects_reply(out, words(WORSE, req->lang)), fall);
    return true;
}

static bool attach(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_autoptr(Group) group = NULL;
    g_autoptr(Entry) entry = NULL;
    g_autofree char *slug = act_value(req, "review.entry");
    bool done;
    if (!act_take(req, kb, out, "review.entry", &group, error) ||
        (group && !entry_find(kb, slug, &entry, error)))
        return false;
    if (!group)
        return true;
    if (!entry) {
        effects_refuse(out, "review.entry", words(NO_ENTRY, req->lang));
        return true;
    }
    if (!teach(req, kb, out, group, entry, error) ||
        !group_answer(kb, group->id, 0, req->user, "attached", slug, NULL, &done, error))
        return false;
    return act_follow(req, kb, out, group, slug, &(News){.entry = entry}, error);
}

static const Action actions[] = {
    {.name = "review.attach", .who = MODERATORS, .run = open_attach},
    {.name = "review.entry", .who = MODERATORS, .run = find_entries},
    {.name = "review.attached", .who = MODERATORS, .run = attach},
    {0},
};
static const char *const scopes[] = {"chat:write", NULL};

const Feature feature_attach = {.name = "review", .actions = actions, .scopes = scopes};
