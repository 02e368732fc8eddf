/*
 * One person cannot fill the log: who asks too much is asked to wait, and everybody else is served.
 */
#include "tests/story/story.h"

static const char ANSWER[] = "standard container runtime";

static void who_asks_too_much_is_asked_to_wait_in_their_language(void **state)
{
    Story *s = *state;
    for (int i = 0; i < 3; i++)
        slash(s, "U0ANA", "C0HELP", "/ask", "what does containerd do?");
    size_t kept = logged(s, "", NULL);
    json_t *english = slash(s, "U0ANA", "C0HELP", "/ask", "something that nobody knows?");
    json_t *chinese = slash(s, "U0ANA", "C0HELP", "/ask", "没有人知道的问题是什么？");
    assert_true(says(json_object_get(english, "payload"), "Please ask again in about"));
    assert_true(says(json_object_get(chinese, "payload"), "分钟再问"));
    assert_int_equal(logged(s, "", NULL), kept);

    json_t *report = slash(s, "U0ANA", "C0HELP", "/askd", "help");
    assert_true(says(json_object_get(report, "payload"), "/ask"));
    json_t *other = slash(s, "U0WEI", "C0HELP", "/ask", "what does containerd do?");
    assert_true(says(json_object_get(other, "payload"), ANSWER));
}

static int begin(void **state)
{
    Story *s = story_begin("--no-rate-limit", NULL);
    *state = s;
    story_config(s, "[community]\nasks_per_hour = 3\n");
    askd_teach_one(s);
    askd_start(s);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_asks_too_much_is_asked_to_wait_in_their_language),
    };
    return cmocka_run_group_tests(tests, begin, story_group_end);
}
