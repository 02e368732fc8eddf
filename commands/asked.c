/*
 * What an asker does with what they got: says whether it helped, hands the question to people, asks
 * without a name, needs it no more, shows it to everyone. Its buttons stand under replies, see
 * reply.h; what comes back is a client's word, so only a question's own asker moves it on.
 */
#include "commands/feature.h"

#include <string.h>

#include "commands/card.h"
#include "commands/explain.h"
#include "commands/home.h"
#include "commands/present.h"
#include "commands/reply.h"
#include "commands/tell.h"
#include "knowledge/question.h"

enum { ECHO_MAX = 300 /* bytes of a question said again */ };

static const Words WITHDRAWN = {"✓ Withdrawn.", "✓ 已撤回。"};
static const Words SOLVED = {"✓ Marked solved. Good to hear!", "✓ 已标记为解决，太好了！"};
static const Words NOT_WAITING = {"It does not wait for a person any more.",
                                  "这个问题已经不在等待人工回答了。"};
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

typedef struct Pressed {
    Question *question;
    Lang lang;
    char *slug;      /* or NULL */
    bool is_refused; /* nothing failed, but it is not theirs to press, and they have been told */
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

/* The question whose button it was, for its asker alone. */
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
    pressed->is_refused = !theirs;
    if (!theirs)
        sorry(req, out, found && found->user ? NOT_YOURS : OUTDATED);
    else
        pressed->question = g_steal_pointer(&found);
    return theirs;
}

/* The reply as it stood, without its buttons. */
static Message *again(const Request *req, Effects *out, const Pressed *pressed, const char *slug)
{
    const Question *question = pressed->question;
    const Entry *entry = library_entry(req->library, slug);
    bool stands_above =
        g_strcmp0(question->surface, "mention") == 0 || g_strcmp0(question->surface, "dm") == 0;
    Message *m = effects_replace(out, NULL);
    if (!stands_above)
        reply_echo(m, SURFACE_COMMAND, question->text);
    if (entry)
        present_answer(m, entry, pressed->lang);
    else if (question->state == QUESTION_ANSWERED && question->note)
        message_text(m, question->note); /* a moderator's reply that is kept nowhere else */
    return m;
}

static void offer_complaints(Message *m, int64_t id, Lang lang)
{
    for (size_t i = 0; i < G_N_ELEMENTS(COMPLAINTS); i++) {
        g_autofree char *value = reply_value(id, lang, COMPLAINTS[i].code);
        message_choice(m, words(COMPLAINTS[i].label, lang), "ask.complain", value);
    }
    g_autofree char *value = reply_value(id, lang, NULL);
    message_choice(m, words(reply_ask_people, lang), "ask.people", value);
}

static bool rate(const Request *req, Kb *kb, Effects *out, bool helpful, GError **error)
{
    g_auto(Pressed) pressed = {0};
    bool changed;
    if (!press(req, kb, out, &pressed, error))
        return pressed.is_refused;
    if (!question_rate(kb, pressed.question->id, req->user, helpful, &changed, error))
        return false;
    Message *m = again(req, out, &pressed, pressed.question->entry);
    g_autofree char *value = reply_value(pressed.question->id, pressed.lang, NULL);
    message_context(m, words(helpful ? MARKED_HELPFUL : MARKED_NOT_HELPFUL, pressed.lang));
    if (!helpful)
        offer_complaints(m, pressed.question->id, pressed.lang);
    else if (reply_may_publish(req))
        message_choice(m, words(reply_publish, pressed.lang), "ask.publish", value);
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
        return pressed.is_refused;
    g_autoptr(Question) asked = NULL;
    int64_t id = pressed.question->id;
    const char *why = complaint(&pressed);
    if (!(why ? question_complain(kb, id, req->user, why, &changed, error)
              : question_ask_people(kb, id, req->user, &changed, error)) ||
        !question_find(kb, id, &asked, error) ||
        (changed && !card_refresh(req, kb, out, asked->group, error)))
        return false;
    const char *slug = pressed.question->entry;
    const Entry *entry = library_entry(req->library, slug);
    Message *m = again(req, out, &pressed, slug);
    if (asked->state == QUESTION_DISMISSED) {
        tell_reason(m, asked->note, pressed.lang);
        return true;
    }
    message_text(m, words(HANDED_ON, pressed.lang));
    present_venue(m, library_venue(req->library, entry), pressed.lang);
    reply_offer_leaving(m, id, pressed.lang);
    return true;
}

/* The name goes, the waiting stays. */
static bool unname(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_auto(Pressed) pressed = {0};
    bool changed;
    if (!press(req, kb, out, &pressed, error))
        return pressed.is_refused;
    if (!question_make_anonymous(kb, pressed.question->id, req->user, &changed, error))
        return false;
    Message *m = again(req, out, &pressed, NULL);
    message_text(m, words(reply_unnamed, pressed.lang));
    reply_offer_leaving(m, pressed.question->id, pressed.lang);
    return true;
}

/* From under a reply, or from the Home tab, which is shown again without it. */
static bool leave(const Request *req, Kb *kb, Effects *out, bool solved, GError **error)
{
    g_auto(Pressed) pressed = {0};
    bool changed;
    if (!press(req, kb, out, &pressed, error))
        return pressed.is_refused;
    int64_t group = pressed.question->group;
    if (!question_withdraw(kb, pressed.question->id, req->user, solved ? "solved" : "withdrawn",
                           &changed, error) ||
        !card_refresh(req, kb, out, group, error))
        return false;
    const char *said = words(!changed ? NOT_WAITING : solved ? SOLVED : WITHDRAWN, pressed.lang);
    if (req->message) {
        message_text(again(req, out, &pressed, NULL), said);
        return true;
    }
    effects_reply(out, said);
    return home_show(req, kb, out, error);
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
        return pressed.is_refused;
    if (!library_entry(req->library, pressed.slug)) {
        sorry(req, out, OUTDATED);
        return true;
    }
    if (!question_chose(kb, pressed.question->id, req->user, pressed.slug, &changed, error))
        return false;
    Message *m = again(req, out, &pressed, pressed.slug);
    reply_offer_rating(m, req, pressed.question->id, pressed.lang);
    return true;
}

static bool publish(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_auto(Pressed) pressed = {0};
    if (!press(req, kb, out, &pressed, error))
        return pressed.is_refused;
    const char *slug = pressed.question->entry;
    const Entry *entry = library_entry(req->library, slug);
    if (!entry || !reply_may_publish(req)) {
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

static const Action actions[] = {
    {.name = "ask.helpful", .who = EVERYONE, .run = helpful},
    {.name = "ask.not_helpful", .who = EVERYONE, .run = not_helpful},
    {.name = "ask.people", .who = EVERYONE, .cost = COST_PEOPLE, .run = ask_people},
    {.name = "ask.complain", .who = EVERYONE, .cost = COST_PEOPLE, .run = ask_people},
    {.name = "ask.unnamed", .who = EVERYONE, .run = unname},
    {.name = "ask.withdraw", .who = EVERYONE, .run = withdraw},
    {.name = "ask.solved", .who = EVERYONE, .run = solve},
    {.name = "ask.choose", .who = EVERYONE, .run = choose},
    {.name = "ask.publish", .who = EVERYONE, .run = publish},
    {.name = "ask.why", .who = MODERATORS, .run = why},
    {0},
};
static const char *const scopes[] = {"chat:write", NULL};

const Feature feature_asked = {.name = "ask", .actions = actions, .scopes = scopes};
