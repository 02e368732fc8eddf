/*
 * What is kept about whoever asks, their language, and forgetting them.
 */
#include "commands/privacy.h"

#include <string.h>

#include "commands/args.h"
#include "commands/card.h"
#include "commands/help.h"
#include "commands/home.h"
#include "commands/present.h"
#include "knowledge/group.h"
#include "knowledge/member.h"

enum { CARDS_MAX = 200, SCRUB_AFTER_MS = 60 * 1000 };

static const Words TITLE = {"What I keep about you", "我保存了哪些与你有关的信息"};
static const Words KEPT = {
    "Your Slack user id, your language, the questions you asked me with what you said of the "
    "answers, and which of the first steps you ticked off. No name, no profile, and nothing of "
    "what you write elsewhere. Maintainers see questions that wait for a person.",
    "你的 Slack 用户 "
    "ID、语言、你问过我的问题和对回答的评价，以及勾选过的入门步骤。不保存姓名和个人资料，也不保存你"
    "在别处写的内容。等待人工回答的问题，维护者可以看到。"};
static const Words KEPT_FOR = {"After %s days a question says no more who asked it. A newcomer's "
                               "first steps are known as long.",
                               "%s 天后，提问不再显示是谁问的；新成员的入门步骤也只保留这么久。"};
static const Words LANGUAGE = {"Language", "语言"};
static const Words CHOSEN = {"chosen by you", "由你指定"};
static const Words AUTOMATIC = {"the one you write in", "跟随你提问的语言"};
static const Words NAME = {"English", "中文"};
static const Words QUESTIONS = {"Questions", "提问"};
static const Words WAITING = {"Waiting for a person", "等待人工回答"};
static const Words RATINGS = {"Answers you rated", "评价过的回答"};
static const Words FORGET = {"Forget me", "删除我的数据"};
static const Words FORGET_TITLE = {"Forget you?", "删除你的数据？"};
static const Words FORGET_TEXT = {
    "Your settings go, your questions lose the link to you, and those that still wait for a person "
    "are deleted. What you did as a moderator stays, without your name. If you asked to hear "
    "nothing unasked, a number made from your ID remembers that alone. This cannot be undone.",
    "你的设置会被删除，提问不再与你关联，仍在等待人工回答的问题会一并删除。你作为管理员做过的操作会"
    "保留，但不再显示是谁做的。如果你说过不想再收到主动消息，只会保留由你的 ID "
    "算出的一个数字来记住这一点。此操作无法撤销。"};
static const Words YES = {"Forget me", "删除"};
static const Words NO = {"Keep", "保留"};
static const Words GONE = {"Done: I know nothing about you any more.",
                           "已删除，我不再保存任何与你有关的信息。"};
static const Words SET_CHOSEN = {"From now on I answer you in English.", "以后我都用中文回答你。"};
static const Words SET_AUTO = {"From now on I answer in the language you write in.",
                               "以后你用什么语言提问，我就用什么语言回答。"};
static const Words LANGUAGE_USAGE = {
    "Say which language I should answer you in: `/{}askd language en`, `/{}askd language zh`, or "
    "`/{}askd language auto` for the one you write in.",
    "请指定回答语言：`/{}askd language zh`（中文）、`/{}askd language en`（英文），或 `/{}askd "
    "language auto`（跟随你提问的语言）。"};

static void add_retention(Message *m, const Request *req)
{
    if (!req->settings || req->settings->retention.askers == 0)
        return;
    g_autofree char *sentence = words_counted(KEPT_FOR, req->lang, req->settings->retention.askers);
    message_text(m, sentence);
}

static bool show(const Request *req, Kb *kb, Effects *out, GError **error)
{
    MemberFacts facts = {0};
    if (!member_facts(kb, req->user, &facts, error))
        return false;
    Message *m = effects_reply(out, NULL);
    message_title(m, words(TITLE, req->lang));
    message_text(m, words(KEPT, req->lang));
    add_retention(m, req);
    present_language_choice(m, req);
    if (facts.language_chosen)
        message_fact(m, words(LANGUAGE, req->lang), "%s (%s)", words(NAME, facts.lang),
                     words(CHOSEN, req->lang));
    else
        message_fact(m, words(LANGUAGE, req->lang), "%s", words(AUTOMATIC, req->lang));
    message_fact(m, words(QUESTIONS, req->lang), "%" G_GINT64_FORMAT, facts.questions);
    message_fact(m, words(WAITING, req->lang), "%" G_GINT64_FORMAT, facts.open_questions);
    message_fact(m, words(RATINGS, req->lang), "%" G_GINT64_FORMAT, facts.ratings);
    message_choice_styled(m, CHOICE_DANGER, words(FORGET, req->lang), "privacy.forget", NULL);
    message_confirm(m, words(FORGET_TITLE, req->lang), words(FORGET_TEXT, req->lang),
                    words(YES, req->lang), words(NO, req->lang));
    return true;
}

