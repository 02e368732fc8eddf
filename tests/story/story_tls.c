/*
 * The roads to Slack: over TLS, with whom to believe named in the environment, and through a proxy.
 * Both ways out take the same road, the Web API's calls and the websockets: an answer to a mention
 * needs the two.
 */
#include "tests/story/story.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>

#include "tests/story/tunnel.h"

/* A name that only a proxy can find, and an address that is here but that nobody calls loopback. */
static const char FAR[] = "slack.test", NEAR[] = "0.0.0.0";

static char *folder, *cert, *key, *hashed; /* `hashed`: a folder, as SSL_CERT_DIR wants it */

static void must_run(const char *command)
{
    int status = 0;
    g_autoptr(GError) error = NULL;
    g_autofree char *out = NULL, *err = NULL;
    if (!g_spawn_command_line_sync(command, &out, &err, &status, &error) ||
        !g_spawn_check_wait_status(status, &error))
        fail_msg("%s: %s %s", command, error->message, err ? err : "");
}

static void make_certificate(void)
{
    folder = g_dir_make_tmp("askd-story-tls-XXXXXX", NULL);
    hashed = g_build_filename(folder, "hashed", NULL);
    cert = g_build_filename(hashed, "cert.pem", NULL);
    key = g_build_filename(folder, "key.pem", NULL);
    g_mkdir(hashed, 0700);
    g_autofree char *make = g_strdup_printf(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -keyout %s "
        "-out %s -subj '/CN=askd test' -addext subjectAltName=DNS:%s,IP:%s,IP:127.0.0.1",
        key, cert, FAR, NEAR);
    must_run(make);
    g_autofree char *rehash = g_strconcat("openssl rehash ", hashed, NULL);
    must_run(rehash);
}

static int group_begin(void **state)
{
    make_certificate();
    *state = story_begin("--no-rate-limit", "--tls", cert, key, NULL);
    return 0;
}

static int group_end(void **state)
{
    bool clean = story_end(*state);
    g_autofree char *remove = g_strdup_printf("rm -r %s", folder);
    must_run(remove);
    char *const texts[] = {folder, cert, key, hashed};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    return clean ? 0 : -1;
}

/* A test that failed may have left its daemon behind. */
static int test_end(void **state)
{
    askd_kill(*state);
    return 0;
}

/* Where slackbox is, by this name for it. */
static void call_it(Story *s, const char *name)
{
    const char *port = strrchr(s->api, ':') + 1;
    g_autofree char *api = g_strdup_printf("https://%s:%s", name, port);
    story_env(s, "SLACK_API_URL", api);
}

/* Slack is believed and near, and there is no proxy: a test says what is different. */
static int test_begin(void **state)
{
    static const char *const NAMES[] = {"SSL_CERT_DIR", "https_proxy", "HTTPS_PROXY",
                                        "all_proxy",    "ALL_PROXY",   "no_proxy",
                                        "NO_PROXY",     "http_proxy",  "HTTP_PROXY"};
    Story *s = *state;
    for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++)
        story_env(s, NAMES[i], NULL);
    story_env(s, "SSL_CERT_FILE", cert);
    story_env(s, "SLACK_API_URL", s->api);
    story_reset(s);
    return 0;
}

/* One answer in an ack, one by the Web API. */
static void expect_both_ways(Story *s)
{
    askd_start(s);
    expect_answering(s);
    say(s, "U0ANA", "C0HELP", "@askd who donated Prometheus to the CNCF?");
    expect_seen(s, "U0ANA", "C0HELP", "SoundCloud");
    askd_stop(s);
}

/* It says these words, tries again, is never connected, and still ends well. */
static void expect_no_way(Story *s, const char *words)
{
    askd_spawn(s);
    expect_said(s, words);
    expect_said(s, "event=socket_failed link=3 ");
    assert_int_equal(stat_of(s, "connections"), 0);
    askd_stop(s);
}

static bool is_silent_about(Story *s, const char *secret)
{
    return !askd_said(s, secret);
}

/* ---------------------------------------------------------------------------------------------- */

static void who_is_named_in_ssl_cert_file_is_believed(void **state)
{
    expect_both_ways(*state);
}

static void who_is_in_a_hashed_ssl_cert_dir_is_believed(void **state)
{
    Story *s = *state;
    story_env(s, "SSL_CERT_FILE", NULL);
    story_env(s, "SSL_CERT_DIR", hashed);
    expect_both_ways(s);
}

static void a_stranger_is_refused_in_words_and_tried_again(void **state)
{
    Story *s = *state;
    story_env(s, "SSL_CERT_FILE", NULL);
    expect_no_way(s,
                  "SSL certificate problem: self-signed certificate; where a proxy or an authority "
                  "of your own signs, SSL_CERT_FILE names its certificate");
}

static void authorities_that_cannot_be_read_are_named(void **state)
{
    Story *s = *state;
    g_autofree char *missing = g_build_filename(folder, "nowhere.pem", NULL);
    story_env(s, "SSL_CERT_FILE", missing);
    expect_no_way(s, missing);
    assert_true(askd_said(s, "SSL_CERT_FILE is to name a file of PEM certificates"));
}

