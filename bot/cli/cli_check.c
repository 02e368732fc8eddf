/*
 * `askd check`: configuration, tokens and database examined, a line each. Slack is asked with
 * --online only.
 */
#include "bot/cli/cli.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bot/cli/cli_links.h"
#include "bot/cli/cli_online.h"
#include "bot/cli/probe.h"
#include "bot/clock.h"
#include "bot/error.h"
#include "knowledge/delivery.h"
#include "knowledge/entry.h"
#include "knowledge/question.h"

enum { DUE_NAMED_MAX = 10, DEAD_NAMED_MAX = 10 };

static void say(const char *what, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void say(const char *what, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    printf("%-14s %s\n", what, text);
}

static bool check_entries(Kb *kb, GError **error)
{
    int64_t counts[ENTRY_KIND_COUNT];
    if (!entry_counts(kb, counts, error))
        return false;
    int64_t answering = counts[ENTRY_ANSWER] + counts[ENTRY_TERM];
    say("knowledge", "%" PRId64 " entries, %" PRId64 " venues%s", answering, counts[ENTRY_VENUE],
        answering > 0 ? "" : "; nothing can be answered, `askd import` brings some");
    return true;
}

/* Entries whose review-by date is past. */
static bool check_reviews(Kb *kb, GError **error)
{
    g_autoptr(GPtrArray) entries = entry_list(kb, error);
    if (!entries)
        return false;
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autofree char *today = g_date_time_format(now, "%F");
    g_autoptr(GString) names = g_string_new(NULL);
    unsigned due = 0;
    for (unsigned i = 0; i < entries->len; i++) {
        const Entry *entry = entries->pdata[i];
        if (!entry->review_by || strcmp(entry->review_by, today) > 0)
            continue;
        if (++due <= DUE_NAMED_MAX)
            g_string_append_printf(names, "%s %s", due > 1 ? "," : ":", entry->slug);
    }
    say("reviews", "%u due%s%s", due, names->str, due > DUE_NAMED_MAX ? ", …" : "");
    return true;
}

static bool check_questions(Kb *kb, GError **error)
{
    int64_t counts[QUESTION_STATE_COUNT];
    if (!question_counts(kb, counts, error))
        return false;
    say("questions",
        "%" PRId64 " open, %" PRId64 " answered by people, %" PRId64 " dismissed, %" PRId64
        " settled",
        counts[QUESTION_OPEN], counts[QUESTION_ANSWERED], counts[QUESTION_DISMISSED],
        counts[QUESTION_SETTLED]);
    return true;
}

static bool list_dead(Kb *kb, GError **error)
{
    g_autoptr(GPtrArray) calls = delivery_dead_calls(kb, DEAD_NAMED_MAX, error);
    if (!calls)
        return false;
    for (unsigned i = 0; i < calls->len; i++) {
        const DeadCall *call = calls->pdata[i];
        g_autoptr(GDateTime) at = g_date_time_new_from_unix_utc(call->at_ms / 1000);
        g_autofree char *when = g_date_time_format(at, "%Y-%m-%d %H:%M:%SZ");
        say("given up", "%s call %" PRId64 ", %s: %s", when, call->id, call->method, call->why);
    }
    return true;
}

static bool check_outbox(Kb *kb, GError **error)
{
    DeliveryCounts counts;
    if (!delivery_counts(kb, &counts, error))
        return false;
    g_autofree char *since = NULL;
    if (counts.oldest_owed_ms > 0)
        since = g_strdup_printf(", the oldest for %" PRId64 " s",
                                (clock_ms() - counts.oldest_owed_ms) / 1000);
    say("outbox", "%" PRId64 " owed to Slack%s, %" PRId64 " given up", counts.owed,
        since ? since : "", counts.dead);
    if (counts.redirected > 0)
        say("",
            "%" PRId64 " went another way in all: their response_url had expired, mostly, and "
            "they came as direct messages",
            counts.redirected);
    return counts.dead == 0 || list_dead(kb, error);
}

/* SQLite keeps its journal beside the file. */
static bool check_writable(const Config *config, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(config->db);
    if (access(folder, W_OK | X_OK) == 0 &&
        (access(config->db, F_OK) != 0 || access(config->db, W_OK) == 0))
        return true;
    g_set_error(error, BOT_ERROR, BOT_ERROR_CONFIG,
                "%s: you may not write this; look as the user that runs askd, or make the file and "
                "its folder writable for askd",
                config->db);
    return false;
}

static bool check_database(const Config *config, GError **error)
{
    if (!cli_check_path(config, error) || !check_writable(config, error))
        return false;
    if (access(config->db, F_OK) != 0) {
        say("database", "%s is not there yet; `askd run` makes it", config->db);
        return true;
    }
    g_autoptr(Kb) kb = kb_open_reader(config->db, error);
    if (!kb || !kb_check(kb, error))
        return false;
    say("database", "%s is sound", config->db);
    return check_entries(kb, error) && check_reviews(kb, error) && cli_links_print(kb, error) &&
           check_questions(kb, error) && check_outbox(kb, error);
}

/* Everything is looked at, also after something was found wrong. */
static ExitCode check_all(const CliCommand *self, const CliCall *call, bool is_online)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Config) config = cli_config(call, true, &error);
    if (!config)
        return cli_failed(self, error);
    ExitCode code = EXIT_DONE;
    say("configuration", "%s", config->path ? config->path : "no file; defaults and environment");
    if (config_check_tokens(config, &error))
        say("tokens", "both are there and of the right kind, for %s", config->api_url);
    else
        code = cli_failed(self, error);
    if (is_online && !error)
        code = cli_online_print(self, config);
    g_clear_error(&error);
    if (!check_database(config, &error))
        code = cli_failed(self, error);
    return cli_flush(self) ? code : EXIT_FAILED;
}

