/*
 * /askd: help, and the way to the subcommands of every feature. What it says is what the features
 * declare, so it cannot be out of date.
 */
#include "commands/help.h"

#include "commands/args.h"
#include "commands/present.h"

static const Words TITLE = {"What I can do", "我能做什么"};
static const Words INTRO = {
    "I answer questions from what this community has written down, with sources. What I don't know "
    "goes to a person.",
    "我根据社区整理的资料回答问题，并附上来源。我不知道的，会交给真人处理。"};
static const Words ELSEWHERE = {
    "You can also mention me in a channel, write me a direct message, or choose **%s** from the "
    "menu of any message.",
    "你也可以在频道里提到我、给我发私信，或在任意消息的菜单里选择 **%s**。"};
static const Words UNKNOWN = {"I don't know that command. Here is what I can do:",
                              "我不认识这个命令。我能做的是："};
static const Words NOT_YOU = {"Only moderators may do that.", "只有管理员可以这样做。"};
static const Words ONLY_MAINTAINERS = {"Only maintainers may do that.", "只有维护者可以这样做。"};

bool help_wanted(const char *text)
{
    static const char *const asked[] = {"help", "/help", "?", "？", "帮助", "幫助", "使用帮助"};
    for (size_t i = 0; i < G_N_ELEMENTS(asked); i++)
        if (g_ascii_strcasecmp(text, asked[i]) == 0)
            return true;
    return false;
}

static void line(GString *list, const Request *req, const char *command, const char *sub,
                 Words usage, Words summary)
{
    const char *how = words(usage, req->lang);
    g_string_append_printf(list, "- `/%s%s%s%s%s%s`", req->prefix, command + 1, sub ? " " : "",
                           sub ? sub : "", how ? " " : "", how ? how : "");
    g_string_append_printf(list, "%s%s\n", req->lang == LANG_ZH ? "：" : " – ",
                           words(summary, req->lang));
}

static char *commands_of_all(const Request *req)
{
    GString *list = g_string_new(NULL);
    for (const Feature *const *feature = features; *feature; feature++) {
        for (const Command *row = (*feature)->commands; row && row->name; row++)
            if (row->who != NOBODY && req->who >= row->who)
                line(list, req, row->name, NULL, row->usage, row->summary);
        for (const Subcommand *row = (*feature)->subcommands; row && row->name; row++)
            if (row->who != NOBODY && req->who >= row->who)
                line(list, req, "/askd", row->name, row->usage, row->summary);
    }
    return g_string_free(list, FALSE);
}

static const char *message_shortcut(void)
{
    for (const Feature *const *feature = features; *feature; feature++)
        for (const Shortcut *row = (*feature)->shortcuts; row && row->name; row++)
            if (row->of_message)
                return row->label.en; /* Slack shows this one to everybody */
    return NULL;
}

void help_reply(const Request *req, Effects *out, const char *note)
{
    Message *m = effects_reply(out, note);
    message_title(m, words(TITLE, req->lang));
    message_text(m, words(INTRO, req->lang));
    g_autofree char *list = commands_of_all(req);
    message_text(m, list);
    present_language_choice(m, req);
    const char *shortcut = message_shortcut();
    if (!shortcut)
        return;
    g_autofree char *elsewhere = words_filled(ELSEWHERE, req->lang, shortcut, NULL);
    message_context(m, elsewhere);
}

static bool show(const Request *req, Kb *kb, Effects *out, GError **error)
{
    (void)kb;
    (void)error;
    help_reply(req, out, NULL);
    return true;
}

static bool hand_on(const Request *req, Kb *kb, Effects *out, GError **error)
{
    const char *rest = req->text;
    g_autofree char *name = args_next(&rest);
    if (!name || help_wanted(name))
        return show(req, kb, out, error);
    g_autofree char *lower = g_ascii_strdown(name, -1);
    const Subcommand *sub = feature_subcommand(lower);
    if (!sub) {
        help_reply(req, out, words(UNKNOWN, req->lang));
        return true;
    }
    if (sub->who == NOBODY || req->who < sub->who) {
        effects_reply(out, words(sub->who == MAINTAINERS ? ONLY_MAINTAINERS : NOT_YOU, req->lang));
        return true;
    }
    Request theirs = *req;
    theirs.text = rest;
    return sub->run(&theirs, kb, out, error);
}

static const Command commands[] = {
    {.name = "/askd",
     .usage = {"[help | language | privacy | forget-me]",
               "[help | language | privacy | forget-me]"},
     .summary = {"Help and settings", "帮助与设置"},
     .who = EVERYONE,
     .cost = COST_FREE,
     .run = hand_on},
    {0},
};
static const Subcommand subcommands[] = {
    {.name = "help",
     .summary = {"This overview", "显示这份说明"},
     .who = EVERYONE,
     .run = show},
    {0},
};
static const char *const scopes[] = {"commands", NULL};

const Feature feature_help = {
    .name = "help", .commands = commands, .subcommands = subcommands, .scopes = scopes};
