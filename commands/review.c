/*
 * What moderators do with a group of questions, each one action: claim, release, answer, reply,
 * dismiss; attach.c, send.c and regroup.c have the rest. All that an action means is done in its
 * one transaction: the state, the entry, the telling, the card, the audit.
 */
#include "commands/feature.h"

#include <string.h>

#include "commands/act.h"
#include "commands/draft.h"
#include "commands/home.h"
#include "commands/present.h"
#include "commands/publish.h"
#include "commands/tell.h"
#include "knowledge/alias.h"
#include "knowledge/group.h"

enum { WORDINGS_MAX = 10, REASON_MAX = 500, REPLY_MAX = 3000 };

static const Words GONE = {"There is no such question any more.", "这个问题已经不在了。"};
static const Words CLAIMED = {"It is yours now.", "已由你认领。"};
static const Words RELEASED = {"It is back in the queue.", "已放回队列。"};

static const Words ANSWER_TITLE = {"Answer a question", "回答问题"};
static const Words SEND = {"Send", "发送"};
static const Words DISMISS = {"Dismiss", "关闭"};
static const Words REPLY_TITLE = {"Reply without saving", "仅回复，不保存"};
static const Words REPLY_LABEL = {"Your reply", "你的回复"};
static const Words REPLY_HINT = {"Markdown. Everybody who waits gets it; no entry is made of it.",
                                 "支持 Markdown。每位等待的人都会收到，但不会存成条目。"};
static const Words DISMISS_TITLE = {"Dismiss", "关闭问题"};
static const Words DISMISS_LABEL = {"Reason, told to the asker", "原因（会告诉提问者）"};
static const Words DISMISS_WORDS = {"In your own words", "补充说明"};
static const Words DISMISS_HINT = {"Shown to the asker below the reason.", "会显示在原因下面。"};

/* --- claim and release ------------------------------------------------------------------------ */

/* The card in the channel says it itself; so do the Home tab, shown again, and the shell. */
static bool say_done(const Request *req, Kb *kb, Effects *out, Words said, GError **error)
{
    if (req->surface != SURFACE_ACTION)
        return true;
    if (!req->message)
        return home_show(req, kb, out, error);
    if (req->is_private)
        effects_reply(out, words(said, req->lang));
    return true;
}

static bool claim(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_autoptr(Group) group = NULL;
    bool done;
    if (!act_take(req, kb, out, NULL, &group, error))
        return false;
    if (!group)
        return true;
    if (!group_claim(kb, group->id, 0, req->user, &done, error))
        return false;
    if (done && !act_follow(req, kb, out, group, NULL, NULL, error))
        return false;
    return say_done(req, kb, out, CLAIMED, error);
}

/* Anybody's: whoever claimed it may have gone on holiday. */
static bool release(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_autoptr(Group) group = NULL;
    bool done;
    if (!group_find(kb, act_group(req), &group, error))
        return false;
    if (!group) {
        effects_reply(out, words(GONE, req->lang));
        return true;
    }
    if (!group_release(kb, group->id, 0, req->user, &done, error))
        return false;
    if (!done) {
        if (group->state == GROUP_NEW)
            effects_reply(out, words(RELEASED, req->lang));
        else
            act_say_first(req, out, group, NULL);
        return true;
    }
    return act_follow(req, kb, out, group, group->claimed_by, NULL, error) &&
           say_done(req, kb, out, RELEASED, error);
}

/* --- behind the "⋯" --------------------------------------------------------------------------- */

/* "ACTION ID": whoever forges one gets no further than a button would take them. */
static bool more(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_auto(GStrv) parts = g_strsplit(req->value ? req->value : "", " ", 2);
    const Action *action = parts[0] && parts[1] ? feature_action(parts[0]) : NULL;
    if (!action || action->who != MODERATORS || action->run == more) {
        effects_reply(out, words(GONE, req->lang));
        return true;
    }
    Request chosen = *req;
    chosen.name = action->name;
    chosen.value = parts[1];
    return action->run(&chosen, kb, out, error);
}

/* --- forms ------------------------------------------------------------------------------------ */

typedef void (*FormFn)(const Request *req, const Group *group, Form *form);

/* A form about a group that the moderator may act on. */
static bool open_form(const Request *req, Kb *kb, Effects *out, const char *action, Words title,
                      Words submit, FormFn fill_in, GError **error)
{
    g_autoptr(Group) group = NULL;
    if (!act_take(req, kb, out, NULL, &group, error))
        return false;
    if (group)
        fill_in(req, group, act_form(req, out, group, action, title, submit));
    return true;
}

/* --- answer ----------------------------------------------------------------------------------- */

