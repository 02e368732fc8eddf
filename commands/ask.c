/*
 * A question, wherever it is asked, gets an answer with its source, a few to choose from, or an
 * honest "I don't know" that a person will see. What its asker then does with it: asked.c.
 */
#include "commands/feature.h"

#include <stdlib.h>
#include <string.h>

#include "commands/card.h"
#include "commands/entries.h"
#include "commands/help.h"
#include "commands/present.h"
#include "commands/reply.h"
#include "commands/tell.h"
#include "commands/venue.h"
#include "knowledge/mask.h"
#include "knowledge/member.h"
#include "knowledge/question.h"

static const Words USAGE = {"Ask me something, in English or Chinese. For example:\n\n"
                            "- `/{}ask what does containerd do?`\n"
                            "- `/{}ask who donated Prometheus to the CNCF?`",
                            "请问我一个问题，中英文都可以。例如：\n\n"
                            "- `/{}ask containerd 是做什么的？`\n"
                            "- `/{}ask 普罗米修斯是谁捐给 CNCF 的？`"};
static const Words GREETING = {"Hello! ", "你好！"};
static const Words ANY_TIME = {"Any time. Ask me whenever you like.", "不客气，有问题随时问我。"};
static const Words NO_WORDS = {"That message has no words that I could look up.",
                               "这条消息里没有可以查找的文字。"};
static const Words FORM_TITLE = {"Ask a question", "提一个问题"};
static const Words FORM_INPUT = {"Your question", "你的问题"};
static const Words FORM_HINT = {"In English or Chinese. I answer by direct message.",
                                "中英文都可以，我会用私信回答你。"};
static const Words SUBMIT = {"Ask", "提问"};
static const Words CANCEL = {"Cancel", "取消"};
static const Words EMPTY = {"Please write a question.", "请写下你的问题。"};
static const Words CUT = {
    "_Your question is very long. I read the beginning of it only; a shorter one finds more._",
    "问题太长了，我只读了开头部分；问得短一些更容易找到答案。"};
static const Words DID_YOU_MEAN = {"I am not sure. Did you mean one of these?",
                                   "我不太确定。你想问的是不是下面这些？"};
static const Words UNKNOWN = {
    "**I don't know.** Your question is in the log now, and a maintainer will see it.",
    "**我不知道**。你的问题已经记录下来，维护者会看到。"};
static const Words MASKED = {
    "_Something in your question looked like a secret or like somebody's personal data. I have "
    "taken it out and kept nothing of it. If it was a key or a token, please replace it._",
    "你的问题里有看起来像密钥或个人信息的内容，我已经把它去掉，没有保存。如果那是密钥或令牌，请尽快"
    "更换。"};
static const Words ASK_UNNAMED = {"Ask without my name", "匿名提问"};
static const Words NONE_OF_THESE = {"None of these: ask the maintainers", "都不是，请教维护者"};
static const Words WHY = {"Why?", "为什么"};

/* --- asking ----------------------------------------------------------------------------------- */

static const char *surface_code(Surface surface)
{
    switch (surface) {
    case SURFACE_MENTION:
        return "mention";
    case SURFACE_DM:
        return "dm";
    case SURFACE_SHORTCUT:
        return "shortcut";
    case SURFACE_FORM:
        return "form";
    default:
        return "command";
    }
}

/* What is to be done with it, beside looking it up. */
typedef struct Asking {
    bool unnamed; /* nobody shall see who asked */
    bool masked;  /* a secret was taken out of it */
    bool cut;     /* it was too long */
} Asking;

/* Where it seems to be at home, for the moderator who looks for what is theirs. */
static const char *topic_of(const Request *req, const Answer *answer)
{
    const Entry *about = answer->entry                 ? answer->entry
                         : answer->candidate_count > 0 ? answer->candidates[0].entry
                                                       : NULL;
    const Entry *venue = answer->venue ? answer->venue : library_venue(req->library, about);
    return venue ? venue->slug : NULL;
}

