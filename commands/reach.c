/*
 * A published entry may answer questions that wait: its moderator sees which, unticks what does not
 * fit, and those who wait are told. The timer's value is "USER LANG TRIES": whom to show it, and
 * how often the library was found without the entry in it.
 */
#include "commands/reach.h"

#include <string.h>

#include "commands/card.h"
#include "commands/present.h"
#include "commands/tell.h"
#include "knowledge/audit.h"

enum {
    GROUPS_MAX = 2000, /* most often asked first: a tenth of a second's work */
    SHOWN_MAX = 10,    /* boxes that Slack takes */
    AGAIN_MS = 300,
    TRIES_MAX = 200,
    TITLE_MAX = 200,
};

static const Words FOUND = {"answers questions that are still open. Shall those who wait be told?",
                            "可以回答下面这些还没有解决的问题。要告诉等待的人吗？"};
static const Words WHICH = {"Questions that it answers", "它能回答的问题"};
static const Words TELL = {"Tell those who wait", "告诉等待的人"};
static const Words LEAVE = {"Leave them open", "先不处理"};
static const Words TOLD = {"✓ Closed with `%s`, and those who wait have been told: %s.",
                           "✓ 已用 `%s` 回答，并告诉了等待的人，共 %s 个问题。"};
static const Words OTHERS = {"%s of them had been dealt with by somebody else already.",
                             "其中 %s 个已经由别人处理了。"};
static const Words LEFT = {"They stay open.", "这些问题继续等待回答。"};
static const Words GONE = {"There is no such entry any more.", "这个条目已经不在了。"};

/* --- which ------------------------------------------------------------------------------------ */

void reach_later(const Request *req, Effects *out, const char *slug)
{
    g_autofree char *value = g_strdup_printf("%s %s 0", req->user, lang_code(req->lang));
    effects_later(out, "reach.look", slug, req->now_ms, value);
}

static bool answers(const Request *req, const Entry *entry, const char *question)
{
    Answer answer;
    answer_look(req->library, req->scratch, question, &answer);
    return answer.outcome == OUTCOME_ANSWERED && strcmp(answer.entry->slug, entry->slug) == 0;
}

/* Those of them that the entry answers: Group *. */
static GPtrArray *reached(const Request *req, Kb *kb, const Entry *entry, GError **error)
{
    int64_t total;
    g_autoptr(GPtrArray) groups =
        group_list(kb, &(GroupFilter){.lang = -1, .limit = GROUPS_MAX}, &total, error);
    if (!groups)
        return NULL;
    for (unsigned i = groups->len; i > 0; i--)
        if (!answers(req, entry, ((const Group *)groups->pdata[i - 1])->title))
            g_ptr_array_remove_index(groups, i - 1);
    return g_steal_pointer(&groups);
}

static void show(const Request *req, Effects *out, const char *user, Lang lang,
                 const GPtrArray *groups)
{
    g_autofree char *found = g_strdup_printf("`%s` %s", req->key, words(FOUND, lang));
    Message *m = effects_post(out, user, NULL, NULL, found);
    message_checks(m, "reach.groups", words(WHICH, lang));
    for (unsigned i = 0; i < MIN(groups->len, (unsigned)SHOWN_MAX); i++) {
        const Group *group = groups->pdata[i];
        g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, group->id);
        g_autofree char *title = text_shorten(group->title, TITLE_MAX);
        g_autofree char *label = g_strdup_printf("%" G_GINT64_FORMAT "× %s", group->asked, title);
        message_check(m, id, label);
    }
    message_choice_styled(m, CHOICE_PRIMARY, words(TELL, lang), "reach.tell", req->key);
    message_choice(m, words(LEAVE, lang), "reach.leave", req->key);
}

/* The library is made aside; until it has the entry as it is now there is nothing to see. */
static bool is_known(const Request *req, Kb *kb, bool *known, GError **error)
{
    int64_t version;
    if (!kb_entries_version(kb, &version, error))
        return false;
    *known = library_version(req->library) >= version;
    return true;
}

