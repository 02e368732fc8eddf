/*
 * The configuration: who is asked first, what is refused and in which words, where tokens may
 * stand.
 */
#include "tests/test.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bot/config.h"
#include "bot/error.h"

static const char *const VARIABLES[] = {
    "ASKD_DB",
    "ASKD_CONFIG",
    "SLACK_API_URL",
    "SLACK_APP_TOKEN",
    "SLACK_BOT_TOKEN",
    "SLACK_APP_TOKEN_FILE",
    "SLACK_BOT_TOKEN_FILE",
    "STATE_DIRECTORY",
    "CREDENTIALS_DIRECTORY",
};
static char *folder;

static int fresh_folder(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(VARIABLES); i++)
        g_unsetenv(VARIABLES[i]);
    folder = g_dir_make_tmp("askd-config-XXXXXX", NULL);
    return folder ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *name; (name = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_remove(path);
    }
    g_rmdir(folder);
    g_clear_pointer(&folder, g_free);
    return 0;
}

/* A file of that mode in the test's folder; its path. */
static char *make_file(const char *name, const char *text, mode_t mode)
{
    char *path = g_build_filename(folder, name, NULL);
    assert_true(g_file_set_contents(path, text, -1, NULL));
    assert_int_equal(chmod(path, mode), 0);
    return path;
}

static Config *load(const char *text, GError **error)
{
    g_autofree char *path = make_file("askd.conf", text, 0644);
    return config_load(&(ConfigOptions){.config = path}, error);
}

/* The file is refused with words that hold every one of these. */
static void assert_refused(const char *text, const char *first, const char *second)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Config) config = load(text, &error);
    if (config)
        fail_msg("taken: %s", text);
    assert_true(g_error_matches(error, BOT_ERROR, BOT_ERROR_CONFIG));
    if (!strstr(error->message, first) || !strstr(error->message, second))
        fail_msg("\"%s\" lacks \"%s\" or \"%s\"", error->message, first, second);
}

static void with_nothing_said_the_defaults_hold(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(Config) config = config_load(&(ConfigOptions){0}, &error);
    assert_ok(config, error);
    assert_string_equal(config->db, "askd.db");
    assert_string_equal(config->api_url, "https://slack.com/api/");
    assert_null(config->path);
    assert_null(config->http);
    assert_null(config->app_token);
    assert_null(config->bot_token);
    assert_string_equal(config->log_format, "logfmt");
    assert_string_equal(config->log_level, "info");
    assert_int_equal(config->connections, 2);
    assert_true(config->strictness == 0.5);
    assert_string_equal(config->command_prefix, "");
    assert_int_equal(config->asks_per_hour, 120);
    assert_int_equal(config->digest.weekday, 1);
    assert_int_equal(config->retention.askers, 90);
    assert_null(config->moderators[0]);
    assert_null(config->maintainers[0]);
}

static void a_workspace_on_this_machine_may_ask_without_end(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(Config) local = load("[slack]\napi_url = http://127.0.0.1:9/api/\n", &error);
    assert_ok(local, error);
    assert_int_equal(local->asks_per_hour, 0);
    g_autoptr(Config) said = load("[slack]\napi_url = http://127.0.0.1:9/api/\n"
                                  "[community]\nasks_per_hour = 7\n", &error);
    assert_ok(said, error);
    assert_int_equal(said->asks_per_hour, 7);
    assert_refused("[community]\nasks_per_hour = some\n", "asks_per_hour", ":2");
}

static void every_key_is_read(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(Config) config = load("# first\n\n; second\n"
                                    "[askd]\ndb = /srv/a b.db\n"
                                    "[slack]\napi_url=https://slack.example/api\nconnections = 3\n"
                                    "command_prefix = cncf-\n"
                                    "[http]\nlisten = [::1]:9464\n"
                                    "[log]\nformat = json\nlevel = debug\n"
                                    "[answers]\nstrictness = 0.75\n"
                                    "[community]\ntriage_channel = C0123\n"
                                    "moderators = U01, S02;U03\nmaintainers =\r\n"
                                    "time_zone = Asia/Shanghai\ndigest = fri 17:30\n"
                                    "[retention]\naskers = 30\nquestions = 0\naudit = 100\n",
                                    &error);
    assert_ok(config, error);
    assert_string_equal(config->db, "/srv/a b.db");
    assert_string_equal(config->api_url, "https://slack.example/api/");
    assert_int_equal(config->connections, 3);
    assert_string_equal(config->command_prefix, "cncf-");
    assert_string_equal(config->http, "[::1]:9464");
    assert_string_equal(config->log_format, "json");
    assert_string_equal(config->log_level, "debug");
    assert_true(config->strictness == 0.75);
    assert_string_equal(config->triage_channel, "C0123");
    assert_int_equal(g_strv_length(config->moderators), 3);
    assert_string_equal(config->moderators[1], "S02");
    assert_null(config->maintainers[0]);
    assert_string_equal(g_time_zone_get_identifier(config->zone), "Asia/Shanghai");
    assert_int_equal(config->digest.weekday, 5);
    assert_int_equal(config->digest.minute, 17 * 60 + 30);
    assert_int_equal(config->retention.askers, 30);
    assert_int_equal(config->retention.questions, 0);
    assert_int_equal(config->retention.audit, 100);
}

