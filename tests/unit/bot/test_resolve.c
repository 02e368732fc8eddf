#include "tests/test.h"

#include <pthread.h>
#include <stdatomic.h>

#include "bot/socket/resolve.h"

typedef struct Answer {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool is_there;
    char *address, *why;
} Answer;

static void keep(const char *address, const char *why, void *user)
{
    Answer *a = user;
    pthread_mutex_lock(&a->lock);
    a->is_there = true;
    a->address = g_strdup(address);
    a->why = g_strdup(why);
    pthread_cond_signal(&a->changed);
    pthread_mutex_unlock(&a->lock);
}

static void resolve(Answer *a, const char *host)
{
    *a = (Answer){0};
    pthread_mutex_init(&a->lock, NULL);
    pthread_cond_init(&a->changed, NULL);
    Resolve *r = resolve_start(host, 0, keep, a);
    pthread_mutex_lock(&a->lock);
    while (!a->is_there)
        pthread_cond_wait(&a->changed, &a->lock);
    pthread_mutex_unlock(&a->lock);
    resolve_end(r);
}

static void forget(Answer *a)
{
    pthread_mutex_destroy(&a->lock);
    pthread_cond_destroy(&a->changed);
    g_free(a->address);
    g_free(a->why);
}

static void a_name_becomes_a_numeric_address(void **state)
{
    (void)state;
    Answer a;
    resolve(&a, "localhost");
    assert_non_null(a.address);
    assert_true(resolve_is_numeric(a.address));
    assert_null(a.why);
    forget(&a);
}

static void what_is_no_name_is_explained(void **state)
{
    (void)state;
    Answer a;
    resolve(&a, "no-such-host.invalid");
    assert_null(a.address);
    assert_non_null(a.why);
    forget(&a);
}

static atomic_bool is_ended;

static void fail_after_the_end(const char *address, const char *why, void *user)
{
    (void)address, (void)why, (void)user;
    g_assert_false(atomic_load(&is_ended));
}

/* Whether it is done by then is chance; either way nobody is told after resolve_end(). */
static void nobody_is_told_after_the_end(void **state)
{
    (void)state;
    for (int i = 0; i < 20; i++) {
        atomic_store(&is_ended, false);
        Resolve *r = resolve_start("no-such-host.invalid", 0, fail_after_the_end, NULL);
        g_usleep(i % 4 * 500);
        resolve_end(r);
        atomic_store(&is_ended, true);
        g_usleep(1000);
    }
}

static void numbers_need_no_resolver(void **state)
{
    (void)state;
    assert_true(resolve_is_numeric("192.0.2.7"));
    assert_true(resolve_is_numeric("::1"));
    assert_false(resolve_is_numeric("localhost"));
    assert_false(resolve_is_numeric("192.0.2.7.example"));
    assert_false(resolve_is_numeric(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_becomes_a_numeric_address),
        cmocka_unit_test(what_is_no_name_is_explained),
        cmocka_unit_test(nobody_is_told_after_the_end),
        cmocka_unit_test(numbers_need_no_resolver),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
