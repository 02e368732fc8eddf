/*
 * The page, from the top: what it is of, the figures that count, charts in time, what is asked,
 * what needs care. All that is not ours is escaped where it enters.
 */
#include "bot/cli/report.h"

#include <inttypes.h>
#include <string.h>

#include "bot/cli/chart.h"
#include "bot/cli/report_style.h"
#include "commands/summary.h"
#include "commands/words.h"

enum {
    DAILY_MAX = 62,   /* bars that can still be told apart */
    WEEKLY_MAX = 400, /* days; more are shown by the month */
};

static const Words TITLE = {"Questions and answers", "问答报告"};
static const Words MADE = {"made %s, days in %s", "生成于 %s，按 %s 时区统计"};
static const Words EMPTY = {"Nobody asked anything in this time.", "这段时间没有人提问。"};
static const Words ASKED = {"questions", "个提问"};
static const Words RATE = {"answered at once", "直接回答"};
static const Words PEOPLE = {"answered by people", "个由人回答"};
static const Words MEDIAN = {"median time to that answer", "人工回答用时（中位数）"};
static const Words WAITING = {"waiting now", "个正在等待"};
static const Words HELPFUL = {"said it helped / did not", "评价有用 / 没用"};
static const Words OUTCOMES[] = {
    {"Answered at once", "直接回答"}, {"Entries suggested", "给出建议"}, {"Not known", "不知道"}};
static const Words BY_TIME[] = {{"Questions a day", "每天的提问"},
                                {"Questions a week", "每周的提问"},
                                {"Questions a month", "每月的提问"}};
static const Words SHARE = {"Answered at once, of all questions", "直接回答的比例"};
static const Words SHARE_NOTE = {"What was neither answered nor suggested goes to people.",
                                 "既没有回答也没有建议的提问会交给人处理。"};
static const Words WAITS = {"How long people took to answer", "人工回答用了多久"};
static const Words ANSWERS = {"answers", "个回答"};
static const Words WAIT_NAMES[FIGURE_WAITS] = {
    {"within an hour", "1 小时内"}, {"1 to 4 hours", "1–4 小时"}, {"4 to 24 hours", "4–24 小时"},
    {"1 to 3 days", "1–3 天"},      {"3 to 7 days", "3–7 天"},    {"more than a week", "一周以上"}};
static const Words TOPICS = {"Top topics", "热门话题"};
static const Words LANGUAGES = {"Languages", "语言"};
static const char *const LANGUAGE_NAMES[LANG_COUNT] = {"English", "中文"};
static const Words GAPS = {"Gaps: what was asked of people", "缺口：交给人回答的问题"};
static const Words UNHELPFUL = {"Entries said not to help", "被评为没用的条目"};
static const Words DUE = {"Entries due for review", "该复查的条目"};
static const Words DUE_DAYS = {"days overdue", "逾期天数"};
static const Words TIMES = {"times", "次数"};
static const Words STATE = {"state", "状态"};
static const Words QUESTION = {"question", "问题"};
static const Words ENTRY = {"entry", "条目"};
static const Words OPEN = {"waits", "等待中"};
static const Words CLOSED = {"done", "已处理"};
static const Words NOTHING = {"None.", "没有。"};
static const Words DEAD = {
    "Links that do not work: %s. <code>askd check --links</code> names them.",
    "失效的链接：%s 个。<code>askd check --links</code> 会列出它们。"};
static const Words FOOT = {"Made by askd from its question log. It names nobody.",
                           "由 askd 根据提问记录生成，不含任何人的身份。"};

/* --- pieces ----------------------------------------------------------------------------------- */

static void escaped(GString *out, const char *text)
{
    g_autofree char *safe = g_markup_escape_text(text, -1);
    g_string_append(out, safe);
}

/* `tag` may have attributes behind its name. */
static void say(GString *out, const char *tag, const char *text)
{
    g_string_append_printf(out, "<%s>", tag);
    escaped(out, text);
    g_string_append_printf(out, "</%.*s>\n", (int)strcspn(tag, " "), tag);
}

