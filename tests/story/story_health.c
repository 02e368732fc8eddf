/*
 * What a supervisor sees: alive at once, ready only while it is connected and able to write, and
 * why not; counters that count. By HTTP, and by `askd check --ready`.
 */
#include "tests/story/story.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/story/preload.h"

static char *listener; /* "127.0.0.1:PORT" */

typedef struct Page {
    const char *path;
    long status;
    const char *words; /* that it must hold */
} Page;

static size_t gather(char *bytes, size_t size, size_t count, void *text)
{
    g_string_append_len(text, bytes, (gssize)(size * count));
    return size * count;
}

/* The page's text; 0 is the status of nobody there. */
static char *get(Story *s, const char *path, long *status)
{
    g_autofree char *url = g_strdup_printf("http://%s%s", listener, path);
    GString *text = g_string_new(NULL);
    curl_easy_setopt(s->curl, CURLOPT_URL, url);
    curl_easy_setopt(s->curl, CURLOPT_HTTPGET, 1L);
    curl_easy_setopt(s->curl, CURLOPT_WRITEFUNCTION, gather);
    curl_easy_setopt(s->curl, CURLOPT_WRITEDATA, text);
    *status = 0;
    if (curl_easy_perform(s->curl) == CURLE_OK)
        curl_easy_getinfo(s->curl, CURLINFO_RESPONSE_CODE, status);
    curl_easy_reset(s->curl);
    return g_string_free(text, FALSE);
}

static bool is_so(Story *s, const void *what)
{
    const Page *page = what;
    long status;
    g_autofree char *text = get(s, page->path, &status);
    return status == page->status && strstr(text, page->words);
}

static void expect(Story *s, const char *path, long status, const char *words)
{
    Page page = {path, status, words};
    if (eventually(s, is_so, &page))
        return;
    long got;
    g_autofree char *text = get(s, path, &got);
    fail_msg("%s is %ld, not %ld with \"%s\": %.600s", path, got, status, words, text);
}

static double counter(Story *s, const char *name)
{
    long status;
    g_autofree char *text = get(s, "/metrics", &status);
    g_autofree char *line = g_strdup_printf("\n%s ", name);
    const char *at = strstr(text, line);
    if (!at)
        fail_msg("no %s in: %.2000s", name, text);
    return strtod(at + strlen(line), NULL);
}

static void check_says(Story *s, int code, const char *words)
{
    g_autofree char *printed = NULL;
    int got = askd_run(s, &printed, "check", "--ready", "--http", listener, NULL);
    if (got != code || !strstr(printed, words))
        fail_msg("check --ready: %d, not %d with \"%s\": %.600s", got, code, words, printed);
}

/* ---------------------------------------------------------------------------------------------- */

static void it_is_ready_only_while_it_is_connected(void **state)
{
    Story *s = *state;
    check_says(s, 1, "no askd is listening there");
    fault(s, "{\"method\": \"apps.connections.open\", \"times\": -1, \"status\": 500}");
    askd_spawn(s);
    expect(s, "/healthz", 200, "ok");
    expect(s, "/readyz", 503, "not ready: ");
    check_says(s, 1, "not ready: ");
    control(s, "unfault", NULL);
    expect(s, "/readyz", 200, "ready");
    check_says(s, 0, "ready");
}

static void an_app_without_socket_mode_is_not_ready_and_says_why(void **state)
{
    Story *s = *state;
    askd_start(s);
    expect(s, "/readyz", 200, "ready");
    control(s, "socket", "{s:s, s:b}", "do", "link_disabled", "on", 1);
    expect(s, "/readyz", 503, "Socket Mode has been switched off in the app's settings");
    expect(s, "/healthz", 200, "ok");
}