static bool look(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_auto(GStrv) parts = g_strsplit(req->value ? req->value : "", " ", 3);
    Lang lang = req->lang;
    bool known;
    if (g_strv_length(parts) != 3)
        return true;
    lang_parse(parts[1], &lang);
    if (!is_known(req, kb, &known, error))
        return false;
    int64_t tries = g_ascii_strtoll(parts[2], NULL, 10);
    if (!known && tries < TRIES_MAX) {
        g_autofree char *value =
            g_strdup_printf("%s %s %" G_GINT64_FORMAT, parts[0], parts[1], tries + 1);
        effects_later(out, "reach.look", req->key, req->now_ms + AGAIN_MS, value);
        return true;
    }
    const Entry *entry = library_entry(req->library, req->key);
    g_autoptr(GPtrArray) groups = entry ? reached(req, kb, entry, error) : NULL;
    if (entry && !groups)
        return false;
    if (groups && groups->len > 0)
        show(req, out, parts[0], lang, groups);
    return true;
}

/* --- telling ---------------------------------------------------------------------------------- */

/* Whoever has claimed one, or closed it meanwhile, keeps it. */
static bool close_one(const Request *req, Kb *kb, Effects *out, int64_t id, const Entry *entry,
                      bool *closed, GError **error)
{
    g_autoptr(Group) group = NULL;
    *closed = false;
    if (!group_find(kb, id, &group, error))
        return false;
    if (!group || (group->claimed_by && strcmp(group->claimed_by, req->user) != 0))
        return true;
    if (!group_answer(kb, id, 0, req->user, "attached", entry->slug, NULL, closed, error))
        return false;
    g_autofree char *subject = g_strdup_printf("group %" G_GINT64_FORMAT, id);
    return !*closed || (audit_add(kb, req->user, req->name, subject, entry->slug, false, error) &&
                        tell_all(req, kb, out, id, &(News){.entry = entry}, error) &&
                        card_refresh(req, kb, out, id, error));
}

static void say_told(const Request *req, Effects *out, const char *slug, unsigned closed,
                     unsigned others)
{
    g_autofree char *count = g_strdup_printf("%u", closed);
    g_autofree char *said = words_filled(TOLD, req->lang, slug, count, NULL);
    Message *m = effects_replace(out, said);
    if (others == 0)
        return;
    g_autofree char *why = words_counted(OTHERS, req->lang, others);
    message_context(m, why);
}

static bool tell(const Request *req, Kb *kb, Effects *out, GError **error)
{
    const char *ticked = request_value(req, "reach.groups");
    g_auto(GStrv) ids = g_strsplit(ticked ? ticked : "", ",", SHOWN_MAX);
    g_autoptr(Entry) entry = NULL;
    unsigned closed = 0, others = 0;
    if (!entry_find(kb, req->value ? req->value : "", &entry, error))
        return false;
    if (!entry) {
        effects_replace(out, words(GONE, req->lang));
        return true;
    }
    for (char **id = ids; *id; id++) {
        bool done;
        if (!close_one(req, kb, out, g_ascii_strtoll(*id, NULL, 10), entry, &done, error))
            return false;
        *(done ? &closed : &others) += 1;
    }
    if (closed + others == 0)
        effects_replace(out, words(LEFT, req->lang));
    else
        say_told(req, out, entry->slug, closed, others);
    return true;
}

static bool leave(const Request *req, Kb *kb, Effects *out, GError **error)
{
    (void)kb;
    (void)error;
    effects_replace(out, words(LEFT, req->lang));
    return true;
}

static const Action actions[] = {
    {.name = "reach.tell", .who = MODERATORS, .run = tell},
    {.name = "reach.leave", .who = MODERATORS, .run = leave},
    {0},
};
static const TimerRow timers[] = {
    {.name = "reach.look", .run = look},
    {0},
};
static const char *const scopes[] = {"chat:write", NULL};

const Feature feature_reach = {
    .name = "reach", .actions = actions, .timers = timers, .scopes = scopes};
