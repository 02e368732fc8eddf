/*
 * What moderators do with a group of questions, each one action: claim, release, answer, attach,
 * reply, send, dismiss. All that an action means is done in its one transaction: the state, the
 * entry, the telling, the card, the audit.
 */
#include "commands/feature.h"

#include <string.h>

#include "commands/card.h"
#include "commands/draft.h"
#include "commands/present.h"
#include "commands/tell.h"
#include "knowledge/alias.h"
#include "knowledge/audit.h"
#include "knowledge/group.h"

enum { WORDINGS_MAX = 10, REASON_MAX = 500, REPLY_MAX = 3000, TYPED_MAX = 100 };

static const Words GONE = {"There is no such question any more.", "这个问题已经不在了。"};
static const Words FIRST[GROUP_STATE_COUNT] = {
    {"has put this back into the queue.", "已把它放回队列。"},
    {"is on this already. Press Release on the card first to take it over.",
     "已经在处理了。如需接手，请先在卡片上点“放回”。"},
    {"was first and has answered this.", "已先一步回答了这个问题。"},
    {"was first and has dismissed this.", "已先一步关闭了这个问题。"},
    {"was first and has merged this into another.", "已先一步把它并入了另一个问题。"},
};
static const Words FIRST_PLAIN = {"Not sent: %s was first. It is %s now.",
                                  "没有发送：%s 先处理了，现在的状态是：%s。"};
static const Words CLAIMED = {"It is yours now.", "已由你认领。"};
static const Words RELEASED = {"It is back in the queue.", "已放回队列。"};
static const Words CANCEL = {"Cancel", "取消"};
static const Words SEND_BUTTON = {"Send", "发送"};

static const Words REPLY_TITLE = {"Reply without saving", "仅回复，不保存"};
static const Words REPLY_LABEL = {"Your reply", "你的回复"};
static const Words REPLY_HINT = {"Markdown. Everybody who waits gets it; no entry is made of it.",
                                 "支持 Markdown。每位等待的人都会收到，但不会存成条目。"};
static const Words ATTACH_TITLE = {"Attach to an entry", "关联到条目"};
static const Words ATTACH_LABEL = {"Entry", "条目"};
static const Words ATTACH_TEXT = {
    "Type to search. Those who wait get its answer, and their words lead to it from now on.",
    "输入文字进行搜索。等待的人会收到它的回答，他们的问法以后也会指向它。"};
static const Words NO_ENTRY = {"There is no such entry any more.", "这个条目已经不在了。"};
static const Words SEND_TITLE = {"Send to another place", "转到别处"};
static const Words SEND_LABEL = {"Where it is at home", "适合的地方"};
static const Words NO_VENUES = {"The knowledge base has no venues yet.", "知识库里还没有去处条目。"};
static const Words DISMISS_TITLE = {"Dismiss", "关闭问题"};
static const Words DISMISS_LABEL = {"Reason, told to the asker", "原因（会告诉提问者）"};
static const Words DISMISS_WORDS = {"In your own words", "补充说明"};
static const Words DISMISS_HINT = {"Shown to the asker below the reason.", "会显示在原因下面。"};

/* --- who may act on it now -------------------------------------------------------------------- */

static int64_t id_of(const Request *req)
{
    return req->value ? g_ascii_strtoll(req->value, NULL, 10) : 0;
}

static const char *whoever(const Group *group)
{
    return group->claimed_by ? group->claimed_by : group->closed_by ? group->closed_by : "askd";
}

static char *fill(const char *sentence, const char *first, const char *second)
{
    GString *out = g_string_new(sentence);
    g_string_replace(out, "%s", first, 1);
    g_string_replace(out, "%s", second, 1);
    return g_string_free(out, FALSE);
}

