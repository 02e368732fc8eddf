/*
 * Processes, the control API and the log, for stories.
 */
#include "tests/story/story.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "knowledge/kb.h"
#include "knowledge/question.h"

enum {
    LOOK_AGAIN_US = 5000,
    ANSWER_MAX_MS = PATIENCE_MS + 30 * 1000, /* slackbox answers before this */
    ASKED_AGAIN = 10,
    LOG_SHOWN = 6000,                        /* bytes of the daemon's log that a failure prints */
};

static void answer_free(void *data)
{
    json_decref(data);
}

/* --- processes -------------------------------------------------------------------------------- */

/* argv runs with env until we end; its stdout and stderr go to those descriptors. */
static pid_t launch(char *const *argv, char *const *env, int out, int err)
{
    pid_t parent = getpid(), child = fork();
    if (child != 0)
        return child;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(126);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    execve(argv[0], argv, env);
    _exit(127);
}

static const char *program(const char *variable, const char *usual)
{
    const char *path = getenv(variable);
    return path ? path : usual;
}

static char *word_after(const char *line, const char *name)
{
    const char *at = strstr(line, name);
    if (!at)
        fail_msg("slackbox said no %s in: %s", name, line);
    at += strlen(name);
    return g_strndup(at, strcspn(at, " \n"));
}

static void start_slackbox(Story *s, char *const *argv)
{
    int fds[2];
    char line[1024];
    assert_return_code(pipe2(fds, O_CLOEXEC), errno);
    s->slackbox = launch(argv, environ, fds[1], STDERR_FILENO);
    close(fds[1]);
    FILE *out = fdopen(fds[0], "r");
    if (!fgets(line, sizeof line, out))
        fail_msg("%s did not start", argv[0]);
    fclose(out);
    s->api = word_after(line, "api=");
    s->control = word_after(line, "control=");
    s->app_token = word_after(line, "app_token=");
    s->bot_token = word_after(line, "bot_token=");
}

Story *story_begin(const char *option, ...)
{
    g_autoptr(GPtrArray) argv = g_ptr_array_new();
    va_list rest;
    g_ptr_array_add(argv, (void *)program("SLACKBOX", "build/slackbox"));
    g_ptr_array_add(argv, (void *)"--quiet");
    va_start(rest, option);
    for (; option; option = va_arg(rest, const char *))
        g_ptr_array_add(argv, (void *)option);
    va_end(rest);
    g_ptr_array_add(argv, NULL);

    Story *s = g_new0(Story, 1);
    s->answers = g_ptr_array_new_with_free_func(answer_free);
    s->curl = curl_easy_init();
    s->folder = g_dir_make_tmp("askd-story-XXXXXX", NULL);
    s->db = g_build_filename(s->folder, "askd.db", NULL);
    s->log = g_build_filename(s->folder, "askd.log", NULL);
    s->env = g_get_environ();
    start_slackbox(s, (char *const *)argv->pdata);
    story_env(s, "SLACK_API_URL", s->api);
    story_env(s, "SLACK_APP_TOKEN", s->app_token);
    story_env(s, "SLACK_BOT_TOKEN", s->bot_token);
    story_env(s, "ASKD_DB", s->db);
    story_env(s, "ASKD_CONFIG", NULL);
    return s;
}

void story_env(Story *s, const char *name, const char *value)
{
    s->env = value ? g_environ_setenv(s->env, name, value, TRUE) : g_environ_unsetenv(s->env, name);
}

