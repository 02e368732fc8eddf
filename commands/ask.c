/*
 * A question, wherever it is asked, gets an answer with its source, a few to choose from, or an
 * honest "I don't know" that a person will see; and what its asker then does with it.
 *
 * Buttons carry "ID LANG [SLUG]": the question, the language of the reply they stand under, the
 * suggestion. What comes back is a client's word: only a question's own asker moves it on.
 */
#include "commands/feature.h"

#include <string.h>

#include "commands/card.h"
#include "commands/explain.h"
#include "commands/help.h"
#include "commands/home.h"
#include "commands/present.h"
#include "commands/tell.h"
#include "commands/venue.h"
#include "knowledge/mask.h"
#include "knowledge/member.h"
#include "knowledge/question.h"

enum { ECHO_MAX = 300 /* bytes of a question said again */ };

static const Words USAGE = {"Ask me something, in English or Chinese. For example:\n\n"
                            "- `/{}ask what does containerd do?`\n"
                            "- `/{}ask who donated Prometheus to the CNCF?`",
                            "请问我一个问题，中英文都可以。例如：\n\n"
                            "- `/{}ask containerd 是做什么的？`\n"
                            "- `/{}ask 普罗米修斯是谁捐给 CNCF 的？`"};
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
    "_问题太长了，我只读了开头部分；问得短一些更容易找到答案。_"};
static const Words DID_YOU_MEAN = {"I am not sure. Did you mean one of these?",
                                   "我不太确定。你想问的是不是下面这些？"};
static const Words UNKNOWN = {
    "**I don't know.** Your question is in the log now, and a maintainer will see it.",
    "**我不知道。** 你的问题已经记录下来，维护者会看到。"};
static const Words MASKED = {
    "_Something in your question looked like a secret or like somebody's personal data. I have "
    "taken it out and kept nothing of it. If it was a key or a token, please replace it._",
    "_你的问题里有看起来像密钥或个人信息的内容，我已经把它去掉，没有保存。如果那是密钥或令牌，请"
    "尽快更换。_"};
static const Words UNNAMED = {"✓ Nobody sees that it was you who asked. I answer by direct message.",
                              "✓ 没有人会看到是你问的，回答会用私信发给你。"};
static const Words ASK_UNNAMED = {"Ask without my name", "匿名提问"};
static const Words WITHDRAWN = {"✓ Withdrawn.", "✓ 已撤回。"};
static const Words SOLVED = {"✓ Marked solved. Good to hear!", "✓ 已标记为解决，太好了！"};
static const Words HELPFUL = {"Helpful", "有帮助"};
static const Words NOT_HELPFUL = {"Not helpful", "没帮助"};
static const Words ASK_PEOPLE = {"Ask the maintainers", "请教维护者"};
static const Words NONE_OF_THESE = {"None of these: ask the maintainers", "都不是，请教维护者"};
static const Words WHY = {"Why?", "为什么"};
static const Words PUBLISH = {"Show to everyone", "公开给大家看"};
static const Words MARKED_HELPFUL = {"✓ Marked helpful. Thank you!", "✓ 已标记为有帮助，谢谢！"};
static const Words MARKED_NOT_HELPFUL = {
    "Marked not helpful. What is wrong with it? A maintainer will look at it then.",
    "已标记为没帮助。哪里不对？选一个，维护者就会来看。"};
static const struct {
    const char *code;
    Words label;
} COMPLAINTS[] = {
    {"wrong", {"It is wrong", "内容有误"}},
    {"outdated", {"It is outdated", "内容过时"}},
    {"unclear", {"It is unclear", "看不明白"}},
    {"not-asked", {"Not what I asked", "答非所问"}},
};
static const Words HANDED_ON = {
    "✓ Thank you. Your question is in the log now, and a maintainer will see it.",
    "✓ 谢谢。你的问题已经记录下来，维护者会看到。"};
static const Words PUBLISHED = {"✓ Shown to everyone in this channel.",
                                "✓ 已公开给本频道的所有人。"};
