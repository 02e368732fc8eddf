/*
 * What was delivered and what is owed: once, in order, and never forgotten too early.
 */
#include "tests/unit/knowledge/base.h"

#include <glib/gstdio.h>

#include "knowledge/delivery.h"

static void begin(Kb *kb, int64_t now_ms)
{
    g_autoptr(GError) error = NULL;
    assert_ok(kb_begin(kb, now_ms, &error), error);
}

static void commit(Kb *kb)
{
    g_autoptr(GError) error = NULL;
    assert_ok(kb_commit(kb, &error), error);
}

static bool seen(Kb *kb, const char *key)
{
    g_autoptr(GError) error = NULL;
    bool before;
    assert_ok(delivery_seen(kb, key, &before, &error), error);
    return before;
}

static int64_t owe(Kb *kb, const char *lane, const char *name)
{
    g_autoptr(GError) error = NULL;
    int64_t id;
    Owed owed = {.lane = (char *)lane, .method = (char *)"chat.postMessage", .target = (char *)"C1",
                 .name = (char *)name, .body = (char *)"{}", .len = 2};
    assert_ok(delivery_owe(kb, &owed, &id, &error), error);
    return id;
}

static int64_t reply(Kb *kb, const char *key, const char *url)
{
    g_autoptr(GError) error = NULL;
    int64_t id;
    Reply reply = {.key = key, .body = "{\"text\":\"x\"}", .len = 12, .url = url, .fallback = "U1",
                   .until_ms = BASE_NOW_MS + 1000};
    assert_ok(delivery_reply(kb, &reply, &id, &error), error);
    return id;
}

static GPtrArray *heads(Kb *kb)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *list = delivery_heads(kb, 100, &error);
    assert_ok(list, error);
    return list;
}

static void a_key_is_known_the_second_time(void **state)
{
    begin(*state, BASE_NOW_MS);
    assert_false(seen(*state, "event:Ev1"));
    assert_true(seen(*state, "event:Ev1"));
    assert_false(seen(*state, "event:Ev2"));
    commit(*state);
}

static void a_key_of_a_batch_that_failed_is_new_again(void **state)
{
    begin(*state, BASE_NOW_MS);
    assert_false(seen(*state, "event:Ev1"));
    kb_roll_back(*state);
    begin(*state, BASE_NOW_MS);
    assert_false(seen(*state, "event:Ev1"));
    commit(*state);
}

static void a_key_is_known_after_a_restart(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_dir_make_tmp("delivery-XXXXXX", &error);
    assert_ok(folder, error);
    g_autofree char *file = g_build_filename(folder, "askd.db", NULL);
    for (int start = 0; start < 3; start++) {
        Kb *kb = kb_open(file, &error);
        assert_ok(kb, error);
        begin(kb, BASE_NOW_MS);
        for (int key = 0; key < 100; key++) {
            g_autofree char *name = g_strdup_printf("event:Ev%d", key);
            assert_int_equal(seen(kb, name), start > 0);
        }
        commit(kb);
        kb_close(kb);
    }
    g_remove(file);
    g_rmdir(folder);
    (void)state;
}

static void keys_outlive_slacks_retries_and_no_more(void **state)
{
    g_autoptr(GError) error = NULL;
    begin(*state, BASE_NOW_MS);
    seen(*state, "event:Ev1");
    commit(*state);
    begin(*state, BASE_NOW_MS + DELIVERY_SEEN_MS);
    assert_ok(delivery_sweep(*state, &error), error);
    assert_true(seen(*state, "event:Ev1"));
    commit(*state);
    begin(*state, BASE_NOW_MS + DELIVERY_SEEN_MS + 1);
    assert_ok(delivery_sweep(*state, &error), error);
    assert_false(seen(*state, "event:Ev1"));
    commit(*state);
}

static bool pressed(Kb *kb, const char *press, int64_t now_ms)
{
    g_autoptr(GError) error = NULL;
    bool again;
    begin(kb, now_ms);
    assert_ok(delivery_pressed(kb, press, &again, &error), error);
    commit(kb);
    return again;
}

static void two_presses_in_a_moment_are_one(void **state)
{
    assert_false(pressed(*state, "press:U1:1.2:ask.publish:7", BASE_NOW_MS));
    assert_true(pressed(*state, "press:U1:1.2:ask.publish:7", BASE_NOW_MS + 999));
    assert_false(pressed(*state, "press:U2:1.2:ask.publish:7", BASE_NOW_MS + 999));
    assert_false(pressed(*state, "press:U1:1.2:ask.publish:7", BASE_NOW_MS + 5000));
}