static bool log_question(const Request *req, Kb *kb, const char *text, const Answer *answer,
                         const Asking *asking, int64_t *id, GError **error)
{
    Question question = {
        .user = (char *)req->user,
        .channel = asking->unnamed ? NULL : (char *)req->channel,
        .thread = asking->unnamed ? NULL : (char *)req->thread,
        .anonymous = asking->unnamed,
        .surface = (char *)surface_code(req->surface),
        .lang = answer->lang,
        .text = (char *)text,
        .outcome = answer->outcome,
        .confidence = answer->confidence,
        .entry = answer->entry ? answer->entry->slug : NULL,
        .topic = (char *)topic_of(req, answer),
    };
    return question_log(kb, &question, id, error);
}

/* Moderators alone, where nobody else sees the button. */
static void offer_why(Message *m, const Request *req, int64_t id, Lang lang)
{
    if (req->who < MODERATORS || !req->is_private)
        return;
    g_autofree char *value = reply_value(id, lang, NULL);
    message_choice(m, words(WHY, lang), "ask.why", value);
}

static void offer_suggestions(Message *m, const Answer *answer, int64_t id, Lang lang)
{
    message_text(m, words(DID_YOU_MEAN, lang));
    size_t count = MIN(answer->candidate_count, (size_t)ANSWER_SUGGESTIONS_MAX);
    for (size_t i = 0; i < count; i++) {
        const Entry *entry = answer->candidates[i].entry;
        g_autofree char *value = reply_value(id, lang, entry->slug);
        message_choice(m, present_title(entry, lang), "ask.choose", value);
    }
    g_autofree char *value = reply_value(id, lang, NULL);
    message_choice(m, words(NONE_OF_THESE, lang), "ask.people", value);
}

/* A person will see it; or has seen the like of it before, and said why it is not answered. */
static void unknown(const Request *req, const Answer *answer, const Question *question,
                    const Asking *asking, Message *m)
{
    if (question->state == QUESTION_DISMISSED) {
        tell_reason(m, question->note, req->lang);
        return;
    }
    message_text(m, words(UNKNOWN, req->lang));
    present_venue(m, answer->venue, req->lang);
    g_autofree char *value = reply_value(question->id, req->lang, NULL);
    if (asking->unnamed)
        message_context(m, words(reply_unnamed, req->lang));
    else if (req->is_private)
        message_choice(m, words(ASK_UNNAMED, req->lang), "ask.unnamed", value);
    reply_offer_leaving(m, question->id, req->lang);
}

static void reply(const Request *req, const Answer *answer, const Question *question,
                  const Asking *asking, Message *m)
{
    int64_t id = question->id;
    if (answer->outcome != OUTCOME_UNKNOWN && venue_wanted(question->text))
        present_venue(m, answer->venue, req->lang);
    switch (answer->outcome) {
    case OUTCOME_ANSWERED:
        present_answer(m, answer->entry, req->lang);
        reply_offer_rating(m, req, id, req->lang);
        break;
    case OUTCOME_SUGGESTED:
        offer_suggestions(m, answer, id, req->lang);
        break;
    case OUTCOME_UNKNOWN:
        unknown(req, answer, question, asking, m);
        break;
    }
    offer_why(m, req, id, req->lang);
    if (answer->outcome == OUTCOME_ANSWERED)
        entries_offer(m, req, answer->entry->slug);
}

/* "--anonymous" before or behind the question, as a person types it: also —anonymous, 匿名. */
static const char *without_flag(const char *text, size_t *len, bool *unnamed)
{
    static const char *const FLAGS[] = {"--anonymous", "—anonymous", "–anonymous", "--匿名",
                                        "—匿名"};
    for (size_t i = 0; i < G_N_ELEMENTS(FLAGS); i++) {
        size_t flag = strlen(FLAGS[i]);
        if (*len < flag)
            continue;
        bool before = strncmp(text, FLAGS[i], flag) == 0 && strchr(" ", text[flag]);
        bool behind = strcmp(text + *len - flag, FLAGS[i]) == 0;
        if (!before && !behind)
            continue;
        *unnamed = true;
        *len -= flag;
        return before ? text + flag : text;
    }
    return text;
}

