/*
 * Every button carries the group's number alone: what state it is in is looked up when it is
 * pressed.
 */
#include "commands/card.h"

#include <string.h>

#include "commands/present.h"
#include "commands/tell.h"
#include "knowledge/delivery.h"

enum { WORDINGS_MAX = 3, WORDING_MAX = 300, NEAREST_MAX = 3, QUESTIONS_MAX = 20 };

static const Words TITLE = {"Question %s", "问题 %s"};
static const Words STATES[GROUP_STATE_COUNT] = {
    {"New", "新问题"},       {"Claimed", "已认领"}, {"Answered", "已回答"},
    {"Dismissed", "已关闭"}, {"Duplicate", "重复"},
};
static const Words SINCE = {"since %s", "自 %s"};
static const Words SHOWN = {"Shown, but it did not help", "给过但没有帮到的回答"};
static const Words NEAREST = {"Nearest entries: ", "最接近的条目："};
static const Words SENT = {"sent to", "已转到"};
static const Words MERGED = {"→ Question %s", "→ 问题 %s"};
static const Words ON_IT = {"is on it.", "正在处理。"};
static const Words DID[GROUP_STATE_COUNT] = {
    {"", ""},
    {"is on it.", "正在处理。"},
    {"answered this.", "回答了这个问题。"},
    {"dismissed this.", "关闭了这个问题。"},
    {"merged this into another.", "把它并入了另一个问题。"},
};
static const Words LEFT = {"Whoever asked needs no answer any more.", "提问者已经不需要回答了。"};
static const Words CLAIM = {"Claim", "认领"};
static const Words RELEASE = {"Release", "放回"};
static const Words ANSWER = {"Answer…", "回答…"};
static const Words ATTACH = {"Attach…", "关联条目…"};
static const Words DISMISS = {"Dismiss…", "关闭…"};

/* Behind the "⋯"; values are "ACTION ID". */
static const struct {
    const char *action;
    Words label;
} MORE[] = {
    {"review.reply", {"Reply only…", "仅回复…"}}, {"review.send", {"Send to…", "转到…"}},
    {"regroup.merge", {"Merge…", "合并…"}},       {"regroup.split", {"Split…", "拆分…"}},
    {"regroup.history", {"History", "处理记录"}},
};

/* What group_history() tells of. */
static const struct {
    const char *what;
    Words label;
} EVENTS[] = {
    {"opened", {"asked", "提问"}},       {"claimed", {"claimed", "认领"}},
    {"released", {"released", "放回"}},  {"answered", {"answered", "回答"}},
    {"replied", {"replied", "仅回复"}},  {"attached", {"attached to an entry", "关联条目"}},
    {"sent", {"sent on", "转到"}},       {"dismissed", {"dismissed", "关闭"}},
    {"merged", {"merged into", "并入"}}, {"took", {"took in", "收入"}},
    {"split", {"split off", "拆出"}},    {"reopened", {"reopened by its asker", "提问者重新打开"}},
};
static const Words ALARM = {"A question has been asked %s times now, and nobody has answered it:",
                            "有一个问题已经被问了 %s 次，还没有人回答："};
static const Words AGES[] = {{"%s min", "%s 分钟"}, {"%s h", "%s 小时"}, {"%s d", "%s 天"}};
static const char *const LANGUAGE_NAMES[LANG_COUNT] = {"English", "中文"};

static char *number(int64_t value)
{
    return g_strdup_printf("%" G_GINT64_FORMAT, value);
}

char *card_age(int64_t from_ms, int64_t now_ms, Lang lang)
{
    int64_t minutes = MAX(now_ms - from_ms, 0) / 60000;
    size_t unit = minutes < 60 ? 0 : minutes < 48 * 60 ? 1 : 2;
    return words_counted(AGES[unit], lang,
                         unit == 0   ? minutes
                         : unit == 1 ? minutes / 60
                                     : minutes / 1440);
}

static char *languages(const Group *group)
{
    const char *names[LANG_COUNT + 1] = {NULL};
    size_t count = 0;
    for (int lang = 0; lang < LANG_COUNT; lang++)
        if (group->langs[lang])
            names[count++] = LANGUAGE_NAMES[lang];
    return g_strjoinv(", ", (char **)names);
}