static int ended(pid_t pid, int options)
{
    int status = 0;
    pid_t got = waitpid(pid, &status, options);
    if (got == 0)
        return INT32_MIN;
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static void end(pid_t *pid, int signal_number)
{
    if (*pid == 0)
        return;
    kill(*pid, signal_number);
    ended(*pid, 0);
    *pid = 0;
}

static void remove_folder(const char *folder)
{
    GDir *dir = g_dir_open(folder, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (g_unlink(path) != 0)
            remove_folder(path);
    }
    if (dir)
        g_dir_close(dir);
    g_rmdir(folder);
}

static char *log_text(const Story *s)
{
    char *text = NULL;
    return g_file_get_contents(s->log, &text, NULL, NULL) ? text : g_strdup("");
}

static bool sanitizer_complained(const char *text)
{
    return strstr(text, "Sanitizer") || strstr(text, "runtime error:");
}

static void show_log(const Story *s)
{
    g_autofree char *text = log_text(s);
    const char *report = strstr(text, "==ERROR");
    size_t len = strlen(text);
    const char *from = report ? report : len > LOG_SHOWN ? text + len - LOG_SHOWN : text;
    fprintf(stderr, "--- the end of askd's log\n%.*s\n---\n", LOG_SHOWN, from);
}

bool story_end(Story *s)
{
    bool clean = true;
    if (s->askd) {
        kill(s->askd, SIGTERM);
        clean = askd_wait(s) == 0;
        g_autofree char *text = log_text(s);
        clean = clean && !sanitizer_complained(text);
        if (!clean)
            show_log(s);
    }
    end(&s->slackbox, SIGTERM);
    remove_folder(s->folder);
    curl_easy_cleanup(s->curl);
    g_ptr_array_unref(s->answers);
    g_strfreev(s->env);
    char *const texts[] = {s->folder, s->db, s->log, s->api, s->control, s->app_token, s->bot_token};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    g_free(s);
    return clean;
}

void story_config(Story *s, const char *text)
{
    g_autofree char *path = g_build_filename(s->folder, "askd.conf", NULL);
    assert_true(g_file_set_contents(path, text, -1, NULL));
    story_env(s, "ASKD_CONFIG", path);
}

void story_install(Story *s)
{
    g_autofree char *manifest = NULL;
    assert_int_equal(askd_run(s, &manifest, "manifest", NULL), 0);
    json_t *json = json_loads(manifest, 0, NULL);
    assert_non_null(json);
    control(s, "manifest", "{s:o}", "manifest", json);
}

int story_group_begin_small(void **state)
{
    Story *s = story_begin("--no-rate-limit", NULL);
    *state = s;
    askd_teach_one(s);
    askd_start(s);
    return 0;
}

int story_group_begin(void **state)
{
    Story *s = story_begin("--no-rate-limit", NULL);
    *state = s;
    askd_start(s);
    return 0;
}

int story_group_end(void **state)
{
    return story_end(*state) ? 0 : -1;
}

int story_test_begin(void **state)
{
    story_reset(*state);
    return 0;
}

void story_reset(Story *s)
{
    control(s, "reset", NULL);
    g_ptr_array_set_size(s->answers, 0);
}

/* --- the daemon ------------------------------------------------------------------------------- */

void askd_spawn(Story *s)
{
    char *argv[] = {(char *)program("ASKD", "build/askd"), (char *)"run", NULL};
    int fd = open(s->log, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
    assert_return_code(fd, errno);
    assert_int_equal(s->askd, 0);
    s->askd = launch(argv, s->env, fd, fd);
    close(fd);
}

static bool is_connected(Story *s)
{
    json_t *look = control(s, "wait", "{s:s, s:i, s:i}", "what", "connections", "count", 2,
                           "timeout_ms", 1000);
    return json_is_true(json_object_get(look, "ok"));
}

void askd_start(Story *s)
{
    askd_spawn(s);
    for (int waited_ms = 0; waited_ms < PATIENCE_MS; waited_ms += 1000)
        if (is_connected(s) || askd_is_dead(s))
            break;
    if (!s->askd || !is_connected(s)) {
        show_log(s);
        fail_msg("askd did not connect");
    }
    expect_said(s, "library_built"); /* before that it may be too busy to answer */
}

int askd_wait(Story *s)
{
    int code = INT32_MIN;
    for (int64_t waited = 0; code == INT32_MIN && waited < PATIENCE_MS * 1000LL;
         waited += LOOK_AGAIN_US) {
        code = ended(s->askd, WNOHANG);
        if (code == INT32_MIN)
            g_usleep(LOOK_AGAIN_US);
    }
    if (code == INT32_MIN) {
        kill(s->askd, SIGKILL);
        ended(s->askd, 0);
    }
    s->askd = 0;
    return code;
}

void askd_kill(Story *s)
{
    end(&s->askd, SIGKILL);
}

void askd_stop(Story *s)
{
    kill(s->askd, SIGTERM);
    int code = askd_wait(s);
    g_autofree char *text = log_text(s);
    if (code == 0 && !sanitizer_complained(text))
        return;
    show_log(s);
    fail_msg("askd ended with %d", code);
}

bool askd_is_dead(Story *s)
{
    if (s->askd == 0 || ended(s->askd, WNOHANG) == INT32_MIN)
        return false;
    s->askd = 0;
    return true;
}

bool askd_said(Story *s, const char *words)
{
    g_autofree char *text = log_text(s);
    return strstr(text, words);
}

static bool has_said(Story *s, const void *words)
{
    return askd_said(s, words);
}

void expect_said(Story *s, const char *words)
{
    if (eventually(s, has_said, words))
        return;
    show_log(s);
    fail_msg("askd did not say: %s", words);
}

int askd_run(Story *s, char **output, const char *command, ...)
{
    g_autoptr(GPtrArray) argv = g_ptr_array_new();
    g_autofree char *path = g_build_filename(s->folder, "output", NULL);
    va_list rest;
    g_ptr_array_add(argv, (void *)program("ASKD", "build/askd"));
    va_start(rest, command);
    for (; command; command = va_arg(rest, const char *))
        g_ptr_array_add(argv, (void *)command);
    va_end(rest);
    g_ptr_array_add(argv, NULL);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_return_code(fd, errno);
    int code = ended(launch((char *const *)argv->pdata, s->env, fd, fd), 0);
    close(fd);
    if (output)
        assert_true(g_file_get_contents(path, output, NULL, NULL));
    return code;
}

void askd_teach(Story *s, const char *slug, const char *title, const char *answer)
{
    g_autofree char *file = g_strconcat(slug, ".md", NULL);
    g_autofree char *path = g_build_filename(s->folder, file, NULL);
    g_autofree char *printed = NULL;
    g_autofree char *text =
        g_strdup_printf("---\nid: %s\nsources:\n  - https://example.org/%s\n---\n# en: %s\n\n%s\n",
                        slug, slug, title, answer);
    assert_true(g_file_set_contents(path, text, -1, NULL));
    if (askd_run(s, &printed, "import", path, NULL) != 0)
        fail_msg("askd import: %s", printed);
}

void askd_teach_one(Story *s)
{
    askd_teach(s, "containerd", "What does containerd do?", "It is a standard container runtime.");
}

/* --- slackbox --------------------------------------------------------------------------------- */

static size_t gather(char *bytes, size_t size, size_t count, void *text)
{
    g_string_append_len(text, bytes, (gssize)(size * count));
    return size * count;
}

static json_t *post(Story *s, const char *verb, const char *body)
{
    g_autofree char *url = g_strconcat(s->control, "control/", verb, NULL);
    GString *text = g_string_new(NULL);
    curl_easy_setopt(s->curl, CURLOPT_URL, url);
    curl_easy_setopt(s->curl, CURLOPT_POSTFIELDS, body);
    curl_easy_setopt(s->curl, CURLOPT_WRITEFUNCTION, gather);
    curl_easy_setopt(s->curl, CURLOPT_WRITEDATA, text);
    curl_easy_setopt(s->curl, CURLOPT_TIMEOUT_MS, (long)ANSWER_MAX_MS);
    curl_easy_setopt(s->curl, CURLOPT_NOSIGNAL, 1L);
    CURLcode rc = curl_easy_perform(s->curl);
    json_t *answer = json_loadb(text->str, text->len, 0, NULL);
    g_string_free(text, TRUE);
    if (!answer)
        fail_msg("slackbox: %s: %s", verb, curl_easy_strerror(rc));
    g_ptr_array_add(s->answers, answer);
    return answer;
}

json_t *control(Story *s, const char *verb, const char *format, ...)
{
    json_error_t why;
    va_list rest;
    va_start(rest, format);
    json_auto_t *in = json_vpack_ex(&why, 0, format ? format : "{}", rest);
    va_end(rest);
    if (!in)
        fail_msg("%s: %s", verb, why.text);
    g_autofree char *body = json_dumps(in, JSON_COMPACT);
    return post(s, verb, body);
}

static json_t *must(Story *s, const char *verb, json_t *answer)
{
    if (json_is_true(json_object_get(answer, "ok")))
        return answer;
    g_autofree char *text = json_dumps(answer, JSON_COMPACT);
    show_log(s);
    fail_msg("%s: %.1500s", verb, text);
    return NULL;
}

json_int_t stat_of(Story *s, const char *name)
{
    return json_integer_value(json_object_get(control(s, "stats", NULL), name));
}

json_int_t calls_of(Story *s, const char *method)
{
    json_t *calls = json_object_get(control(s, "stats", NULL), "calls");
    return json_integer_value(json_object_get(calls, method));
}

void fault(Story *s, const char *json)
{
    must(s, "fault", post(s, "fault", json));
}

void connections_wait(Story *s, int count)
{
    must(s, "wait for connections",
         control(s, "wait", "{s:s, s:i, s:i}", "what", "connections", "count", count, "timeout_ms",
                 PATIENCE_MS));
}

void settled_wait(Story *s)
{
    must(s, "wait until idle",
         control(s, "wait", "{s:s, s:i}", "what", "idle", "timeout_ms", PATIENCE_MS));
}

bool eventually(Story *s, bool (*holds)(Story *s, const void *what), const void *what)
{
    int64_t until = g_get_monotonic_time() + PATIENCE_MS * 1000LL;
    guint kept = s->answers->len;
    while (!holds(s, what)) {
        if (g_get_monotonic_time() > until)
            return false;
        g_ptr_array_set_size(s->answers, (int)kept); /* they may be long, and many */
        g_usleep(LOOK_AGAIN_US);
    }
    return true;
}

/* --- what people do, and see ------------------------------------------------------------------ */

json_t *slash(Story *s, const char *user, const char *channel, const char *command,
              const char *text)
{
    json_t *done = control(s, "slash", "{s:s, s:s, s:s, s:s, s:i}", "user", user, "channel",
                           channel, "command", command, "text", text, "wait_ms", PATIENCE_MS);
    must(s, "slash", done);
    if (!json_is_true(json_object_get(done, "acked"))) {
        show_log(s);
        fail_msg("%s %.200s was not acked: %s", command, text,
                 json_string_value(json_object_get(done, "error")));
    }
    return done;
}

const char *say(Story *s, const char *user, const char *channel, const char *text)
{
    json_t *done = must(s, "say",
                        control(s, "say", "{s:s, s:s, s:s}", "user", user, "channel", channel,
                                "text", text));
    return json_string_value(json_object_get(done, "ts"));
}

json_t *click(Story *s, const char *user, const char *channel, const char *ts, const char *label)
{
    json_t *done = control(s, "click", "{s:s, s:s, s:s, s:s, s:i}", "user", user, "channel",
                           channel, "ts", ts, "text", label, "wait_ms", PATIENCE_MS);
    must(s, "click", done);
    assert_true(json_is_true(json_object_get(done, "acked")));
    return done;
}

bool says(const json_t *value, const char *words)
{
    const char *key;
    json_t *member;
    size_t i;
    if (json_is_string(value))
        return strstr(json_string_value(value), words);
    json_array_foreach((json_t *)value, i, member)
        if (says(member, words))
            return true;
    json_object_foreach((json_t *)value, key, member)
        if (says(member, words))
            return true;
    return false;
}

json_t *seen(Story *s, const char *user, const char *channel, const char *contains)
{
    json_t *look = control(s, "wait", "{s:s, s:s, s:s, s:s, s:i, s:i}", "user", user, "channel",
                           channel, "contains", contains, "from", "bot", "count", 1, "timeout_ms",
                           0);
    return json_object_get(look, "messages");
}

size_t seen_count(Story *s, const char *user, const char *channel, const char *contains)
{
    return json_array_size(seen(s, user, channel, contains));
}

json_t *expect_seen(Story *s, const char *user, const char *channel, const char *contains)
{
    json_t *look = control(s, "wait", "{s:s, s:s, s:s, s:s, s:i}", "user", user, "channel", channel,
                           "contains", contains, "from", "bot", "timeout_ms", PATIENCE_MS);
    if (!json_is_true(json_object_get(look, "ok"))) {
        show_log(s);
        fail_msg("%s does not see \"%s\" in %s", user, contains, channel);
    }
    json_t *messages = json_object_get(look, "messages");
    return json_array_get(messages, json_array_size(messages) - 1);
}

void expect_hidden(Story *s, const char *user, const char *contains)
{
    static const char *const people[] = {"U0ANA", "U0WEI", "U0MOD", "U0LIN", "U0SAM"};
    static const char *const places[] = {"C0GENERAL", "C0HELP", "C0CHINA", "C0STORAGE"};
    for (size_t i = 0; i < G_N_ELEMENTS(people); i++)
        for (size_t k = 0; k < G_N_ELEMENTS(places); k++)
            if (!user || strcmp(user, people[i]) != 0)
                assert_int_equal(seen_count(s, people[i], places[k], contains), 0);
}

const char *ts_of(const json_t *message)
{
    return json_string_value(json_object_get(message, "ts"));
}

static bool has_late_ack(Story *s, const void *id)
{
    size_t i;
    json_t *ack;
    json_array_foreach(json_object_get(control(s, "acks", NULL), "acks"), i, ack)
        if (json_equal(json_object_get(ack, "envelope_id"), id) &&
            says(json_object_get(ack, "flags"), "late"))
            return true;
    return false;
}

/* The machine was too busy for Slack's three seconds: that is said, or the ack comes after them. */
static bool was_slow(Story *s, const json_t *done)
{
    if (json_is_true(json_object_get(done, "acked")))
        return says(json_object_get(done, "payload"), "I am busy right now");
    return eventually(s, has_late_ack, json_object_get(done, "envelope_id"));
}

void expect_answering(Story *s)
{
    json_t *done;
    int tries = 0;
    do {
        done = control(s, "slash", "{s:s, s:s, s:s, s:s, s:i}", "user", "U0SAM", "channel",
                       "C0GENERAL", "command", "/ask", "text", "what does containerd do?", "wait_ms",
                       PATIENCE_MS);
        if (says(json_object_get(done, "payload"), "standard container runtime"))
            return;
    } while (++tries < ASKED_AGAIN && was_slow(s, done));
    g_autofree char *text = json_dumps(done, JSON_COMPACT);
    show_log(s);
    fail_msg("it was answered: %.600s", text);
}

/* --- the log ---------------------------------------------------------------------------------- */

typedef struct Counting {
    const char *words, *state;
    size_t count;
} Counting;

static bool count_one(const Question *question, void *user)
{
    Counting *counting = user;
    bool fits = !counting->state ||
                strcmp(question_state_code(question->state), counting->state) == 0;
    counting->count += fits && strstr(question->text, counting->words);
    return true;
}

size_t logged(Story *s, const char *words, const char *state)
{
    g_autoptr(GError) error = NULL;
    Counting counting = {words, state, 0};
    QuestionFilter any = {.state = -1, .outcome = -1};
    Kb *kb = kb_open_reader(s->db, &error);
    assert_ok(kb, error);
    assert_ok(question_each(kb, &any, count_one, &counting, &error), error);
    kb_close(kb);
    return counting.count;
}
