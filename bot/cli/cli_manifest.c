/*
 * `askd manifest`: what to make the Slack app from.
 */
#include "bot/cli/cli.h"

#include <stdio.h>

#include "bot/slack/manifest.h"
#include "commands/feature.h"

/* NULL when it is the option of some feature. */
static const char *unknown_part(char **with)
{
    for (; with && *with; with++) {
        bool known = false;
        for (const Feature *const *feature = features; *feature; feature++)
            known = known || g_strcmp0((*feature)->option, *with) == 0;
        if (!known)
            return *with;
    }
    return NULL;
}

/* What the configuration asks for, and what is named. */
static char *text_of(const Config *config, char **with)
{
    g_autoptr(GPtrArray) options = g_ptr_array_new();
    for (const char *const *option = config_features(config); *option; option++)
        g_ptr_array_add(options, (char *)*option);
    for (; with && *with; with++)
        g_ptr_array_add(options, *with);
    g_ptr_array_add(options, NULL);
    return manifest_json(config->command_prefix, (const char *const *)options->pdata);
}

static ExitCode run_manifest(const CliCommand *self, int argc, char **argv)
{
    g_auto(CliCall) call = {0};
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) with = NULL;
    const GOptionEntry own[] = {
        {"with", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &with,
         "Also what this needs: auto-answer, groups; may be repeated", "PART"},
        {0},
    };
    ExitCode code;
    if (!cli_parse(self, own, argc, argv, &call, &code))
        return code;
    if (unknown_part(with))
        return cli_misused(self, "there is no part %s; auto-answer and groups are",
                           unknown_part(with));
    g_autoptr(Config) config = cli_config(&call, false, &error);
    if (!config)
        return cli_failed(self, error);
    g_autofree char *json = text_of(config, with);
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
             "the bot may ask who is in it. --with auto-answer names the scope and the event that\n"
             "answering in a channel unasked needs, which is off until auto_answer is configured.",
    .examples = "  askd manifest > manifest.json\n"
                "  askd manifest --config /etc/askd/askd.conf\n"
                "  askd manifest --with auto-answer",
    .run = run_manifest,
};
