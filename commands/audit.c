/*
 * `/askd audit`: who did what with special rights, and who tried without; newest first, a page at a
 * time.
 */
#include "knowledge/audit.h"

#include <string.h>

#include "commands/feature.h"
#include "commands/present.h"

enum { PAGE = 15, PART_MAX = 80 };

static const Words TITLE = {"What was done lately", "最近的操作"};
static const Words NOTHING = {"Nothing was done yet.", "还没有任何操作。"};
static const Words REFUSED = {"**refused**", "**被拒绝**"};
static const Words OLDER = {"Older", "更早"};
static const Words NEWEST = {"Newest", "最新"};

/* As code: what a forged button carried stands here too, and is nobody's markup. */
static void add_part(GString *line, const char *part)
{
    if (!part || !*part)
        return;
    g_autofree char *clean = text_clean(part, strlen(part), TEXT_QUESTION_MAX);
    g_autofree char *text = text_shorten(g_strdelimit(clean, "`", '\''), PART_MAX);
    g_string_append_printf(line, " · `%s`", text);
}

/* Members are named as such by message_from(); a shell or somebody anonymous is called so. */
static bool is_member(const char *actor)
{
    return (actor[0] == 'U' || actor[0] == 'W') && actor[1] != '\0';
}

static void show_row(Message *m, const Request *req, const AuditRow *row)
{
    g_autofree char *time = present_time(req, row->at_ms);
    g_autoptr(GString) line = g_string_new(is_member(row->actor) ? "" : row->actor);
    g_string_append_printf(line, "%s%s", line->len > 0 ? " · " : "", time);
    add_part(line, row->act);
    add_part(line, row->subject);
    add_part(line, row->detail);
    if (row->refused)
        g_string_append_printf(line, " · %s", words(REFUSED, req->lang));
    message_from(m, row->actor, line->str);
}

static bool show(const Request *req, Kb *kb, Message *m, int64_t before, GError **error)
{
    g_autoptr(GPtrArray) rows = audit_before(kb, before, PAGE + 1, error);
    if (!rows)
        return false;
    message_title(m, words(TITLE, req->lang));
    if (rows->len == 0)
        message_text(m, words(NOTHING, req->lang));
    for (unsigned i = 0; i < MIN(rows->len, (unsigned)PAGE); i++)
        show_row(m, req, rows->pdata[i]);
    if (before > 0)
        message_choice(m, words(NEWEST, req->lang), "audit.page", "0");
    if (rows->len > PAGE) {
        const AuditRow *last = rows->pdata[PAGE - 1];
        g_autofree char *value = g_strdup_printf("%" G_GINT64_FORMAT, last->id);
        message_choice(m, words(OLDER, req->lang), "audit.page", value);
    }
    return true;
}

static bool newest(const Request *req, Kb *kb, Effects *out, GError **error)
{
    return show(req, kb, effects_reply(out, NULL), 0, error);
}

static bool page(const Request *req, Kb *kb, Effects *out, GError **error)
{
    int64_t before = req->value ? g_ascii_strtoll(req->value, NULL, 10) : 0;
    return show(req, kb, effects_replace(out, NULL), before, error);
}

static const Subcommand subcommands[] = {
    {.name = "audit",
     .summary = {"What moderators did lately (maintainers)", "管理员最近的操作（维护者）"},
     .who = MAINTAINERS,
     .run = newest},
    {0},
};
static const Action actions[] = {
    {.name = "audit.page", .who = MAINTAINERS, .run = page},
    {0},
};

const Feature feature_audit = {.name = "audit", .subcommands = subcommands, .actions = actions};