/* In a form at its input, so that what was typed stays; else in words. */
static void say_first(const Request *req, Effects *out, const Group *group, const char *input)
{
    if (req->surface == SURFACE_FORM) {
        g_autofree char *why = fill(words(FIRST_PLAIN, req->lang), whoever(group),
                                    group_state_code(group->state));
        effects_refuse(out, input, why);
        return;
    }
    message_from(effects_reply(out, NULL), whoever(group), words(FIRST[group->state], req->lang));
}

/*
 * The group, when it is open and nobody else is on it; left NULL, and the moderator told who was
 * first, otherwise. `input` is where a form says so.
 */
static bool take(const Request *req, Kb *kb, Effects *out, const char *input, Group **taken,
                 GError **error)
{
    g_autoptr(Group) group = NULL;
    *taken = NULL;
    if (!group_find(kb, id_of(req), &group, error))
        return false;
    if (!group && req->surface == SURFACE_FORM)
        effects_refuse(out, input, words(GONE, req->lang));
    else if (!group)
        effects_reply(out, words(GONE, req->lang));
    else if (group->state == GROUP_NEW ||
             (group->state == GROUP_CLAIMED && g_strcmp0(group->claimed_by, req->user) == 0))
        *taken = g_steal_pointer(&group);
    else
        say_first(req, out, group, input);
    return true;
}

static bool note(const Request *req, Kb *kb, const Group *group, const char *detail, GError **error)
{
    g_autofree char *subject = g_strdup_printf("group %" G_GINT64_FORMAT, group->id);
    return audit_add(kb, req->user, req->name, subject, detail, false, error);
}

/* What follows every act that was done: the audit, those who wait, the card. */
static bool follow(const Request *req, Kb *kb, Effects *out, const Group *group, const char *detail,
                   const News *news, GError **error)
{
    return note(req, kb, group, detail, error) &&
           (!news || tell_all(req, kb, out, group->id, news, error)) &&
           card_refresh(req, kb, out, group->id, error);
}

/* --- claim and release ------------------------------------------------------------------------ */

static bool claim(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_autoptr(Group) group = NULL;
    bool done;
    if (!take(req, kb, out, NULL, &group, error))
        return false;
    if (!group)
        return true;
    if (!group_claim(kb, group->id, 0, req->user, &done, error))
        return false;
    effects_reply(out, words(CLAIMED, req->lang));
    return !done || follow(req, kb, out, group, NULL, NULL, error);
}

/* Anybody's: whoever claimed it may have gone on holiday. */
static bool release(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_autoptr(Group) group = NULL;
    bool done;
    if (!group_find(kb, id_of(req), &group, error))
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
            say_first(req, out, group, NULL);
        return true;
    }
    effects_reply(out, words(RELEASED, req->lang));
    return follow(req, kb, out, group, group->claimed_by, NULL, error);
}

/* --- forms ------------------------------------------------------------------------------------ */

static Form *begin_form(const Request *req, Effects *out, const Group *group, const char *action,
                        Words title)
{
    Form *form = effects_form(out, action, words(title, req->lang), words(SEND_BUTTON, req->lang),
                              words(CANCEL, req->lang));
    g_autofree char *keep = g_strdup_printf("%" G_GINT64_FORMAT, group->id);
    form_keep(form, keep);
    form_quote(form, group->title);
    return form;
}

typedef void (*FormFn)(const Request *req, const Group *group, Form *form);

/* A form about a group that the moderator may act on. */
static bool open_form(const Request *req, Kb *kb, Effects *out, const char *action, Words title,
                      FormFn fill_in, GError **error)
{
    g_autoptr(Group) group = NULL;
    if (!take(req, kb, out, NULL, &group, error))
        return false;
    if (group)
        fill_in(req, group, begin_form(req, out, group, action, title));
    return true;
}

static char *value_of(const Request *req, const char *id)
{
    const char *typed = request_value(req, id);
    return g_strstrip(g_strdup(typed ? typed : ""));
}

/* --- answer ----------------------------------------------------------------------------------- */

