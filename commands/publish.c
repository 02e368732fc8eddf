/*
 * Forms and buttons carry a proposal's number; a form that has named what speaks against publishing
 * carries "NUMBER anyway" as well. Whether a moderator may is looked up when they press.
 */
#include "commands/publish.h"

#include <string.h>

#include "commands/card.h"
#include "commands/home.h"
#include "commands/present.h"
#include "commands/proposed.h"
#include "commands/reach.h"
#include "commands/tell.h"
#include "commands/trial.h"
#include "knowledge/audit.h"

enum {
    WAITING_MAX = 9,
    WORSE_MAX = 1500,
};

static const Words TITLES[] = {
    [PROPOSAL_SAVE] = {"How it will read", "发布后的样子"},
    [PROPOSAL_RETIRE] = {"Retire the entry", "停用条目"},
    [PROPOSAL_BACK] = {"Go back", "恢复旧版"},
};
static const Words BACK = {"Back", "返回"};
static const Words CLOSE = {"Close", "关闭"};
static const Words PUBLISH = {"Publish", "发布"};
static const Words RETIRE = {"Retire", "停用"};
static const Words RESTORE = {"Go back", "恢复"};
static const Words ANYWAY = {"Publish anyway", "仍然发布"};
static const Words HAND_IN = {"Hand in", "提交审核"};
static const Words MEANWHILE = {
    "has changed this entry since you opened it. What you see below is what would become of the "
    "entry as it is _now_.",
    "在你打开之后修改了这个条目。下面显示的是在*现在*的条目上会发生的改动。"};
static const Words WORSE = {"**Not published yet.** These golden questions would be worse off:",
                            "**还没有发布**。下面这些基准问题的回答会变差："};
static const Words WORSE_BACK = {
    "Go back and change the title or the other words people use, or ask a maintainer.",
    "请返回修改标题或其他问法，或者请维护者处理。"};
static const Words REFUSED = {"**Not published.** The knowledge base does not take it:",
                              "**没有发布**。知识库没有接受："};
static const Words SECOND = {"Another moderator will look at it and publish it.",
                             "会由另一位管理员查看并发布。"};
static const Words NOT_BY_ONE = {"You wrote this, so another moderator publishes it.",
                                 "这是你写的，需要由另一位管理员发布。"};
static const Words ASKED = {"has been asked whether these words may be used, and has not said yes "
                            "yet. It can be published after that.",
                            "还没有同意使用这段话。同意之后才能发布。"};
static const Words GONE = {"This is not there any more: it was published, or dropped.",
                           "这条已经不在了：可能已发布，也可能已放弃。"};
static const Words SAVED = {"Published. The next one who asks gets this:",
                            "已发布。下次有人问会得到："};
static const Words RETIRED = {
    "Retired: `%s` is not answered with any more. `/%saskd entry %s` brings it back.",
    "已停用：不会再用 `%s` 回答。输入 `/%saskd entry %s` 可以恢复。"};
static const Words UNJUDGED = {
    "_The knowledge base is too large for the golden questions to be asked here; `askd golden` "
    "asks them._",
    "_知识库太大，发布时无法核对基准问题，请在命令行用 `askd golden` 核对。_"};
static const Words HANDED_IN = {
    "Handed in. Another moderator publishes it; `/%saskd drafts` shows what waits.",
    "已提交，等待另一位管理员发布。输入 `/%saskd drafts` 查看等待中的内容。"};
static const Words DROPPED = {"has dropped it.", "已放弃。"};
static const Words PUBLISHED = {"has published it.", "已发布。"};
static const Words YOURS_PUBLISHED = {"has published what you wrote:", "发布了你写的内容："};
static const Words DRAFTS = {"What waits to be published", "等待发布的内容"};
static const Words NONE = {"Nothing waits to be published.", "没有等待发布的内容。"};

/* --- the form that shows it ------------------------------------------------------------------- */

static bool needs_second(const Request *req, const Proposal *p)
{
    return req->settings && req->settings->two_person && strcmp(p->author, req->user) == 0;
}

