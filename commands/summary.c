/*
 * What a moderator wants to know first stands first: how much, how well, who waits; then what to
 * look after.
 */
#include "commands/summary.h"

#include <inttypes.h>

#include "commands/columns.h"
#include "commands/present.h"

enum { TOP = 5, BARS_MAX = 31 };

static const Words NOTHING = {"Nobody asked anything in this time.", "这段时间没有人提问。"};
static const Words ASKED = {"Asked", "提问"};
static const Words OUTCOMES[] = {
    {"Answered at once", "直接回答"}, {"Entries suggested", "给出建议"}, {"Not known", "不知道"}};
static const Words PEOPLE = {"Answered by people", "由人回答"};
static const Words MEDIAN = {"Median time to that answer", "人工回答用时（中位数）"};
static const Words RATED = {"Helpful / not", "有用 / 没用"};
static const Words LANGUAGES = {"English / 中文", "English / 中文"};
static const Words WAITING = {"Waiting now", "正在等待"};
static const Words BEFORE = {"before: ", "上期："};
static const Words OLDEST = {"the oldest for ", "最久的已等 "};
static const Words BY_DAY = {"**Questions a day**", "**每天的提问**"};
static const Words TOPICS = {"**Topics**", "**话题**"};
static const Words GROUPS = {"**Most asked of people**", "**最常转交人工的问题**"};
static const Words OPEN = {"waits", "等待中"};
static const Words CLOSED = {"done", "已处理"};
static const Words UNHELPFUL = {"**Said not to help**", "**被评为没用的条目**"};
static const Words DUE = {"**Due for review**", "**该复查的条目**"};
static const Words SINCE = {"for ", "已到期 "};
static const Words DAYS = {" d", " 天"};
static const Words QUEUE = {"`/{}questions` shows what waits.",
                            "输入 `/{}questions` 查看等待中的问题。"};
static const Words CARE = {"`/{}askd due` names them all.", "输入 `/{}askd due` 查看全部。"};
static const Words MORE = {"and more: ", "还有："};
static const Words DEAD = {"**Dead links**", "**失效的链接**"};
static const Words WAITS[] = {{" min", " 分钟"}, {" h", " 小时"}, {" d", " 天"}};

char *summary_dates(const Figures *f)
{
    const FigureDay *days = (const FigureDay *)f->days->data;
    return g_strdup_printf("%s – %s", days[0].date, days[f->days->len - 1].date);
}

char *summary_wait(int64_t wait_ms, Lang lang)
{
    int64_t minutes = (wait_ms + 30000) / 60000;
    if (wait_ms < 0)
        return g_strdup("–");
    size_t unit = minutes < 60 ? 0 : minutes < 48 * 60 ? 1 : 2;
    int64_t count = unit == 0 ? minutes : unit == 1 ? (minutes + 30) / 60 : (minutes + 720) / 1440;
    return g_strdup_printf("%" PRId64 "%s", count, words(WAITS[unit], lang));
}

/* A count, its share of what was asked, and what it was before. */
static void fact(Message *m, Lang lang, Words label, int64_t count, int64_t of,
                 const int64_t *before)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_string_append_printf(text, "%" PRId64, count);
    if (of > 0)
        g_string_append_printf(text, " (%" PRId64 " %%)", (count * 100 + of / 2) / of);
    if (before)
        g_string_append_printf(text, " · %s%" PRId64, words(BEFORE, lang), *before);
    message_fact(m, words(label, lang), "%s", text->str);
}

static void add_counts(Message *m, Lang lang, const Figures *now, const Figures *before)
{
    fact(m, lang, ASKED, now->asked, 0, before ? &before->asked : NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(OUTCOMES); i++)
        fact(m, lang, OUTCOMES[i], now->outcomes[i], now->asked,
             before ? &before->outcomes[i] : NULL);
    fact(m, lang, PEOPLE, now->people, 0, before ? &before->people : NULL);
    g_autofree char *median = summary_wait(now->median_ms, lang);
    g_autofree char *then = before ? summary_wait(before->median_ms, lang) : NULL;
    message_fact(m, words(MEDIAN, lang), "%s%s%s%s", median, then ? " · " : "",
                 then ? words(BEFORE, lang) : "", then ? then : "");
    message_fact(m, words(RATED, lang), "%" PRId64 " / %" PRId64, now->helpful, now->not_helpful);
    message_fact(m, words(LANGUAGES, lang), "%" PRId64 " / %" PRId64, now->langs[LANG_EN],
                 now->langs[LANG_ZH]);
}

