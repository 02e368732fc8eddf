/*
 * `askd manifest`: what to make the Slack app from.
 */
#include "bot/cli.h"

#include <stdio.h>

#include "bot/manifest.h"

static ExitCode run_manifest(const CliCommand *self, int argc, char **argv)
{
    g_auto(CliCall) call = {0};
    g_autoptr(GError) error = NULL;
    ExitCode code;
    if (!cli_parse(self, NULL, argc, argv, &call, &code))
        return code;
    if (call.count > 0)
        return cli_misused(self, "it takes no words: %s", call.words[0]);
    g_autoptr(Config) config = cli_config(&call, false, &error);
    if (!config)
        return cli_failed(self, error);
    g_autofree char *json = manifest_json(config->command_prefix, config_features(config));
    fputs(json, stdout);
    return cli_flush(self) ? EXIT_DONE : EXIT_FAILED;
}

const CliCommand cli_manifest = {
    .name = "manifest",
    .usage = NULL,
    .summary = "print the Slack app manifest",
    .about = "Prints the manifest of the Slack app: its commands, shortcuts, events and the few\n"
             "scopes they need. At https://api.slack.com/apps choose \"Create New App\", \"From a\n"
             "manifest\", and paste it. With command_prefix in the configuration the commands are\n"
             "called by their prefixed names; with a user group among moderators or maintainers\n"
             "the bot may ask who is in it.",
    .examples = "  askd manifest > manifest.json\n"
                "  askd manifest --config /etc/askd/askd.conf",
    .run = run_manifest,
};
