/*
 * Which command, its options, and how trouble is told.
 */
#include "bot/cli/cli.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bot/cli/nearest.h"
#include "bot/clock.h"
#include "bot/error.h"
#include "bot/log.h"
#include "knowledge/files/import.h"
#include "knowledge/kb.h"

static const CliCommand *const COMMANDS[] = {
    &cli_run,   &cli_ask,    &cli_search, &cli_import,   &cli_export, &cli_questions,
    &cli_alias, &cli_golden, &cli_check,  &cli_manifest, &cli_backup, &cli_report,
    &cli_eval,
};

/* --- trouble ------------------------------------------------------------------------------- */

static void complain(const CliCommand *command, const char *what)
{
    g_autofree char *masked = log_mask(what);
    fflush(stdout); /* so that both come in order where they go to one place */
    fprintf(stderr, "askd%s%s: %s\n", command ? " " : "", command ? command->name : "", masked);
}

ExitCode cli_misused(const CliCommand *command, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *what = g_strdup_vprintf(format, args);
    va_end(args);
    g_autofree char *hint = g_strdup_printf("%s; `askd%s%s --help` shows how", what,
                                            command ? " " : "", command ? command->name : "");
    complain(command, hint);
    return EXIT_REFUSED;
}

ExitCode cli_failed(const CliCommand *command, const GError *error)
{
    complain(command, error->message);
    if (g_error_matches(error, BOT_ERROR, BOT_ERROR_FAILED) ||
        g_error_matches(error, KB_ERROR, KB_ERROR_BUSY))
        return EXIT_FAILED;
    return EXIT_REFUSED;
}

bool cli_flush(const CliCommand *command)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return true;
    g_autofree char *what =
        g_strdup_printf("the output could not be written: %s", g_strerror(errno));
    complain(command, what);
    return false;
}

/* --- options ------------------------------------------------------------------------------- */

enum { CONFIG, DB, API_URL, HTTP, LOG_FORMAT, LOG_LEVEL };

static gboolean wants_help;

/* Those of Config, which every command takes. */
static void add_config_options(GOptionContext *context, CliCall *call)
{
    const GOptionEntry entries[] = {
        {"config", 0, 0, G_OPTION_ARG_FILENAME, &call->options[CONFIG],
         "Configuration file (ASKD_CONFIG)", "FILE"},
        {"db", 0, 0, G_OPTION_ARG_FILENAME, &call->options[DB], "Database file (ASKD_DB)", "FILE"},
        {"api-url", 0, 0, G_OPTION_ARG_FILENAME, &call->options[API_URL],
         "Slack's Web API (SLACK_API_URL)", "URL"},
        {"http", 0, 0, G_OPTION_ARG_FILENAME, &call->options[HTTP],
         "Listen for /healthz, /readyz and /metrics", "ADDRESS:PORT"},
        {"log-format", 0, 0, G_OPTION_ARG_FILENAME, &call->options[LOG_FORMAT], "logfmt or json",
         "FORMAT"},
        {"log-level", 0, 0, G_OPTION_ARG_FILENAME, &call->options[LOG_LEVEL],
         "debug, info, warning or critical", "LEVEL"},
        {"help", 'h', 0, G_OPTION_ARG_NONE, &wants_help, "Show this help", NULL},
        {0},
    };
    g_option_context_add_main_entries(context, entries, NULL);
}

static const char *const CONFIG_OPTIONS[] = {"--config",     "--db",        "--api-url", "--http",
                                             "--log-format", "--log-level", "--help"};

/* GLib's "Unknown option --jsn", and the option that was meant. */
static ExitCode bad_option(const CliCommand *command, const GOptionEntry *own, const char *what)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    for (; own && own->long_name; own++)
        g_ptr_array_add(names, g_strconcat("--", own->long_name, NULL));
    for (size_t i = 0; i < G_N_ELEMENTS(CONFIG_OPTIONS); i++)
        g_ptr_array_add(names, g_strdup(CONFIG_OPTIONS[i]));
    g_ptr_array_add(names, NULL);
    const char *given = strstr(what, "--");
    const char *near = given ? nearest(given, (const char *const *)names->pdata) : NULL;
    if (near && strcmp(near, given) != 0)
        return cli_misused(command, "%s; did you mean %s?", what, near);
    return cli_misused(command, "%s", what);
}