/* Ours, with the values in the place of each "%s", escaped. */
static char *fill(const char *sentence, const char *first, const char *second)
{
    g_autofree char *a = g_markup_escape_text(first, -1);
    g_autofree char *b = g_markup_escape_text(second ? second : "", -1);
    GString *out = g_string_new(sentence);
    g_string_replace(out, "%s", a, 1);
    g_string_replace(out, "%s", b, 1);
    return g_string_free(out, FALSE);
}

static void begin_section(GString *out, const char *class, const char *title)
{
    g_string_append_printf(out, "<section class=\"%s\">\n", class);
    say(out, "h2", title);
}

static void end_section(GString *out)
{
    g_string_append(out, "</section>\n");
}

static void tile(GString *out, const char *figure, const char *label)
{
    g_string_append(out, "<div><b>");
    escaped(out, figure);
    g_string_append(out, "</b><span>");
    escaped(out, label);
    g_string_append(out, "</span></div>\n");
}

static void number_tile(GString *out, int64_t number, const char *label)
{
    g_autofree char *figure = g_strdup_printf("%" PRId64, number);
    tile(out, figure, label);
}

static void add_tiles(GString *out, const Figures *f, Lang lang)
{
    int64_t rate = f->asked ? (100 * f->outcomes[OUTCOME_ANSWERED] + f->asked / 2) / f->asked : 0;
    g_autofree char *percent = f->asked ? g_strdup_printf("%" PRId64 " %%", rate) : g_strdup("–");
    g_autofree char *median = summary_wait(f->median_ms, lang);
    g_autofree char *ratings =
        g_strdup_printf("%" PRId64 " / %" PRId64, f->helpful, f->not_helpful);
    g_string_append(out, "<div class=\"tiles\">\n");
    number_tile(out, f->asked, words(ASKED, lang));
    tile(out, percent, words(RATE, lang));
    number_tile(out, f->people, words(PEOPLE, lang));
    tile(out, median, words(MEDIAN, lang));
    tile(out, ratings, words(HELPFUL, lang));
    number_tile(out, f->open_groups, words(WAITING, lang));
    g_string_append(out, "</div>\n");
}

/* --- in time ---------------------------------------------------------------------------------- */

typedef enum Grain { DAILY, WEEKLY, MONTHLY } Grain;

static Grain grain_of(const Figures *f)
{
    return f->days->len <= DAILY_MAX ? DAILY : f->days->len <= WEEKLY_MAX ? WEEKLY : MONTHLY;
}

static bool begins(const FigureDay *day, Grain grain)
{
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_parse(&date, day->date);
    return grain == DAILY || (grain == WEEKLY && g_date_get_weekday(&date) == G_DATE_MONDAY) ||
           (grain == MONTHLY && g_str_has_suffix(day->date, "-01"));
}

/* ChartBar, a day, a week or a month each; labels point into the days' dates. */
static GArray *in_time(const Figures *f, Grain grain)
{
    GArray *bars = g_array_new(FALSE, TRUE, sizeof(ChartBar));
    for (unsigned i = 0; i < f->days->len; i++) {
        const FigureDay *day = &g_array_index(f->days, FigureDay, i);
        if (i == 0 || begins(day, grain)) {
            ChartBar bar = {.label = day->date + (grain == MONTHLY ? 0 : strlen("2026-"))};
            g_array_append_val(bars, bar);
        }
        ChartBar *last = &g_array_index(bars, ChartBar, bars->len - 1);
        for (int o = 0; o <= OUTCOME_UNKNOWN; o++)
            last->values[o] += day->outcomes[o];
    }
    return bars;
}

static void name_outcomes(Chart *chart, Lang lang)
{
    chart->series = G_N_ELEMENTS(OUTCOMES);
    for (size_t i = 0; i < G_N_ELEMENTS(OUTCOMES); i++)
        chart->names[i] = words(OUTCOMES[i], lang);
}