static void it_is_not_ready_while_it_cannot_write(void **state)
{
    Story *s = *state;
    g_autofree char *no_room = g_build_filename(s->folder, "no-room", NULL);
    askd_start(s);
    expect(s, "/readyz", 200, "ready");
    assert_true(g_file_set_contents(no_room, "", 0, NULL));
    control(s, "slash", "{s:s, s:s, s:s, s:s}", "user", "U0ANA", "channel", "C0HELP", "command",
            "/ask", "text", "what does containerd do?");
    expect(s, "/readyz", 503, "not ready: the database is not open, or cannot be written");
    check_says(s, 1, "the database is not open, or cannot be written");
    assert_int_equal(g_unlink(no_room), 0);
    expect_answering(s);
    expect(s, "/readyz", 200, "ready");
}

#define CALLS(method) "askd_web_calls_total{method=\"" method "\",outcome=\"ok\"}"

static void what_people_do_is_counted(void **state)
{
    Story *s = *state;
    askd_start(s);
    expect(s, "/metrics", 200, "# TYPE askd_socket_live gauge");
    double before = counter(s, "askd_questions_total{outcome=\"answered\"}");
    expect_answering(s);
    assert_true(counter(s, "askd_questions_total{outcome=\"answered\"}") >= before + 1);
    assert_true(counter(s, "askd_socket_live") == 2);
    assert_true(counter(s, CALLS("apps.connections.open")) >= 2);
    expect(s, "/metrics", 200, CALLS("auth.test") " 1\n");
    long status;
    g_autofree char *text = get(s, "/metrics", &status);
    assert_null(strstr(text, s->app_token));
    assert_null(strstr(text, s->bot_token));
    assert_null(strstr(text, "U0SAM"));
}

/* In the channel, and then to the person. */
static void a_call_that_was_given_up_shows(void **state)
{
    Story *s = *state;
    askd_start(s);
    expect(s, "/metrics", 200, "\naskd_outbox_dead 0\n");
    fault(s, "{\"method\": \"chat.postMessage\", \"times\": 2, \"error\": \"is_archived\"}");
    say(s, "U0ANA", "C0HELP", "@askd what does containerd do?");
    expect(s, "/metrics", 200, "\naskd_outbox_dead 1\n");
}

static bool is_free(uint16_t port)
{
    struct sockaddr_in at = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool free = bind(fd, (struct sockaddr *)&at, sizeof at) == 0;
    close(fd);
    return free;
}

/* Below those that the kernel gives to whoever connects: it stays free while no daemon runs. */
static char *free_listener(void)
{
    enum { FIRST = 20000, COUNT = 12000 };
    unsigned at = (unsigned)getpid() * 7;
    while (!is_free((uint16_t)(FIRST + at % COUNT)))
        at++;
    return g_strdup_printf("127.0.0.1:%u", FIRST + at % COUNT);
}

static int afresh(void **state)
{
    Story *s = *state;
    askd_kill(s);
    control(s, "reset", "{s:b}", "keep_connections", 0);
    story_reset(s);
    return 0;
}

static int begin(void **state)
{
    Story *s = story_begin("--no-rate-limit", NULL);
    *state = s;
    listener = free_listener();
    g_autofree char *text = g_strdup_printf("[http]\nlisten = %s\n", listener);
    story_config(s, text);
    preload(s, "no_room");
    g_autofree char *no_room = g_build_filename(s->folder, "no-room", NULL);
    story_env(s, "NO_ROOM", no_room);
    askd_teach_one(s);
    return 0;
}

static int end(void **state)
{
    g_free(listener);
    return story_group_end(state);
}

int main(void)
{
#define TOLD(name) cmocka_unit_test_setup(name, afresh)
    const struct CMUnitTest tests[] = {
        TOLD(it_is_ready_only_while_it_is_connected),
        TOLD(an_app_without_socket_mode_is_not_ready_and_says_why),
        TOLD(it_is_not_ready_while_it_cannot_write),
        TOLD(what_people_do_is_counted),
        TOLD(a_call_that_was_given_up_shows),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
