/*
 * The Home tab: what askd is, how to ask, what of one's own still waits; for moderators, the queue.
 */
#include "commands/home.h"

#include <string.h>

#include "commands/card.h"
#include "commands/due.h"
#include "commands/onboarding.h"
#include "commands/present.h"
#include "commands/reply.h"
#include "knowledge/group.h"
#include "knowledge/member.h"

enum { OWN_MAX = 5, QUEUE_MAX = 5, WORDING_MAX = 300 };

static const Words TITLE = {"Ask, and get an answer with its source", "提问，得到有来源的回答"};
static const Words ABOUT = {
    "I answer questions from what this community has written down. I do not guess: what I don't "
    "know I say so, and a person will see it.",
    "我根据社区整理的资料回答问题，不会猜测：不知道的我会直说，并交给真人处理。"};
static const Words HOW = {
    "**How to ask**\n\n"
    "- `/{}ask what does containerd do?` in any channel: only you see the answer\n"
    "- mention me in a channel: I answer in the thread\n"
    "- write me a direct message, in English or Chinese\n"
    "- choose **Ask askd** from the menu of somebody's message",
    "**如何提问**\n\n"
    "- 在任意频道输入 `/{}ask containerd 是做什么的？`，回答只有你能看到\n"
    "- 在频道里提到我，我会在消息列里回答\n"
    "- 用中文或英文给我发私信\n"
    "- 在别人的消息菜单里选择 **Ask askd**"};
static const Words ASK = {"Ask a question", "提一个问题"};
static const Words ASKED = {"Your questions", "你的提问"};
static const Words WAITING = {"Waiting for a person", "等待人工回答"};
static const Words PRIVACY = {"`/{}askd privacy` shows what I keep about you.",
                              "输入 `/{}askd privacy` 查看我保存了哪些与你有关的信息。"};

static const Words OWN = {"Your questions that wait for a person", "正在等待人工回答的提问"};
static const Words QUEUE = {"The queue", "待处理的问题"};
static const Words NEW = {"new", "个新问题"};
static const Words CLAIMED = {"claimed", "个已认领"};
static const Words OLDEST = {"the oldest waits for", "最早的已等待"};
static const Words NOTHING = {"Nothing waits. Well done!", "没有待处理的问题，太好了！"};
static const Words MORE = {"`/{}questions` shows them all.", "输入 `/{}questions` 查看全部。"};

/* One's own open questions, each with a way out. */
static bool own(Message *m, const Request *req, Kb *kb, GError **error)
{
    g_autoptr(GPtrArray) waiting = question_waiting(kb, req->user, OWN_MAX, error);
    if (waiting && waiting->len > 0)
        message_title(m, words(OWN, req->lang));
    for (unsigned i = 0; waiting && i < waiting->len; i++) {
        const Question *question = waiting->pdata[i];
        g_autofree char *text = text_shorten(question->text, WORDING_MAX);
        message_quote(m, text);
        reply_offer_leaving(m, question->id, req->lang);
    }
    return waiting != NULL;
}

static void figures(Message *m, const Request *req, const GroupCounts *counts)
{
    g_autoptr(GString) line = g_string_new(NULL);
    g_string_printf(line, "**%" G_GINT64_FORMAT "** %s · **%" G_GINT64_FORMAT "** %s",
                    counts->states[GROUP_NEW], words(NEW, req->lang), counts->states[GROUP_CLAIMED],
                    words(CLAIMED, req->lang));
    if (counts->oldest_open_ms > 0) {
        g_autofree char *age = card_age(counts->oldest_open_ms, req->now_ms, req->lang);
        g_string_append_printf(line, " · %s **%s**", words(OLDEST, req->lang), age);
    }
    message_divider(m);
    message_title(m, words(QUEUE, req->lang));
    message_text(m, line->str);
}

/* What waits for moderators: figures, and what is asked most. */
static bool queue(Message *m, const Request *req, Kb *kb, GError **error)
{
    GroupCounts counts;
    int64_t total;
    if (!group_counts(kb, &counts, error))
        return false;
    g_autoptr(GPtrArray) groups =
        group_list(kb, &(GroupFilter){.lang = -1, .limit = QUEUE_MAX}, &total, error);
    if (!groups)
        return false;
    figures(m, req, &counts);
    if (total == 0)
        message_text(m, words(NOTHING, req->lang));
    for (unsigned i = 0; i < groups->len; i++) {
        message_divider(m);
        card_line(m, req, groups->pdata[i]);
    }
    g_autofree char *more = present_sentence(MORE, req);
    message_context(m, more);
    return due_home(m, req, kb, error);
}

bool home_show(const Request *req, Kb *kb, Effects *out, GError **error)
{
    MemberFacts facts = {0};
    if (!member_facts(kb, req->user, &facts, error))
        return false;
    g_autofree char *how = present_sentence(HOW, req);
    g_autofree char *privacy = present_sentence(PRIVACY, req);
    Message *m = effects_home(out, NULL);
    message_title(m, words(TITLE, req->lang));
    message_text(m, words(ABOUT, req->lang));
    message_text(m, how);
    message_choice_styled(m, CHOICE_PRIMARY, words(ASK, req->lang), "ask.open", NULL);
    message_divider(m);
    message_fact(m, words(ASKED, req->lang), "%" G_GINT64_FORMAT, facts.questions);
    message_fact(m, words(WAITING, req->lang), "%" G_GINT64_FORMAT, facts.open_questions);
    if (!onboarding_home(m, req, kb, error) || !own(m, req, kb, error) ||
        (req->who >= MODERATORS && !queue(m, req, kb, error)))
        return false;
    present_language_choice(m, req);
    message_context(m, privacy);
    return true;
}

bool home_renew(const Request *req, Kb *kb, Effects *out, GError **error)
{
    bool is_in_slack = req->surface == SURFACE_FORM && req->team;
    return !is_in_slack || home_show(req, kb, out, error);
}

static bool show(const Request *req, Kb *kb, Effects *out, GError **error)
{
    if (req->value && strcmp(req->value, "home") != 0)
        return true; /* the Messages tab */
    return home_show(req, kb, out, error);
}

static const Event events[] = {
    {.name = "app_home_opened", .who = EVERYONE, .run = show},
    {0},
};

const Feature feature_home = {.name = "home", .events = events};