static void buttons(Message *m, const Group *group, Lang lang)
{
    g_autofree char *id = number(group->id);
    if (group->state == GROUP_NEW)
        message_choice_styled(m, CHOICE_PRIMARY, words(CLAIM, lang), "review.claim", id);
    else
        message_choice(m, words(RELEASE, lang), "review.release", id);
    message_choice(m, words(ANSWER, lang), "review.answer", id);
    message_choice(m, words(ATTACH, lang), "review.attach", id);
    message_choice_styled(m, CHOICE_DANGER, words(DISMISS, lang), "review.dismiss", id);
    message_menu(m, "review.more");
    for (size_t i = 0; i < G_N_ELEMENTS(MORE); i++) {
        g_autofree char *value = g_strconcat(MORE[i].action, " ", id, NULL);
        message_menu_item(m, value, words(MORE[i].label, lang));
    }
}

void card_event(Message *m, const Request *req, const GroupEvent *event)
{
    g_autofree char *at = present_time(req, event->at_ms);
    size_t i = 0;
    while (i < G_N_ELEMENTS(EVENTS) && strcmp(EVENTS[i].what, event->what) != 0)
        i++;
    const char *what = i < G_N_ELEMENTS(EVENTS) ? words(EVENTS[i].label, req->lang) : event->what;
    g_autofree char *line = g_strdup_printf("%s · %s%s%s", at, what, event->detail ? " · " : "",
                                            event->detail ? event->detail : "");
    message_from(m, event->actor, line);
}

/* Different wordings, the first ones; and what was shown to those whom it did not help. */
static void wordings(Message *m, const GPtrArray *questions, Lang lang)
{
    g_autoptr(GHashTable) said = g_hash_table_new(g_str_hash, g_str_equal);
    for (unsigned i = 0; i < questions->len && g_hash_table_size(said) < WORDINGS_MAX; i++) {
        const Question *question = questions->pdata[i];
        if (!g_hash_table_add(said, question->text))
            continue;
        g_autofree char *text = text_shorten(question->text, WORDING_MAX);
        message_quote(m, text);
    }
    for (unsigned i = 0; i < questions->len; i++) {
        const Question *question = questions->pdata[i];
        if (!question->entry || question->state != QUESTION_OPEN)
            continue;
        message_fact(m, words(SHOWN, lang), "%s%s%s", question->entry, question->note ? ": " : "",
                     question->note ? question->note : "");
        return;
    }
}

static bool nearest(Message *m, const Request *req, Kb *kb, const Group *group, Lang lang,
                    GError **error)
{
    IndexResult result;
    GString *line = g_string_new(words(NEAREST, lang));
    index_ask(library_index(req->library), req->scratch, group->title, &result);
    size_t count = MIN(result.hit_count, (size_t)NEAREST_MAX);
    bool ok = true;
    for (size_t i = 0; i < count && ok; i++) {
        g_autoptr(Entry) entry = NULL;
        ok = entry_find_id(kb, result.hits[i].id, &entry, error);
        if (entry)
            g_string_append_printf(line, "%s`%s`", i > 0 ? " " : "", entry->slug);
    }
    if (ok && count > 0)
        message_context(m, line->str);
    g_string_free(line, TRUE);
    return ok;
}

/* The venue's name for its slug, which is all that is left of one that was retired. */
static const char *place(const Request *req, const char *slug, Lang lang)
{
    const Entry *venue = library_entry(req->library, slug);
    return venue ? present_title(venue, lang) : slug;
}

/* How often, in what language, in what state, for how long, about what: in a line. */
static void summary(Message *m, const Request *req, const Group *group, const char *since,
                    Lang lang)
{
    g_autofree char *in = languages(group);
    GString *line = g_string_new(NULL);
    g_string_append_printf(line, "**%" G_GINT64_FORMAT "×** · %s · %s · %s", group->asked, in,
                           words(STATES[group->state], lang), since);
    if (group->topic)
        g_string_append_printf(line, " · %s", place(req, group->topic, lang));
    if (group->venue)
        g_string_append_printf(line, " · %s %s", words(SENT, lang), place(req, group->venue, lang));
    message_context(m, line->str);
    g_string_free(line, TRUE);
}

/* Its questions are in another group now. */
static void moved(Message *m, const Group *group, Lang lang)
{
    g_autofree char *line = words_counted(MERGED, lang, group->merged_into);
    message_from(m, group->closed_by, words(DID[GROUP_DUPLICATE], lang));
    message_context(m, line);
}

/* What its askers were told, for the other moderators. */
static void told(Message *m, const Group *group, Lang lang)
{
    g_autofree char *said = text_shorten(group->note, WORDING_MAX);
    if (group->state == GROUP_DISMISSED)
        tell_reason(m, group->note, lang);
    else
        message_quote(m, said);
}

