/*
 * /report, and the same of a message: tells the moderators privately, anonymously if wished. What
 * was reported is shown to them alone, each by direct message or in the channel for it, and never
 * to whom it is about. Whoever handles it says so once, and every copy says by whom.
 */
#include "commands/feature.h"

#include <string.h>

#include "commands/act.h"
#include "commands/privacy.h"
#include "knowledge/audit.h"
#include "knowledge/member.h"
#include "knowledge/report.h"
#include "knowledge/usergroup.h"

enum {
    TEXT_MAX = 2500,
    QUOTE_MAX = 1500 /* bytes */,
    RECIPIENTS_MAX = 30,
    LISTED_MAX = 10,
    ID_LEAST = 5
};

static const char ANONYMOUS[] = "anonymous";
static const char CONDUCT[] = "cncf-code-of-conduct"; /* the entry whose first source is linked */

static const Words TITLE = {"Tell the moderators", "告诉管理员"};
static const Words SEND = {"Send", "发送"};
static const Words CANCEL = {"Cancel", "取消"};
static const Words ABOUT = {
    "Only the moderators see this: never the channel, never whom it is about.",
    "只有管理员能看到，频道里的人和当事人都看不到。"};
static const Words CONDUCT_IS = {"What holds here: the [code of conduct](<%s>).",
                                 "社区遵守[行为准则](<%s>)。"};
static const Words URGENT = {"Is somebody in danger? Call for help where you are first.",
                             "如果有人身处危险，请先在当地求助。"};
static const Words WHAT = {"What happened?", "发生了什么？"};
static const Words WHAT_HINT = {"Who, where, when: what helps to look into it.",
                                "谁、在哪里、什么时候：有助于了解情况的信息。"};
static const Words WHO = {"Shall they know who tells?", "是否让管理员知道是你？"};
static const Words NAMED = {"Yes: they can ask me and tell me what came of it",
                            "是：他们可以问我，并告诉我结果"};
static const Words UNNAMED = {"No: my name is not kept", "否：不保存我的名字"};
static const Words THANKS = {
    "Thank you. The moderators have your report **%s** and nobody else does. They tell you when "
    "they have looked at it.",
    "谢谢。管理员已收到你的报告 **%s**，其他人都看不到。他们处理后会告诉你。"};
static const Words THANKS_UNNAMED = {
    "Thank you. The moderators have your report **%s** and nobody else does. Your name was not "
    "kept, so nobody can tell you what came of it.",
    "谢谢。管理员已收到你的报告 **%s**，其他人都看不到。没有保存你的名字，所以无法告诉你结果。"};
static const Words NOBODY_THERE = {
    "Nobody is named here who could look at it, so nothing was kept. Please write to an admin of "
    "the workspace, or to conduct@cncf.io.",
    "这里没有设置可以处理的管理员，所以什么都没有保存。请联系工作区管理员，或写信给 "
    "conduct@cncf.io。"};
static const Words EMPTY = {"Please say what happened.", "请说明发生了什么。"};
static const Words REPORT = {"Report %s", "报告 %s"};
static const Words FROM = {"reported this", "提交了这份报告"};
static const Words FROM_NOBODY = {"Somebody who does not want to be known reported this.",
                                  "有人匿名提交了这份报告。"};
static const Words IS_ABOUT = {"is whom it is about", "是当事人"};
static const Words MESSAGE = {"[The message](<%s>):", "[被报告的消息](<%s>)："};
static const Words HANDLED = {"Handled", "已处理"};
static const Words DID_HANDLE = {"has handled this.", "已处理。"};
static const Words TOLD = {"The moderators have looked at your report **%s**. Thank you.",
                           "管理员已查看你的报告 **%s**。谢谢。"};
static const Words LIST = {"Reports that wait", "等待处理的报告"};
static const Words NONE = {"No report waits.", "没有等待处理的报告。"};
static const Words GONE = {"There is no such report.", "没有这份报告。"};

/* --- the form --------------------------------------------------------------------------------- */

static void say_conduct(const Request *req, Form *form)
{
    const Entry *entry = library_entry(req->library, CONDUCT);
    form_text(form, words(ABOUT, req->lang));
    if (entry && entry->sources->len > 0) {
        g_autofree char *line = words_filled(CONDUCT_IS, req->lang, entry->sources->pdata[0], NULL);
        form_text(form, line);
    }
    form_text(form, words(URGENT, req->lang));
}

/* "AUTHOR LINK QUOTE" comes back with the form; "-" for what there is not. */
static char *kept_of(const Request *req, const char *quote)
{
    return g_strdup_printf("%s %s %s", req->author ? req->author : "-", req->link ? req->link : "-",
                           quote);
}