/* What is looked up, said again and kept: clean, without secrets. */
static char *read_question(const Request *req, Asking *asking)
{
    size_t secrets, len = strlen(req->text);
    const char *said = without_flag(req->text, &len, &asking->unnamed);
    g_autofree char *clean = text_clean(said, len, TEXT_QUESTION_MAX);
    asking->cut = len > TEXT_QUESTION_MAX && strlen(clean) + 4 > TEXT_QUESTION_MAX;
    char *masked = mask_text(clean, &secrets);
    asking->masked = secrets > 0;
    asking->unnamed = asking->unnamed && req->is_private;
    return masked;
}

/* As it stands in the log now: one that goes to people may have been dismissed with its group. */
static bool logged(Kb *kb, int64_t id, const char *text, const Answer *answer, Question **question,
                   GError **error)
{
    if (answer->outcome == OUTCOME_UNKNOWN)
        return question_find(kb, id, question, error);
    *question = g_new0(Question, 1);
    (*question)->id = id;
    (*question)->text = g_strdup(text);
    return true;
}

static void show_usage(const Request *req, Effects *out, const char *before)
{
    g_autofree char *usage = present_sentence(USAGE, req);
    g_autofree char *all = g_strconcat(before ? before : "", usage, NULL);
    effects_reply(out, all);
}

/* What is no question gets a word back, and nobody is asked to look at it. */
static void talk_back(const Request *req, SmallTalk talk, Effects *out)
{
    if (req->surface == SURFACE_SHORTCUT)
        effects_reply(out, words(NO_WORDS, req->lang));
    else if (talk == TALK_ABOUT)
        help_reply(req, out, NULL);
    else if (talk == TALK_CLOSING)
        effects_reply(out, words(ANY_TIME, req->lang));
    else
        show_usage(req, out, words(GREETING, req->lang));
}

/* For say_again(): what the question's row does not tell. */
static void remember(const Request *req, int64_t id, const Asking *asking, Effects *out)
{
    g_autofree char *value = g_strdup_printf(
        "%" G_GINT64_FORMAT " %s %d %d %d %d %s", id, lang_code(req->lang), req->who,
        asking->unnamed, asking->masked, asking->cut, req->channel ? req->channel : "");
    effects_recall(out, "ask.reply", value);
}

static void answer_with(const Request *req, const Answer *answer, const Question *question,
                        const Asking *asking, Effects *out)
{
    Message *m = effects_reply(out, NULL);
    reply_echo(m, req->surface, question->text);
    if (asking->masked)
        message_text(m, words(MASKED, req->lang));
    if (asking->cut)
        message_text(m, words(CUT, req->lang));
    reply_offer_report(m, req, question->text);
    reply(req, answer, question, asking, m);
    if (req->surface == SURFACE_COMMAND)
        remember(req, question->id, asking, out);
}

static void look_up(const Request *req, const char *text, Answer *answer)
{
    answer_find(req->library, req->scratch, text, answer);
    if (answer->outcome == OUTCOME_UNKNOWN || venue_wanted(text))
        answer->venue = venue_for(req->library, text, answer);
}

/* The same to the same question, or what is known of it now. */
static bool say_again(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_auto(GStrv) parts = g_strsplit(req->value, " ", 7);
    g_autoptr(Question) question = NULL;
    Answer answer;
    if (g_strv_length(parts) < 7)
        return true;
    if (!question_find(kb, g_ascii_strtoll(parts[0], NULL, 10), &question, error))
        return false;
    if (!question || !*question->text)
        return true;
    Request asked = *req;
    Asking asking = {*parts[3] == '1', *parts[4] == '1', *parts[5] == '1'};
    asked.surface = SURFACE_COMMAND;
    asked.is_private = true;
    asked.user = question->user;
    asked.channel = *parts[6] ? parts[6] : NULL;
    asked.who = (Who)atoi(parts[2]);
    lang_parse(parts[1], &asked.lang);
    look_up(&asked, question->text, &answer);
    answer_with(&asked, &answer, question, &asking, out);
    return true;
}