static void print_help(GOptionContext *context)
{
    g_autofree char *options = g_option_context_get_help(context, TRUE, NULL);
    fputs(options, stdout);
}

bool cli_parse(const CliCommand *command, const GOptionEntry *own, int argc, char **argv,
               CliCall *call, ExitCode *code)
{
    g_autoptr(GOptionContext) context = g_option_context_new(command->usage);
    g_autoptr(GError) error = NULL;
    g_autofree char *name = g_strconcat("askd ", command->name, NULL);
    g_autofree char *summary =
        g_strconcat(command->about, "\n\nExamples:\n", command->examples, NULL);

    g_set_prgname(name);
    g_option_context_set_summary(context, summary);
    /* GLib's own --help would turn into question marks what the locale has no letters for. */
    g_option_context_set_help_enabled(context, FALSE);
    if (own)
        g_option_context_add_main_entries(context, own, NULL);
    add_config_options(context, call);
    call->command = command;

    *code = EXIT_REFUSED;
    if (!g_option_context_parse(context, &argc, &argv, &error)) {
        bad_option(command, own, error->message);
        return false;
    }
    if (wants_help) {
        print_help(context);
        *code = cli_flush(command) ? EXIT_DONE : EXIT_FAILED;
        return false;
    }
    call->words = argv + 1;
    if (argc > 1 && strcmp(argv[1], "--") == 0)
        call->words++;
    call->count = (int)g_strv_length(call->words);
    if (command->usage || call->count == 0)
        return true;
    cli_misused(command, "it takes no words: %s", call->words[0]);
    return false;
}

void cli_call_clear(CliCall *call)
{
    for (size_t i = 0; i < G_N_ELEMENTS(call->options); i++)
        g_clear_pointer(&call->options[i], g_free);
}

Config *cli_config(const CliCall *call, bool with_tokens, GError **error)
{
    const ConfigOptions options = {
        .config = call->options[CONFIG],
        .db = call->options[DB],
        .api_url = call->options[API_URL],
        .http = call->options[HTTP],
        .log_format = call->options[LOG_FORMAT],
        .log_level = call->options[LOG_LEVEL],
        .without_tokens = !with_tokens,
    };
    return config_load(&options, error);
}

/* --- the base ------------------------------------------------------------------------------ */

static bool refuse_path(GError **error, const Config *config, const char *what)
{
    g_set_error(error, BOT_ERROR, BOT_ERROR_CONFIG, "%s: %s", config->db, what);
    return false;
}

/* SQLite's own words for these are "unable to open database file" and "disk I/O error". */
bool cli_check_path(const Config *config, GError **error)
{
    struct stat st;
    if (stat(config->db, &st) != 0) {
        g_autofree char *folder = g_path_get_dirname(config->db);
        if (errno != ENOENT)
            return refuse_path(error, config, g_strerror(errno));
        if (stat(folder, &st) != 0 || !S_ISDIR(st.st_mode))
            return refuse_path(error, config,
                               "there is no such folder; make it, or name another "
                               "file with --db or ASKD_DB");
        return true;
    }
    if (!S_ISREG(st.st_mode))
        return refuse_path(error, config,
                           S_ISDIR(st.st_mode) ? "this is a folder; name the database file in it"
                                               : "this is no ordinary file");
    if (access(config->db, R_OK) != 0)
        return refuse_path(error, config, "you may not read this file; run askd as its owner");
    return true;
}