static void add_waiting(Message *m, const Request *req, const Figures *now)
{
    g_autofree char *age =
        now->oldest_open_ms ? summary_wait(req->now_ms - now->oldest_open_ms, req->lang) : NULL;
    message_fact(m, words(WAITING, req->lang), "%" PRId64 "%s%s%s", now->open_groups,
                 age ? " · " : "", age ? words(OLDEST, req->lang) : "", age ? age : "");
}

static void add_days(Message *m, Lang lang, const Figures *now)
{
    g_autoptr(Columns) table = columns_new();
    if (now->days->len > BARS_MAX)
        return;
    for (unsigned i = 0; i < now->days->len; i++) {
        const FigureDay *day = &g_array_index(now->days, FigureDay, i);
        int64_t asked = 0;
        for (int o = 0; o <= OUTCOME_UNKNOWN; o++)
            asked += day->outcomes[o];
        columns_add_bar(table, day->date + 5, asked);
    }
    g_autofree char *block = columns_block(table);
    message_text(m, words(BY_DAY, lang));
    message_text(m, block);
}

static void add_topics(Message *m, Lang lang, const Figures *now)
{
    g_autoptr(Columns) table = columns_new();
    for (unsigned i = 0; i < MIN(now->topics->len, (unsigned)TOP); i++) {
        const FigureCount *row = now->topics->pdata[i];
        columns_add_bar(table, row->name, row->count);
    }
    if (now->topics->len == 0)
        return;
    g_autofree char *block = columns_block(table);
    message_text(m, words(TOPICS, lang));
    message_text(m, block);
}

static void add_groups(Message *m, Lang lang, const Figures *now)
{
    if (now->groups->len > 0)
        message_text(m, words(GROUPS, lang));
    for (unsigned i = 0; i < MIN(now->groups->len, (unsigned)TOP); i++) {
        const FigureCount *row = now->groups->pdata[i];
        g_autofree char *times = g_strdup_printf("%" PRId64 "× · %s", row->count,
                                                 words(row->is_open ? OPEN : CLOSED, lang));
        message_quote(m, row->text);
        message_context(m, times);
    }
}

static const char *title_of(const Request *req, const char *slug)
{
    const Entry *entry = library_entry(req->library, slug);
    return entry ? present_title(entry, req->lang) : "";
}

/* A line for each entry: its slug, its title, and why it stands here. */
static void add_entries(Message *m, const Request *req, Words heading, const GPtrArray *rows,
                        int64_t all, bool is_due)
{
    g_autoptr(GString) list = g_string_new(words(heading, req->lang));
    unsigned shown = MIN(rows->len, (unsigned)TOP);
    if (rows->len == 0)
        return;
    g_string_append(list, "\n");
    for (unsigned i = 0; i < shown; i++) {
        const FigureCount *row = rows->pdata[i];
        g_string_append_printf(list, "\n- `%s` %s · ", row->name, title_of(req, row->name));
        if (is_due)
            g_string_append_printf(list, "%s%" PRId64 "%s", words(SINCE, req->lang), row->count,
                                   words(DAYS, req->lang));
        else
            g_string_append_printf(list, "%" PRId64 "×", row->count);
    }
    message_text(m, list->str);
    if (all > shown) {
        g_autofree char *more = g_strdup_printf("%s%" PRId64, words(MORE, req->lang), all - shown);
        message_context(m, more);
    }
}

void summary_add(Message *m, const Request *req, const Figures *now, const Figures *before)
{
    Lang lang = req->lang;
    g_autofree char *dates = summary_dates(now);
    message_context(m, dates);
    if (now->asked == 0 && now->people == 0)
        message_text(m, words(NOTHING, lang));
    else
        add_counts(m, lang, now, before);
    add_waiting(m, req, now);
    if (now->asked > 0)
        add_days(m, lang, now);
    add_topics(m, lang, now);
    add_groups(m, lang, now);
    if (now->open_groups > 0) {
        g_autofree char *queue = present_sentence(QUEUE, req);
        message_context(m, queue);
    }
    add_entries(m, req, UNHELPFUL, now->unhelpful, now->unhelpful->len, false);
    add_entries(m, req, DUE, now->due, now->due_count, true);
    if (now->dead_links > 0) {
        g_autofree char *line = g_strdup_printf("%s: %" PRId64, words(DEAD, lang), now->dead_links);
        message_text(m, line);
    }
    if (now->due_count > 0 || now->dead_links > 0) {
        g_autofree char *care = present_sentence(CARE, req);
        message_context(m, care);
    }
}