/* What pressing the button would do; NULL: nothing is left to press. */
static const char *button(const Request *req, const Proposal *p, const Doubts *doubts)
{
    if (doubts->refused || (p->asked && !p->agreed) || (doubts->worse && req->who < MAINTAINERS) ||
        (needs_second(req, p) && p->offered))
        return NULL;
    if (needs_second(req, p))
        return words(HAND_IN, req->lang);
    if (doubts->worse)
        return words(ANYWAY, req->lang);
    return words(p->kind == PROPOSAL_SAVE     ? PUBLISH
                 : p->kind == PROPOSAL_RETIRE ? RETIRE
                                              : RESTORE,
                 req->lang);
}

static void warn(Message *m, const Request *req, const Proposal *p, const Doubts *doubts)
{
    if (doubts->changed_by)
        message_from(m, doubts->changed_by, words(MEANWHILE, req->lang));
    if (p->asked && !p->agreed)
        message_from(m, p->asked, words(ASKED, req->lang));
    if (needs_second(req, p))
        message_context(m, words(p->offered ? NOT_BY_ONE : SECOND, req->lang));
    const char *why = doubts->worse ? doubts->worse : doubts->refused;
    if (!why)
        return;
    g_autofree char *shortened = text_shorten(why, WORSE_MAX);
    message_text(m, words(doubts->worse ? WORSE : REFUSED, req->lang));
    message_quote(m, shortened);
    if (doubts->worse && req->who < MAINTAINERS)
        message_text(m, words(WORSE_BACK, req->lang));
    message_divider(m);
}

static bool show(const Request *req, Kb *kb, Effects *out, const Proposal *p, const Doubts *doubts,
                 GError **error)
{
    g_autofree char *keep =
        g_strdup_printf("%" G_GINT64_FORMAT "%s", p->id, doubts->worse ? " anyway" : "");
    bool again = strcmp(req->name, "publish.go") == 0;
    bool lies_above = req->surface == SURFACE_FORM;
    Form *form = effects_form(out, "publish.go", words(TITLES[p->kind], req->lang),
                              button(req, p, doubts), words(lies_above ? BACK : CLOSE, req->lang));
    form_keep(form, keep);
    if (again)
        form_replace(form);
    warn(form_message(form), req, p, doubts);
    return proposed_show(form_message(form), kb, p, req->lang, error);
}

static void say_instead(const Request *req, Effects *out, const char *sentence)
{
    if (req->surface != SURFACE_FORM) {
        effects_reply(out, sentence);
        return;
    }
    Form *form = effects_form(out, "publish.go", words(TITLES[PROPOSAL_SAVE], req->lang), NULL,
                              words(CLOSE, req->lang));
    form_replace(form);
    form_text(form, sentence);
}

/*
 * Who changed the entry since the proposal was begun: it is about the entry as it is from now on.
 */
static bool catch_up(Kb *kb, Proposal *p, Doubts *doubts, GError **error)
{
    int64_t newest;
    if (!entry_revision(kb, p->slug, &newest, error))
        return false;
    if (newest == p->base)
        return true;
    g_autoptr(GPtrArray) history = entry_history(kb, p->slug, error);
    if (!history)
        return false;
    if (history->len > 0)
        doubts->changed_by = g_strdup(((const Revision *)history->pdata[0])->author);
    p->base = newest;
    return true;
}

bool publish_preview(const Request *req, Kb *kb, Effects *out, Proposal *p, GError **error)
{
    g_auto(Doubts) doubts = {0};
    return catch_up(kb, p, &doubts, error) && proposal_put(kb, p, error) &&
           show(req, kb, out, p, &doubts, error);
}

/* --- publishing ------------------------------------------------------------------------------- */

/* The questions that it answers, if nobody has answered them meanwhile. */
static bool answer_group(const Request *req, Kb *kb, Effects *out, const Proposal *p,
                         const Entry *entry, GError **error)
{
    bool done;
    if (p->group == 0 || !entry)
        return true;
    if (!group_answer(kb, p->group, 0, p->author, "answered", p->slug, NULL, &done, error))
        return false;
    return !done ||
           (tell_all(req, kb, out, p->group, &(News){.entry = entry}, error) &&
            card_refresh(req, kb, out, p->group, error) && home_renew(req, kb, out, error));
}

