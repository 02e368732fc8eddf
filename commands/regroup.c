/*
 * Where the machine has erred: two groups that mean the same are merged, a question that means
 * something else gets a group of its own. And who did what with one.
 */
#include "commands/feature.h"

#include <string.h>

#include "commands/act.h"
#include "commands/card.h"

enum { TYPED_MAX = 100, OFFERED_MAX = 20, WORDINGS_MAX = 100, LABEL_MAX = 75 };

static const Words MERGE = {"Merge", "合并"};
static const Words MERGE_TITLE = {"Merge two questions", "合并问题"};
static const Words MERGE_TEXT = {
    "Everybody who waits here waits there from now on, and one answer reaches them all. Those that "
    "look alike come first; type words or a number to find another.",
    "等待这个问题的人会一起并到那边，一次回答就能通知所有人。相近的问题排在前面；也可以输入文字或编"
    "号查找。"};
static const Words MERGE_LABEL = {"Merge it into", "并入"};
static const Words ITSELF = {"That is this very question. Choose another.",
                             "这就是它自己，请另选一个。"};
static const Words NOT_OPEN = {"That one is not open any more. Choose another.",
                               "那个问题已经不在等待中了，请另选一个。"};
static const Words SPLIT = {"Split", "拆分"};
static const Words SPLIT_TITLE = {"Split a question off", "拆分问题"};
static const Words SPLIT_TEXT = {"What you choose gets a card of its own.",
                                 "选中的问法会有自己的卡片。"};
static const Words SPLIT_LABEL = {"Which one means something else?", "哪一个问的不是同一件事？"};
static const Words ALONE = {"It is one question only: there is nothing to split.",
                            "这里只有一个问题，没有可拆分的。"};
static const Words GONE = {"There is no such question any more.", "这个问题已经不在了。"};
static const Words HISTORY = {"What was done with question %s", "问题 %s 的处理记录"};

/* --- merge ------------------------------------------------------------------------------------ */

static bool open_merge(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_autoptr(Group) group = NULL;
    if (!act_take(req, kb, out, NULL, &group, error))
        return false;
    if (!group)
        return true;
    Form *form = act_form(req, out, group, "regroup.merged", MERGE_TITLE, MERGE);
    form_text(form, words(MERGE_TEXT, req->lang));
    form_select(form, "regroup.other", words(MERGE_LABEL, req->lang), NULL, false);
    return true;
}

static void offer(Effects *out, const Group *group)
{
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, group->id);
    g_autofree char *line =
        g_strdup_printf("%s · %" G_GINT64_FORMAT "× · %s", id, group->asked, group->title);
    g_autofree char *label = text_shorten(line, LABEL_MAX);
    effects_option(out, id, label);
}

/* Each of the list that was not offered yet, but not the one that is to be merged. */
static void offer_all(Effects *out, const GPtrArray *groups, GHashTable *offered)
{
    for (unsigned i = 0; i < groups->len && effects_count(out) < OFFERED_MAX; i++) {
        const Group *group = groups->pdata[i];
        if (g_hash_table_add(offered, GSIZE_TO_POINTER((size_t)group->id)))
            offer(out, group);
    }
}

/* By number, by likeness, by words in it; while nothing is typed, what is like the one at hand. */
static bool find_others(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_autofree char *typed = text_clean(req->value, strlen(req->value), TYPED_MAX);
    g_autoptr(GHashTable) offered = g_hash_table_new(NULL, NULL);
    int64_t own = g_ascii_strtoll(req->kept ? req->kept : "", NULL, 10);
    int64_t named = g_ascii_strtoll(typed + strspn(typed, "# "), NULL, 10), total;
    g_autoptr(Group) group = NULL, other = NULL;
    if (!group_find(kb, own, &group, error) || !group_find(kb, named, &other, error))
        return false;
    g_hash_table_add(offered, GSIZE_TO_POINTER((size_t)own));
    if (other && group_is_open(other) && g_hash_table_add(offered, GSIZE_TO_POINTER((size_t)named)))
        offer(out, other);
    const char *like = *typed || !group ? typed : group->title;
    GroupFilter filter = {.lang = -1, .limit = OFFERED_MAX + 1, .search = *typed ? typed : NULL};
    g_autoptr(GPtrArray) alike = group_near(kb, like, error);
    g_autoptr(GPtrArray) found = alike ? group_list(kb, &filter, &total, error) : NULL;
    if (!found)
        return false;
    offer_all(out, alike, offered);
    offer_all(out, found, offered);
    return true;
}