static void a_press_that_is_still_being_answered_is_not_taken_again(void **state)
{
    g_autoptr(GError) error = NULL;
    int64_t id;
    Owed owed = {.lane = (char *)"person:U1",
                 .method = (char *)"response_url",
                 .target = (char *)"https://example.org",
                 .cause = "press:U1:1.2:ask.publish:7",
                 .body = (char *)"{}",
                 .len = 2};
    begin(*state, BASE_NOW_MS);
    assert_ok(delivery_owe(*state, &owed, &id, &error), error);
    commit(*state);
    assert_true(pressed(*state, owed.cause, BASE_NOW_MS + 60000));
    begin(*state, BASE_NOW_MS + 70000);
    assert_ok(delivery_done(*state, id, NULL, NULL, &error), error);
    commit(*state);
    assert_false(pressed(*state, owed.cause, BASE_NOW_MS + 80000));
}

/* A note that a call is done may come late, and must not meet another call. */
static void a_number_is_never_given_to_two_calls(void **state)
{
    g_autoptr(GError) error = NULL;
    begin(*state, BASE_NOW_MS);
    int64_t first = owe(*state, "channel:C1", NULL);
    assert_ok(delivery_done(*state, first, NULL, NULL, &error), error);
    assert_true(owe(*state, "channel:C1", NULL) > first);
    commit(*state);
}

static void a_lane_shows_its_oldest_call_only(void **state)
{
    begin(*state, BASE_NOW_MS);
    int64_t first = owe(*state, "channel:A", NULL);
    owe(*state, "channel:A", NULL);
    int64_t other = owe(*state, "channel:B", NULL);
    commit(*state);
    g_autoptr(GPtrArray) list = heads(*state);
    assert_int_equal(list->len, 2);
    assert_int_equal(((Owed *)list->pdata[0])->id, first);
    assert_int_equal(((Owed *)list->pdata[1])->id, other);
}

static void the_next_call_comes_when_the_first_is_done_or_dead(void **state)
{
    g_autoptr(GError) error = NULL;
    begin(*state, BASE_NOW_MS);
    int64_t first = owe(*state, "channel:A", NULL);
    int64_t second = owe(*state, "channel:A", NULL);
    int64_t third = owe(*state, "channel:A", NULL);
    assert_ok(delivery_done(*state, first, NULL, NULL, &error), error);
    commit(*state);
    g_autoptr(GPtrArray) list = heads(*state);
    assert_int_equal(((Owed *)list->pdata[0])->id, second);

    begin(*state, BASE_NOW_MS);
    assert_ok(delivery_dead(*state, second, "channel_not_found", &error), error);
    commit(*state);
    g_autoptr(GPtrArray) rest = heads(*state);
    assert_int_equal(((Owed *)rest->pdata[0])->id, third);
    DeliveryCounts counts;
    assert_ok(delivery_counts(*state, &counts, &error), error);
    assert_int_equal(counts.owed, 1);
    assert_int_equal(counts.dead, 1);
    g_autoptr(GPtrArray) dead = delivery_dead_calls(*state, 10, &error);
    assert_int_equal(dead->len, 1);
    assert_string_equal(((DeadCall *)dead->pdata[0])->why, "channel_not_found");
}

static void a_call_to_be_tried_again_stays_first_and_waits(void **state)
{
    g_autoptr(GError) error = NULL;
    begin(*state, BASE_NOW_MS);
    int64_t first = owe(*state, "channel:A", NULL);
    owe(*state, "channel:A", NULL);
    assert_ok(delivery_again(*state, first, BASE_NOW_MS + 500, "http 500", &error), error);
    commit(*state);
    g_autoptr(GPtrArray) list = heads(*state);
    const Owed *head = list->pdata[0];
    assert_int_equal(head->id, first);
    assert_int_equal(head->tries, 1);
    assert_int_equal(head->due_ms, BASE_NOW_MS + 500);
}

static void a_named_post_is_found_by_its_name(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *channel = NULL, *ts = NULL, *lane = NULL;
    begin(*state, BASE_NOW_MS);
    int64_t id = owe(*state, "channel:A", "card:7");
    assert_ok(delivery_lane(*state, "card:7", &lane, &error), error);
    assert_string_equal(lane, "channel:A");
    assert_ok(delivery_done(*state, id, "C1", "1790000000.000100", &error), error);
    assert_ok(delivery_post(*state, "card:7", &channel, &ts, &error), error);
    commit(*state);
    assert_string_equal(channel, "C1");
    assert_string_equal(ts, "1790000000.000100");
}

static void a_reply_that_left_is_not_owed(void **state)
{
    g_autoptr(GError) error = NULL;
    int64_t lost;
    begin(*state, BASE_NOW_MS);
    int64_t left = reply(*state, "envelope:1", "https://hooks.example/1");
    reply(*state, "envelope:2", "https://hooks.example/2");
    reply(*state, "envelope:3", NULL);
    assert_ok(delivery_replies_written(*state, left, left, &error), error);
    assert_ok(delivery_replies_lost(*state, &lost, &error), error);
    commit(*state);
    assert_int_equal(lost, 1);
    g_autoptr(GPtrArray) list = heads(*state);
    assert_int_equal(list->len, 1);
    const Owed *owed = list->pdata[0];
    assert_string_equal(owed->method, "response_url");
    assert_string_equal(owed->target, "https://hooks.example/2");
    assert_string_equal(owed->fallback, "U1");
    assert_string_equal(owed->body, "{\"text\":\"x\"}");

    begin(*state, BASE_NOW_MS);
    assert_ok(delivery_replies_lost(*state, &lost, &error), error);
    commit(*state);
    assert_int_equal(lost, 0);
}

