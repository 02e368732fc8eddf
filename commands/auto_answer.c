/*
 * Where it is switched on, a question that nobody addressed to askd is answered in its thread: only
 * when it is a question, when the answer is nearly certain, once a thread, with a pause after it,
 * and with a button that takes it away again. What is read there is neither kept nor counted.
 */
#include "commands/feature.h"

#include <string.h>

#include "commands/present.h"
#include "knowledge/audit.h"
#include "knowledge/hush.h"

enum {
    MINUTE_MS = 60 * 1000,
    PAUSE_MS = 5 * MINUTE_MS,     /* between two answers in a channel */
    UNWANTED_MS = 60 * MINUTE_MS, /* after one that was not wanted */
    WORDS_MAX = 400,              /* bytes: what is longer tells a story */
};
static const double LEAST = 0.9; /* confidence; what is asked for outright is answered below it */

static const Words HELLO = {"nobody asked me, but this may be your answer:",
                            "虽然没有问我，但这也许就是你要的答案："};
static const Words WANTED = {"Was this wanted?", "需要这样的回答吗？"};
static const Words YES = {"Yes, thanks", "需要，谢谢"};
static const Words NO = {"No, take it away", "不需要，请撤掉"};
static const Words GOOD = {"Glad it helped.", "很高兴能帮上忙。"};
static const Words SORRY = {
    "Taken away, and I keep quiet here for an hour. `/{}ask` still answers.",
    "已撤掉，接下来一小时我在这里保持安静。需要时可以用 `/{}ask`。"};
static const Words NOT_YOURS = {"Only who asked, or a moderator, may say so.",
                                "只有提问的人或管理员可以这样做。"};

static bool is_switched_on(const Request *req)
{
    char *const *channels = req->settings->auto_answer;
    return channels && req->channel && g_strv_contains((const char *const *)channels, req->channel);
}

/* Somebody who tells, thanks or greets wants no answer. */
static bool is_question(const char *text)
{
    static const char *const anywhere[] = {"？",     "吗",   "怎么", "什么", "如何",
                                           "为什么", "哪里", "哪个", "谁",   "是否"};
    static const char *const first[] = {"how ",      "what ",  "what's ", "why ",
                                        "where ",    "who ",   "when ",   "which ",
                                        "is there ", "can i ", "does ",   "do i "};
    g_autofree char *small = g_utf8_strdown(text, -1);
    if (strchr(small, '?'))
        return true;
    for (size_t i = 0; i < G_N_ELEMENTS(anywhere); i++)
        if (strstr(small, anywhere[i]))
            return true;
    for (size_t i = 0; i < G_N_ELEMENTS(first); i++)
        if (g_str_has_prefix(small, first[i]))
            return true;
    return false;
}

static bool is_certain(const Request *req, Answer *answer)
{
    answer_look(req->library, req->scratch, req->text, answer);
    return answer->outcome == OUTCOME_ANSWERED && answer->confidence >= LEAST;
}

static void say(const Request *req, Effects *out, const Entry *entry)
{
    Lang lang = text_language(req->text);
    g_autofree char *value = g_strdup_printf("%s %s", req->user, lang_code(lang));
    Message *m = effects_post(out, req->channel, req->message, NULL, NULL);
    message_from(m, req->user, words(HELLO, lang));
    present_answer(m, entry, lang);
    message_context(m, words(WANTED, lang));
    message_choice(m, words(YES, lang), "auto_answer.wanted", value);
    message_choice(m, words(NO, lang), "auto_answer.unwanted", value);
}

static bool heard(const Request *req, Kb *kb, Effects *out, GError **error)
{
    Answer answer;
    bool may = false;
    bool is_reply = req->thread && g_strcmp0(req->thread, req->message) != 0;
    if (!is_switched_on(req) || is_reply || strlen(req->text) > WORDS_MAX ||
        !is_question(req->text) || !is_certain(req, &answer))
        return true;
    if (!hush_passed(kb, req->channel, PAUSE_MS, &may, error))
        return false;
    if (may)
        say(req, out, answer.entry);
    return true;
}

/* The button names whose question it was, and the language it was in. */
static bool may_judge(const Request *req, Effects *out, Lang *lang)
{
    g_auto(GStrv) parts = g_strsplit(req->value ? req->value : "", " ", 2);
    *lang = req->lang;
    if (parts[0] && parts[1])
        lang_parse(parts[1], lang);
    if (req->who >= MODERATORS || g_strcmp0(parts[0], req->user) == 0)
        return true;
    effects_reply(out, words(NOT_YOURS, req->lang));
    return false;
}

static bool wanted(const Request *req, Kb *kb, Effects *out, GError **error)
{
    Lang lang;
    if (!may_judge(req, out, &lang))
        return true;
    effects_reply(out, words(GOOD, lang));
    return audit_add(kb, req->user, req->name, req->channel, NULL, false, error);
}

static bool unwanted(const Request *req, Kb *kb, Effects *out, GError **error)
{
    Lang lang;
    if (!may_judge(req, out, &lang))
        return true;
    if (!hush_for(kb, req->channel ? req->channel : "", UNWANTED_MS, error))
        return false;
    g_autofree char *sorry = words_prefixed(words(SORRY, lang), req->prefix);
    effects_replace(out, sorry);
    return audit_add(kb, req->user, req->name, req->channel, NULL, false, error);
}

static const Action actions[] = {
    {.name = "auto_answer.wanted", .who = EVERYONE, .run = wanted},
    {.name = "auto_answer.unwanted", .who = EVERYONE, .run = unwanted},
    {0},
};
static const Event events[] = {
    {.name = "message.channels", .who = EVERYONE, .run = heard},
    {0},
};
static const char *const scopes[] = {"channels:history", "chat:write", NULL};

const Feature feature_auto_answer = {.name = "auto_answer",
                                     .option = FEATURE_AUTO_ANSWER,
                                     .actions = actions,
                                     .events = events,
                                     .scopes = scopes};
