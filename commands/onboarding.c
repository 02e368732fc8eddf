/*
 * /onboard, and the buttons of goals and steps. Whose progress it is, is who pressed: a button
 * names a goal and a step, never a person.
 */
#include "commands/onboarding.h"

#include <string.h>

#include "commands/home.h"
#include "commands/present.h"

static const char STEP[] = "- [ ] ";

/* In the order in which they are offered; each has an entry "welcome-GOAL". */
static const char *const goals[] = {"ask", "contribute", "help", "meet"};

static const Words STARTED = {"Getting started", "新手入门"};
static const Words SHOW_ROUND = {"Show me round", "带我看看"};
static const Words DONE = {"Step %s done", "第 %s 步已完成"};
static const Words COUNT = {"%s of %s done", "已完成 %s/%s"};
static const Words ALL_DONE = {"🎉 **All done.** What next?", "🎉 **全部完成！**接下来想做什么？"};
static const Words OTHERS = {"Something else:", "或者换一个："};
static const Words STOP = {"No more of these", "不再接收"};
static const Words STOP_TITLE = {"No more of these?", "不再接收？"};
static const Words STOP_TEXT = {"I shall never again write to you first. You can still ask me.",
                                "我不会再主动给你发消息，你仍然可以随时问我。"};
static const Words YES = {"No more", "不再接收"};
static const Words NO = {"Keep", "保留"};
static const Words STOPPED = {
    "I shall not write to you first again. `/{}onboard` shows the first steps whenever you like, "
    "`/{}ask` answers.",
    "我不会再主动联系你。随时可以用 `/{}onboard` 查看入门步骤，用 `/{}ask` 提问。"};
static const Words NOTHING = {
    "Nobody has written a welcome yet. `/{}askd help` shows what I can do.",
    "还没有人写欢迎内容。输入 `/{}askd help` 看看我能做什么。"};

/* --- the words -------------------------------------------------------------------------------- */

void welcome_text_clear(WelcomeText *text)
{
    g_clear_pointer(&text->title, g_free);
    g_clear_pointer(&text->body, g_free);
    g_clear_pointer(&text->steps, g_ptr_array_unref);
}

static void read_lines(WelcomeText *text, const char *answer)
{
    g_autoptr(GString) body = g_string_new(NULL);
    g_auto(GStrv) lines = g_strsplit(answer, "\n", -1);
    for (char **line = lines; *line; line++) {
        if (!g_str_has_prefix(*line, STEP))
            g_string_append_printf(body, "%s\n", *line);
        else if (text->steps->len < NEWCOMER_STEPS_MAX)
            g_ptr_array_add(text->steps, g_strdup(*line + strlen(STEP)));
    }
    text->body = g_strstrip(g_strdup(body->str));
}

bool welcome_text_read(Kb *kb, const char *slug, Lang lang, const char *prefix, WelcomeText *text,
                       GError **error)
{
    g_autoptr(Entry) entry = NULL;
    *text = (WelcomeText){.steps = g_ptr_array_new_with_free_func(g_free)};
    if (!entry_find(kb, slug, &entry, error))
        return false;
    if (!entry || entry->kind != ENTRY_WELCOME)
        return true;
    const EntryText *words = entry_text(entry, lang, NULL);
    g_autofree char *answer = words_prefixed(words->answer ? words->answer : "", prefix);
    text->title = g_strdup(words->title);
    read_lines(text, answer);
    return true;
}

static bool read_goal(Kb *kb, const char *goal, Lang lang, const char *prefix, WelcomeText *text,
                      GError **error)
{
    g_autofree char *slug = g_strconcat("welcome-", goal, NULL);
    return welcome_text_read(kb, slug, lang, prefix, text, error);
}

/* --- what is shown ---------------------------------------------------------------------------- */

static bool offer_goals(Message *m, Kb *kb, const char *but, Lang lang, const char *prefix,
                        GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(goals); i++) {
        g_auto(WelcomeText) goal = {0};
        if (g_strcmp0(goals[i], but) == 0)
            continue;
        if (!read_goal(kb, goals[i], lang, prefix, &goal, error))
            return false;
        if (goal.title)
            message_choice_styled(m, but ? CHOICE_PLAIN : CHOICE_PRIMARY, goal.title,
                                  "onboard.goal", goals[i]);
    }
    return true;
}

bool onboarding_goals(Message *m, Kb *kb, Lang lang, const char *prefix, GError **error)
{
    return offer_goals(m, kb, NULL, lang, prefix, error);
}

static unsigned count_done(const WelcomeText *text, uint32_t done)
{
    unsigned count = 0;
    for (unsigned i = 0; i < text->steps->len; i++)
        count += done >> i & 1;
    return count;
}

static void show_steps(Message *m, const WelcomeText *text, const Newcomer *newcomer, Lang lang)
{
    g_autoptr(GString) list = g_string_new(NULL);
    unsigned count = count_done(text, newcomer->done);
    for (unsigned i = 0; i < text->steps->len; i++)
        g_string_append_printf(list, "%s%s %u\\. %s", i > 0 ? "\\\n" : "",
                               newcomer->done >> i & 1 ? "✅" : "⬜", i + 1,
                               (const char *)text->steps->pdata[i]);
    message_text(m, list->str);
    for (unsigned i = 0; i < text->steps->len; i++) {
        if (newcomer->done >> i & 1)
            continue;
        g_autofree char *label = words_counted(DONE, lang, i + 1);
        g_autofree char *value = g_strdup_printf("%s %u", newcomer->goal, i);
        message_choice(m, label, "onboard.done", value);
    }
    if (text->steps->len == 0)
        return;
    g_autofree char *done = g_strdup_printf("%u", count);
    g_autofree char *all = g_strdup_printf("%u", text->steps->len);
    g_autofree char *progress = words_filled(COUNT, lang, done, all, NULL);
    message_context(m, progress);
}

