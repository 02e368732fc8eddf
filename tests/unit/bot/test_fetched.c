/*
 * What Slack answers to what it is asked, as features read it.
 */
#include "tests/test.h"

#include <string.h>

#include "bot/slack/fetched.h"

static FetchedBody *read_text(const char *text)
{
    return fetched_read(text, strlen(text));
}

static void a_member_has_a_locale_and_may_be_a_guest(void **state)
{
    (void)state;
    g_autoptr(FetchedBody) body =
        read_text("{\"ok\":true,\"user\":{\"id\":\"U1\",\"locale\":\"zh-CN\",\"is_bot\":false,"
                  "\"is_ultra_restricted\":true}}");
    const Fetched *facts = fetched_facts(body);
    assert_null(facts->error);
    assert_string_equal(facts->person.id, "U1");
    assert_string_equal(facts->person.locale, "zh-CN");
    assert_true(facts->person.is_guest);
    assert_false(facts->person.is_bot);
    assert_int_equal(facts->channel_count + facts->id_count, 0);
}

static void channels_come_with_what_is_said_of_them_and_where_to_go_on(void **state)
{
    (void)state;
    g_autoptr(FetchedBody) body =
        read_text("{\"ok\":true,\"channels\":[{\"id\":\"C1\",\"name\":\"storage\",\"topic\":"
                  "{\"value\":\"Disks\"},\"purpose\":{\"value\":\"\"},\"is_member\":true},"
                  "{\"id\":\"C2\"},7],\"response_metadata\":{\"next_cursor\":\"abc=\"}}");
    const Fetched *facts = fetched_facts(body);
    assert_int_equal(facts->channel_count, 1); /* one without a name is none */
    assert_string_equal(facts->channels[0].topic, "Disks");
    assert_null(facts->channels[0].purpose);
    assert_true(facts->channels[0].is_member);
    assert_string_equal(facts->cursor, "abc=");
}

static void members_of_a_group_are_ids(void **state)
{
    (void)state;
    g_autoptr(FetchedBody) body = read_text("{\"ok\":true,\"users\":[\"U1\",null,\"U2\"],"
                                            "\"response_metadata\":{\"next_cursor\":\"\"}}");
    const Fetched *facts = fetched_facts(body);
    assert_int_equal(facts->id_count, 2);
    assert_string_equal(facts->ids[1], "U2");
    assert_null(facts->cursor);
}

static void an_answer_that_is_none_is_an_error(void **state)
{
    (void)state;
    g_autoptr(FetchedBody) broken = read_text("<html>");
    g_autoptr(FetchedBody) refused = fetched_refused("missing_scope");
    assert_string_equal(fetched_facts(broken)->error, "not_json");
    assert_string_equal(fetched_facts(refused)->error, "missing_scope");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_member_has_a_locale_and_may_be_a_guest),
        cmocka_unit_test(channels_come_with_what_is_said_of_them_and_where_to_go_on),
        cmocka_unit_test(members_of_a_group_are_ids),
        cmocka_unit_test(an_answer_that_is_none_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
