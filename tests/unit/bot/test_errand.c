/*
 * What is done aside comes back with its envelope, or is dropped when askd ends.
 */
#include "tests/test.h"

#include <glib/gstdio.h>

#include "bot/errand.h"
#include "bot/queue.h"

typedef struct Base {
    char *folder, *file;
    Config config;
    Library *library;
    Queue *done; /* Envelope *, Effects * in turn */
} Base;

static int make(void **state)
{
    g_autoptr(GError) error = NULL;
    Base *b = *state = g_new0(Base, 1);
    b->folder = g_dir_make_tmp("errand-XXXXXX", &error);
    assert_ok(b->folder, error);
    b->file = g_build_filename(b->folder, "askd.db", NULL);
    b->config.db = b->file;
    b->config.zone = g_time_zone_new_utc();
    g_autoptr(Kb) kb = kb_open(b->file, &error);
    assert_ok(kb, error);
    b->library = library_build(kb, 0.5, &error);
    assert_ok(b->library, error);
    b->done = queue_new(100);
    return 0;
}

static int destroy(void **state)
{
    Base *b = *state;
    queue_free(b->done);
    library_unref(b->library);
    g_time_zone_unref(b->config.zone);
    static const char *const endings[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < G_N_ELEMENTS(endings); i++) {
        g_autofree char *path = g_strconcat(b->file, endings[i], NULL);
        g_remove(path);
    }
    g_rmdir(b->folder);
    g_free(b->folder);
    g_free(b->file);
    g_free(b);
    return 0;
}

static void on_done(Envelope *envelope, Effects *effects, void *user)
{
    Base *b = user;
    assert_true(queue_offer(b->done, envelope));
    assert_true(queue_offer(b->done, effects));
}

static Envelope *asked(void)
{
    Envelope *envelope = g_new0(Envelope, 1);
    envelope->request = (Request){.surface = SURFACE_COMMAND,
                                  .prefix = "",
                                  .name = "/askd",
                                  .text = "",
                                  .who = MODERATORS,
                                  .now_ms = 1790000000000};
    return envelope;
}

/* The reply's first words; it frees both that came back. */
static char *wait_for_words(Base *b, const Envelope *envelope)
{
    g_autoptr(GPtrArray) back = g_ptr_array_new();
    while (back->len < 2)
        assert_true(queue_take(b->done, back, 2 - back->len, -1));
    Effects *effects = back->pdata[1];
    assert_ptr_equal(back->pdata[0], envelope);
    assert_int_equal(effects_count(effects), 1);
    const Effect *reply = effects_at(effects, 0);
    assert_int_equal(reply->kind, EFFECT_REPLY);
    char *words = g_strdup(((const Piece *)reply->message->pieces->pdata[0])->text);
    effects_free(effects);
    envelope_free(back->pdata[0]);
    return words;
}

static void an_errand_comes_back_with_its_reply(void **state)
{
    Base *b = *state;
    Errands *errands = errands_new(&b->config, on_done, b);
    for (int i = 0; i < 3; i++) {
        Envelope *envelope = asked();
        assert_true(errands_offer(errands, "stats.figures 7", envelope, b->library));
        g_autofree char *words = wait_for_words(b, envelope);
        assert_string_equal(words, "Figures");
    }
    errands_stop(errands);
}

static void one_that_fails_is_said_to_have(void **state)
{
    Base *b = *state;
    g_remove(b->file);
    Errands *errands = errands_new(&b->config, on_done, b);
    Envelope *envelope = asked();
    assert_true(errands_offer(errands, "stats.figures 7", envelope, b->library));
    g_autofree char *words = wait_for_words(b, envelope);
    assert_non_null(strstr(words, "went wrong on my side"));
    errands_stop(errands);
}

/* Whatever is under way then comes back or is dropped: nothing leaks, nobody waits for ever. */
static void those_that_wait_at_the_end_are_dropped(void **state)
{
    Base *b = *state;
    Errands *errands = errands_new(&b->config, on_done, b);
    for (int i = 0; i < 40; i++) {
        Envelope *envelope = asked();
        if (!errands_offer(errands, "stats.figures 7", envelope, b->library))
            envelope_free(envelope); /* too many wait */
    }
    errands_stop(errands);
    g_autoptr(GPtrArray) back = g_ptr_array_new();
    queue_take(b->done, back, 100, 0);
    for (unsigned i = 0; i < back->len; i += 2) {
        envelope_free(back->pdata[i]);
        effects_free(back->pdata[i + 1]);
    }
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, make, destroy)
    const struct CMUnitTest tests[] = {
        T(an_errand_comes_back_with_its_reply),
        T(one_that_fails_is_said_to_have),
        T(those_that_wait_at_the_end_are_dropped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
