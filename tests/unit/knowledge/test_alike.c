/*
 * Which questions are the same, and which only look so.
 */
#include "tests/test.h"

#include "knowledge/alike.h"

static bool alike(const char *a, const char *b)
{
    g_autoptr(Alike) reader = alike_new();
    g_autoptr(Gist) x = gist_new(reader, a);
    g_autoptr(Gist) y = gist_new(reader, b);
    assert_int_equal(gist_alike(x, y), gist_alike(y, x));
    return gist_alike(x, y);
}

static void the_same_question_in_other_words_is_alike(void **state)
{
    (void)state;
    static const char *const PAIRS[][2] = {
        {"How do I rotate kubelet certificates?", "how do i rotate KUBELET certificates"},
        {"How do I rotate kubelet certificates?", "how to rotate the certificates of a kubelet?"},
        {"How can I drain a node?", "please, how do I drain nodes"},
        {"How do I configure a zyx gateway?", "zyx gateway 怎么配置？"},
        {"怎么配置 zyx 网关？", "How do I configure the zyx gateway?"},
        {"zyx 网关如何配置", "请问怎么配置 zyx 网关？"},
        {"怎么部署 zyx 集群？", "How do I deploy a zyx cluster?"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(PAIRS); i++)
        if (!alike(PAIRS[i][0], PAIRS[i][1]))
            fail_msg("not alike: %s | %s", PAIRS[i][0], PAIRS[i][1]);
}

static void what_differs_in_one_thing_is_not_alike(void **state)
{
    (void)state;
    static const char *const PAIRS[][2] = {
        {"How do I install docker?", "How do I install podman?"},
        {"How do I install docker on a mac?", "How do I install docker on windows?"},
        {"How do I upgrade a kubernetes cluster on eks from 1.29 to 1.30?",
         "How do I upgrade a kubernetes cluster on gke from 1.29 to 1.30?"},
        {"How do I install docker?", "Why should I install docker?"},
        {"What is zyx?", "Who wrote zyx?"},
        {"zyx 怎么安装？", "zyx 怎么删除？"},
        {"How do I install zyx?", "怎么删除 zyx？"},
        {"How do I install zyx?", "怎么安装 abc？"},
        {"How do I configure zyx?", "zyx 是什么？"},
        {"Why does zyx start?", "Why does zyx not start?"},
        {"what is it?", "what about that?"},
        {"", "anything at all"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(PAIRS); i++)
        if (alike(PAIRS[i][0], PAIRS[i][1]))
            fail_msg("alike: %s | %s", PAIRS[i][0], PAIRS[i][1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_question_in_other_words_is_alike),
        cmocka_unit_test(what_differs_in_one_thing_is_not_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
