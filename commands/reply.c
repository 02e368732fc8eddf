/*
 * Buttons carry "ID LANG [WORD]": the question, the language of the reply they stand under, a word
 * more. What comes back is a client's word: see asked.c.
 */
#include "commands/reply.h"

enum { ECHO_MAX = 300 /* bytes of a question said again */ };

static const Words HELPFUL = {"Helpful", "有帮助"};
static const Words NOT_HELPFUL = {"Not helpful", "没帮助"};
const Words reply_ask_people = {"Ask the maintainers", "请教维护者"};
const Words reply_publish = {"Show to everyone", "公开给大家看"};
const Words reply_unnamed = {"✓ Nobody sees that it was you who asked. I answer by direct message.",
                             "✓ 没有人会看到是你问的，回答会用私信发给你。"};
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
