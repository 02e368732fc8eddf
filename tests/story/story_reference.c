/*
 * People look things up: where to ask, projects, the landscape, ways to take part, words, meetups.
 */
#include "tests/story/story.h"

static json_t *looked_up(Story *s, const char *user, const char *command, const char *text)
{
    return json_object_get(slash(s, user, "C0HELP", command, text), "payload");
}

static void each_topic_is_sent_to_its_venue(void **state)
{
    Story *s = *state;
    assert_true(says(looked_up(s, "U0ANA", "/channels", "storage driver slow on docker"),
                     "Docker Community Slack: storage"));
    assert_true(
        says(looked_up(s, "U0WEI", "/channels", "存储驱动很慢"), "Docker 社区 Slack：存储"));
    assert_true(says(looked_up(s, "U0ANA", "/channels", ""), "https://forums.docker.com/"));
    assert_int_equal(calls_of(s, "chat.postMessage"), 0);
}

static void what_is_looked_up_is_seen_by_nobody_else(void **state)
{
    Story *s = *state;
    static const char *const commands[][2] = {{"/channels", "envoy"}, {"/project", "envoy"},
                                              {"/landscape", ""},     {"/contribute", "envoy"},
                                              {"/term", "KEP"},       {"/meetup", "Berlin"}};
    for (size_t i = 0; i < G_N_ELEMENTS(commands); i++) {
        json_t *payload = looked_up(s, "U0ANA", commands[i][0], commands[i][1]);
        assert_non_null(payload);
        assert_string_equal(json_string_value(json_object_get(payload, "response_type")),
                            "ephemeral");
    }
    expect_hidden(s, "U0ANA", "Envoy");
    expect_hidden(s, "U0ANA", "590 cards");
}

static void a_typing_error_is_put_right_with_a_button(void **state)
{
    Story *s = *state;
    json_t *payload = looked_up(s, "U0ANA", "/project", "opentracng");
    assert_true(says(payload, "Did you mean"));
    json_t *offer = expect_seen(s, "U0ANA", "C0HELP", "Did you mean");
    click(s, "U0ANA", "C0HELP", ts_of(offer), "OpenTracing");
    json_t *shown = expect_seen(s, "U0ANA", "C0HELP", "2021-08-20");
    assert_true(says(shown, "Archived"));
    assert_int_equal(seen_count(s, "U0ANA", "C0HELP", "Did you mean"), 0);
}

static void projects_are_shown_in_the_language_asked_in(void **state)
{
    Story *s = *state;
    json_t *payload = looked_up(s, "U0WEI", "/project", "特使");
    assert_true(says(payload, "七层代理"));
    assert_true(says(payload, "毕业日期"));
    payload = looked_up(s, "U0ANA", "/project", "linkerd vs istio");
    assert_true(says(payload, "Stage       Graduated   Graduated"));
    payload = looked_up(s, "U0WEI", "/landscape", "");
    assert_true(says(payload, "590"));
}

static void a_stage_is_listed_from_a_button(void **state)
{
    Story *s = *state;
    looked_up(s, "U0ANA", "/project", "");
    json_t *usage = expect_seen(s, "U0ANA", "C0HELP", "/project linkerd vs istio");
    json_t *found = control(s, "suggest", "{s:s, s:s, s:s, s:s, s:s, s:i}", "user", "U0ANA",
                            "channel", "C0HELP", "ts", ts_of(usage), "action_id", "project.choose",
                            "value", "promet", "wait_ms", PATIENCE_MS);
    assert_true(says(found, "Prometheus"));
    click(s, "U0ANA", "C0HELP", ts_of(usage), "Archived");
    json_t *list = expect_seen(s, "U0ANA", "C0HELP", "Archived projects: 2");
    assert_true(says(list, "2019-08-16"));
}

static void a_landscape_imported_while_askd_runs_is_answered_from(void **state)
{
    Story *s = *state;
    static const char yaml[] = "landscape:\n"
                               "  - category:\n"
                               "    name: Runtime\n"
                               "    subcategories:\n"
                               "      - subcategory:\n"
                               "        name: Cloud Native Storage\n"
                               "        items:\n"
                               "          - item:\n"
                               "            name: Grainsilo\n"
                               "            homepage_url: https://grainsilo.example/\n"
                               "            repo_url: https://github.com/grainsilo/grainsilo\n"
                               "            project: sandbox\n"
                               "            extra:\n"
                               "              accepted: '2024-05-07'\n"
                               "              slack_url: https://silo.example/archives/C0GRAIN\n";
    g_autofree char *path = g_build_filename(s->folder, "landscape.yml", NULL);
    assert_true(g_file_set_contents(path, yaml, -1, NULL));
    char *output = NULL;
    assert_int_equal(askd_run(s, &output, "import", path, NULL), 0);
    g_free(output);
    gint64 end = g_get_monotonic_time() + (gint64)PATIENCE_MS * 1000;
    while (!says(looked_up(s, "U0ANA", "/project", "grainsilo"), "2024-05-07"))
        assert_true(g_get_monotonic_time() < end);
    assert_true(says(looked_up(s, "U0ANA", "/channels", "grainsilo"),
                     "https://silo.example/archives/C0GRAIN"));
    assert_true(says(looked_up(s, "U0ANA", "/contribute", "grainsilo"), "grainsilo/issues"));
}

#define TOLD(name) cmocka_unit_test_setup(name, story_test_begin)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TOLD(each_topic_is_sent_to_its_venue),
        TOLD(what_is_looked_up_is_seen_by_nobody_else),
        TOLD(a_typing_error_is_put_right_with_a_button),
        TOLD(projects_are_shown_in_the_language_asked_in),
        TOLD(a_stage_is_listed_from_a_button),
        TOLD(a_landscape_imported_while_askd_runs_is_answered_from),
    };
    return cmocka_run_group_tests(tests, story_group_begin, story_group_end);
}
