/*
 * Buttons carry "ID LANG [WORD]": the question, the language of the reply they stand under, a word
 * more. What comes back is a client's word: see asked.c.
 */
#include "commands/reply.h"

#include <string.h>

#include "commands/present.h"

enum { ECHO_MAX = 300 /* bytes of a question said again */ };

static const Words HELPFUL = {"Helpful", "有帮助"};
static const Words NOT_HELPFUL = {"Not helpful", "没帮助"};
const Words reply_ask_people = {"Ask the maintainers", "请教维护者"};
const Words reply_publish = {"Show to everyone", "公开给大家看"};
const Words reply_unnamed = {"✓ Nobody sees that it was you who asked. I answer by direct message.",
                             "✓ 没有人会看到是你问的，回答会用私信发给你。"};
static const Words REPORT = {
    "**Is it about how somebody behaves?** Tell the moderators: type `/{}report`, or choose "
    "**Report to moderators** in the menu of the message. Only they see it, and you may stay "
    "anonymous.",
    "**是有人言行不当吗**？请告诉管理员：输入 `/{}report`，或者在那条消息的菜单里选择 **Report to "
    "moderators**。只有管理员能看到，也可以匿名。"};
static const Words SOLVED = {"Solved", "已解决"};
static const Words WITHDRAW = {"Withdraw", "撤回"};

char *reply_value(int64_t id, Lang lang, const char *slug)
{
    return g_strdup_printf("%" G_GINT64_FORMAT " %s%s%s", id, lang_code(lang), slug ? " " : "",
                           slug ? slug : "");
}

bool reply_may_publish(const Request *req)
{
    return req->is_private && req->channel && *req->channel != 'D';
}

void reply_offer_rating(Message *m, const Request *req, int64_t id, Lang lang)
{
    g_autofree char *value = reply_value(id, lang, NULL);
    message_choice_styled(m, CHOICE_PRIMARY, words(HELPFUL, lang), "ask.helpful", value);
    message_choice(m, words(NOT_HELPFUL, lang), "ask.not_helpful", value);
    message_choice(m, words(reply_ask_people, lang), "ask.people", value);
    if (reply_may_publish(req))
        message_choice(m, words(reply_publish, lang), "ask.publish", value);
}

void reply_echo(Message *m, Surface surface, const char *text)
{
    if (surface == SURFACE_MENTION || surface == SURFACE_DM)
        return;
    g_autofree char *shortened = text_shorten(text, ECHO_MAX);
    message_quote(m, shortened);
}

void reply_offer_leaving(Message *m, int64_t id, Lang lang)
{
    g_autofree char *value = reply_value(id, lang, NULL);
    message_choice(m, words(SOLVED, lang), "ask.solved", value);
    message_choice(m, words(WITHDRAW, lang), "ask.withdraw", value);
}

static bool is_about_behaviour(const char *question)
{
    static const char *const said[] = {"harass",  "insulted", "insulting", "abusive", "bully",
                                       "bullied", " rude",    "骚扰",      "辱骂",    "骂人",
                                       "骂我",    "霸凌",     "欺负",      "不友善",  "騷擾"};
    g_autofree char *small = g_ascii_strdown(question, -1);
    for (size_t i = 0; i < G_N_ELEMENTS(said); i++)
        if (strstr(small, said[i]))
            return true;
    return false;
}

void reply_offer_report(Message *m, const Request *req, const char *question)
{
    if (!is_about_behaviour(question))
        return;
    g_autofree char *how = present_sentence(REPORT, req);
    message_text(m, how);
}
