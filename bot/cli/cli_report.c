/*
 * `askd report`: figures and charts of a time, as a page to look at, mail and print.
 */
#include "bot/cli/cli.h"

#include <stdio.h>
#include <string.h>

#include "bot/cli/report.h"
#include "bot/clock.h"
#include "bot/error.h"
#include "knowledge/entry.h"

enum { DAYS = 90 };

typedef struct Options {
    char *since, *lang, *file;
} Options;

static void options_clear(Options *options)
{
    g_free(options->since);
    g_free(options->lang);
    g_free(options->file);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

/* Midnight of a date in that zone; false when it is none. */
static bool read_date(const char *text, GTimeZone *zone, int64_t *at_ms)
{
    int year, month, day, end = 0;
    if (sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &end) != 3 || text[end] != '\0')
        return false;
    g_autoptr(GDateTime) at = g_date_time_new(zone, year, month, day, 0, 0, 0);
    if (at)
        *at_ms = g_date_time_to_unix(at) * 1000;
    return at != NULL;
}

/* By slug, in the language of the page where there is a text in it. */
static GHashTable *titles_of(Kb *kb, Lang lang, GError **error)
{
    g_autoptr(GPtrArray) entries = entry_list(kb, error);
    GHashTable *titles =
        entries ? g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free) : NULL;
    for (unsigned i = 0; entries && i < entries->len; i++) {
        const Entry *entry = entries->pdata[i];
        g_hash_table_insert(titles, g_strdup(entry->slug),
                            g_strdup(entry_text(entry, lang, NULL)->title));
    }
    return titles;
}

/* Where nothing is said: ninety days, or as many as there are. */
static bool find_begin(Kb *kb, const Config *config, int64_t now_ms, int64_t *from_ms,
                       GError **error)
{
    int64_t first_ms = 0;
    if (!figures_first(kb, &first_ms, error))
        return false;
    *from_ms = figures_midnight(now_ms, DAYS - 1, config->zone);
    if (first_ms > *from_ms)
        *from_ms = figures_midnight(first_ms, 0, config->zone);
    return true;
}

static char *make(Kb *kb, const Config *config, int64_t from_ms, Lang lang, GError **error)
{
    int64_t now_ms = clock_ms();
    if (from_ms == 0 && !find_begin(kb, config, now_ms, &from_ms, error))
        return NULL;
    g_autoptr(GHashTable) titles = titles_of(kb, lang, error);
    g_autoptr(Figures) figures =
        titles ? figures_read(kb, from_ms, now_ms, config->zone, error) : NULL;
    if (!figures)
        return NULL;
    const Report report = {.figures = figures,
                           .lang = lang,
                           .zone = g_time_zone_get_identifier(config->zone),
                           .titles = titles,
                           .made_ms = now_ms,
                           .time_zone = config->zone};
    return report_html(&report);
}

static bool put(const char *file, const char *page, GError **error)
{
    g_autoptr(GError) why = NULL;
    if (!file || strcmp(file, "-") == 0) {
        fputs(page, stdout);
        return true;
    }
    if (g_file_set_contents(file, page, -1, &why))
        return true;
    g_set_error(error, BOT_ERROR, BOT_ERROR_FAILED, "%s", why->message);
    return false;
}

static ExitCode work(const CliCommand *self, const CliCall *call, const Options *options)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Config) config = cli_config(call, false, &error);
    Lang lang = LANG_EN;
    int64_t from_ms = 0;
    if (!config)
        return cli_failed(self, error);
    lang_parse(config->language, &lang);
    if (options->lang && !lang_parse(options->lang, &lang))
        return cli_misused(self, "--lang is en or zh, not %s", options->lang);
    if (options->since &&
        (!read_date(options->since, config->zone, &from_ms) || from_ms > clock_ms()))
        return cli_misused(self, "--since is a day that has begun, such as 2026-01-31, not %s",
                           options->since);
    g_autoptr(Kb) kb = cli_open_reader(config, &error);
    g_autofree char *page = kb ? make(kb, config, from_ms, lang, &error) : NULL;
    if (!page || !put(options->file, page, &error))
        return cli_failed(self, error);
    return cli_flush(self) ? EXIT_DONE : EXIT_FAILED;
}

static ExitCode run_report(const CliCommand *self, int argc, char **argv)
{
    g_auto(CliCall) call = {0};
    g_auto(Options) options = {0};
    const GOptionEntry own[] = {
        {"since", 0, 0, G_OPTION_ARG_FILENAME, &options.since,
         "The first day (90 days ago, or that of the first question)", "YYYY-MM-DD"},
        {"lang", 0, 0, G_OPTION_ARG_FILENAME, &options.lang, "en or zh (that of [community])",
         "LANG"},
        {"output", 'o', 0, G_OPTION_ARG_FILENAME, &options.file, "Where to write it (stdout)",
         "FILE"},
        {0},
    };
    ExitCode code;
    if (!cli_parse(self, own, argc, argv, &call, &code))
        return code;
    return work(self, &call, &options);
}

const CliCommand cli_report = {
    .name = "report",
    .usage = NULL,
    .summary = "write figures and charts as a page",
    .about =
        "What was asked and how it went: questions by outcome, how many were answered at once,\n"
        "how fast people answered the others, topics, languages, gaps, and what needs care.\n"
        "One HTML file without scripts, which loads nothing, names nobody, and prints well.",
    .examples = "  askd report -o report.html\n"
                "  askd report --since 2026-01-01 --lang zh -o report.html",
    .run = run_report,
};
