/*
 * The queue: its bounds, its waits, and several threads at both ends of it.
 */
#include "tests/test.h"

#include <pthread.h>

#include "bot/queue.h"

enum { GIVERS = 4, TAKERS = 3, EACH = 5000 };

static void things_come_out_in_the_order_they_went_in(void **state)
{
    (void)state;
    Queue *queue = queue_new(8);
    for (intptr_t i = 1; i <= 5; i++)
        assert_true(queue_offer(queue, (void *)i));
    g_autoptr(GPtrArray) out = g_ptr_array_new();
    assert_true(queue_take(queue, out, 3, -1));
    assert_int_equal(out->len, 3);
    assert_int_equal(queue_length(queue), 2);
    assert_true(queue_take(queue, out, 10, -1));
    assert_int_equal(out->len, 5);
    for (intptr_t i = 0; i < 5; i++)
        assert_ptr_equal(out->pdata[i], (void *)(i + 1));
    queue_free(queue);
}

static void a_full_queue_refuses(void **state)
{
    (void)state;
    Queue *queue = queue_new(2);
    int a, b, c;
    assert_true(queue_offer(queue, &a));
    assert_true(queue_offer(queue, &b));
    assert_false(queue_offer(queue, &c));
    g_autoptr(GPtrArray) out = g_ptr_array_new();
    assert_true(queue_take(queue, out, 1, 0));
    assert_true(queue_offer(queue, &c));
    assert_true(queue_take(queue, out, 9, 0));
    assert_ptr_equal(out->pdata[2], &c);
    queue_free(queue);
}

static void an_empty_queue_is_waited_for_no_longer_than_asked(void **state)
{
    (void)state;
    Queue *queue = queue_new(2);
    g_autoptr(GPtrArray) out = g_ptr_array_new();
    assert_true(queue_take(queue, out, 1, 0));
    assert_true(queue_take(queue, out, 1, 5));
    assert_int_equal(out->len, 0);
    queue_free(queue);
}

static void the_wall_clock_ends_a_wait_too(void **state)
{
    (void)state;
    Queue *queue = queue_new(2);
    int a;
    g_autoptr(GPtrArray) out = g_ptr_array_new();
    int64_t until_ms = g_get_real_time() / 1000 + 20;
    assert_true(queue_take_until(queue, out, 1, until_ms));
    assert_true(g_get_real_time() / 1000 >= until_ms);
    assert_true(queue_take_until(queue, out, 1, 0)); /* long past */
    assert_int_equal(out->len, 0);
    assert_true(queue_offer(queue, &a));
    assert_true(queue_take_until(queue, out, 1, INT64_MAX));
    assert_ptr_equal(out->pdata[0], &a);
    queue_free(queue);
}

static void a_closed_queue_gives_what_it_holds_and_then_ends(void **state)
{
    (void)state;
    Queue *queue = queue_new(4);
    int a, b;
    assert_true(queue_offer(queue, &a));
    assert_true(queue_offer(queue, &b));
    queue_close(queue);
    assert_false(queue_offer(queue, &a));
    g_autoptr(GPtrArray) out = g_ptr_array_new();
    assert_true(queue_take(queue, out, 1, -1));
    assert_true(queue_take(queue, out, 9, -1)); /* the last things come with a true */
    assert_int_equal(out->len, 2);
    assert_false(queue_take(queue, out, 1, -1));
    queue_free(queue);
}

static void *take_until_closed(void *arg)
{
    GPtrArray *out = g_ptr_array_new();
    while (queue_take(arg, out, 7, -1))
        continue;
    return out;
}

typedef struct Giver {
    Queue *queue;
    intptr_t first;
} Giver;

static void *give(void *arg)
{
    const Giver *giver = arg;
    for (intptr_t i = 0; i < EACH; i++)
        while (!queue_offer(giver->queue, (void *)(giver->first + i)))
            sched_yield();
    return NULL;
}

static void every_thing_reaches_one_taker_once(void **state)
{
    (void)state;
    Queue *queue = queue_new(64);
    pthread_t givers[GIVERS], takers[TAKERS];
    Giver start[GIVERS];
    for (int i = 0; i < TAKERS; i++)
        pthread_create(&takers[i], NULL, take_until_closed, queue);
    for (int i = 0; i < GIVERS; i++) {
        start[i] = (Giver){queue, 1 + (intptr_t)i * EACH};
        pthread_create(&givers[i], NULL, give, &start[i]);
    }
    for (int i = 0; i < GIVERS; i++)
        pthread_join(givers[i], NULL);
    queue_close(queue);

    g_autofree unsigned char *times = g_malloc0(GIVERS * EACH + 1);
    for (int i = 0; i < TAKERS; i++) {
        GPtrArray *out = NULL;
        pthread_join(takers[i], (void **)&out);
        for (unsigned j = 0; j < out->len; j++)
            times[(intptr_t)out->pdata[j]]++;
        g_ptr_array_unref(out);
    }
    for (int i = 1; i <= GIVERS * EACH; i++)
        assert_int_equal(times[i], 1);
    queue_free(queue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(things_come_out_in_the_order_they_went_in),
        cmocka_unit_test(a_full_queue_refuses),
        cmocka_unit_test(an_empty_queue_is_waited_for_no_longer_than_asked),
        cmocka_unit_test(the_wall_clock_ends_a_wait_too),
        cmocka_unit_test(a_closed_queue_gives_what_it_holds_and_then_ends),
        cmocka_unit_test(every_thing_reaches_one_taker_once),
    };
    return cmocka_run_group_tests_name("queue", tests, NULL, NULL);
}
