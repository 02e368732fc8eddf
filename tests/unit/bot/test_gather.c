#include "tests/test.h"

#include <glib.h>
#include <string.h>

#include "bot/socket/gather.h"

enum { MAX = 4096 };

static int setup(void **state)
{
    *state = gather_new(MAX);
    return 0;
}

static int teardown(void **state)
{
    gather_free(*state);
    return 0;
}

static void add(Gather *g, const char *text, size_t piece)
{
    size_t len = strlen(text);
    for (size_t at = 0; at < len; at += piece)
        gather_add(g, text + at, MIN(piece, len - at));
}

static void a_message_is_whole_whatever_its_pieces(void **state)
{
    static const char TEXT[] = "{\"envelope_id\":\"1\"}";
    Gather *g = *state;
    for (size_t piece = 1; piece <= sizeof TEXT; piece++) {
        add(g, TEXT, piece);
        assert_false(gather_is_oversized(g));
        assert_int_equal(gather_len(g), strlen(TEXT));
        assert_string_equal(gather_text(g), TEXT);
        gather_forget(g);
        assert_int_equal(gather_len(g), 0);
    }
}

static void the_cap_itself_is_not_over_it(void **state)
{
    Gather *g = *state;
    g_autofree char *text = g_strnfill(MAX, 'x');
    add(g, text, 1000);
    assert_false(gather_is_oversized(g));
    gather_add(g, "", 0);
    assert_false(gather_is_oversized(g));
    gather_add(g, "x", 1);
    assert_true(gather_is_oversized(g));
    assert_int_equal(gather_len(g), MAX);
    gather_forget(g);
    assert_false(gather_is_oversized(g));
}

static void an_oversized_message_is_known_by_its_id_at_either_end(void **state)
{
    static const char ID[] = "\"envelope_id\":\"7f-9\"";
    Gather *g = *state;
    g_autofree char *filler = g_strnfill(3 * MAX, 'x');
    g_autofree char *first = g_strdup_printf("{%s,\"x\":\"%s\"}", ID, filler);
    g_autofree char *last = g_strdup_printf("{\"x\":\"%s\",%s}", filler, ID);
    g_autofree char *none = g_strdup_printf("{\"x\":\"%s\"}", filler);
    for (size_t piece = 1; piece <= 2 * strlen(last); piece = piece * 3 + 1) {
        add(g, first, piece);
        g_autofree char *one = gather_envelope_id(g);
        assert_string_equal(one, "7f-9");
        gather_forget(g);
        add(g, last, piece);
        g_autofree char *two = gather_envelope_id(g);
        assert_string_equal(two, "7f-9");
        gather_forget(g);
        add(g, none, piece);
        assert_null(gather_envelope_id(g));
        gather_forget(g);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_message_is_whole_whatever_its_pieces),
        TEST(the_cap_itself_is_not_over_it),
        TEST(an_oversized_message_is_known_by_its_id_at_either_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