static const Words SHARED = {"shared this answer of askd:", "分享了 askd 的这条回答："};
static const Words NOT_YOURS = {
    "Only the person who asked can use these buttons. Ask me yourself with `/{}ask`.",
    "只有提问的人可以使用这些按钮。你也可以用 `/{}ask` 向我提问。"};
static const Words OUTDATED = {"That is no longer there. Please ask again with `/{}ask`.",
                               "这条内容已经不在了，请用 `/{}ask` 重新提问。"};

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

static char *button_value(int64_t id, Lang lang, const char *slug)
{
    return g_strdup_printf("%" G_GINT64_FORMAT " %s%s%s", id, lang_code(lang), slug ? " " : "",
                           slug ? slug : "");
}

/* In a direct message there is nobody else to show it to. */
static bool may_publish(const Request *req)
{
    return req->is_private && req->channel && *req->channel != 'D';
}

/* Moderators alone, where nobody else sees the button. */
static void offer_why(Message *m, const Request *req, int64_t id, Lang lang)
{
    if (req->who < MODERATORS || !req->is_private)
        return;
    g_autofree char *value = button_value(id, lang, NULL);
    message_choice(m, words(WHY, lang), "ask.why", value);
}

static void offer_rating(Message *m, const Request *req, int64_t id, Lang lang)
{
    g_autofree char *value = button_value(id, lang, NULL);
    message_choice_styled(m, CHOICE_PRIMARY, words(HELPFUL, lang), "ask.helpful", value);
    message_choice(m, words(NOT_HELPFUL, lang), "ask.not_helpful", value);
    message_choice(m, words(ASK_PEOPLE, lang), "ask.people", value);
    if (may_publish(req))
        message_choice(m, words(PUBLISH, lang), "ask.publish", value);
}

static void offer_suggestions(Message *m, const Answer *answer, int64_t id, Lang lang)
{
    message_text(m, words(DID_YOU_MEAN, lang));
    size_t count = MIN(answer->candidate_count, (size_t)ANSWER_SUGGESTIONS_MAX);
    for (size_t i = 0; i < count; i++) {
        const Entry *entry = answer->candidates[i].entry;
        g_autofree char *value = button_value(id, lang, entry->slug);
        message_choice(m, present_title(entry, lang), "ask.choose", value);
    }
    g_autofree char *value = button_value(id, lang, NULL);
    message_choice(m, words(NONE_OF_THESE, lang), "ask.people", value);
}

/* Of a command or a form Slack shows nothing: there the reply alone can say what was asked. */
static void echo(Message *m, Surface surface, const char *text)
{
    if (surface == SURFACE_MENTION || surface == SURFACE_DM)
        return;
    g_autofree char *shortened = text_shorten(text, ECHO_MAX);
    message_quote(m, shortened);
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
    g_autofree char *value = button_value(question->id, req->lang, NULL);
    if (asking->unnamed)
        message_context(m, words(UNNAMED, req->lang));
    else if (req->is_private)
        message_choice(m, words(ASK_UNNAMED, req->lang), "ask.unnamed", value);
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
        offer_rating(m, req, id, req->lang);
        break;
    case OUTCOME_SUGGESTED:
        offer_suggestions(m, answer, id, req->lang);
        break;
    case OUTCOME_UNKNOWN:
        unknown(req, answer, question, asking, m);
        break;
    }
    offer_why(m, req, id, req->lang);
}

