/*
 * An entry that is there already answers a group of questions: those who wait get its answer, and
 * what they asked leads to it from now on. A part of review.c's feature.
 */
#include "commands/feature.h"

#include <string.h>

#include "commands/act.h"
#include "commands/draft.h"
#include "commands/present.h"
#include "knowledge/search.h"

enum { WORDINGS_MAX = 10, TYPED_MAX = 100, OFFERED_MAX = 20 };

static const Words ATTACH = {"Attach", "关联"};
static const Words ATTACH_TITLE = {"Attach to an entry", "关联到条目"};
static const Words ATTACH_LABEL = {"Entry", "条目"};
static const Words ATTACH_TEXT = {
    "The nearest come first; type to search. Those who wait get its answer, and their words lead "
    "to "
    "it from now on.",
    "最接近的排在前面，输入文字可以搜索。等待的人会收到它的回答，他们的问法以后也会指向它。"};
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
    g_autoptr(GPtrArray) questions = group_questions(kb, group->id, WORDINGS_MAX, error);
    EntryChange change;
    if (!questions)
        return false;
    draft_add_wordings(entry, questions);
    if (!entry_save(kb, entry, req->user, &change, error) ||
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