static void a_lost_reply_is_owed_once(void **state)
{
    g_autoptr(GError) error = NULL;
    begin(*state, BASE_NOW_MS);
    int64_t id = reply(*state, "envelope:1", "https://hooks.example/1");
    assert_ok(delivery_reply_lost(*state, id, &error), error);
    assert_ok(delivery_reply_lost(*state, id, &error), error);
    commit(*state);
    DeliveryCounts counts;
    assert_ok(delivery_counts(*state, &counts, &error), error);
    assert_int_equal(counts.owed, 1);
    assert_int_equal(counts.replies, 0);
}

static void the_same_delivery_gets_the_same_answer(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *body = NULL, *recipe = NULL;
    size_t len;
    int64_t id, found, none;
    begin(*state, BASE_NOW_MS);
    id = reply(*state, "envelope:1", NULL);
    assert_ok(delivery_reply_find(*state, "envelope:1", &found, &error), error);
    assert_ok(delivery_reply_find(*state, "envelope:2", &none, &error), error);
    assert_ok(delivery_reply_get(*state, found, &body, &len, &recipe, &error), error);
    commit(*state);
    assert_int_equal(id, found);
    assert_int_equal(none, 0);
    assert_string_equal(body, "{\"text\":\"x\"}");
    assert_null(recipe);
}

static void a_recipe_is_made_before_it_is_owed(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *body = NULL, *recipe = NULL;
    size_t len;
    int64_t id, left, lost;
    Reply kept = {.key = "envelope:1", .body = "{\"long\":1}", .len = 10, .recipe = "ask.reply 7",
                  .url = "https://hooks.example/1", .until_ms = BASE_NOW_MS + 1000};
    begin(*state, BASE_NOW_MS);
    assert_ok(delivery_reply(*state, &kept, &left, &error), error);
    assert_ok(delivery_reply(*state, &kept, &id, &error), error);
    assert_ok(delivery_replies_written(*state, left, left, &error), error);
    assert_ok(delivery_replies_lost(*state, &lost, &error), error);
    assert_int_equal(lost, 0);
    g_autoptr(GArray) unmade = delivery_replies_unmade(*state, &error);
    assert_ok(unmade, error);
    assert_int_equal(unmade->len, 1);
    assert_int_equal(g_array_index(unmade, int64_t, 0), id);
    assert_ok(delivery_reply_get(*state, id, &body, &len, &recipe, &error), error);
    assert_null(body);
    assert_string_equal(recipe, "ask.reply 7");
    assert_ok(delivery_reply_made(*state, id, "{}", 2, &error), error);
    assert_ok(delivery_reply_lost(*state, id, &error), error);
    commit(*state);
    g_autoptr(GPtrArray) list = heads(*state);
    assert_int_equal(list->len, 1);
    assert_string_equal(((Owed *)list->pdata[0])->body, "{}");
}

static void a_redirected_call_goes_to_the_person(void **state)
{
    g_autoptr(GError) error = NULL;
    begin(*state, BASE_NOW_MS);
    int64_t id = reply(*state, "envelope:1", "https://hooks.example/1");
    assert_ok(delivery_reply_lost(*state, id, &error), error);
    commit(*state);
    g_autoptr(GPtrArray) list = heads(*state);
    begin(*state, BASE_NOW_MS);
    assert_ok(delivery_redirect(*state, ((Owed *)list->pdata[0])->id, "chat.postMessage", "U1",
                                "{\"a\":1}", 7, &error), error);
    commit(*state);
    g_autoptr(GPtrArray) rest = heads(*state);
    const Owed *owed = rest->pdata[0];
    assert_string_equal(owed->target, "U1");
    assert_null(owed->fallback);
    assert_int_equal(owed->until_ms, 0);
    assert_string_equal(owed->body, "{\"a\":1}");
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, base_open, base_close)
    const struct CMUnitTest tests[] = {
        T(a_key_is_known_the_second_time),
        T(a_key_of_a_batch_that_failed_is_new_again),
        T(a_key_is_known_after_a_restart),
        T(keys_outlive_slacks_retries_and_no_more),
        T(two_presses_in_a_moment_are_one),
        T(a_press_that_is_still_being_answered_is_not_taken_again),
        T(a_number_is_never_given_to_two_calls),
        T(a_lane_shows_its_oldest_call_only),
        T(the_next_call_comes_when_the_first_is_done_or_dead),
        T(a_call_to_be_tried_again_stays_first_and_waits),
        T(a_named_post_is_found_by_its_name),
        T(a_reply_that_left_is_not_owed),
        T(a_lost_reply_is_owed_once),
        T(the_same_delivery_gets_the_same_answer),
        T(a_recipe_is_made_before_it_is_owed),
        T(a_redirected_call_goes_to_the_person),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