static void say_done(const Request *req, Effects *out, const Proposal *p, const Entry *entry)
{
    if (p->group != 0 && req->settings && req->settings->triage_channel)
        return; /* the card says it */
    if (!entry) {
        g_autofree char *gone =
            words_filled(RETIRED, req->lang, p->slug, req->prefix, p->slug, NULL);
        effects_reply(out, gone);
        return;
    }
    Message *m = effects_reply(out, words(SAVED, req->lang));
    present_answer(m, entry, req->lang);
    if (!trial_is_possible(req))
        message_context(m, words(UNJUDGED, req->lang));
}

static bool is_posted(const Request *req, const Proposal *p)
{
    return p->offered && req->settings && req->settings->triage_channel;
}

static char *post_name(const Proposal *p)
{
    return g_strdup_printf("proposal:%" G_GINT64_FORMAT, p->id);
}

/* Its author hears of it, and the place where it was handed in shows it. */
static bool tell_author(const Request *req, Kb *kb, Effects *out, const Proposal *p,
                        const Entry *entry, GError **error)
{
    g_autofree char *name = post_name(p);
    g_autofree char *slug = g_strconcat("`", p->slug, "`", NULL);
    Lang lang = req->lang;
    if (is_posted(req, p)) {
        Message *m = effects_update(out, name, NULL);
        message_from(m, req->user, words(PUBLISHED, req->settings->lang));
        message_context(m, slug);
    }
    if (strcmp(p->author, req->user) == 0)
        return true;
    if (!proposed_language(kb, p->author, &lang, error))
        return false;
    Message *m = effects_post(out, p->author, NULL, NULL, NULL);
    message_from(m, req->user, words(YOURS_PUBLISHED, lang));
    if (entry)
        present_answer(m, entry, lang);
    else
        message_context(m, slug);
    return true;
}

static bool follow(const Request *req, Kb *kb, Effects *out, const Proposal *p, GError **error)
{
    static const char *const DID[] = {"published", "retired", "rolled back"};
    g_autoptr(Entry) entry = NULL;
    g_autofree char *subject = g_strconcat("entry ", p->slug, NULL);
    if (!entry_find(kb, p->slug, &entry, error) ||
        !audit_add(kb, req->user, req->name, subject, DID[p->kind], false, error) ||
        !answer_group(req, kb, out, p, entry, error) || !proposal_remove(kb, p->id, error))
        return false;
    if (req->surface == SURFACE_FORM)
        effects_close(out);
    say_done(req, out, p, entry);
    if (!tell_author(req, kb, out, p, entry, error))
        return false;
    if (entry)
        reach_later(req, out, p->slug);
    return true;
}

static bool publish(const Request *req, Kb *kb, Effects *out, Proposal *p, bool anyway,
                    GError **error)
{
    g_auto(Doubts) doubts = {0};
    if (!trial_publish(req, kb, p, anyway, &doubts, error))
        return false;
    if (!doubts.worse && !doubts.refused)
        return follow(req, kb, out, p, error);
    return proposal_put(kb, p, error) && show(req, kb, out, p, &doubts, error);
}

/* --- for another moderator -------------------------------------------------------------------- */

/* Nobody else answers meanwhile what this would answer. */
static bool claim_group(const Request *req, Kb *kb, Effects *out, const Proposal *p, GError **error)
{
    bool done;
    return p->group == 0 || (group_claim(kb, p->group, 0, req->user, &done, error) &&
                             card_refresh(req, kb, out, p->group, error));
}