static bool open_answer(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_autoptr(Group) group = NULL;
    if (!take(req, kb, out, NULL, &group, error))
        return false;
    if (!group)
        return true;
    g_autoptr(GPtrArray) questions = group_questions(kb, group->id, WORDINGS_MAX, error);
    if (!questions)
        return false;
    draft_form(req, out, group, questions);
    return true;
}

/* Saved as an entry or not, every waiter gets it. */
static bool answer(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_autoptr(Group) group = NULL;
    g_autoptr(Entry) entry = NULL;
    bool done, save;
    if (!take(req, kb, out, "answer", &group, error))
        return false;
    if (!group || !draft_read(req, kb, out, group->id, &entry, &save, error))
        return !group;
    if (!entry)
        return true; /* the form says what is wrong */
    if (save && !draft_save(req, kb, out, entry, &done, error))
        return false;
    if (save && !done)
        return true;
    const char *words_said = request_value(req, "answer");
    if (!group_answer(kb, group->id, 0, req->user, "answered", save ? entry->slug : NULL,
                      words_said, &done, error))
        return false;
    News news = {.entry = save ? entry : NULL, .markdown = words_said};
    return follow(req, kb, out, group, save ? entry->slug : NULL, &news, error);
}

static void fill_reply(const Request *req, const Group *group, Form *form)
{
    (void)group;
    form_input(form, "reply", words(REPLY_LABEL, req->lang), NULL, words(REPLY_HINT, req->lang),
               true, false, REPLY_MAX);
}

static bool open_reply(const Request *req, Kb *kb, Effects *out, GError **error)
{
    return open_form(req, kb, out, "review.replied", REPLY_TITLE, fill_reply, error);
}

static bool reply(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_autoptr(Group) group = NULL;
    bool done;
    g_autofree char *text = value_of(req, "reply");
    if (!take(req, kb, out, "reply", &group, error))
        return false;
    if (!group)
        return true;
    if (!group_answer(kb, group->id, 0, req->user, "replied", NULL, text, &done, error))
        return false;
    return follow(req, kb, out, group, NULL, &(News){.markdown = text}, error);
}

/* --- attach ----------------------------------------------------------------------------------- */

static void fill_attach(const Request *req, const Group *group, Form *form)
{
    (void)group;
    form_text(form, words(ATTACH_TEXT, req->lang));
    form_select(form, "review.entry", words(ATTACH_LABEL, req->lang), NULL, false);
}

static bool open_attach(const Request *req, Kb *kb, Effects *out, GError **error)
{
    return open_form(req, kb, out, "review.attached", ATTACH_TITLE, fill_attach, error);
}

/* Entries that fit what has been typed so far; a slug's own one first. */
static bool find_entries(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_autofree char *typed = text_clean(req->value, strlen(req->value), TYPED_MAX);
    const Entry *named = library_entry(req->library, typed);
    IndexResult result;
    if (named && named->kind == ENTRY_ANSWER)
        effects_option(out, named->slug, present_title(named, req->lang));
    index_ask(library_index(req->library), req->scratch, typed, &result);
    for (size_t i = 0; i < MIN(result.hit_count, (size_t)20); i++) {
        g_autoptr(Entry) entry = NULL;
        if (!entry_find_id(kb, result.hits[i].id, &entry, error))
            return false;
        if (entry && (!named || strcmp(named->slug, entry->slug) != 0))
            effects_option(out, entry->slug, present_title(entry, req->lang));
    }
    return true;
}

