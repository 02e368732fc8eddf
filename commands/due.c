/*
 * /askd due: entries whose day of review has come, and addresses that nobody answers at. The latter
 * are those of the last `askd check --links`: nothing is tried here.
 */
#include "commands/due.h"

#include <string.h>

#include "commands/present.h"
#include "knowledge/link.h"

enum { SHOWN_MAX = 10, URL_MAX = 300, USERS_MAX = 5 };

static const Words REVIEW = {"To be looked at again", "需要复查的条目"};
static const Words SINCE = {"`%s`, since %s", "`%s`，到期日 %s"};
static const Words DEAD = {"Dead links", "失效的链接"};
static const Words USED_BY = {"used by", "用到它的条目："};
static const Words MORE = {"and %s more", "还有 %s 个"};
static const Words NOTHING = {
    "Nothing is due: no entry waits to be looked at again, and no link is known to be dead.",
    "没有到期的：没有需要复查的条目，也没有已知失效的链接。"};
static const Words NEVER_TRIED = {"Links were never tried; `askd check --links` at a shell does.",
                                  "还没有检查过链接；在命令行运行 `askd check --links` 可以检查。"};
static const Words HOW = {"A button opens the entry: edit it, and give it a new date.",
                          "点按钮打开条目，修改后填写新的复查日期。"};
static const Words HOME = {"`/{}askd due` shows them.", "输入 `/{}askd due` 查看。"};

/* --- what is due ------------------------------------------------------------------------------ */

static int by_date(const void *a, const void *b)
{
    const Entry *x = *(const Entry *const *)a, *y = *(const Entry *const *)b;
    int order = strcmp(x->review_by, y->review_by);
    return order != 0 ? order : strcmp(x->slug, y->slug);
}

/* Entry *, borrowed, the longest overdue first. */
static GPtrArray *to_review(const Request *req)
{
    GPtrArray *due = g_ptr_array_new();
    g_autoptr(GDateTime) now = g_date_time_new_from_unix_utc(req->now_ms / 1000);
    g_autofree char *today = g_date_time_format(now, "%F");
    const GPtrArray *entries = req->library ? library_entries(req->library) : NULL;
    for (unsigned i = 0; entries && i < entries->len; i++) {
        const Entry *entry = entries->pdata[i];
        if (entry->review_by && strcmp(entry->review_by, today) <= 0)
            g_ptr_array_add(due, (Entry *)entry);
    }
    g_ptr_array_sort(due, by_date);
    return due;
}

static void say_more(Message *m, const Request *req, unsigned count)
{
    if (count <= SHOWN_MAX)
        return;
    g_autofree char *more = words_counted(MORE, req->lang, count - SHOWN_MAX);
    message_context(m, more);
}

/* --- entries ---------------------------------------------------------------------------------- */

static void show_entry(Message *m, const Request *req, const Entry *entry)
{
    g_autofree char *line = words_filled(SINCE, req->lang, entry->slug, entry->review_by, NULL);
    message_text(m, line);
    message_choice(m, present_title(entry, req->lang), "entries.show", entry->slug);
}

static void show_entries(Message *m, const Request *req, const GPtrArray *due)
{
    if (due->len == 0)
        return;
    message_title(m, words(REVIEW, req->lang));
    message_context(m, words(HOW, req->lang));
    for (unsigned i = 0; i < MIN(due->len, (unsigned)SHOWN_MAX); i++)
        show_entry(m, req, due->pdata[i]);
    say_more(m, req, due->len);
}

/* --- links ------------------------------------------------------------------------------------ */

/* Between backquotes nothing is markup, but a backquote. */
static void append_code(GString *out, const char *text)
{
    g_autofree char *cut = text_shorten(text, URL_MAX);
    g_string_append_printf(out, "`%s`", g_strdelimit(cut, "`", '\''));
}

static void append_users(GString *out, const GPtrArray *uses, const char *url, Lang lang)
{
    for (unsigned i = 0; i < uses->len; i++) {
        const LinkUse *use = uses->pdata[i];
        if (strcmp(use->url, url) != 0)
            continue;
        g_string_append_printf(out, "; %s ", words(USED_BY, lang));
        for (unsigned s = 0; s < MIN(use->slugs->len, (unsigned)USERS_MAX); s++)
            g_string_append_printf(out, "%s`%s`", s > 0 ? ", " : "",
                                   (const char *)use->slugs->pdata[s]);
        if (use->slugs->len > USERS_MAX)
            g_string_append(out, ", …");
    }
}

static void show_links(Message *m, const Request *req, const GPtrArray *dead)
{
    if (dead->len == 0)
        return;
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    g_autoptr(GPtrArray) uses = link_uses(req->library ? library_entries(req->library) : none);
    message_title(m, words(DEAD, req->lang));
    for (unsigned i = 0; i < MIN(dead->len, (unsigned)SHOWN_MAX); i++) {
        const Link *link = dead->pdata[i];
        g_autoptr(GString) line = g_string_new(NULL);
        append_code(line, link->url);
        g_string_append(line, ": ");
        append_code(line, link->why);
        append_users(line, uses, link->url, req->lang);
        message_text(m, line->str);
    }
    say_more(m, req, dead->len);
}

/* --- all of it -------------------------------------------------------------------------------- */

static bool show(const Request *req, Kb *kb, Effects *out, GError **error)
{
    bool tried;
    g_autoptr(GPtrArray) due = to_review(req);
    g_autoptr(GPtrArray) dead = link_dead(kb, &tried, error);
    if (!dead)
        return false;
    Message *m = effects_reply(out, due->len + dead->len == 0 ? words(NOTHING, req->lang) : NULL);
    show_entries(m, req, due);
    show_links(m, req, dead);
    if (!tried)
        message_context(m, words(NEVER_TRIED, req->lang));
    return true;
}

bool due_home(Message *m, const Request *req, Kb *kb, GError **error)
{
    bool tried;
    g_autoptr(GPtrArray) due = to_review(req);
    g_autoptr(GPtrArray) dead = link_dead(kb, &tried, error);
    if (!dead || due->len + dead->len == 0)
        return dead != NULL;
    g_autofree char *hint = present_sentence(HOME, req);
    message_fact(m, words(REVIEW, req->lang), "%u", due->len);
    message_fact(m, words(DEAD, req->lang), "%u", dead->len);
    message_context(m, hint);
    return true;
}

static const Subcommand subcommands[] = {
    {.name = "due",
     .summary = {"Entries to look at again, dead links", "需要复查的条目和失效的链接"},
     .who = MODERATORS,
     .run = show},
    {0},
};
static const char *const scopes[] = {"commands", NULL};

const Feature feature_due = {.name = "due", .subcommands = subcommands, .scopes = scopes};