static bool open_answer(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_autoptr(Group) group = NULL;
    if (!act_take(req, kb, out, NULL, &group, error))
        return false;
    if (!group)
        return true;
    g_autoptr(GPtrArray) questions = group_questions(kb, group->id, WORDINGS_MAX, error);
    if (!questions)
        return false;
    Lang lang = text_language(group->title);
    g_autoptr(Entry) from = draft_of_questions(questions, lang);
    g_autofree char *keep = g_strdup_printf("%" G_GINT64_FORMAT, group->id);
    from->venue = g_strdup(group->venue);
    draft_guess(req, from, group->title);
    DraftForm form = {.action = "review.answered",
                      .keep = keep,
                      .title = ANSWER_TITLE,
                      .submit = SEND,
                      .from = from,
                      .lang = lang,
                      .people_wait = true};
    draft_form(req, out, &form);
    return true;
}

/* Saved as an entry or not, every waiter gets it. */
static bool answer(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_autoptr(Group) group = NULL;
    g_autoptr(Entry) entry = NULL;
    bool done, save;
    if (!act_take(req, kb, out, "answer", &group, error))
        return false;
    if (!group || !draft_read(req, kb, out, group->id, &entry, &save, error))
        return !group;
    if (!entry)
        return true; /* the form says what is wrong */
    if (save) {
        g_autoptr(Proposal) proposal = draft_proposal(req, entry, 0);
        proposal->group = group->id;
        return publish_at_once(req, kb, out, proposal, error);
    }
    const char *said = request_value(req, "answer");
    if (!group_answer(kb, group->id, 0, req->user, "answered", NULL, said, &done, error))
        return false;
    return act_follow(req, kb, out, group, NULL, &(News){.markdown = said}, error);
}

static void fill_reply(const Request *req, const Group *group, Form *form)
{
    (void)group;
    form_input(form, "reply", words(REPLY_LABEL, req->lang), NULL, words(REPLY_HINT, req->lang),
               true, false, REPLY_MAX);
}

static bool open_reply(const Request *req, Kb *kb, Effects *out, GError **error)
{
    return open_form(req, kb, out, "review.replied", REPLY_TITLE, SEND, fill_reply, error);
}

static bool reply(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_autoptr(Group) group = NULL;
    bool done;
    g_autofree char *text = act_value(req, "reply");
    if (!act_take(req, kb, out, "reply", &group, error))
        return false;
    if (!group)
        return true;
    if (!group_answer(kb, group->id, 0, req->user, "replied", NULL, text, &done, error))
        return false;
    return act_follow(req, kb, out, group, NULL, &(News){.markdown = text}, error);
}

/* --- dismiss ---------------------------------------------------------------------------------- */

static void fill_dismiss(const Request *req, const Group *group, Form *form)
{
    (void)group;
    form_select(form, "reason", words(DISMISS_LABEL, req->lang), tell_reasons[0].code, false);
    for (const Reason *reason = tell_reasons; reason->code; reason++)
        form_option(form, reason->code, words(reason->label, req->lang));
    form_input(form, "words", words(DISMISS_WORDS, req->lang), NULL, words(DISMISS_HINT, req->lang),
               true, true, REASON_MAX);
}

static bool open_dismiss(const Request *req, Kb *kb, Effects *out, GError **error)
{
    return open_form(req, kb, out, "review.dismissed", DISMISS_TITLE, DISMISS, fill_dismiss, error);
}

/* "Not ours" teaches the index what this community is not asked. */
static bool reject(const Request *req, Kb *kb, int64_t group, GError **error)
{
    bool changed;
    g_autoptr(GPtrArray) questions = group_questions(kb, group, WORDINGS_MAX, error);
    for (unsigned i = 0; questions && i < questions->len; i++) {
        const Question *question = questions->pdata[i];
        if (!reject_add(kb, question->text, req->user, &changed, error))
            return false;
    }
    return questions != NULL;
}

static bool dismiss(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_autoptr(Group) group = NULL;
    g_autofree char *reason = act_value(req, "reason");
    g_autofree char *said = act_value(req, "words");
    g_autofree char *why = g_strconcat(reason, *said ? " " : "", said, NULL);
    bool done;
    if (!act_take(req, kb, out, "reason", &group, error))
        return false;
    if (!group)
        return true;
    if ((strcmp(reason, tell_reasons[0].code) == 0 && !reject(req, kb, group->id, error)) ||
        !group_dismiss(kb, group->id, 0, req->user, why, &done, error))
        return false;
    return act_follow(req, kb, out, group, why, &(News){.dismissal = why}, error);
}

static const Action actions[] = {
    {.name = "review.claim", .who = MODERATORS, .run = claim},
    {.name = "review.release", .who = MODERATORS, .run = release},
    {.name = "review.answer", .who = MODERATORS, .run = open_answer},
    {.name = "review.answered", .who = MODERATORS, .run = answer},
    {.name = "review.reply", .who = MODERATORS, .run = open_reply},
    {.name = "review.replied", .who = MODERATORS, .run = reply},
    {.name = "review.dismiss", .who = MODERATORS, .run = open_dismiss},
    {.name = "review.dismissed", .who = MODERATORS, .run = dismiss},
    {.name = "review.more", .who = MODERATORS, .run = more},
    {0},
};
static const char *const scopes[] = {"chat:write", NULL};

const Feature feature_review = {.name = "review", .actions = actions, .scopes = scopes};
