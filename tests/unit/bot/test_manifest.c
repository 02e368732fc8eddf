/*
 * The manifest says what the features declare, and the one in deploy/ is in step with it.
 */
#include "tests/test.h"

#include <jansson.h>

#include "bot/slack/manifest.h"
#include "commands/feature.h"

static const char *const none[] = {NULL}, *const all[] = {FEATURE_GROUPS, FEATURE_AUTO_ANSWER,
                                                          NULL};

static json_t *manifest(const char *prefix)
{
    g_autofree char *text = manifest_json(prefix, all);
    json_t *json = json_loads(text, 0, NULL);
    assert_non_null(json);
    return json;
}

static const json_t *at(const json_t *json, const char *path)
{
    g_auto(GStrv) keys = g_strsplit(path, ".", -1);
    for (char **key = keys; *key; key++)
        json = json_object_get(json, *key);
    return json;
}

static bool lists(const json_t *list, const char *text)
{
    size_t i;
    const json_t *each;
    json_array_foreach(list, i,
                       each) if (g_strcmp0(json_string_value(each), text) == 0) return true;
    return false;
}

static void the_committed_manifest_is_in_step(void **state)
{
    (void)state;
    g_autofree char *text = manifest_json("", none);
    g_autofree char *committed = NULL;
    assert_true(g_file_get_contents("deploy/slack-manifest.json", &committed, NULL, NULL));
    if (strcmp(text, committed) != 0)
        fail_msg("run: build/askd manifest > deploy/slack-manifest.json");
}

static void what_is_not_configured_is_not_asked_for(void **state)
{
    (void)state;
    g_auto(GStrv) fewest = manifest_scopes(none), most = manifest_scopes(all);
    assert_false(g_strv_contains((const char *const *)fewest, "usergroups:read"));
    assert_true(g_strv_contains((const char *const *)most, "usergroups:read"));
    assert_false(g_strv_contains((const char *const *)fewest, "channels:history"));
    assert_true(g_strv_contains((const char *const *)most, "channels:history"));
}

static void everything_a_feature_declares_is_in_it(void **state)
{
    (void)state;
    json_auto_t *json = manifest("");
    const json_t *scopes = at(json, "oauth_config.scopes.bot");
    const json_t *events = at(json, "settings.event_subscriptions.bot_events");
    size_t commands = 0;
    for (const Feature *const *feature = features; *feature; feature++) {
        for (const char *const *scope = (*feature)->scopes; scope && *scope; scope++)
            assert_true(lists(scopes, *scope));
        for (const Event *row = (*feature)->events; row && row->name; row++)
            assert_true(lists(events, row->name));
        for (const Command *row = (*feature)->commands; row && row->name; row++)
            commands++;
    }
    assert_int_equal(json_array_size(at(json, "features.slash_commands")), commands);
    assert_true(json_is_true(at(json, "settings.socket_mode_enabled")));
    assert_true(json_is_true(at(json, "settings.interactivity.is_enabled")));
    assert_true(lists(events, "tokens_revoked"));
}

static void it_asks_for_no_more_than_it_needs(void **state)
{
    (void)state;
    static const char *const allowed[] = {"app_mentions:read", "channels:read", "chat:write",
                                          "commands",          "im:history",    "users:read"};
    g_autofree char *text = manifest_json("", none);
    json_auto_t *json = json_loads(text, 0, NULL);
    assert_int_equal(json_array_size(at(json, "oauth_config.scopes.bot")), G_N_ELEMENTS(allowed));
    for (size_t i = 0; i < G_N_ELEMENTS(allowed); i++)
        assert_true(lists(at(json, "oauth_config.scopes.bot"), allowed[i]));
}

static void commands_keep_slacks_rules_and_bear_the_prefix(void **state)
{
    (void)state;
    json_auto_t *json = manifest("cncf-");
    size_t i;
    const json_t *command;
    json_array_foreach(at(json, "features.slash_commands"), i, command)
    {
        const char *name = json_string_value(at(command, "command"));
        assert_true(g_str_has_prefix(name, "/cncf-"));
        assert_in_range(strlen(name), 2, 32);
        assert_in_range(strlen(json_string_value(at(command, "description"))), 1, 2000);
        assert_true(json_is_true(at(command, "should_escape")));
    }
    const json_t *shortcut;
    json_array_foreach(at(json, "features.shortcuts"), i, shortcut)
    {
        assert_in_range(strlen(json_string_value(at(shortcut, "name"))), 1, 24);
        assert_in_range(strlen(json_string_value(at(shortcut, "description"))), 1, 150);
    }
    const char *description = json_string_value(at(json, "display_information.description"));
    assert_in_range(g_utf8_strlen(description, -1), 1, 140);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_committed_manifest_is_in_step),
        cmocka_unit_test(what_is_not_configured_is_not_asked_for),
        cmocka_unit_test(everything_a_feature_declares_is_in_it),
        cmocka_unit_test(it_asks_for_no_more_than_it_needs),
        cmocka_unit_test(commands_keep_slacks_rules_and_bear_the_prefix),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