/* Who is on it, or what became of it. */
static void deed(Message *m, const Group *group, Lang lang)
{
    const char *who = group->claimed_by ? group->claimed_by : group->closed_by;
    g_autofree char *slug = group->entry ? g_strdup_printf("`%s`", group->entry) : NULL;
    if (who)
        message_from(m, who, words(DID[group->state], lang));
    else if (group->state == GROUP_ANSWERED)
        message_context(m, words(LEFT, lang));
    if (group_is_open(group))
        return;
    if (slug)
        message_context(m, slug);
    if (who && group->note)
        told(m, group, lang);
}

static bool card(Message *m, const Request *req, Kb *kb, const Group *group, Lang lang,
                 GError **error)
{
    g_autoptr(GPtrArray) questions = group_questions(kb, group->id, QUESTIONS_MAX, error);
    if (!questions)
        return false;
    g_autofree char *title = words_counted(TITLE, lang, group->id);
    message_title(m, title);
    if (group->state == GROUP_DUPLICATE) {
        moved(m, group, lang);
        return true;
    }
    wordings(m, questions, lang);
    g_autofree char *opened = present_time(req, group->opened_ms);
    g_autofree char *since = words_filled(SINCE, lang, opened, NULL);
    summary(m, req, group, since, lang);
    deed(m, group, lang);
    if (!group_is_open(group))
        return true;
    if (!nearest(m, req, kb, group, lang, error))
        return false;
    buttons(m, group, lang);
    return true;
}

/* At a shell nobody may have said which channel it is; cards that stand there are renewed still. */
static const Settings *settings_of(const Request *req)
{
    static const Settings none = {.lang = LANG_EN};
    return req->settings ? req->settings : &none;
}

static bool is_posted(Kb *kb, const char *name, bool *posted, GError **error)
{
    g_autofree char *channel = NULL, *ts = NULL, *lane = NULL;
    if (!delivery_post(kb, name, &channel, &ts, error) ||
        (!channel && !delivery_lane(kb, name, &lane, error)))
        return false;
    *posted = channel || lane;
    return true;
}

static bool put(const Request *req, Kb *kb, Effects *out, const Group *group, GError **error)
{
    bool posted = false;
    g_autofree char *name = g_strdup_printf("group:%" G_GINT64_FORMAT, group->id);
    if (!is_posted(kb, name, &posted, error))
        return false;
    const Settings *settings = settings_of(req);
    if (!posted && (!group_is_open(group) || !settings->triage_channel))
        return true;
    Message *m = posted ? effects_update(out, name, NULL)
                        : effects_post(out, settings->triage_channel, NULL, name, NULL);
    if (!card(m, req, kb, group, settings->lang, error))
        return false;
    message_divider(m); /* Slack shows what one author posts in a row without a gap */
    return true;
}

/*
 * Said aloud once, however it came to be asked so often; what became of it is said in the same
 * place, where there is nothing left to press then.
 */
static bool say_aloud(const Request *req, Kb *kb, Effects *out, const Group *group, GError **error)
{
    bool posted = false, is_open = group_is_open(group);
    const Settings *settings = settings_of(req);
    bool often = settings->triage_channel && settings->alert_count > 0 &&
                 group->asked >= settings->alert_count;
    Lang lang = settings->lang;
    g_autofree char *name = g_strdup_printf("alarm:%" G_GINT64_FORMAT, group->id);
    if (!is_posted(kb, name, &posted, error))
        return false;
    if (!posted && !(is_open && often))
        return true;
    g_autofree char *said = words_counted(ALARM, lang, group->asked);
    g_autofree char *title = text_shorten(group->title, WORDING_MAX);
    bool is_new = group->state == GROUP_NEW;
    Message *m = posted ? effects_update(out, name, is_new ? said : NULL)
                        : effects_post(out, settings->triage_channel, NULL, name, said);
    message_quote(m, title);
    if (!is_new)
        deed(m, group, lang);
    if (is_open)
        buttons(m, group, lang);
    return true;
}

bool card_refresh(const Request *req, Kb *kb, Effects *out, int64_t id, GError **error)
{
    g_autoptr(Group) group = NULL;
    if (id == 0)
        return true;
    if (!group_find(kb, id, &group, error))
        return false;
    return !group || (put(req, kb, out, group, error) && say_aloud(req, kb, out, group, error));
}

void card_line(Message *m, const Request *req, const Group *group)
{
    Lang lang = req->lang;
    g_autofree char *title = text_shorten(group->title, WORDING_MAX);
    g_autofree char *age = card_age(group->opened_ms, req->now_ms, lang);
    g_autofree char *since = g_strdup_printf("%s · #%" G_GINT64_FORMAT, age, group->id);
    message_quote(m, title);
    if (group->claimed_by)
        message_from(m, group->claimed_by, words(ON_IT, lang));
    summary(m, req, group, since, lang);
    if (group_is_open(group))
        buttons(m, group, lang);
}
