/*
 * /teach: a moderator writes an entry in a form; goes back to an older one.
 */
#include "commands/feature.h"

#include <string.h>

#include "commands/args.h"
#include "commands/draft.h"
#include "commands/present.h"
#include "knowledge/audit.h"

enum { HISTORY_MAX = 15 };

static const Words SAVED = {"Saved. The next one who asks gets this:", "已保存。下次有人问会得到："};
static const Words NO_ENTRY = {"There is no entry of that name. Its name stands below its answer.",
                               "没有这个名字的条目。条目的名字写在回答下面。"};
static const Words HISTORY = {"What became of `%s`", "`%s` 的历史"};
static const Words BACK = {"Back to %s", "恢复到 %s"};
static const Words BACK_TITLE = {"Go back?", "恢复到旧版？"};
static const Words BACK_TEXT = {
    "The entry becomes what it was then. That is a change as well, and can be taken back.",
    "条目会恢复成当时的样子。这也是一次修改，之后还可以再改回来。"};
static const Words YES = {"Go back", "恢复"};
static const Words NO = {"Keep", "保留"};
static const Words DONE = {"Done. The entry reads now:", "已恢复。条目现在是："};

static char *fill(const char *sentence, const char *value)
{
    GString *out = g_string_new(sentence);
    g_string_replace(out, "%s", value, 1);
    return g_string_free(out, FALSE);
}

static bool note(const Request *req, Kb *kb, const char *slug, const char *detail, GError **error)
{
    g_autofree char *subject = g_strconcat("entry ", slug, NULL);
    return audit_add(kb, req->user, req->name, subject, detail, false, error);
}

static bool open_form(const Request *req, Kb *kb, Effects *out, GError **error)
{
    (void)kb;
    (void)error;
    draft_form(req, out, NULL, NULL);
    return true;
}

static bool save(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_autoptr(Entry) entry = NULL;
    bool keep, done;
    if (!draft_read(req, kb, out, req->now_ms, &entry, &keep, error))
        return false;
    if (!entry)
        return true;
    if (!draft_save(req, kb, out, entry, &done, error) ||
        (done && !note(req, kb, entry->slug, NULL, error)))
        return false;
    if (done)
        present_answer(effects_reply(out, words(SAVED, req->lang)), entry, req->lang);
    return true;
}

static void show_revision(Message *m, const Request *req, const char *slug, const Revision *revision,
                          bool is_latest)
{
    g_autoptr(GDateTime) at = g_date_time_new_from_unix_utc(revision->at_ms / 1000);
    g_autofree char *time = g_date_time_format(at, "%F %H:%M UTC");
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, revision->number);
    g_autofree char *line = g_strdup_printf("**%s** · %s · %s", number, revision->what, time);
    g_autofree char *value = g_strdup_printf("%s %s", number, slug);
    g_autofree char *label = fill(words(BACK, req->lang), number);
    message_from(m, revision->author, line);
    if (is_latest)
        return;
    message_choice(m, label, "teach.back", value);
    message_confirm(m, words(BACK_TITLE, req->lang), words(BACK_TEXT, req->lang),
                    words(YES, req->lang), words(NO, req->lang));
}

static bool history(const Request *req, Kb *kb, Effects *out, GError **error)
{
    const char *rest = req->text;
    g_autofree char *slug = args_next(&rest);
    g_autoptr(GPtrArray) revisions = entry_history(kb, slug ? slug : "", error);
    if (!revisions)
        return false;
    if (revisions->len == 0) {
        effects_reply(out, words(NO_ENTRY, req->lang));
        return true;
    }
    g_autofree char *title = fill(words(HISTORY, req->lang), slug);
    Message *m = effects_reply(out, title);
    for (unsigned i = 0; i < MIN(revisions->len, (unsigned)HISTORY_MAX); i++)
        show_revision(m, req, slug, revisions->pdata[i], i == 0);
    return true;
}

static bool has_revision(Kb *kb, const char *slug, int64_t number, bool *has, GError **error)
{
    g_autoptr(GPtrArray) revisions = entry_history(kb, slug, error);
    *has = false;
    for (unsigned i = 0; revisions && i < revisions->len; i++)
        *has = *has || ((const Revision *)revisions->pdata[i])->number == number;
    return revisions != NULL;
}

static bool go_back(const Request *req, Kb *kb, Effects *out, GError **error)
{
    char *slug = NULL;
    int64_t number = req->value ? g_ascii_strtoll(req->value, &slug, 10) : 0;
    bool has = false;
    if (slug && *slug == ' ' && !has_revision(kb, ++slug, number, &has, error))
        return false;
    if (!has) {
        effects_reply(out, words(NO_ENTRY, req->lang));
        return true;
    }
    g_autoptr(Entry) entry = NULL;
    if (!entry_roll_back(kb, slug, number, req->user, error) ||
        !note(req, kb, slug, req->value, error) || !entry_find(kb, slug, &entry, error))
        return false;
    Message *m = effects_replace(out, words(DONE, req->lang));
    if (entry)
        present_answer(m, entry, req->lang);
    return true;
}

static const Command commands[] = {
    {.name = "/teach",
     .usage = {"", ""},
     .summary = {"Write an entry of the knowledge base (moderators)", "添加知识库条目（管理员）"},
     .who = MODERATORS,
     .run = open_form},
    {0},
};
static const Subcommand subcommands[] = {
    {.name = "history",
     .usage = {"ENTRY", "条目名"},
     .summary = {"Who changed an entry, and the way back", "条目的修改历史，可恢复旧版"},
     .who = MODERATORS,
     .run = history},
    {0},
};
static const Action actions[] = {
    {.name = "teach.save", .who = MODERATORS, .run = save},
    {.name = "teach.back", .who = MODERATORS, .run = go_back},
    {0},
};
static const char *const scopes[] = {"commands", NULL};

const Feature feature_teach = {.name = "teach",
                               .commands = commands,
                               .subcommands = subcommands,
                               .actions = actions,
                               .scopes = scopes};