/* "--anonymous" before or behind the question, as a person types it: also —anonymous, 匿名. */
static const char *without_flag(const char *text, size_t *len, bool *unnamed)
{
    static const char *const FLAGS[] = {"--anonymous", "—anonymous", "–anonymous", "--匿名", "—匿名"};
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

static bool ask_for(const Request *req, Kb *kb, Effects *out, GError **error)
{
    Asking asking = {0};
    g_autofree char *text = read_question(req, &asking);
    g_autoptr(Question) question = NULL;
    Answer answer;
    int64_t id;
    answer_find(req->library, req->scratch, text, &answer);
    if (answer.outcome == OUTCOME_UNKNOWN || venue_wanted(text))
        answer.venue = venue_for(req->library, text, &answer);
    if (!log_question(req, kb, text, &answer, &asking, &id, error) ||
        !question_find(kb, id, &question, error) ||
        !card_asked(req, kb, out, question->group, error))
        return false;
    Message *m = effects_reply(out, NULL);
    echo(m, req->surface, text);
    if (asking.masked)
        message_text(m, words(MASKED, req->lang));
    if (asking.cut)
        message_text(m, words(CUT, req->lang));
    reply(req, &answer, question, &asking, m);
    return true;
}

static bool ask(const Request *req, Kb *kb, Effects *out, GError **error)
{
    size_t len = strlen(req->text);
    if (len == 0 && req->surface == SURFACE_SHORTCUT) {
        effects_reply(out, words(NO_WORDS, req->lang));
        return true;
    }
    if (len == 0) {
        g_autofree char *usage = present_sentence(USAGE, req);
        effects_reply(out, usage);
        return true;
    }
    if (help_wanted(req->text)) {
        help_reply(req, out, NULL);
        return true;
    }
    return ask_for(req, kb, out, error);
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

/* Until it is submitted nobody knows what language it will be in; a chosen one holds all the same.
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

/* --- what the asker does with it -------------------------------------------------------------- */

typedef struct Pressed {
    Question *question;
    Lang lang;
    char *slug; /* or NULL */
} Pressed;

static void pressed_clear(Pressed *pressed)
{
    question_free(pressed->question);
    g_free(pressed->slug);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Pressed, pressed_clear)

static void sorry(const Request *req, Effects *out, Words why)
{
    g_autofree char *sentence = present_sentence(why, req);
    effects_reply(out, sentence);
}

/* The question whose button it was; left NULL, and the person told, when it is not theirs to press.
 */
static bool press(const Request *req, Kb *kb, Effects *out, Pressed *pressed, GError **error)
{
    g_auto(GStrv) parts = g_strsplit(req->value ? req->value : "", " ", 3);
    guint count = g_strv_length(parts);
    pressed->lang = req->lang;
    if (count > 1)
        lang_parse(parts[1], &pressed->lang);
    if (count > 2)
        pressed->slug = g_strdup(parts[2]);
    int64_t id = count > 0 ? g_ascii_strtoll(parts[0], NULL, 10) : 0;
    g_autoptr(Question) found = NULL;
    if (!question_find(kb, id, &found, error))
        return false;
    bool theirs = false;
    if (found && !question_is_of(kb, found, req->user, &theirs, error))
        return false;
    if (!found || (!found->user && !theirs))
        sorry(req, out, OUTDATED);
    else if (!theirs)
        sorry(req, out, NOT_YOURS);
    else
        pressed->question = g_steal_pointer(&found);
    return true;
}

/* The reply as it stood, without its buttons. */
static Message *again(const Request *req, Effects *out, const Pressed *pressed, const char *slug)
{
    const Question *question = pressed->question;
    const Entry *entry = slug ? library_entry(req->library, slug) : NULL;
    bool stands_above =
        g_strcmp0(question->surface, "mention") == 0 || g_strcmp0(question->surface, "dm") == 0;
    Message *m = effects_replace(out, NULL);
    if (!stands_above)
        echo(m, SURFACE_COMMAND, question->text);
    if (entry)
        present_answer(m, entry, pressed->lang);
    else if (question->state == QUESTION_ANSWERED && question->note)
        message_text(m, question->note); /* a moderator's reply that is kept nowhere else */
    return m;
}

static void offer_complaints(Message *m, int64_t id, Lang lang)
{
    for (size_t i = 0; i < G_N_ELEMENTS(COMPLAINTS); i++) {
        g_autofree char *value = button_value(id, lang, COMPLAINTS[i].code);
        message_choice(m, words(COMPLAINTS[i].label, lang), "ask.complain", value);
    }
    g_autofree char *value = button_value(id, lang, NULL);
    message_choice(m, words(ASK_PEOPLE, lang), "ask.people", value);
}

static bool rate(const Request *req, Kb *kb, Effects *out, bool helpful, GError **error)
{
    g_auto(Pressed) pressed = {0};
    bool changed;
    if (!press(req, kb, out, &pressed, error))
        return false;
    if (!pressed.question)
        return true;
    if (!question_rate(kb, pressed.question->id, req->user, helpful, &changed, error))
        return false;
    Message *m = again(req, out, &pressed, pressed.question->entry);
    g_autofree char *value = button_value(pressed.question->id, pressed.lang, NULL);
    message_context(m, words(helpful ? MARKED_HELPFUL : MARKED_NOT_HELPFUL, pressed.lang));
    if (!helpful)
        offer_complaints(m, pressed.question->id, pressed.lang);
    else if (may_publish(req))
        message_choice(m, words(PUBLISH, pressed.lang), "ask.publish", value);
    return true;
}

static bool helpful(const Request *req, Kb *kb, Effects *out, GError **error)
{
    return rate(req, kb, out, true, error);
}

static bool not_helpful(const Request *req, Kb *kb, Effects *out, GError **error)
{
    return rate(req, kb, out, false, error);
}

static const char *complaint(const Pressed *pressed)
{
    for (size_t i = 0; i < G_N_ELEMENTS(COMPLAINTS); i++)
        if (g_strcmp0(pressed->slug, COMPLAINTS[i].code) == 0)
            return COMPLAINTS[i].code;
    return NULL;
}

/* With a word of what is wrong with what was shown, or without. */
static bool ask_people(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_auto(Pressed) pressed = {0};
    bool changed;
    if (!press(req, kb, out, &pressed, error))
        return false;
    if (!pressed.question)
        return true;
    g_autoptr(Question) asked = NULL;
    int64_t id = pressed.question->id;
    const char *why = complaint(&pressed);
    if (!(why ? question_complain(kb, id, req->user, why, &changed, error)
              : question_ask_people(kb, id, req->user, &changed, error)) ||
        !question_find(kb, id, &asked, error) ||
        (changed && !card_asked(req, kb, out, asked->group, error)))
        return false;
    const char *slug = pressed.question->entry;
    const Entry *entry = slug ? library_entry(req->library, slug) : NULL;
    Message *m = again(req, out, &pressed, slug);
    if (asked->state == QUESTION_DISMISSED) {
        tell_reason(m, asked->note, pressed.lang);
        return true;
    }
    message_text(m, words(HANDED_ON, pressed.lang));
    present_venue(m, library_venue(req->library, entry), pressed.lang);
    return true;
}

/* The name goes, the waiting stays. */
static bool unname(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_auto(Pressed) pressed = {0};
    bool changed;
    if (!press(req, kb, out, &pressed, error))
        return false;
    if (!pressed.question)
        return true;
    if (!question_make_anonymous(kb, pressed.question->id, req->user, &changed, error))
        return false;
    message_text(again(req, out, &pressed, NULL), words(UNNAMED, pressed.lang));
    return true;
}

/* From the Home tab, which is shown again without it. */
static bool leave(const Request *req, Kb *kb, Effects *out, bool solved, GError **error)
{
    g_auto(Pressed) pressed = {0};
    bool changed;
    if (!press(req, kb, out, &pressed, error))
        return false;
    if (!pressed.question)
        return true;
    int64_t group = pressed.question->group;
    if (!question_withdraw(kb, pressed.question->id, req->user, solved ? "solved" : "withdrawn",
                           &changed, error) ||
        !card_refresh(req, kb, out, group, error) || !home_show(req, kb, out, error))
        return false;
    effects_reply(out, words(solved ? SOLVED : WITHDRAWN, pressed.lang));
    return true;
}

static bool withdraw(const Request *req, Kb *kb, Effects *out, GError **error)
{
    return leave(req, kb, out, false, error);
}

static bool solve(const Request *req, Kb *kb, Effects *out, GError **error)
{
    return leave(req, kb, out, true, error);
}

static bool choose(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_auto(Pressed) pressed = {0};
    bool changed;
    if (!press(req, kb, out, &pressed, error))
        return false;
    if (!pressed.question)
        return true;
    if (!pressed.slug || !library_entry(req->library, pressed.slug)) {
        sorry(req, out, OUTDATED);
        return true;
    }
    if (!question_chose(kb, pressed.question->id, req->user, pressed.slug, &changed, error))
        return false;
    Message *m = again(req, out, &pressed, pressed.slug);
    offer_rating(m, req, pressed.question->id, pressed.lang);
    return true;
}

static bool publish(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_auto(Pressed) pressed = {0};
    if (!press(req, kb, out, &pressed, error))
        return false;
    if (!pressed.question)
        return true;
    const char *slug = pressed.question->entry;
    const Entry *entry = slug ? library_entry(req->library, slug) : NULL;
    if (!entry || !may_publish(req)) {
        sorry(req, out, OUTDATED);
        return true;
    }
    Message *all = effects_publish(out, NULL);
    message_from(all, req->user, words(SHARED, pressed.lang));
    present_answer(all, entry, pressed.lang);
    message_context(again(req, out, &pressed, slug), words(PUBLISHED, pressed.lang));
    return true;
}

/* Whose question it was does not matter: moderators read the log anyway. */
static bool why(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_autoptr(Question) question = NULL;
    Lang lang = req->lang;
    g_auto(GStrv) parts = g_strsplit(req->value ? req->value : "", " ", 3);
    int64_t id = parts[0] ? g_ascii_strtoll(parts[0], NULL, 10) : 0;
    if (parts[0] && parts[1])
        lang_parse(parts[1], &lang);
    if (!question_find(kb, id, &question, error))
        return false;
    if (!question || !*question->text) {
        sorry(req, out, OUTDATED);
        return true;
    }
    g_autofree char *table = NULL;
    if (!explain(kb, req->library, req->scratch, question->text, lang, &table, error))
        return false;
    g_strdelimit(table, "`", '\''); /* it stands between three of them */
    g_autofree char *shortened = text_shorten(question->text, ECHO_MAX);
    g_autofree char *fenced = g_strconcat("```\n", table, "```", NULL);
    Message *m = effects_reply(out, NULL);
    message_quote(m, shortened);
    message_text(m, fenced);
    return true;
}

static const Command commands[] = {
    {.name = "/ask",
     .usage = {"your question", "你的问题"},
     .summary = {"Ask a question; only you see the answer", "提一个问题，回答只有你能看到"},
     .who = EVERYONE,
     .run = ask},
    {0},
};
static const Action actions[] = {
    {.name = "ask.open", .who = EVERYONE, .run = open_form},
    {.name = "ask.form", .who = EVERYONE, .run = ask_by_form},
    {.name = "ask.helpful", .who = EVERYONE, .run = helpful},
    {.name = "ask.not_helpful", .who = EVERYONE, .run = not_helpful},
    {.name = "ask.people", .who = EVERYONE, .run = ask_people},
    {.name = "ask.complain", .who = EVERYONE, .run = ask_people},
    {.name = "ask.unnamed", .who = EVERYONE, .run = unname},
    {.name = "ask.withdraw", .who = EVERYONE, .run = withdraw},
    {.name = "ask.solved", .who = EVERYONE, .run = solve},
    {.name = "ask.choose", .who = EVERYONE, .run = choose},
    {.name = "ask.publish", .who = EVERYONE, .run = publish},
    {.name = "ask.why", .who = MODERATORS, .run = why},
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
static const char *const scopes[] = {"commands", "chat:write", "app_mentions:read", "im:history",
                                     NULL};

const Feature feature_ask = {.name = "ask",
                             .commands = commands,
                             .actions = actions,
                             .shortcuts = shortcuts,
                             .events = events,
                             .scopes = scopes};
