/*
 * auth.test for the bot token, apps.connections.open for the app token; nobody connects to the
 * address that the latter brings, and it lapses.
 */
#include "bot/cli/cli_online.h"

#include <curl/curl.h>
#include <jansson.h>
#include <stdio.h>

#include "bot/error.h"
#include "bot/slack/manifest.h"
#include "bot/slack/refused.h"
#include "bot/slack/web_api.h"

enum { CALL_MS = 15000 };

typedef struct Online {
    const CliCommand *command;
    const Config *config;
    ExitCode code;
} Online;

static void wrong(Online *o, BotError code, const char *text)
{
    g_autoptr(GError) error = g_error_new_literal(BOT_ERROR, code, text);
    o->code = MAX(o->code, cli_failed(o->command, error));
}

static void say_failed(Online *o, const WebResult *result, WebToken token)
{
    if (refused_is_off(result)) {
        wrong(o, BOT_ERROR_CONFIG,
              "Socket Mode is switched off; switch it on under \"Socket Mode\" of the app at "
              "https://api.slack.com/apps");
        return;
    }
    bool refused = refused_is(result);
    g_autofree char *text =
        refused ? refused_text(result, token)
                : g_strdup_printf("%s could not be asked: %s", o->config->api_url, result->error);
    wrong(o, refused ? BOT_ERROR_CONFIG : BOT_ERROR_FAILED, text);
}

/* Those of the manifest that the token has not: names with commas between. */
static char *missing(const Config *config, const char *scopes)
{
    g_auto(GStrv) needed = manifest_scopes(config_features(config));
    g_auto(GStrv) granted = g_strsplit_set(scopes, ", ", -1);
    GString *names = g_string_new(NULL);
    for (char **name = needed; *name; name++)
        if (!g_strv_contains((const char *const *)granted, *name))
            g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", *name);
    return g_string_free(names, FALSE);
}

static void look_at_scopes(Online *o, const char *scopes)
{
    if (!scopes) {
        puts("scopes         Slack did not say which the bot has");
        return;
    }
    g_autofree char *names = missing(o->config, scopes);
    if (!*names) {
        puts("scopes         all that the manifest lists");
        return;
    }
    g_autofree char *text =
        g_strdup_printf("the bot lacks scopes: %s; add them under \"OAuth & Permissions\" of the "
                        "app, or paste what "
                        "`askd manifest` prints under \"App Manifest\", and install the app again",
                        names);
    wrong(o, BOT_ERROR_CONFIG, text);
}

static void on_bot(const WebResult *result, void *user)
{
    Online *o = user;
    if (result->outcome != WEB_OK) {
        say_failed(o, result, WEB_TOKEN_BOT);
        return;
    }
    json_auto_t *body = json_loadb(result->body, result->len, 0, NULL);
    const char *name = NULL, *team = NULL;
    json_unpack(body, "{s?s, s?s}", "user", &name, "team", &team);
    printf("bot token      Slack takes it: %s in %s\n", name ? name : "?", team ? team : "?");
    look_at_scopes(o, result->scopes);
}

static void on_app(const WebResult *result, void *user)
{
    Online *o = user;
    if (result->outcome == WEB_OK)
        puts("app token      Slack takes it, and Socket Mode is switched on");
    else
        say_failed(o, result, WEB_TOKEN_APP);
}

/* One call to its end. */
static void ask(WebApi *api, const char *method, WebToken token, WebResultFn fn, Online *o)
{
    web_api_start(
        api,
        &(WebCall){
            .method = method, .token = token, .form = true, .body = "", .timeout_ms = CALL_MS});
    while (web_api_active(api) > 0)
        web_api_poll(api, CALL_MS, fn, o);
}

ExitCode cli_online_print(const CliCommand *command, const Config *config)
{
    g_autoptr(GError) error = NULL;
    Online o = {.command = command, .config = config, .code = EXIT_DONE};
    curl_global_init(CURL_GLOBAL_DEFAULT);
    WebApi *api = web_api_new(config, &error);
    if (api) {
        ask(api, "auth.test", WEB_TOKEN_BOT, on_bot, &o);
        ask(api, "apps.connections.open", WEB_TOKEN_APP, on_app, &o);
    } else {
        o.code = cli_failed(command, error);
    }
    web_api_free(api);
    curl_global_cleanup();
    return o.code;
}
