/*
 * The Home tab: what askd is, how to ask, what of one's own still waits.
 */
#include "commands/feature.h"

#include <string.h>

#include "commands/present.h"
#include "knowledge/member.h"

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

static bool show(const Request *req, Kb *kb, Effects *out, GError **error)
{
    if (req->value && strcmp(req->value, "home") != 0)
        return true; /* the Messages tab */
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
    message_context(m, privacy);
    return true;
}

static const Event events[] = {
    {.name = "app_home_opened", .who = EVERYONE, .run = show},
    {0},
};

const Feature feature_home = {.name = "home", .events = events};
