#include "tests/test.h"

#include <glib.h>
#include <string.h>

#include "bot/socket/masked.h"

static const size_t LENGTHS[] = {0, 1, 7, 8, 9, 125, 126, 127, 255, 256, 20479, 65535};

/* As a server reads it (RFC 6455, 5.2); the payload, to be freed. */
static char *read_frame(const unsigned char *frame, size_t whole, int *op, size_t *len)
{
    size_t at = 2;
    assert_int_equal(frame[0] & 0xf0, 0x80); /* final, nothing reserved */
    assert_int_equal(frame[1] & 0x80, 0x80); /* masked */
    *op = frame[0] & 0x0f;
    *len = frame[1] & 0x7f;
    if (*len == 126) {
        *len = (size_t)frame[2] << 8 | frame[3];
        at = 4;
        assert_true(*len >= 126); /* the shortest way to say it */
    }
    const unsigned char *mask = frame + at;
    at += 4;
    assert_true(at <= MASKED_HEAD_MAX);
    assert_int_equal(whole, at + *len);
    char *payload = g_malloc(*len + 1);
    for (size_t i = 0; i < *len; i++)
        payload[i] = (char)(frame[at + i] ^ mask[i % 4]);
    return payload;
}

static void a_server_reads_what_was_written(void **state)
{
    (void)state;
    Masks masks = {0};
    g_autofree unsigned char *frame = g_malloc(65535 + MASKED_HEAD_MAX);
    g_autofree char *text = g_malloc(65535);
    for (size_t i = 0; i < 65535; i++)
        text[i] = (char)(i * 31);
    for (size_t i = 0; i < G_N_ELEMENTS(LENGTHS); i++) {
        int op;
        size_t len;
        size_t whole =
            masked_frame(&masks, frame, i % 2 ? MASKED_PING : MASKED_TEXT, text, LENGTHS[i]);
        g_autofree char *payload = read_frame(frame, whole, &op, &len);
        assert_int_equal(op, i % 2 ? MASKED_PING : MASKED_TEXT);
        assert_int_equal(len, LENGTHS[i]);
        assert_memory_equal(payload, text, len);
    }
}

/* RFC 6455, 10.3: whoever sends must not know it before. */
static void no_mask_comes_again(void **state)
{
    (void)state;
    enum { FRAMES = 200 };
    Masks masks = {0};
    unsigned char frame[MASKED_HEAD_MAX];
    g_autoptr(GHashTable) seen = g_hash_table_new_full(NULL, NULL, NULL, NULL);
    for (int i = 0; i < FRAMES; i++) {
        unsigned mask;
        masked_frame(&masks, frame, MASKED_PING, "", 0);
        memcpy(&mask, frame + 2, sizeof mask);
        g_hash_table_add(seen, GUINT_TO_POINTER(mask));
    }
    assert_true(g_hash_table_size(seen) >= FRAMES - 1); /* one in a million runs has a pair */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_server_reads_what_was_written),
        cmocka_unit_test(no_mask_comes_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
