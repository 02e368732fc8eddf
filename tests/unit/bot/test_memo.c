#include "tests/test.h"

#include <string.h>

#include "bot/render/memo.h"
#include "bot/render/render.h"

static void keep(char kind, const char *key, const char *json)
{
    Made made = {
        .json = g_string_new(json), .fallback = g_string_new("said"), .blocks = 1, .texts = 7};
    memo_keep(kind, key, strlen(key), &made);
}

static void what_was_kept_is_found_by_kind_and_all_of_its_key(void **state)
{
    (void)state;
    keep('a', "twelve bytes", "{1}");
    const Made *made = memo_find('a', "twelve bytes", 12);
    assert_non_null(made);
    assert_string_equal(made->json->str, "{1}");
    assert_int_equal(made->texts, 7);
    assert_null(memo_find('b', "twelve bytes", 12));
    assert_null(memo_find('a', "twelve bytes", 11));
    assert_null(memo_find('a', "twelve bytez", 12));
    keep('a', "twelve bytes", "{2}");
    assert_string_equal(memo_find('a', "twelve bytes", 12)->json->str, "{2}");
}

static void a_full_memory_begins_anew(void **state)
{
    (void)state;
    g_autofree char *big = g_strnfill(MEMO_MAX / 4, 'x');
    keep('a', "first", "{}");
    for (int i = 0; i < 5; i++) {
        g_autofree char *key = g_strdup_printf("key %d", i);
        keep('a', key, big);
        assert_non_null(memo_find('a', key, strlen(key)));
    }
    assert_null(memo_find('a', "first", 5));
}

static Message *say(Effects *e, unsigned paragraphs)
{
    Message *m = effects_reply(e, NULL);
    message_title(m, "A <title>");
    for (unsigned i = 0; i < paragraphs; i++)
        message_text(m, "Some **bold** words & [a link](https://example.org) 中文。");
    message_source(m, "Sources: ", "one", "https://example.org/1");
    message_source(m, "Sources: ", "two", "https://example.org/2");
    message_context(m, "`slug`");
    return m;
}

static void what_is_said_again_looks_the_same(void **state)
{
    (void)state;
    g_autoptr(Effects) e = effects_new();
    RenderTo to = {.channel = "C1", .replace_original = -1};
    size_t first_len, again_len;
    Message *m = say(e, 2);
    g_autofree char *first = render_message(m, &to, &first_len);
    g_autofree char *again = render_message(m, &to, &again_len);
    assert_string_equal(first, again);
    assert_int_equal(strlen(again), again_len);
    assert_non_null(strstr(again, "<https://example.org|a link>"));
}

/* What is remembered was made with room to spare; where there is less, limits come first. */
static void what_is_remembered_keeps_to_the_limits(void **state)
{
    (void)state;
    g_autoptr(Effects) e = effects_new();
    RenderTo to = {.channel = "C1", .replace_original = -1};
    size_t len;
    g_autofree char *many = render_message(say(e, 60), &to, &len);
    unsigned blocks = 0;
    for (const char *at = many; (at = strstr(at, "\"type\":\"section\"")); at++)
        blocks++;
    assert_in_range(blocks, 30, 48);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_kept_is_found_by_kind_and_all_of_its_key),
        cmocka_unit_test(a_full_memory_begins_anew),
        cmocka_unit_test(what_is_said_again_looks_the_same),
        cmocka_unit_test(what_is_remembered_keeps_to_the_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