static void a_certificate_for_another_name_is_refused(void **state)
{
    Story *s = *state;
    call_it(s, "localhost");
    expect_no_way(s, "no alternative certificate subject name matches");
}

static void a_name_that_nobody_knows_is_told_of_and_tried_again(void **state)
{
    call_it(*state, FAR);
    expect_no_way(*state, "Could not resolve host: slack.test");
}

static void a_proxy_leads_both_ways(void **state)
{
    Story *s = *state;
    Tunnel *tunnel = tunnel_new(NULL, false);
    g_autofree char *address = tunnel_address(tunnel, NULL);
    call_it(s, FAR);
    story_env(s, "HTTPS_PROXY", address);
    expect_both_ways(s);
    assert_true(tunnel_passes(tunnel) >= 3); /* two websockets, and the Web API's */
    tunnel_free(tunnel);
}

static void a_proxy_gets_the_password_that_it_wants(void **state)
{
    Story *s = *state;
    Tunnel *tunnel = tunnel_new("me:p@ss", false);
    g_autofree char *address = tunnel_address(tunnel, "me:p%40ss");
    call_it(s, FAR);
    story_env(s, "HTTPS_PROXY", address);
    expect_both_ways(s);
    assert_true(is_silent_about(s, "p@ss"));
    assert_true(is_silent_about(s, "p%40ss"));
    tunnel_free(tunnel);
}

static void without_the_password_there_is_no_way(void **state)
{
    Story *s = *state;
    Tunnel *tunnel = tunnel_new("me:p@ss", false);
    g_autofree char *address = tunnel_address(tunnel, "me:wrong");
    call_it(s, FAR);
    story_env(s, "HTTPS_PROXY", address);
    expect_no_way(s, "407");
    assert_int_equal(tunnel_passes(tunnel), 0);
    assert_true(is_silent_about(s, "me:wrong"));
    tunnel_free(tunnel);
}

static void a_proxy_that_forbids_is_told_of_and_tried_again(void **state)
{
    Story *s = *state;
    Tunnel *tunnel = tunnel_new(NULL, true);
    g_autofree char *address = tunnel_address(tunnel, NULL);
    call_it(s, FAR);
    story_env(s, "HTTPS_PROXY", address);
    expect_no_way(s, "403");
    assert_true(tunnel_visits(tunnel) >= 3);
    tunnel_free(tunnel);
}

static void no_proxy_excepts_slack(void **state)
{
    Story *s = *state;
    Tunnel *tunnel = tunnel_new(NULL, false);
    g_autofree char *address = tunnel_address(tunnel, NULL);
    call_it(s, NEAR);
    story_env(s, "HTTPS_PROXY", address);
    expect_both_ways(s);
    int visits = tunnel_visits(tunnel);
    assert_true(visits >= 3);
    story_env(s, "NO_PROXY", "slack.example,0.0.0.0");
    expect_both_ways(s);
    assert_int_equal(tunnel_visits(tunnel), visits);
    tunnel_free(tunnel);
}

static void loopback_goes_past_the_proxy(void **state)
{
    Story *s = *state;
    Tunnel *tunnel = tunnel_new(NULL, false);
    g_autofree char *address = tunnel_address(tunnel, NULL);
    story_env(s, "HTTPS_PROXY", address);
    expect_both_ways(s);
    assert_int_equal(tunnel_visits(tunnel), 0);
    tunnel_free(tunnel);
}

static void tokens_are_not_sent_over_plain_http(void **state)
{
    Story *s = *state;
    g_autofree char *printed = NULL;
    story_env(s, "SLACK_API_URL", "http://slack.test/api/");
    assert_int_equal(askd_run(s, &printed, "run", NULL), 2);
    assert_true(strstr(printed, "SLACK_API_URL: http:// would show the tokens"));
    assert_null(strstr(printed, s->bot_token));
}

#define ROAD(name) cmocka_unit_test_setup_teardown(name, test_begin, test_end)

int main(void)
{
    signal(SIGPIPE, SIG_IGN); /* a tunnel's end may have left */
    const struct CMUnitTest tests[] = {
        ROAD(who_is_named_in_ssl_cert_file_is_believed),
        ROAD(who_is_in_a_hashed_ssl_cert_dir_is_believed),
        ROAD(a_stranger_is_refused_in_words_and_tried_again),
        ROAD(authorities_that_cannot_be_read_are_named),
        ROAD(a_certificate_for_another_name_is_refused),
        ROAD(a_name_that_nobody_knows_is_told_of_and_tried_again),
        ROAD(a_proxy_leads_both_ways),
        ROAD(a_proxy_gets_the_password_that_it_wants),
        ROAD(without_the_password_there_is_no_way),
        ROAD(a_proxy_that_forbids_is_told_of_and_tried_again),
        ROAD(no_proxy_excepts_slack),
        ROAD(loopback_goes_past_the_proxy),
        ROAD(tokens_are_not_sent_over_plain_http),
    };
    return cmocka_run_group_tests(tests, group_begin, group_end);
}
