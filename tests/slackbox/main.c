/*
 * slackbox: a Slack workspace on one machine. Reads the options, opens the two listeners, says
 * where they are.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/slackbox/api.h"
#include "tests/slackbox/box.h"
#include "tests/slackbox/control.h"
#include "tests/slackbox/credentials.h"
#include "tests/slackbox/envelope.h"
#include "tests/slackbox/files.h"
#include "tests/slackbox/load.h"
#include "tests/slackbox/manifest.h"
#include "tests/slackbox/page.h"
#include "tests/slackbox/record.h"
#include "tests/slackbox/socket.h"
#include "tests/slackbox/views.h"

static struct {
    int port, control_port;
    char *cert, *key, *manifest, *page;
    double time_scale, hello_life;
    gboolean no_rate_limit, quiet;
} options = {.time_scale = 1};

static volatile bool stopping;

void box_reset(bool keep_connections)
{
    load_reset();
    fault_reset();
    envelope_reset();
    socket_reset(keep_connections);
    world_seed();
    views_reset();
    credentials_reset();
    api_reset();
    record_reset();
}

static gboolean take_tls(const char *name, const char *value, gpointer data, GError **error)
{
    (void)name, (void)data;
    g_auto(GStrv) parts = g_strsplit(value, ",", 2);
    if (g_strv_length(parts) != 2) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--tls wants CERT and KEY");
        return FALSE;
    }
    options.cert = g_strdup(parts[0]);
    options.key = g_strdup(parts[1]);
    return TRUE;
}

static const GOptionEntry entries[] = {
    {"port", 0, 0, G_OPTION_ARG_INT, &options.port, "Port of the API (default: a free one)", "N"},
    {"control-port", 0, 0, G_OPTION_ARG_INT, &options.control_port, "Port of control and page",
     "N"},
    {"tls", 0, 0, G_OPTION_ARG_CALLBACK, (void *)take_tls, "TLS on the API port", "CERT KEY"},
    {"manifest", 0, 0, G_OPTION_ARG_FILENAME, &options.manifest, "The app's manifest, JSON",
     "FILE"},
    {"page", 0, 0, G_OPTION_ARG_FILENAME, &options.page, "Serve the chat page from this folder",
     "DIR"},
    {"time-scale", 0, 0, G_OPTION_ARG_DOUBLE, &options.time_scale, "Slack's long waits, times this",
     "F"},
    {"hello-life", 0, 0, G_OPTION_ARG_DOUBLE, &options.hello_life, "Seconds a connection lives",
     "S"},
    {"no-rate-limit", 0, 0, G_OPTION_ARG_NONE, &options.no_rate_limit, "Never answer 429", NULL},
    {"quiet", 0, 0, G_OPTION_ARG_NONE, &options.quiet, "Nothing on stderr", NULL},
    {0},
};

/* `--tls CERT KEY` takes two words, which GOption cannot: the two become one. */
static char **joined_tls(int argc, char **argv)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    for (int i = 0; i < argc; i++) {
        if (!g_strcmp0(argv[i], "--tls") && i + 2 < argc) {
            g_ptr_array_add(words, g_strdup_printf("--tls=%s,%s", argv[i + 1], argv[i + 2]));
            i += 2;
        } else {
            g_ptr_array_add(words, g_strdup(argv[i]));
        }
    }
    g_ptr_array_add(words, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&words), FALSE);
}

static bool read_options(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GOptionContext) context = g_option_context_new("- a Slack workspace on this machine");
    g_auto(GStrv) words = joined_tls(argc, argv);
    g_option_context_add_main_entries(context, entries, NULL);
    if (g_option_context_parse_strv(context, &words, &error) && g_strv_length(words) == 1)
        return true;
    fprintf(stderr, "slackbox: %s\n", error ? error->message : "too many words");
    return false;
}

static void on_api(Conn *conn)
{
    http_accept(conn, api_route);
}

static void on_control(Conn *conn)
{
    http_accept(conn, control_route);
}

static void on_signal(int number)
{
    (void)number;
    stopping = true;
    net_wake();
}

static void announce(int api, int control)
{
    const char *scheme = options.cert ? "https" : "http";
    g_autofree char *base = g_strdup_printf("%s://127.0.0.1:%d", scheme, api);
    url_set_base(base);
    files_set_base(base);
    printf(
        "slackbox api=%s/api/ control=http://127.0.0.1:%d/ page=http://127.0.0.1:%d/ app_token=%s "
        "bot_token=%s\n",
        base, control, control, APP_TOKEN, BOT_TOKEN);
    fflush(stdout);
}

static bool open_workspace(GError **error)
{
    g_autofree char *why = NULL;
    if (options.manifest && !manifest_read(options.manifest, &why)) {
        g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, why);
        return false;
    }
    if (!net_start(error))
        return false;
    net_set_scale(options.time_scale);
    socket_set_life(options.hello_life);
    socket_set_tls(options.cert != NULL);
    api_limit(!options.no_rate_limit);
    record_loud(!options.quiet);
    page_from(options.page);
    control_start();
    wait_start();
    page_start();
    box_reset(true);
    int api = net_listen("api", options.port, options.cert, options.key, on_api, error);
    int control =
        api ? net_listen("control", options.control_port, NULL, NULL, on_control, error) : 0;
    if (control)
        announce(api, control);
    return control != 0;
}

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    if (!read_options(argc, argv))
        return 2;
    if (!open_workspace(&error)) {
        fprintf(stderr, "slackbox: %s\n", error->message);
        return 1;
    }
    signal(SIGPIPE, SIG_IGN);
    signal(SIGTERM, on_signal);
    signal(SIGINT, on_signal);
    net_run(&stopping);
    control_reset();
    wait_reset();
    box_reset(false);
    net_stop();
    return 0;
}