/* The numbers of groups whose cards show their words, or that they are on it. */
static bool find_cards(const Request *req, Kb *kb, GArray *ids, GError **error)
{
    int64_t total;
    GroupFilter claimed = {.lang = -1, .claimed_by = req->user, .limit = CARDS_MAX};
    g_autoptr(GPtrArray) own = question_waiting(kb, req->user, CARDS_MAX, error);
    g_autoptr(GPtrArray) theirs = own ? group_list(kb, &claimed, &total, error) : NULL;
    for (unsigned i = 0; theirs && i < own->len; i++)
        g_array_append_val(ids, ((const Question *)own->pdata[i])->group);
    for (unsigned i = 0; theirs && i < theirs->len; i++)
        g_array_append_val(ids, ((const Group *)theirs->pdata[i])->id);
    return theirs != NULL;
}

/* Forgets who clicked, never whom a button names: what comes back is a client's word. */
static bool forget(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    if (!find_cards(req, kb, ids, error) || !member_forget(kb, req->user, error))
        return false;
    for (guint i = 0; i < ids->len; i++)
        if (!card_refresh(req, kb, out, g_array_index(ids, int64_t, i), error))
            return false;
    privacy_scrub_soon(req, out);
    return true;
}

static bool forget_by_button(const Request *req, Kb *kb, Effects *out, GError **error)
{
    effects_replace(out, words(GONE, req->lang));
    return forget(req, kb, out, error);
}

static bool forget_by_command(const Request *req, Kb *kb, Effects *out, GError **error)
{
    effects_reply(out, words(GONE, req->lang));
    return forget(req, kb, out, error);
}

/* By then what was said last has been sent, and is deleted, too. */
void privacy_scrub_soon(const Request *req, Effects *out)
{
    effects_later(out, "privacy.scrub", NULL, req->now_ms + SCRUB_AFTER_MS, NULL);
}

static bool scrub(const Request *req, Kb *kb, Effects *out, GError **error)
{
    (void)req;
    (void)out;
    (void)error;
    kb_scrub(kb);
    return true;
}

static bool parse_language(const char *word, bool *automatic, Lang *lang)
{
    *automatic = g_ascii_strcasecmp(word, "auto") == 0 || strcmp(word, "自动") == 0;
    if (*automatic)
        return true;
    if (g_ascii_strcasecmp(word, "english") == 0 || strcmp(word, "英文") == 0)
        *lang = LANG_EN;
    else if (g_ascii_strcasecmp(word, "chinese") == 0 || strcmp(word, "中文") == 0)
        *lang = LANG_ZH;
    else
        return lang_parse(word, lang);
    return true;
}

static bool set_language(const Request *req, Kb *kb, Effects *out, GError **error)
{
    const char *rest = req->text;
    g_autofree char *word = args_next(&rest);
    bool automatic = false;
    Lang lang = req->lang;
    if (!word || !parse_language(word, &automatic, &lang)) {
        g_autofree char *usage = present_sentence(LANGUAGE_USAGE, req);
        effects_reply(out, usage);
        return true;
    }
    if (!member_choose_language(kb, req->user, automatic, lang, error))
        return false;
    effects_reply(out, words(automatic ? SET_AUTO : SET_CHOSEN, lang));
    return true;
}

/* What held the button is shown again, in that language: the Home tab, else what askd can do. */
static bool choose_language(const Request *req, Kb *kb, Effects *out, GError **error)
{
    Request theirs = *req;
    if (!req->value || !lang_parse(req->value, &theirs.lang))
        return true;
    if (!member_choose_language(kb, req->user, false, theirs.lang, error))
        return false;
    theirs.lang_is_guess = false;
    if (!req->message)
        return home_show(&theirs, kb, out, error);
    help_reply(&theirs, out, words(SET_CHOSEN, theirs.lang));
    return true;
}

static const Subcommand subcommands[] = {
    {.name = "language",
     .usage = {"en|zh|auto", "en|zh|auto"},
     .summary = {"Choose the language I answer you in", "选择我用哪种语言回答你"},
     .who = EVERYONE,
     .run = set_language},
    {.name = "privacy",
     .summary = {"See what I keep about you", "查看我保存了哪些与你有关的信息"},
     .who = EVERYONE,
     .run = show},
    {.name = "forget-me",
     .summary = {"Delete what I keep about you, at once", "立即删除我保存的与你有关的信息"},
     .who = EVERYONE,
     .run = forget_by_command},
    {0},
};
static const Action actions[] = {
    {.name = "privacy.forget", .who = EVERYONE, .run = forget_by_button},
    {.name = "privacy.language", .who = EVERYONE, .cost = COST_FREE, .run = choose_language},
    {0},
};
static const TimerRow timers[] = {
    {.name = "privacy.scrub", .run = scrub},
    {0},
};
static const char *const scopes[] = {"commands", NULL};

const Feature feature_privacy = {
    .name = "privacy",
    .subcommands = subcommands,
    .actions = actions,
    .timers = timers,
    .scopes = scopes,
};