static void add_times(GString *out, const Figures *f, Lang lang)
{
    Grain grain = grain_of(f);
    g_autoptr(GArray) bars = in_time(f, grain);
    Chart chart = {.title = words(BY_TIME[grain], lang),
                   .bars = (const ChartBar *)bars->data,
                   .count = bars->len};
    name_outcomes(&chart, lang);
    begin_section(out, "wide", chart.title);
    chart_legend(out, &chart);
    chart_columns(out, &chart);
    end_section(out);
    for (unsigned i = 0; i < bars->len; i++) {
        ChartBar *bar = &g_array_index(bars, ChartBar, i);
        bar->values[1] += bar->values[0] + bar->values[2];
    }
    Chart share = {.title = words(SHARE, lang), .bars = chart.bars, .count = chart.count};
    begin_section(out, "wide", share.title);
    chart_share(out, &share);
    say(out, "p", words(SHARE_NOTE, lang));
    end_section(out);
}

/* --- what is asked ---------------------------------------------------------------------------- */

/* A chart of half the width, or that there is nothing to show. */
static void add_half(GString *out, const Chart *chart, bool any, Lang lang)
{
    begin_section(out, "half", chart->title);
    if (any)
        chart_rows(out, chart);
    else
        say(out, "p", words(NOTHING, lang));
    end_section(out);
}

static void add_waits(GString *out, const Figures *f, Lang lang)
{
    ChartBar bars[FIGURE_WAITS] = {0};
    for (size_t i = 0; i < FIGURE_WAITS; i++)
        bars[i] = (ChartBar){.label = words(WAIT_NAMES[i], lang), .values = {f->waits[i]}};
    Chart chart = {.title = words(WAITS, lang),
                   .names = {words(ANSWERS, lang)},
                   .series = 1,
                   .first_series = 3,
                   .narrow = true,
                   .bars = bars,
                   .count = FIGURE_WAITS};
    add_half(out, &chart, f->people > 0, lang);
}

static void add_topics(GString *out, const Figures *f, Lang lang)
{
    ChartBar bars[FIGURES_TOP] = {0};
    for (unsigned i = 0; i < f->topics->len; i++) {
        const FigureCount *topic = f->topics->pdata[i];
        bars[i] = (ChartBar){.label = topic->name, .values = {topic->count}};
    }
    Chart chart = {.title = words(TOPICS, lang),
                   .names = {words(ASKED, lang)},
                   .series = 1,
                   .narrow = true,
                   .bars = bars,
                   .count = f->topics->len};
    add_half(out, &chart, chart.count > 0, lang);
}

static void add_languages(GString *out, const Figures *f, Lang lang)
{
    ChartBar bars[LANG_COUNT] = {0};
    for (size_t i = 0; i < LANG_COUNT; i++) {
        bars[i].label = LANGUAGE_NAMES[i];
        for (size_t o = 0; o <= OUTCOME_UNKNOWN; o++)
            bars[i].values[o] = f->lang_outcomes[i][o];
    }
    Chart chart = {.title = words(LANGUAGES, lang), .bars = bars, .count = LANG_COUNT};
    name_outcomes(&chart, lang);
    begin_section(out, "wide", chart.title);
    chart_legend(out, &chart);
    chart_rows(out, &chart);
    end_section(out);
}

/* --- what needs care -------------------------------------------------------------------------- */

static void head(GString *out, const char *first, const char *second, const char *third)
{
    const char *const cells[] = {first, second, third};
    g_string_append(out, "<table><thead><tr>");
    for (size_t i = 0; i < G_N_ELEMENTS(cells) && cells[i]; i++)
        say(out, i == 1 ? "th class=\"n\"" : "th", cells[i]);
    g_string_append(out, "</tr></thead><tbody>\n");
}