static bool merge(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_autoptr(Group) group = NULL;
    g_autofree char *into = act_value(req, "regroup.other");
    int64_t id = g_ascii_strtoll(into, NULL, 10);
    bool done;
    if (!act_take(req, kb, out, "regroup.other", &group, error))
        return false;
    if (!group)
        return true;
    if (!group_merge(kb, group->id, 0, id, req->user, &done, error))
        return false;
    if (!done) {
        effects_refuse(out, "regroup.other", words(id == group->id ? ITSELF : NOT_OPEN, req->lang));
        return true;
    }
    return act_follow(req, kb, out, group, into, NULL, error) &&
           card_refresh(req, kb, out, id, error);
}

/* --- split ------------------------------------------------------------------------------------ */

static bool open_split(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_autoptr(Group) group = NULL;
    if (!act_take(req, kb, out, NULL, &group, error))
        return false;
    if (!group)
        return true;
    g_autoptr(GPtrArray) questions = group_questions(kb, group->id, WORDINGS_MAX, error);
    if (!questions)
        return false;
    if (questions->len < 2) {
        effects_reply(out, words(ALONE, req->lang));
        return true;
    }
    Form *form = act_form(req, out, group, "regroup.divided", SPLIT_TITLE, SPLIT);
    form_text(form, words(SPLIT_TEXT, req->lang));
    form_select(form, "question", words(SPLIT_LABEL, req->lang), NULL, false);
    for (unsigned i = 0; i < questions->len; i++) {
        const Question *question = questions->pdata[i];
        g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, question->id);
        form_option(form, id, question->text);
    }
    return true;
}

static bool split(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_autoptr(Group) group = NULL;
    g_autofree char *question = act_value(req, "question");
    int64_t fresh = 0;
    bool done;
    if (!act_take(req, kb, out, "question", &group, error))
        return false;
    if (!group)
        return true;
    if (!group_split(kb, group->id, 0, g_ascii_strtoll(question, NULL, 10), req->user, &fresh,
                     &done, error))
        return false;
    if (!done) {
        effects_refuse(out, "question", words(ALONE, req->lang));
        return true;
    }
    g_autofree char *detail = g_strdup_printf("%" G_GINT64_FORMAT, fresh);
    return act_follow(req, kb, out, group, detail, NULL, error) &&
           card_refresh(req, kb, out, fresh, error);
}

/* --- history ---------------------------------------------------------------------------------- */

static bool show_history(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_autoptr(Group) group = NULL;
    if (!group_find(kb, act_group(req), &group, error))
        return false;
    if (!group) {
        effects_reply(out, words(GONE, req->lang));
        return true;
    }
    g_autoptr(GPtrArray) events = group_history(kb, group->id, error);
    if (!events)
        return false;
    g_autofree char *title = words_counted(HISTORY, req->lang, group->id);
    Message *m = effects_reply(out, NULL);
    message_title(m, title);
    message_quote(m, group->title);
    for (unsigned i = 0; i < events->len; i++)
        card_event(m, req, events->pdata[i]);
    return true;
}

static const Action actions[] = {
    {.name = "regroup.merge", .who = MODERATORS, .run = open_merge},
    {.name = "regroup.other", .who = MODERATORS, .run = find_others},
    {.name = "regroup.merged", .who = MODERATORS, .run = merge},
    {.name = "regroup.split", .who = MODERATORS, .run = open_split},
    {.name = "regroup.divided", .who = MODERATORS, .run = split},
    {.name = "regroup.history", .who = MODERATORS, .run = show_history},
    {0},
};
static const char *const scopes[] = {"chat:write", NULL};

const Feature feature_regroup = {.name = "regroup", .actions = actions, .scopes = scopes};