static void an_option_beats_the_environment_beats_the_file(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *path = make_file("askd.conf", "[askd]\ndb = file.db\n", 0644);
    g_setenv("ASKD_CONFIG", path, TRUE);

    g_autoptr(Config) from_file = config_load(&(ConfigOptions){0}, &error);
    assert_ok(from_file, error);
    assert_string_equal(from_file->db, "file.db");
    g_setenv("ASKD_DB", "", TRUE); /* set to nothing is not set */
    g_autoptr(Config) still_file = config_load(&(ConfigOptions){0}, &error);
    assert_string_equal(still_file->db, "file.db");
    g_setenv("ASKD_DB", "env.db", TRUE);
    g_autoptr(Config) from_env = config_load(&(ConfigOptions){0}, &error);
    assert_string_equal(from_env->db, "env.db");
    g_autoptr(Config) from_option = config_load(&(ConfigOptions){.db = "option.db"}, &error);
    assert_string_equal(from_option->db, "option.db");
}

static void systemd_says_where_state_is_kept(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_setenv("STATE_DIRECTORY", "/var/lib/askd:/var/lib/other", TRUE);
    g_autoptr(Config) config = config_load(&(ConfigOptions){0}, &error);
    assert_ok(config, error);
    assert_string_equal(config->db, "/var/lib/askd/askd.db");
}