Kb *cli_open_reader(const Config *config, GError **error)
{
    if (!cli_check_path(config, error))
        return NULL;
    if (access(config->db, F_OK) != 0) {
        refuse_path(error, config,
                    "there is no such database; `askd run` or `askd import` makes "
                    "one, --db or ASKD_DB names another");
        return NULL;
    }
    return kb_open_reader(config->db, error);
}

Kb *cli_open_or_packaged(const CliCommand *command, const Config *config, GError **error)
{
    if (access(config->db, F_OK) == 0 || errno != ENOENT)
        return cli_open_reader(config, error);
    g_autofree char *what = g_strdup_printf(
        "%s: no such database; answering from the knowledge that comes with askd", config->db);
    complain(command, what);
    g_autoptr(Kb) kb = kb_open(":memory:", error);
    ImportCounts counts;
    if (!kb || !import_packaged(kb, clock_ms(), &counts, error))
        return NULL;
    return g_steal_pointer(&kb);
}

Kb *cli_open(const Config *config, GError **error)
{
    return cli_check_path(config, error) ? kb_open(config->db, error) : NULL;
}

/* --- commands ------------------------------------------------------------------------------ */

static void usage(FILE *out)
{
    fputs("Usage: askd COMMAND [OPTION…]\n\n"
          "Answers a community's questions in Slack from a knowledge base of its own, in English\n"
          "and Chinese, and hands what it cannot answer to people.\n\n"
          "Commands:\n",
          out);
    for (size_t i = 0; i < G_N_ELEMENTS(COMMANDS); i++)
        fprintf(out, "  %-11s%s\n", COMMANDS[i]->name, COMMANDS[i]->summary);
    fputs("\n"
          "`askd COMMAND --help` shows how each is used, with examples. To begin with:\n"
          "  askd ask what does containerd do?\n"
          "  askd ask 普罗米修斯是谁捐给 CNCF 的？\n\n"
          "Environment: SLACK_APP_TOKEN and SLACK_BOT_TOKEN, or SLACK_APP_TOKEN_FILE and\n"
          "SLACK_BOT_TOKEN_FILE; ASKD_DB, ASKD_CONFIG, SLACK_API_URL.\n"
          "Exit status: 0 done, 1 failed, 2 called or configured wrongly, 3 answer not known.\n",
          out);
}

static const CliCommand *find_command(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(COMMANDS); i++)
        if (strcmp(COMMANDS[i]->name, name) == 0)
            return COMMANDS[i];
    return NULL;
}

static ExitCode no_such_command(const char *name)
{
    const char *names[G_N_ELEMENTS(COMMANDS) + 1] = {0};
    for (size_t i = 0; i < G_N_ELEMENTS(COMMANDS); i++)
        names[i] = COMMANDS[i]->name;
    const char *near = nearest(name, names);
    if (near)
        return cli_misused(NULL, "no such command: %s; did you mean %s?", name, near);
    return cli_misused(NULL, "no such command: %s", name);
}

static bool is_one_of(const char *word, const char *a, const char *b, const char *c)
{
    return strcmp(word, a) == 0 || strcmp(word, b) == 0 || strcmp(word, c) == 0;
}

int cli_main(int argc, char **argv)
{
    if (argc < 2) {
        usage(stderr);
        return EXIT_REFUSED;
    }
    const char *word = argv[1];
    bool help = is_one_of(word, "--help", "-h", "help");
    if (help && argc < 3) {
        usage(stdout);
        return cli_flush(NULL) ? EXIT_DONE : EXIT_FAILED;
    }
    if (is_one_of(word, "--version", "-V", "version")) {
        puts("askd " ASKD_VERSION);
        return cli_flush(NULL) ? EXIT_DONE : EXIT_FAILED;
    }
    const CliCommand *command = find_command(help ? argv[2] : word);
    if (!command)
        return no_such_command(help ? argv[2] : word);
    if (!help)
        return command->run(command, argc - 1, argv + 1);
    char option[] = "--help";
    return command->run(command, 2, (char *[]){argv[2], option, NULL});
}