static bool show_goal(Message *m, Kb *kb, const Newcomer *newcomer, const WelcomeText *text,
                      Lang lang, const char *prefix, GError **error)
{
    bool finished = text->steps->len > 0 && count_done(text, newcomer->done) == text->steps->len;
    message_title(m, text->title);
    if (*text->body)
        message_text(m, text->body);
    show_steps(m, text, newcomer, lang);
    message_text(m, words(finished ? ALL_DONE : OTHERS, lang));
    return offer_goals(m, kb, newcomer->goal, lang, prefix, error);
}

bool onboarding_show(Message *m, Kb *kb, const Newcomer *newcomer, Lang lang, const char *prefix,
                     GError **error)
{
    g_auto(WelcomeText) goal = {0};
    g_auto(WelcomeText) welcome = {0};
    if (newcomer->goal && !read_goal(kb, newcomer->goal, lang, prefix, &goal, error))
        return false;
    if (goal.title)
        return show_goal(m, kb, newcomer, &goal, lang, prefix, error);
    if (!welcome_text_read(kb, "welcome", lang, prefix, &welcome, error))
        return false;
    if (!welcome.title) {
        g_autofree char *nothing = words_prefixed(words(NOTHING, lang), prefix);
        message_text(m, nothing);
        return true;
    }
    message_title(m, welcome.title);
    message_text(m, welcome.body);
    return offer_goals(m, kb, NULL, lang, prefix, error);
}

void onboarding_offer_stop(Message *m, Lang lang)
{
    message_divider(m);
    message_choice(m, words(STOP, lang), "onboard.stop", NULL);
    message_confirm(m, words(STOP_TITLE, lang), words(STOP_TEXT, lang), words(YES, lang),
                    words(NO, lang));
}

bool onboarding_home(Message *m, const Request *req, Kb *kb, GError **error)
{
    g_auto(Newcomer) newcomer = {0};
    if (!newcomer_find(kb, req->user, &newcomer, error))
        return false;
    message_divider(m);
    if (!newcomer.known || newcomer.stopped) {
        message_choice(m, words(SHOW_ROUND, req->lang), "onboard.again", NULL);
        return true;
    }
    if (!newcomer.goal) {
        message_title(m, words(STARTED, req->lang));
        return offer_goals(m, kb, NULL, req->lang, req->prefix, error);
    }
    return onboarding_show(m, kb, &newcomer, req->lang, req->prefix, error);
}

/* --- what is done ----------------------------------------------------------------------------- */

/* From the Home tab the tab is shown again; else what holds the button is. */
static bool show_again(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_auto(Newcomer) newcomer = {0};
    if (req->surface == SURFACE_ACTION && !req->message)
        return home_show(req, kb, out, error);
    if (!newcomer_find(kb, req->user, &newcomer, error))
        return false;
    Message *m =
        req->surface == SURFACE_ACTION ? effects_replace(out, NULL) : effects_reply(out, NULL);
    return onboarding_show(m, kb, &newcomer, req->lang, req->prefix, error);
}

static bool again(const Request *req, Kb *kb, Effects *out, GError **error)
{
    return newcomer_begin(kb, req->user, error) && show_again(req, kb, out, error);
}

static const char *known_goal(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(goals); i++)
        if (g_strcmp0(goals[i], name) == 0)
            return goals[i];
    return NULL;
}

static bool choose(const Request *req, Kb *kb, Effects *out, GError **error)
{
    const char *goal = known_goal(req->value);
    return (!goal || newcomer_choose(kb, req->user, goal, error)) &&
           show_again(req, kb, out, error);
}

static bool did(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_auto(GStrv) parts = g_strsplit(req->value ? req->value : "", " ", 2);
    const char *goal = known_goal(parts[0]);
    guint64 step = 0;
    if (goal &&
        g_ascii_string_to_unsigned(parts[1] ? parts[1] : "", 10, 0, NEWCOMER_STEPS_MAX - 1, &step,
                                   NULL) &&
        (!newcomer_choose(kb, req->user, goal, error) ||
         !newcomer_did(kb, req->user, goal, (unsigned)step, error)))
        return false;
    return show_again(req, kb, out, error);
}

static bool stop(const Request *req, Kb *kb, Effects *out, GError **error)
{
    if (!newcomer_stop(kb, req->user, error))
        return false;
    effects_never(out, "welcome.greet", req->user);
    effects_never(out, "welcome.check-in", req->user);
    g_autofree char *stopped = present_sentence(STOPPED, req);
    effects_replace(out, stopped);
    return true;
}

static const Command commands[] = {
    {.name = "/onboard",
     .summary = {"The first steps here, from the start", "新手入门，从头开始"},
     .who = EVERYONE,
     .run = again},
    {0},
};
static const Action actions[] = {
    {.name = "onboard.again", .who = EVERYONE, .run = again},
    {.name = "onboard.goal", .who = EVERYONE, .run = choose},
    {.name = "onboard.done", .who = EVERYONE, .run = did},
    {.name = "onboard.stop", .who = EVERYONE, .run = stop},
    {0},
};
static const char *const scopes[] = {"commands", NULL};

const Feature feature_onboarding = {
    .name = "onboard", .commands = commands, .actions = actions, .scopes = scopes};