static bool ask_for(const Request *req, Kb *kb, Effects *out, GError **error)
{
    Asking asking = {0};
    g_autofree char *text = read_question(req, &asking);
    g_autoptr(Question) question = NULL;
    Answer answer;
    int64_t id;
    look_up(req, text, &answer);
    if (answer.talk != TALK_NONE) {
        talk_back(req, answer.talk, out);
        return true;
    }
    if (!log_question(req, kb, text, &answer, &asking, &id, error) ||
        !logged(kb, id, text, &answer, &question, error) ||
        !card_refresh(req, kb, out, question->group, error))
        return false;
    answer_with(req, &answer, question, &asking, out);
    return true;
}

static bool ask(const Request *req, Kb *kb, Effects *out, GError **error)
{
    bool is_empty = !*req->text;
    if (is_empty && req->surface == SURFACE_SHORTCUT)
        effects_reply(out, words(NO_WORDS, req->lang));
    else if (is_empty)
        show_usage(req, out, NULL);
    else if (help_wanted(req->text))
        help_reply(req, out, NULL);
    else
        return ask_for(req, kb, out, error);
    return true;
}

static bool open_form(const Request *req, Kb *kb, Effects *out, GError **error)
{
    (void)kb;
    (void)error;
    Form *form = effects_form(out, "ask.form", words(FORM_TITLE, req->lang),
                              words(SUBMIT, req->lang), words(CANCEL, req->lang));
    form_input(form, "question", words(FORM_INPUT, req->lang), NULL, words(FORM_HINT, req->lang),
               true, false, TEXT_QUESTION_MAX);
    return true;
}

/*
 * Until it is submitted nobody knows what language it will be in; a chosen one holds all the same.
 */
static bool ask_by_form(const Request *req, Kb *kb, Effects *out, GError **error)
{
    const char *typed = request_value(req, "question");
    g_autofree char *text =
        text_clean(typed ? typed : "", typed ? strlen(typed) : 0, 2 * TEXT_QUESTION_MAX);
    if (!*text) {
        effects_refuse(out, "question", words(EMPTY, req->lang));
        return true;
    }
    Lang lang;
    bool chosen, known;
    if (!member_language(kb, req->user, &lang, &chosen, &known, error))
        return false;
    Request asked = *req;
    asked.text = text;
    asked.lang = chosen ? lang : text_language(text);
    return ask(&asked, kb, out, error);
}

static const Command commands[] = {
    {.name = "/ask",
     .usage = {"your question", "你的问题"},
     .summary = {"Ask a question; only you see the answer", "提一个问题，回答只有你能看到"},
     .is_prose = true,
     .who = EVERYONE,
     .run = ask},
    {0},
};
static const Action actions[] = {
    {.name = "ask.open", .who = EVERYONE, .run = open_form},
    {.name = "ask.form", .who = EVERYONE, .run = ask_by_form},
    {0},
};
static const Shortcut shortcuts[] = {
    {.name = "ask.message",
     .label = {"Ask askd", "问 askd"},
     .summary = {"Look up what this message asks; only you see the answer",
                 "查一查这条消息问的内容，回答只有你能看到"},
     .of_message = true,
     .who = EVERYONE,
     .run = ask},
    {0},
};
static const Event events[] = {
    {.name = "app_mention", .who = EVERYONE, .run = ask},
    {.name = "message.im", .who = EVERYONE, .run = ask},
    {0},
};
static const Recall recalls[] = {
    {.name = "ask.reply", .run = say_again},
    {0},
};
static const char *const scopes[] = {"commands", "chat:write", "app_mentions:read", "im:history",
                                     NULL};

const Feature feature_ask = {.name = "ask",
                             .commands = commands,
                             .actions = actions,
                             .shortcuts = shortcuts,
                             .events = events,
                             .recalls = recalls,
                             .scopes = scopes};
