#include "tests/test.h"

#include "knowledge/small_talk.h"

static void what_is_no_question_is_told_from_one(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        SmallTalk talk;
    } cases[] = {
        {"hello", TALK_GREETING},
        {"Hi there!! :wave:", TALK_GREETING},
        {"  good   morning, askd ", TALK_GREETING},
        {"你好，askd！", TALK_GREETING},
        {"在吗？", TALK_GREETING},
        {"👍", TALK_GREETING},
        {":+1: :tada:", TALK_GREETING},
        {"…", TALK_GREETING},
        {"askd", TALK_GREETING},
        {"Thanks!", TALK_CLOSING},
        {"thank you so much 🙏", TALK_CLOSING},
        {"好的，谢谢", TALK_CLOSING},
        {"好的谢谢。", TALK_CLOSING},
        {"謝謝", TALK_CLOSING},
        {"who are you?", TALK_ABOUT},
        {"What is askd?", TALK_ABOUT},
        {"你能做什么？", TALK_ABOUT},
        {"hello, what is a KEP?", TALK_NONE},
        {"thanks, and what is Envoy", TALK_NONE},
        {"hello world container", TALK_NONE},
        {"k8s", TALK_NONE},
        {"你好，什么是 KEP？", TALK_NONE},
        {"docker: ok?", TALK_NONE},
        {"مرحبا", TALK_NONE},
        {"hi/hello", TALK_NONE},
        {":what: is :", TALK_NONE},
        {"", TALK_GREETING},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        if (small_talk(cases[i].text) != cases[i].talk)
            fail_msg("\"%s\" is %d", cases[i].text, small_talk(cases[i].text));
}

static void long_and_wide_texts_are_questions(void **state)
{
    (void)state;
    g_autofree char *thanks = g_strnfill(5000, '!');
    assert_int_equal(small_talk(thanks), TALK_NONE);
    g_autoptr(GString) wide = g_string_new(NULL);
    while (wide->len < 76) /* each grows when it is made small */
        g_string_append(wide, "\xC8\xBA.");
    assert_int_equal(small_talk(wide->str), TALK_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_question_is_told_from_one),
        cmocka_unit_test(long_and_wide_texts_are_questions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