static void what_is_wrong_is_named_with_its_line(void **state)
{
    (void)state;
    static const struct {
        const char *text, *first, *second;
    } CASES[] = {
        {"[askd]\n\nbd = x\n", "askd.conf:3: no such key: bd in [askd]", "did you mean db?"},
        {"[slak]\n", "askd.conf:1: no such group: slak", "did you mean slack?"},
        {"[slack]\nconections = 2\n", "askd.conf:2:", "did you mean connections?"},
        {"db = x\n", "askd.conf:1:", "no group"},
        {"[askd]\ndb\n", "askd.conf:2:", "name = value"},
        {"[askd\n", "askd.conf:1:", "brackets"},
        {"[askd]\ndb = a\ndb = b\n", "askd.conf:3:", "before"},
        {"[slack]\nconnections = 5\n", "askd.conf:2:", "1, 2, 3 or 4"},
        {"[slack]\nconnections = two\n", "askd.conf:2:", "1, 2, 3 or 4"},
        {"[community]\ntwo_person = maybe\n", "askd.conf:2:", "true or false"},
        {"[answers]\nstrictness = nan\n", "askd.conf:2:", "from 0"},
        {"[answers]\nstrictness = 1.5\n", "askd.conf:2:", "from 0"},
        {"[log]\nformat = xml\n", "askd.conf:2:", "logfmt or json"},
        {"[log]\nlevel = loud\n", "askd.conf:2:", "debug, info, warning or critical"},
        {"[http]\nlisten = 9464\n", "askd.conf:2:", "ADDRESS:PORT"},
        {"[http]\nlisten = 127.0.0.1:70000\n", "askd.conf:2:", "ADDRESS:PORT"},
        {"[slack]\napi_url = slack.com\n", "askd.conf:2:", "https://slack.com/api/"},
        {"[slack]\napi_url = ftp://slack.com/\n", "askd.conf:2:", "https://slack.com/api/"},
        {"[slack]\napi_url = http://slack.com/api/\n", "askd.conf:2:", "loopback"},
        {"[slack]\napi_url = http://127.0.0.1.evil.example/\n", "askd.conf:2:", "loopback"},
        {"[slack]\napi_url = http://localhost@evil.example/\n", "askd.conf:2:", "no address"},
        {"[slack]\nbot_token = xoxb-test-Secret9\n", "askd.conf:2:", "bot_token_file"},
        {"[slack]\ncommand_prefix = /x\n", "askd.conf:2:", "cncf-"},
        {"[community]\nmoderators = @ann\n", "askd.conf:2:", "U…"},
        {"[community]\ntriage_channel = #help\n", "askd.conf:2:", "C…"},
        {"[community]\ntime_zone = Shanghai\n", "askd.conf:2:", "Asia/Shanghai"},
        {"[community]\ndigest = daily\n", "askd.conf:2:", "monday 9:00"},
        {"[retention]\naskers = long\n", "askd.conf:2:", "number of days"},
        {"[askd]\ndb = \xff\n", "askd.conf:", "UTF-8"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++)
        assert_refused(CASES[i].text, CASES[i].first, CASES[i].second);
}

static void an_error_never_repeats_a_token(void **state)
{
    (void)state;
    static const char *const TEXTS[] = {
        "[slack]\nbot_token = xoxb-test-Secret9\n",
        "xoxb-test-Secret9\n",
        "[slack]\nxoxb-test-Secret9\n",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(TEXTS); i++) {
        g_autoptr(GError) error = NULL;
        assert_null(load(TEXTS[i], &error));
        assert_null(strstr(error->message, "Secret9"));
    }
}

static void a_file_that_is_not_there_is_named(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    assert_null(config_load(&(ConfigOptions){.config = "/nowhere/askd.conf"}, &error));
    assert_true(g_error_matches(error, BOT_ERROR, BOT_ERROR_CONFIG));
    assert_non_null(strstr(error->message, "--config"));
    assert_non_null(strstr(error->message, "/nowhere/askd.conf"));
}

static void a_wrong_option_is_named(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    assert_null(config_load(&(ConfigOptions){.log_level = "loud"}, &error));
    assert_true(g_str_has_prefix(error->message, "--log-level: "));
}

static void http_is_for_loopback_only(void **state)
{
    (void)state;
    static const char *const SAFE[] = {
        "https://slack.com/api/",     "wss://wss-primary.slack.com/link/",
        "http://127.0.0.1:8080/api/", "http://localhost:1/",
        "ws://[::1]:8080/link",       "ws://127.8.9.1/",
    };
    static const char *const UNSAFE[] = {
        "http://slack.com/",
        "ws://slack.com/",
        "http://127.0.0.1.evil.example/",
        "ftp://127.0.0.1/",
        "http://10.0.0.1/",
        "slack.com",
        "http://localhost.evil.example/",
        "",
        "https:///x",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(SAFE); i++)
        if (!config_url_is_safe(SAFE[i]))
            fail_msg("refused: %s", SAFE[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(UNSAFE); i++)
        if (config_url_is_safe(UNSAFE[i]))
            fail_msg("taken: %s", UNSAFE[i]);
}

/* --- tokens -------------------------------------------------------------------------------- */

static void tokens_come_from_the_environment(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_setenv("SLACK_APP_TOKEN", "xapp-test-1 \n", TRUE);
    g_setenv("SLACK_BOT_TOKEN", "xoxb-test-1", TRUE);
    g_autoptr(Config) config = config_load(&(ConfigOptions){0}, &error);
    assert_ok(config, error);
    assert_string_equal(config->app_token, "xapp-test-1");
    assert_ok(config_check_tokens(config, &error), error);
}

static void tokens_come_from_private_files(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *app = make_file("app", "xapp-test-2\n", 0600);
    g_autofree char *bot = make_file("bot", "xoxb-test-2\n", 0400);
    g_setenv("SLACK_APP_TOKEN_FILE", app, TRUE);
    g_autofree char *text = g_strdup_printf("[slack]\nbot_token_file = %s\n", bot);
    g_autoptr(Config) config = load(text, &error);
    assert_ok(config, error);
    assert_string_equal(config->app_token, "xapp-test-2");
    assert_string_equal(config->bot_token, "xoxb-test-2");
}

static void a_credential_of_systemd_is_found(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_free(make_file("SLACK_APP_TOKEN", "xapp-test-3\n", 0440));
    g_setenv("CREDENTIALS_DIRECTORY", folder, TRUE);
    g_autoptr(Config) config = config_load(&(ConfigOptions){0}, &error);
    assert_ok(config, error);
    assert_string_equal(config->app_token, "xapp-test-3");
    assert_null(config->bot_token);
}

static void a_token_file_that_others_can_read_is_refused(void **state)
{
    (void)state;
    static const mode_t MODES[] = {0644, 0640, 0604, 0620, 0602};
    for (size_t i = 0; i < G_N_ELEMENTS(MODES); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *path = make_file("app", "xapp-test-Secret9\n", MODES[i]);
        g_setenv("SLACK_APP_TOKEN_FILE", path, TRUE);
        assert_null(config_load(&(ConfigOptions){0}, &error));
        assert_true(g_error_matches(error, BOT_ERROR, BOT_ERROR_CONFIG));
        assert_non_null(strstr(error->message, "chmod 600"));
        assert_null(strstr(error->message, "Secret9"));

        /* A command that does not speak to Slack does not care. */
        g_autoptr(Config) config =
            config_load(&(ConfigOptions){.without_tokens = true}, &(GError *){NULL});
        assert_non_null(config);
    }
}

static void what_is_no_token_file_is_refused(void **state)
{
    (void)state;
    g_autofree char *empty = make_file("empty", "\n", 0600);
    g_autofree char *two = make_file("two", "xapp-test-1\nxoxb-test-1\n", 0600);
    g_autofree char *words = g_strnfill(5000, 'x');
    g_autofree char *large = make_file("large", words, 0600);
    const char *const paths[] = {empty, two, large, folder, "/dev/zero", "/nowhere/token"};
    for (size_t i = 0; i < G_N_ELEMENTS(paths); i++) {
        g_autoptr(GError) error = NULL;
        g_setenv("SLACK_APP_TOKEN_FILE", paths[i], TRUE);
        assert_null(config_load(&(ConfigOptions){0}, &error));
        assert_non_null(strstr(error->message, paths[i]));
    }
}

static void a_token_of_the_wrong_kind_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *app, *bot, *begins, *holds;
    } CASES[] = {
        {NULL, "xoxb-test-1", "SLACK_APP_TOKEN: ", "there is no token"},
        {"xapp-test-1", NULL, "SLACK_BOT_TOKEN: ", "there is no token"},
        {"xoxb-test-1", "xoxb-test-1", "SLACK_APP_TOKEN: ", "a bot token (xoxb-…)"},
        {"xapp-test-1", "xapp-test-1", "SLACK_BOT_TOKEN: ", "an app-level token (xapp-…)"},
        {"xapp-test-1", "xoxp-test-1", "SLACK_BOT_TOKEN: ", "a user token"},
        {"xapp-test-1", "xoxe.xoxb-test-1", "SLACK_BOT_TOKEN: ", "rotation"},
        {"Secret9", "xoxb-test-1", "SLACK_APP_TOKEN: ", "no Slack token"},
        {"xapp-Secret9 x", "xoxb-test-1", "SLACK_APP_TOKEN: ", "no Slack token"},
        {"xapp-", "xoxb-test-1", "SLACK_APP_TOKEN: ", "no Slack token"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(GError) error = NULL;
        const Config config = {.app_token = (char *)CASES[i].app,
                               .bot_token = (char *)CASES[i].bot};
        assert_false(config_check_tokens(&config, &error));
        assert_true(g_error_matches(error, BOT_ERROR, BOT_ERROR_CONFIG));
        if (!g_str_has_prefix(error->message, CASES[i].begins) ||
            !strstr(error->message, CASES[i].holds))
            fail_msg("case %zu: %s", i, error->message);
        assert_null(strstr(error->message, "Secret9"));
    }
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, fresh_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(with_nothing_said_the_defaults_hold),
        IN_FOLDER(a_workspace_on_this_machine_may_ask_without_end),
        IN_FOLDER(every_key_is_read),
        IN_FOLDER(an_option_beats_the_environment_beats_the_file),
        IN_FOLDER(systemd_says_where_state_is_kept),
        IN_FOLDER(what_is_wrong_is_named_with_its_line),
        IN_FOLDER(an_error_never_repeats_a_token),
        IN_FOLDER(a_file_that_is_not_there_is_named),
        IN_FOLDER(a_wrong_option_is_named),
        IN_FOLDER(http_is_for_loopback_only),
        IN_FOLDER(tokens_come_from_the_environment),
        IN_FOLDER(tokens_come_from_private_files),
        IN_FOLDER(a_credential_of_systemd_is_found),
        IN_FOLDER(a_token_file_that_others_can_read_is_refused),
        IN_FOLDER(what_is_no_token_file_is_refused),
        IN_FOLDER(a_token_of_the_wrong_kind_is_named),
    };
    return cmocka_run_group_tests_name("config", tests, NULL, NULL);
}