static bool open_form(const Request *req, Kb *kb, Effects *out, GError **error)
{
    (void)kb;
    (void)error;
    bool of_message = req->surface == SURFACE_SHORTCUT;
    g_autofree char *quote = of_message ? text_shorten(req->text, QUOTE_MAX) : g_strdup("");
    g_autofree char *kept = of_message ? kept_of(req, quote) : g_strdup("- - ");
    Form *form = effects_form(out, "report.form", words(TITLE, req->lang), words(SEND, req->lang),
                              words(CANCEL, req->lang));
    form_keep(form, kept);
    say_conduct(req, form);
    if (*quote)
        form_quote(form, quote);
    form_input(form, "what", words(WHAT, req->lang), of_message ? NULL : req->text,
               words(WHAT_HINT, req->lang), true, of_message, TEXT_MAX);
    form_select(form, "who", words(WHO, req->lang), "named", false);
    form_option(form, "named", words(NAMED, req->lang));
    form_option(form, ANONYMOUS, words(UNNAMED, req->lang));
    return true;
}

/* --- whom it reaches -------------------------------------------------------------------------- */

static void add_person(GPtrArray *to, const char *person, const char *about)
{
    if (g_strcmp0(person, about) != 0 && to->len < RECIPIENTS_MAX &&
        !g_ptr_array_find_with_equal_func(to, person, g_str_equal, NULL))
        g_ptr_array_add(to, g_strdup(person));
}

static bool add_group(Kb *kb, GPtrArray *to, const char *group, const char *about, GError **error)
{
    g_autoptr(GPtrArray) members = usergroup_members(kb, group, error);
    for (unsigned i = 0; members && i < members->len; i++)
        add_person(to, members->pdata[i], about);
    return members != NULL;
}

static bool add_people(Kb *kb, GPtrArray *to, char *const *people, const char *about,
                       GError **error)
{
    for (; people && *people; people++) {
        if (!usergroup_is_id(*people))
            add_person(to, *people, about);
        else if (!add_group(kb, to, *people, about, error))
            return false;
    }
    return true;
}

/* The channel for it, else every moderator but the one it is about: char *. */
static GPtrArray *recipients(Kb *kb, const Settings *settings, const char *about, GError **error)
{
    g_autoptr(GPtrArray) to = g_ptr_array_new_with_free_func(g_free);
    if (settings->report_channel)
        g_ptr_array_add(to, g_strdup(settings->report_channel));
    else if (!add_people(kb, to, settings->moderators, about, error) ||
             !add_people(kb, to, settings->maintainers, about, error))
        return NULL;
    return g_steal_pointer(&to);
}

static char *post_name(int64_t id, const char *to)
{
    return g_strdup_printf("report:%" G_GINT64_FORMAT ":%s", id, to);
}

static void show(Message *m, const Report *report, Lang lang)
{
    g_autofree char *title = words_counted(REPORT, lang, report->id);
    message_title(m, title);
    if (report->text && *report->text)
        message_quote(m, report->text);
    if (report->link) {
        g_autofree char *line = words_filled(MESSAGE, lang, report->link, NULL);
        message_text(m, line);
    }
    if (report->quote)
        message_quote(m, report->quote);
    if (report->about)
        message_from(m, report->about, words(IS_ABOUT, lang));
    if (report->reporter)
        message_from(m, report->reporter, words(FROM, lang));
    else
        message_context(m, words(FROM_NOBODY, lang));
}

static void show_open(Message *m, const Report *report, Lang lang)
{
    g_autofree char *value = g_strdup_printf("%" G_GINT64_FORMAT, report->id);
    show(m, report, lang);
    message_choice_styled(m, CHOICE_PRIMARY, words(HANDLED, lang), "report.handled", value);
}

/* --- sent ------------------------------------------------------------------------------------- */

static char *part(char **parts, unsigned at)
{
    bool there = g_strv_length(parts) > at && *parts[at] && strcmp(parts[at], "-") != 0;
    return there ? g_strdup(parts[at]) : NULL;
}

