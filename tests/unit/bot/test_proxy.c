#include "tests/test.h"

#include "bot/proxy.h"

static void a_proxy_address_is_taken_apart(void **state)
{
    (void)state;
    static const struct {
        const char *text, *host;
        int port;
        const char *auth;
    } ROWS[] = {
        {"http://proxy.example:3128", "proxy.example", 3128, NULL},
        {"proxy.example:3128/", "proxy.example", 3128, NULL},
        {"http://proxy.example", "proxy.example", 1080, NULL},
        {"http://me:p%40ss@10.0.0.1:8080", "10.0.0.1", 8080, "me:p@ss"},
        {"http://me@10.0.0.1:8080", "10.0.0.1", 8080, "me:"},
        {"http://[::1]:8080", "::1", 8080, NULL},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Proxy) proxy = proxy_parse(ROWS[i].text, &error);
        assert_ok(proxy, error);
        assert_string_equal(proxy->host, ROWS[i].host);
        assert_int_equal(proxy->port, ROWS[i].port);
        assert_int_equal(g_strcmp0(proxy->auth, ROWS[i].auth), 0);
    }
}

static void what_cannot_be_a_proxy_is_refused_without_its_secrets(void **state)
{
    (void)state;
    static const char *const TEXTS[] = {"https://me:secret@proxy:1", "socks5://me:secret@proxy:1",
                                        "http://", "http://:3128",
                                        "http://me:secret@proxy:notaport"};
    for (unsigned i = 0; i < G_N_ELEMENTS(TEXTS); i++) {
        g_autoptr(GError) error = NULL;
        assert_null(proxy_parse(TEXTS[i], &error));
        assert_non_null(error);
        assert_null(strstr(error->message, "secret"));
    }
}

static void no_proxy_excepts_names_and_all_below_them(void **state)
{
    (void)state;
    assert_true(proxy_is_excepted("*", "slack.com"));
    assert_true(proxy_is_excepted("example.org,slack.com", "wss-primary.slack.com"));
    assert_true(proxy_is_excepted(".slack.com", "Slack.com"));
    assert_true(proxy_is_excepted("a, slack.com b", "slack.com"));
    assert_false(proxy_is_excepted("slack.com", "notslack.com"));
    assert_false(proxy_is_excepted("", "slack.com"));
    assert_false(proxy_is_excepted(" , ", "slack.com"));
    assert_false(proxy_is_excepted("wss.slack.com", "slack.com"));
}

static void loopback_is_what_never_leaves_the_machine(void **state)
{
    (void)state;
    static const char *const HERE[] = {"127.0.0.1", "127.9.8.7", "::1",
                                       "[::1]",     "localhost", "LOCALHOST"};
    static const char *const THERE[] = {
        "128.0.0.1", "127.0.0.1.example.org", "localhost.example.org", "0.0.0.0", "", "127.1"};
    for (unsigned i = 0; i < G_N_ELEMENTS(HERE); i++)
        assert_true(proxy_is_loopback(HERE[i]));
    for (unsigned i = 0; i < G_N_ELEMENTS(THERE); i++)
        assert_false(proxy_is_loopback(THERE[i]));
}

static void the_environment_says_which(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    Proxy *proxy = NULL;
    g_setenv("HTTPS_PROXY", "http://proxy.example:3128", TRUE);
    g_setenv("NO_PROXY", "internal.example", TRUE);
    assert_ok(proxy_for("wss.slack.com", &proxy, &error), error);
    assert_string_equal(proxy->host, "proxy.example");
    proxy_free(proxy);
    assert_ok(proxy_for("wss.internal.example", &proxy, &error), error);
    assert_null(proxy);
    assert_ok(proxy_for("127.0.0.1", &proxy, &error), error);
    assert_null(proxy);
    g_setenv("HTTPS_PROXY", "ftp://proxy", TRUE);
    assert_false(proxy_for("slack.com", &proxy, &error));
    g_unsetenv("HTTPS_PROXY");
    g_unsetenv("NO_PROXY");
}

int main(void)
{
    static const char *const NAMES[] = {"https_proxy", "HTTPS_PROXY", "all_proxy",
                                        "ALL_PROXY",   "no_proxy",    "NO_PROXY"};
    for (unsigned i = 0; i < G_N_ELEMENTS(NAMES); i++)
        g_unsetenv(NAMES[i]);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_proxy_address_is_taken_apart),
        cmocka_unit_test(what_cannot_be_a_proxy_is_refused_without_its_secrets),
        cmocka_unit_test(no_proxy_excepts_names_and_all_below_them),
        cmocka_unit_test(loopback_is_what_never_leaves_the_machine),
        cmocka_unit_test(the_environment_says_which),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