static void row(GString *out, const char *text, const char *slug, int64_t count, const char *state)
{
    g_string_append(out, "<tr><td>");
    escaped(out, text);
    if (slug) {
        g_string_append(out, " <code>");
        escaped(out, slug);
        g_string_append(out, "</code>");
    }
    g_string_append_printf(out, "</td><td class=\"n\">%" PRId64 "</td>", count);
    if (state)
        say(out, "td", state);
    g_string_append(out, "</tr>\n");
}

static void add_gaps(GString *out, const Figures *f, Lang lang)
{
    begin_section(out, "wide", words(GAPS, lang));
    if (f->groups->len == 0) {
        say(out, "p", words(NOTHING, lang));
        end_section(out);
        return;
    }
    head(out, words(QUESTION, lang), words(TIMES, lang), words(STATE, lang));
    for (unsigned i = 0; i < f->groups->len; i++) {
        const FigureCount *group = f->groups->pdata[i];
        row(out, group->text, NULL, group->count, words(group->is_open ? OPEN : CLOSED, lang));
    }
    g_string_append(out, "</tbody></table>\n");
    end_section(out);
}

static void add_entries(GString *out, const Report *report, Words title, const GPtrArray *entries,
                        Words unit)
{
    begin_section(out, "half", words(title, report->lang));
    if (entries->len == 0) {
        say(out, "p", words(NOTHING, report->lang));
        end_section(out);
        return;
    }
    head(out, words(ENTRY, report->lang), words(unit, report->lang), NULL);
    for (unsigned i = 0; i < entries->len; i++) {
        const FigureCount *entry = entries->pdata[i];
        const char *known = g_hash_table_lookup(report->titles, entry->name);
        row(out, known ? known : "", entry->name, entry->count, NULL);
    }
    g_string_append(out, "</tbody></table>\n");
    end_section(out);
}

static void add_links(GString *out, const Figures *f, Lang lang)
{
    if (f->dead_links == 0)
        return;
    g_autofree char *count = g_strdup_printf("%" PRId64, f->dead_links);
    g_autofree char *line = fill(words(DEAD, lang), count, NULL);
    g_string_append_printf(out, "<section class=\"wide\"><p>%s</p></section>\n", line);
}

/* --- the page --------------------------------------------------------------------------------- */

static void begin_page(GString *out, const Report *report)
{
    g_autofree char *dates = summary_dates(report->figures);
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(report->made_ms / 1000);
    g_autoptr(GDateTime) at = g_date_time_to_timezone(utc, report->time_zone);
    g_autofree char *when = g_date_time_format(at, "%F %H:%M");
    g_autofree char *made = fill(words(MADE, report->lang), when, report->zone);
    g_string_append_printf(
        out,
        "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        "'unsafe-inline'\">\n<meta name=\"viewport\" content=\"width=device-width\">\n"
        "<title>askd: %s, %s</title>\n<style>%s</style>\n</head>\n<body>\n"
        "<header><h1>%s</h1>\n<p>%s</p><p class=\"small\">%s</p></header>\n<main>\n",
        report->lang == LANG_ZH ? "zh-Hans" : "en", words(TITLE, report->lang), dates, REPORT_STYLE,
        words(TITLE, report->lang), dates, made);
}

char *report_html(const Report *report)
{
    const Figures *f = report->figures;
    Lang lang = report->lang;
    GString *out = g_string_new(NULL);
    begin_page(out, report);
    add_tiles(out, f, lang);
    if (f->asked == 0)
        say(out, "p class=\"empty\"", words(EMPTY, lang));
    if (f->asked > 0)
        add_times(out, f, lang);
    add_topics(out, f, lang);
    add_waits(out, f, lang);
    if (f->asked > 0)
        add_languages(out, f, lang);
    add_gaps(out, f, lang);
    add_entries(out, report, UNHELPFUL, f->unhelpful, TIMES);
    add_entries(out, report, DUE, f->due, DUE_DAYS);
    add_links(out, f, lang);
    g_string_append(out, "</main>\n");
    say(out, "footer", words(FOOT, lang));
    g_string_append(out, "</body>\n</html>\n");
    return g_string_free(out, FALSE);
}