/* "@U0ANA wrote …" names whom it is about. */
static char *first_member(const char *text)
{
    for (const char *at = strchr(text, '@'); at; at = strchr(at + 1, '@')) {
        size_t len = strspn(at + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
        if ((at[1] == 'U' || at[1] == 'W') && len >= ID_LEAST)
            return g_strndup(at + 1, len);
    }
    return NULL;
}

static Report *written(const Request *req)
{
    g_auto(GStrv) parts = g_strsplit(req->value ? req->value : "", " ", 3);
    const char *who = request_value(req, "who");
    Report *report = g_new0(Report, 1);
    report->text = act_value(req, "what");
    report->reporter = g_strcmp0(who, ANONYMOUS) == 0 ? NULL : g_strdup(req->user);
    report->about = part(parts, 0);
    report->link = part(parts, 1);
    report->quote = part(parts, 2);
    if (!report->about)
        report->about = first_member(report->text);
    return report;
}

static bool keep(const Request *req, Kb *kb, Report *report, GError **error)
{
    if (!report_add(kb, report, &report->id, error))
        return false;
    g_autofree char *subject = g_strdup_printf("report %" G_GINT64_FORMAT, report->id);
    return audit_add(kb, report->reporter ? req->user : ANONYMOUS, "report.sent", subject, NULL,
                     false, error);
}

static bool leave_no_trace(const Request *req, Kb *kb, Effects *out, GError **error)
{
    privacy_scrub_soon(req, out);
    return member_unlearn(kb, req->user, error);
}

static bool take(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_autoptr(Report) report = written(req);
    g_autoptr(GPtrArray) to = recipients(kb, req->settings, report->about, error);
    if (!to)
        return false;
    if (!*report->text && !report->quote) {
        effects_refuse(out, "what", words(EMPTY, req->lang));
        return true;
    }
    if (to->len == 0) {
        effects_reply(out, words(NOBODY_THERE, req->lang));
        return true;
    }
    if (!keep(req, kb, report, error) ||
        (!report->reporter && !leave_no_trace(req, kb, out, error)))
        return false;
    for (unsigned i = 0; i < to->len; i++) {
        g_autofree char *name = post_name(report->id, to->pdata[i]);
        show_open(effects_post(out, to->pdata[i], NULL, name, NULL), report, req->settings->lang);
    }
    g_autofree char *thanks =
        words_counted(report->reporter ? THANKS : THANKS_UNNAMED, req->lang, report->id);
    effects_reply(out, thanks);
    return true;
}

/* --- handled ---------------------------------------------------------------------------------- */

static bool update_copies(const Request *req, Kb *kb, Effects *out, const Report *report,
                          GError **error)
{
    g_autoptr(GPtrArray) to = recipients(kb, req->settings, report->about, error);
    for (unsigned i = 0; to && i < to->len; i++) {
        g_autofree char *name = post_name(report->id, to->pdata[i]);
        Message *m = effects_update(out, name, NULL);
        show(m, report, req->settings->lang);
        message_from(m, report->handled_by, words(DID_HANDLE, req->settings->lang));
    }
    return to != NULL;
}

static bool tell_reporter(Kb *kb, Effects *out, const Report *report, GError **error)
{
    bool chosen, known;
    Lang lang = LANG_EN;
    if (!report->reporter)
        return true;
    if (!member_language(kb, report->reporter, &lang, &chosen, &known, error))
        return false;
    g_autofree char *told = words_counted(TOLD, lang, report->id);
    effects_post(out, report->reporter, NULL, NULL, told);
    return true;
}

static bool handle(const Request *req, Kb *kb, Effects *out, GError **error)
{
    int64_t id = g_ascii_strtoll(req->value ? req->value : "", NULL, 10);
    g_autoptr(Report) report = NULL;
    bool first = false;
    if (!report_handle(kb, id, req->user, &first, error) || !report_find(kb, id, &report, error))
        return false;
    if (!report) {
        effects_reply(out, words(GONE, req->lang));
        return true;
    }
    g_autofree char *subject = g_strdup_printf("report %" G_GINT64_FORMAT, id);
    if (first && (!audit_add(kb, req->user, req->name, subject, NULL, false, error) ||
                  !tell_reporter(kb, out, report, error)))
        return false;
    return update_copies(req, kb, out, report, error);
}

static bool list(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_autoptr(GPtrArray) reports = report_open(kb, LISTED_MAX, error);
    if (!reports)
        return false;
    Message *m = effects_reply(out, NULL);
    message_title(m, words(LIST, req->lang));
    if (reports->len == 0)
        message_text(m, words(NONE, req->lang));
    for (unsigned i = 0; i < reports->len; i++) {
        const Report *report = reports->pdata[i];
        if (g_strcmp0(report->about, req->user) != 0)
            show_open(m, report, req->lang);
    }
    return true;
}

static const Command commands[] = {
    {.name = "/report",
     .usage = {"[what happened]", "[发生了什么]"},
     .summary = {"Tell the moderators privately, anonymously if you wish",
                 "私下告诉管理员，可以匿名"},
     .is_prose = true,
     .who = EVERYONE,
     .cost = COST_FREE,
     .run = open_form},
    {0},
};
static const Subcommand subcommands[] = {
    {.name = "reports",
     .summary = {"What people have reported and nobody has handled", "还没有处理的报告"},
     .who = MODERATORS,
     .run = list},
    {0},
};
static const Action actions[] = {
    {.name = "report.form", .who = EVERYONE, .run = take},
    {.name = "report.handled", .who = MODERATORS, .run = handle},
    {0},
};
static const Shortcut shortcuts[] = {
    {.name = "report.message",
     .label = {"Report to moderators", "报告给管理员"},
     .summary = {"Tell the moderators about this message, privately", "私下把这条消息告诉管理员"},
     .of_message = true,
     .who = EVERYONE,
     .cost = COST_FREE,
     .run = open_form},
    {0},
};
static const char *const scopes[] = {"commands", "chat:write", NULL};

const Feature feature_report = {.name = "report",
                                .commands = commands,
                                .subcommands = subcommands,
                                .actions = actions,
                                .shortcuts = shortcuts,
                                .scopes = scopes};
