/*
 * /questions: the queue of groups that wait, a page at a time, for its reader alone.
 *
 * Buttons carry "PAGE FILTER…": the filter as it was typed, so that a page needs no memory.
 */
#include "commands/feature.h"

#include <string.h>

#include "commands/args.h"
#include "commands/card.h"
#include "commands/present.h"
#include "knowledge/group.h"

enum { PAGE = 5, FILTER_MAX = 300, DAYS_MAX = 10000 };
#define DAY_MS ((int64_t)24 * 60 * 60 * 1000)

static const Words TITLE = {"Questions that wait", "等待回答的问题"};
static const Words FOUND = {"%s found, page %s of %s", "共 %s 个，第 %s / %s 页"};
static const Words NOTHING = {"Nothing waits here.", "这里没有等待回答的问题。"};
static const Words DAYS_WANTED = {"Say how many days: `/{}questions older 7`.",
                                  "请写明天数：`/{}questions 早于 7`。"};
static const Words NEWER = {"Previous", "上一页"};
static const Words OLDER = {"Next", "下一页"};
static const Words USAGE = {
    "Narrow it down: `/{}questions new`, `claimed`, `mine`, `en`, `zh`, `older 7` (days), `topic "
    "storage`, or any words.",
    "可以加条件：`/{}questions 新问题`、`已认领`、`我的`、`中文`、`英文`、`早于 7`（天）、`主题 "
    "storage`，或任意文字。"};
static const struct {
    const char *text;
    Words label;
} FILTERS[] = {
    {"", {"All", "全部"}},
    {"new", {"New", "新问题"}},
    {"mine", {"Mine", "我的"}},
};

/* --- the filter ------------------------------------------------------------------------------- */

typedef struct Filter {
    GroupFilter filter; /* borrows what follows */
    char *words, *topic;
    bool is_wrong; /* days that are no number */
} Filter;

static void filter_clear(Filter *read)
{
    g_free(read->words);
    g_free(read->topic);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Filter, filter_clear)

static bool is(const char *word, const char *en, const char *zh)
{
    return g_ascii_strcasecmp(word, en) == 0 || strcmp(word, zh) == 0;
}

/* One word of it; false when it is a word to look for. */
static bool narrow(const Request *req, const char *word, const char **rest, Filter *read)
{
    GroupFilter *filter = &read->filter;
    if (is(word, "new", "新问题")) {
        filter->states = 1 << GROUP_NEW;
    } else if (is(word, "claimed", "已认领")) {
        filter->states = 1 << GROUP_CLAIMED;
    } else if (is(word, "mine", "我的")) {
        filter->claimed_by = req->user;
    } else if (is(word, "en", "英文") || is(word, "zh", "中文")) {
        filter->lang = is(word, "zh", "中文") ? LANG_ZH : LANG_EN;
    } else if (is(word, "older", "早于")) {
        g_autofree char *days = args_next(rest);
        uint64_t count = 0;
        read->is_wrong = !days || !g_ascii_string_to_unsigned(days, 10, 0, DAYS_MAX, &count, NULL);
        filter->opened_before_ms = req->now_ms - (int64_t)count * DAY_MS;
    } else if (is(word, "topic", "主题")) {
        g_free(read->topic);
        filter->topic = read->topic = args_next(rest);
    } else {
        return false;
    }
    return true;
}

/* What narrows nothing down is looked for. */
static void read_filter(const Request *req, const char *text, Filter *read)
{
    GString *said = g_string_new(NULL);
    const char *rest = text;
    *read = (Filter){.filter = {.lang = -1, .limit = PAGE}};
    for (char *word; (word = args_next(&rest)); g_free(word))
        if (!narrow(req, word, &rest, read))
            g_string_append_printf(said, "%s%s", said->len > 0 ? " " : "", word);
    read->words = g_string_free(said, FALSE);
    if (*read->words)
        read->filter.search = read->words;
}

/* --- a page ----------------------------------------------------------------------------------- */

static char *counted(const Request *req, int64_t total, int64_t page, int64_t pages)
{
    g_autofree char *of = g_strdup_printf("%" G_GINT64_FORMAT, total);
    g_autofree char *at = g_strdup_printf("%" G_GINT64_FORMAT, page);
    g_autofree char *last = g_strdup_printf("%" G_GINT64_FORMAT, pages);
    return words_filled(FOUND, req->lang, of, at, last, NULL);
}

static void turn(Message *m, Words label, int64_t page, const char *text, Lang lang)
{
    g_autofree char *value = g_strdup_printf("%" G_GINT64_FORMAT " %s", page, text);
    message_choice(m, words(label, lang), "queue.page", value);
}

static bool show_page(const Request *req, Kb *kb, Message *m, const char *text, int64_t page,
                      GError **error)
{
    g_auto(Filter) read = {0};
    int64_t total;
    read_filter(req, text, &read);
    if (read.is_wrong) {
        g_autofree char *wanted = present_sentence(DAYS_WANTED, req);
        message_text(m, wanted);
        return true;
    }
    read.filter.skip = (size_t)(page - 1) * PAGE;
    g_autoptr(GPtrArray) groups = group_list(kb, &read.filter, &total, error);
    if (!groups)
        return false;
    int64_t pages = MAX((total + PAGE - 1) / PAGE, 1);
    g_autofree char *line = counted(req, total, page, pages);
    g_autofree char *usage = present_sentence(USAGE, req);
    message_title(m, words(TITLE, req->lang));
    if (groups->len == 0)
        message_text(m, words(NOTHING, req->lang));
    else
        message_context(m, line);
    for (unsigned i = 0; i < groups->len; i++) {
        card_line(m, req, groups->pdata[i]);
        message_divider(m);
    }
    if (page > 1)
        turn(m, NEWER, page - 1, text, req->lang);
    if (page < pages)
        turn(m, OLDER, page + 1, text, req->lang);
    for (size_t i = 0; i < G_N_ELEMENTS(FILTERS); i++)
        if (strcmp(text, FILTERS[i].text) != 0)
            turn(m, FILTERS[i].label, 1, FILTERS[i].text, req->lang);
    message_context(m, usage);
    return true;
}

static bool show(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_autofree char *text = text_shorten(req->text, FILTER_MAX);
    return show_page(req, kb, effects_reply(out, NULL), text, 1, error);
}

static bool show_other_page(const Request *req, Kb *kb, Effects *out, GError **error)
{
    const char *value = req->value ? req->value : "1";
    char *text = NULL;
    int64_t page = CLAMP(g_ascii_strtoll(value, &text, 10), 1, 1000000);
    return show_page(req, kb, effects_replace(out, NULL), *text == ' ' ? text + 1 : text, page,
                     error);
}

static const Command commands[] = {
    {.name = "/questions",
     .usage = {"[new | claimed | mine | en | zh | older DAYS | topic NAME | words]",
               "[新问题 | 已认领 | 我的 | 中文 | 英文 | 早于 天数 | 主题 名称 | 文字]"},
     .summary = {"Questions that wait for a person (moderators)", "等待人工回答的问题（管理员）"},
     .who = MODERATORS,
     .run = show},
    {0},
};
static const Action actions[] = {
    {.name = "queue.page", .who = MODERATORS, .run = show_other_page},
    {0},
};
static const char *const scopes[] = {"commands", NULL};

const Feature feature_queue = {
    .name = "queue", .commands = commands, .actions = actions, .scopes = scopes};
