/*
 * What is taught while the daemon runs is known to it.
 */
#include "tests/story/story.h"

static bool is_known(Story *s, const void *words)
{
    json_t *done = slash(s, "U0ANA", "C0HELP", "/ask", "What does frobnicator do?");
    return says(json_object_get(done, "payload"), words);
}

static void an_entry_imported_meanwhile_is_answered_with(void **state)
{
    Story *s = *state;
    assert_false(is_known(s, "turns quuxes inside out"));
    askd_teach(s, "frobnicator", "What does frobnicator do?", "It turns quuxes inside out.");
    assert_true(eventually(s, is_known, "turns quuxes inside out"));
    expect_answering(s);
}

/* In a base of its own: what comes with askd has golden questions that a joke would spoil. */
int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(an_entry_imported_meanwhile_is_answered_with, story_test_begin),
    };
    return cmocka_run_group_tests(tests, story_group_begin_small, story_group_end);
}