/* Whether the askd that is running says it can serve. */
static ExitCode check_ready(const CliCommand *self, const CliCall *call)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Config) config = cli_config(call, false, &error);
    if (!config)
        return cli_failed(self, error);
    if (!config->http)
        return cli_misused(self, "--ready asks the HTTP listener, and none is configured (--http)");
    if (!probe_ready(config->http, &error))
        return cli_failed(self, error);
    puts("ready");
    return cli_flush(self) ? EXIT_DONE : EXIT_FAILED;
}

/* Tries the links, then says how they stand. */
static ExitCode check_links(const CliCommand *self, const CliCall *call, bool allow_private)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Config) config = cli_config(call, false, &error);
    /* A reader first: it makes no file where there is none. */
    g_autoptr(Kb) kb = config ? cli_open_reader(config, &error) : NULL;
    if (kb) {
        kb_close(kb);
        kb = cli_open(config, &error);
    }
    bool done = kb && cli_links_try(kb, allow_private, &error) && cli_links_print(kb, &error);
    bool flushed = cli_flush(self);
    if (!done)
        return cli_failed(self, error);
    return flushed ? EXIT_DONE : EXIT_FAILED;
}

static ExitCode run_check(const CliCommand *self, int argc, char **argv)
{
    g_auto(CliCall) call = {0};
    gboolean online = FALSE, ready = FALSE, links = FALSE, allow_private = FALSE;
    const GOptionEntry own[] = {
        {"online", 0, 0, G_OPTION_ARG_NONE, &online,
         "Also ask Slack whether it takes the tokens, and for the scopes", NULL},
        {"ready", 0, 0, G_OPTION_ARG_NONE, &ready,
         "Only ask the askd that is running whether it can serve", NULL},
        {"links", 0, 0, G_OPTION_ARG_NONE, &links,
         "Only try every link of the entries, and name the dead ones", NULL},
        {"allow-private", 0, 0, G_OPTION_ARG_NONE, &allow_private,
         "Of --links: also try private, local and loopback addresses", NULL},
        {0},
    };
    ExitCode code;
    if (!cli_parse(self, own, argc, argv, &call, &code))
        return code;
    if (online + links + ready > 1)
        return cli_misused(self, "of --online, --ready and --links only one goes");
    if (links)
        return check_links(self, &call, allow_private);
    if (allow_private)
        return cli_misused(self, "--allow-private belongs to --links");
    return ready ? check_ready(self, &call) : check_all(self, &call, online);
}

const CliCommand cli_check = {
    .name = "check",
    .usage = NULL,
    .summary = "examine configuration, tokens and database",
    .about =
        "Reads the configuration, looks at the tokens without using them, examines the\n"
        "database, and counts what needs a person: open questions, reviews that are due, dead\n"
        "links, calls to Slack that were given up. Exits with 2 when something must be mended\n"
        "first.\n\n"
        "--online also asks Slack, by two calls that change nothing: whether both tokens are\n"
        "taken, whether the bot has the scopes that `askd manifest` lists, and whether Socket\n"
        "Mode is switched on.\n\n"
        "--links tries every address that an entry points to, over the web, and keeps what it\n"
        "finds, which later checks repeat. It takes minutes, asks a host one thing at a time,\n"
        "and goes to no private or local address. Exits with 0, also when some are dead.\n\n"
        "--ready asks the running askd instead, at its HTTP listener; exits with 1 when it is\n"
        "not connected or cannot write.",
    .examples = "  askd check --config /etc/askd/askd.conf\n"
                "  askd check --links --db askd.db\n"
                "  askd check --ready --http 127.0.0.1:9464",
    .run = run_check,
};