static bool attach(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_autoptr(Group) group = NULL;
    g_autoptr(Entry) entry = NULL;
    g_autofree char *slug = value_of(req, "review.entry");
    bool done;
    if (!take(req, kb, out, "review.entry", &group, error) ||
        (group && !entry_find(kb, slug, &entry, error)))
        return false;
    if (!group)
        return true;
    if (!entry) {
        effects_refuse(out, "review.entry", words(NO_ENTRY, req->lang));
        return true;
    }
    g_autoptr(GPtrArray) questions = group_questions(kb, group->id, WORDINGS_MAX, error);
    EntryChange change;
    if (!questions)
        return false;
    draft_add_wordings(entry, questions);
    if (!entry_save(kb, entry, req->user, &change, error) ||
        !group_answer(kb, group->id, 0, req->user, "attached", slug, NULL, &done, error))
        return false;
    return follow(req, kb, out, group, slug, &(News){.entry = entry}, error);
}

/* --- send to ---------------------------------------------------------------------------------- */

static bool open_send(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_autoptr(Group) group = NULL;
    if (!take(req, kb, out, NULL, &group, error))
        return false;
    if (!group)
        return true;
    g_autoptr(GPtrArray) venues = draft_venues(kb, error);
    if (!venues)
        return false;
    if (venues->len == 0) {
        effects_reply(out, words(NO_VENUES, req->lang));
        return true;
    }
    Form *form = begin_form(req, out, group, "review.sent", SEND_TITLE);
    form_select(form, "venue", words(SEND_LABEL, req->lang), group->venue, false);
    for (unsigned i = 0; i < venues->len; i++) {
        const Entry *venue = venues->pdata[i];
        form_option(form, venue->slug, present_title(venue, req->lang));
    }
    return true;
}

static bool send_to(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_autoptr(Group) group = NULL;
    g_autoptr(Entry) venue = NULL;
    g_autofree char *slug = value_of(req, "venue");
    bool done;
    if (!take(req, kb, out, "venue", &group, error) ||
        (group && !entry_find(kb, slug, &venue, error)))
        return false;
    if (!group)
        return true;
    if (!venue || venue->kind != ENTRY_VENUE) {
        effects_refuse(out, "venue", words(NO_ENTRY, req->lang));
        return true;
    }
    if (!group_send(kb, group->id, 0, req->user, slug, &done, error))
        return false;
    return follow(req, kb, out, group, slug, &(News){.venue = venue}, error);
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
    return open_form(req, kb, out, "review.dismissed", DISMISS_TITLE, fill_dismiss, error);
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
    g_autofree char *reason = value_of(req, "reason");
    g_autofree char *said = value_of(req, "words");
    g_autofree char *why = g_strconcat(reason, *said ? " " : "", said, NULL);
    bool done;
    if (!take(req, kb, out, "reason", &group, error))
        return false;
    if (!group)
        return true;
    if ((strcmp(reason, tell_reasons[0].code) == 0 && !reject(req, kb, group->id, error)) ||
        !group_dismiss(kb, group->id, 0, req->user, why, &done, error))
        return false;
    return follow(req, kb, out, group, why, &(News){.dismissal = why}, error);
}

static const Action actions[] = {
    {.name = "review.claim", .who = MODERATORS, .run = claim},
    {.name = "review.release", .who = MODERATORS, .run = release},
    {.name = "review.answer", .who = MODERATORS, .run = open_answer},
    {.name = "review.answered", .who = MODERATORS, .run = answer},
    {.name = "review.reply", .who = MODERATORS, .run = open_reply},
    {.name = "review.replied", .who = MODERATORS, .run = reply},
    {.name = "review.attach", .who = MODERATORS, .run = open_attach},
    {.name = "review.entry", .who = MODERATORS, .run = find_entries},
    {.name = "review.attached", .who = MODERATORS, .run = attach},
    {.name = "review.send", .who = MODERATORS, .run = open_send},
    {.name = "review.sent", .who = MODERATORS, .run = send_to},
    {.name = "review.dismiss", .who = MODERATORS, .run = open_dismiss},
    {.name = "review.dismissed", .who = MODERATORS, .run = dismiss},
    {0},
};
static const char *const scopes[] = {"chat:write", NULL};

const Feature feature_review = {.name = "review", .actions = actions, .scopes = scopes};
