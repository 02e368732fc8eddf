/*
 * `/askd stats`: figures for a moderator who asks; and once a week, at the hour that is configured,
 * the same as a digest in the triage channel.
 *
 * The digest's timer keeps which week it told last, so that a restart, or a day that was configured
 * anew, tells none twice.
 */
#include "commands/feature.h"

#include <inttypes.h>
#include <stdlib.h>

#include "commands/args.h"
#include "commands/present.h"
#include "commands/summary.h"

enum { DAYS = 30, DAYS_MAX = 90, WEEK = 7 };
#define HOUR_MS ((int64_t)60 * 60 * 1000)
#define APART_MS ((WEEK * 24 - 12) * HOUR_MS) /* a week, though clocks change within it */

static const char DIGEST[] = "stats.digest";

static const Words TITLE = {"Figures", "数据统计"};
static const Words DIGEST_TITLE = {"The week in figures", "一周数据"};
static const Words USAGE = {"Say how many days, up to 90: `/{}askd stats 7`.",
                            "请输入天数，最多 90 天：`/{}askd stats 7`。"};

/* Whole days up to, not with, to_ms; beside them as many before. */
static bool add_figures(const Request *req, Kb *kb, Message *m, int64_t to_ms, int days,
                        GError **error)
{
    GTimeZone *zone = req->settings->zone;
    int64_t from_ms = figures_midnight(to_ms - 1, days - 1, zone);
    int64_t before_ms = figures_midnight(to_ms - 1, 2 * days - 1, zone);
    g_autoptr(Figures) now = figures_read(kb, from_ms, to_ms, zone, error);
    g_autoptr(Figures) before = now ? figures_read(kb, before_ms, from_ms, NULL, error) : NULL;
    if (!before)
        return false;
    summary_add(m, req, now, before);
    return true;
}

/* False: it is no number of days. */
static bool read_days(const char *text, int *days)
{
    g_autofree char *word = args_next(&text);
    guint64 number;
    *days = DAYS;
    if (!word)
        return true;
    if (!g_ascii_string_to_unsigned(word, 10, 1, DAYS_MAX, &number, NULL))
        return false;
    *days = (int)number;
    return true;
}

static bool show(const Request *req, Kb *kb, Effects *out, GError **error)
{
    (void)kb;
    (void)error;
    int days;
    if (!read_days(req->text, &days)) {
        g_autofree char *usage = present_sentence(USAGE, req);
        effects_reply(out, usage);
        return true;
    }
    g_autofree char *value = g_strdup_printf("%d", days);
    effects_errand(out, "stats.figures", value);
    return true;
}

/* A hundred thousand questions take a third of a second to go through. */
static bool count(const Request *req, Kb *kb, Effects *out, GError **error)
{
    Message *m = effects_reply(out, NULL);
    message_title(m, words(TITLE, req->lang));
    return add_figures(req, kb, m, req->now_ms, atoi(req->value), error);
}

/* --- once a week ------------------------------------------------------------------------------ */

/* The seven days before that of the digest. */
static bool tell(const Request *req, Kb *kb, Effects *out, int64_t at_ms, GError **error)
{
    Message *m = effects_post(out, req->settings->triage_channel, NULL, NULL, NULL);
    message_title(m, words(DIGEST_TITLE, req->lang));
    return add_figures(req, kb, m, figures_midnight(at_ms, 0, req->settings->zone), WEEK, error);
}

/* The first time it only waits for its hour. */
static bool digest(const Request *req, Kb *kb, Effects *out, GError **error)
{
    const Settings *s = req->settings;
    if (!s->triage_channel || !s->digest.weekday)
        return true;
    int64_t last_ms = weekly_last(&s->digest, req->now_ms, s->zone);
    int64_t next_ms = weekly_next(&s->digest, req->now_ms, s->zone);
    int64_t told_ms = req->value ? g_ascii_strtoll(req->value, NULL, 10) : last_ms;
    if (told_ms > next_ms) /* by a clock that was wrong */
        told_ms = last_ms;
    if (last_ms - told_ms >= APART_MS) {
        if (!tell(req, kb, out, last_ms, error))
            return false;
        told_ms = last_ms;
    }
    g_autofree char *value = g_strdup_printf("%" PRId64, told_ms);
    effects_later(out, DIGEST, NULL, next_ms, value);
    return true;
}

static const Subcommand subcommands[] = {
    {.name = "stats",
     .usage = {"[days]", "[天数]"},
     .summary = {"Figures: questions, answers, what needs care",
                 "数据：提问、回答、需要处理的内容"},
     .who = MODERATORS,
     .run = show},
    {0},
};
static const TimerRow timers[] = {
    {.name = DIGEST, .run = digest, .at_start = true},
    {0},
};
static const Errand errands[] = {
    {.name = "stats.figures", .run = count},
    {0},
};
static const char *const scopes[] = {"chat:write", NULL};

const Feature feature_stats = {.name = "stats",
                               .subcommands = subcommands,
                               .timers = timers,
                               .errands = errands,
                               .scopes = scopes};