static bool hand_in(const Request *req, Kb *kb, Effects *out, Proposal *p, GError **error)
{
    g_autofree char *subject = g_strconcat("entry ", p->slug, NULL);
    g_autofree char *said = words_filled(HANDED_IN, req->lang, req->prefix, NULL);
    p->offered = true;
    if (!proposal_put(kb, p, error) ||
        !audit_add(kb, req->user, req->name, subject, "handed in", false, error) ||
        !claim_group(req, kb, out, p, error))
        return false;
    effects_close(out);
    effects_reply(out, said);
    if (!is_posted(req, p))
        return true;
    g_autofree char *name = post_name(p);
    Message *m = effects_post(out, req->settings->triage_channel, NULL, name, NULL);
    return proposed_card(m, kb, p, req->settings->lang, error);
}

bool publish_at_once(const Request *req, Kb *kb, Effects *out, Proposal *p, GError **error)
{
    return needs_second(req, p) ? hand_in(req, kb, out, p, error)
                                : publish(req, kb, out, p, false, error);
}

/* --- what is pressed -------------------------------------------------------------------------- */

/* Left NULL, and the moderator told, when it is gone. */
static bool find(const Request *req, Kb *kb, Effects *out, Proposal **found, GError **error)
{
    if (!proposal_find(kb, req->value ? g_ascii_strtoll(req->value, NULL, 10) : 0, found, error))
        return false;
    if (!*found)
        say_instead(req, out, words(GONE, req->lang));
    return true;
}

static bool look(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_autoptr(Proposal) p = NULL;
    if (!find(req, kb, out, &p, error))
        return false;
    return !p || publish_preview(req, kb, out, p, error);
}

/* A change since the form was opened is shown first; so is what golden questions say. */
static bool go(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_autoptr(Proposal) p = NULL;
    int64_t newest;
    if (!find(req, kb, out, &p, error))
        return false;
    if (!p)
        return true;
    if (!entry_revision(kb, p->slug, &newest, error))
        return false;
    bool may = !(p->asked && !p->agreed) && !(needs_second(req, p) && p->offered);
    if (newest != p->base || !may)
        return publish_preview(req, kb, out, p, error);
    if (needs_second(req, p))
        return hand_in(req, kb, out, p, error);
    bool anyway = req->who >= MAINTAINERS && strstr(req->value, " anyway");
    return publish(req, kb, out, p, anyway, error);
}

static bool drop(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_autoptr(Proposal) p = NULL;
    if (!find(req, kb, out, &p, error))
        return false;
    if (!p)
        return true;
    g_autofree char *subject = g_strconcat("entry ", p->slug, NULL);
    g_autofree char *slug = g_strconcat("`", p->slug, "`", NULL);
    if (!proposal_remove(kb, p->id, error) ||
        !audit_add(kb, req->user, req->name, subject, "dropped", false, error))
        return false;
    Message *m = effects_replace(out, NULL);
    message_from(m, req->user, words(DROPPED, req->lang));
    message_context(m, slug);
    return true;
}

static bool drafts(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_autoptr(GPtrArray) waiting = proposal_waiting(kb, WAITING_MAX, error);
    if (!waiting)
        return false;
    Message *m = effects_reply(out, NULL);
    if (waiting->len == 0)
        message_text(m, words(NONE, req->lang));
    else
        message_title(m, words(DRAFTS, req->lang));
    for (unsigned i = 0; i < waiting->len; i++) {
        if (i > 0)
            message_divider(m);
        if (!proposed_line(m, kb, waiting->pdata[i], req->lang, error))
            return false;
    }
    return true;
}

static const Subcommand subcommands[] = {
    {.name = "drafts",
     .summary = {"What was written and waits to be published", "已写好、等待发布的内容"},
     .who = MODERATORS,
     .run = drafts},
    {0},
};
static const Action actions[] = {
    {.name = "publish.go", .who = MODERATORS, .run = go},
    {.name = "publish.look", .who = MODERATORS, .run = look},
    {.name = "publish.drop", .who = MODERATORS, .run = drop},
    {0},
};
static const char *const scopes[] = {"chat:write", "commands", NULL};

const Feature feature_publish = {
    .name = "publish", .subcommands = subcommands, .actions = actions, .scopes = scopes};
