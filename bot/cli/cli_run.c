/*
 * `askd run`: the configuration, the log, and then bot/run.c.
 */
#include "bot/cli/cli.h"

#include <curl/curl.h>

#include "bot/log.h"
#include "bot/run.h"

static ExitCode run_run(const CliCommand *self, int argc, char **argv)
{
    g_auto(CliCall) call = {0};
    g_autoptr(GError) error = NULL;
    ExitCode code;
    if (!cli_parse(self, NULL, argc, argv, &call, &code))
        return code;

    g_autoptr(Config) config = cli_config(&call, true, &error);
    if (!config || !config_check_tokens(config, &error) || !cli_check_path(config, &error))
        return cli_failed(self, error);
    LogFormat format = LOG_LOGFMT;
    GLogLevelFlags level = G_LOG_LEVEL_INFO;
    bool known =
        log_format_parse(config->log_format, &format) && log_level_parse(config->log_level, &level);
    g_assert(known); /* config_load() has looked at them */
    log_start(format, level);

    curl_global_init(CURL_GLOBAL_DEFAULT);
    code = (ExitCode)run(config);
    curl_global_cleanup();
    return code;
}

const CliCommand cli_run = {
    .name = "run",
    .usage = NULL,
    .summary = "connect to Slack and serve until told to stop",
    .about = "Connects to Slack by Socket Mode, so no public address is needed, and answers until\n"
             "SIGTERM or SIGINT; then finishes what it has begun and exits. At the first start it\n"
             "creates the database and loads the knowledge that comes with askd.\n\n"
             "Tokens are read from SLACK_APP_TOKEN and SLACK_BOT_TOKEN, or from files that only\n"
             "their owner can read, named by SLACK_APP_TOKEN_FILE and SLACK_BOT_TOKEN_FILE or by\n"
             "the configuration file; never from options. `askd manifest` prints what to make the\n"
             "Slack app from, `askd check` says what is still missing.",
    .examples = "  askd run --db /var/lib/askd/askd.db --http 127.0.0.1:9464\n"
                "  askd run --config /etc/askd/askd.conf --log-format json",
    .run = run_run,
};
