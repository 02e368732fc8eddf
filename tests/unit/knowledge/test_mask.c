/*
 * What is taken out of a person's words, and what only looks like it.
 */
#include "tests/test.h"

#include "knowledge/mask.h"

static const struct {
    const char *said, *kept;
} SECRETS[] = {
    {"why is xoxb-123456789012-abcDEF refused?", "why is [token] refused?"},
    {"key sk-abcdefghijklmnop1234 leaks", "key [token] leaks"},
    {"AKIAIOSFODNN7EXAMPLE", "[token]"},
    {"（ghp_0123456789abcdefghijABCDEFGHIJ0123）怎么办", "（[token]）怎么办"},
    {"use eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl here", "use [token] here"},
    {"Authorization: Bearer abcdefghijklmnop.q", "Authorization: [token]"},
    {"-----BEGIN RSA PRIVATE KEY----- MIIE -----END RSA PRIVATE KEY----- what now",
     "[private key] what now"},
    {"-----BEGIN OPENSSH PRIVATE KEY----- cut off", "[private key]"},
    {"mail ana.b+c@mail.example.org, please.", "mail [email], please."},
    {"请联系ana@example.org。", "请联系[email]。"},
    {"card 4111 1111 1111 1111 or 4111-1111-1111-1111", "card [card number] or [card number]"},
    {"电话13812345678吗", "电话[phone number]吗"},
    {"+86 138 1234 5678", "[phone number]"},
    {"身份证 11010519491231002X", "身份证 [id number]"},
    {"mysql --password=hunter22 fails", "mysql --password=[password] fails"},
    {"git clone https://me:pa55word@example.org/x", "git clone https://[password]@example.org/x"},
};

static void secrets_are_taken_out(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(SECRETS); i++) {
        size_t count;
        g_autofree char *masked = mask_text(SECRETS[i].said, &count);
        assert_string_equal(masked, SECRETS[i].kept);
        assert_int_equal(count, i == 10 ? 2 : 1);
    }
}

static void what_only_looks_like_one_stays(void **state)
{
    (void)state;
    static const char *const PLAIN[] = {
        "What is kubernetes 1.30.2?",
        "git clone git@github.com:moby/moby.git",
        "image@sha256:9b2a0f3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8",
        "user@host and @ alone and a@b",
        "task-sk-1, sk-learn and desk-abcdefghijklmnop1234",
        "1700000000000 ms, 4111 1111 1111 1112, 10.0.0.1, 2024-01-02 03:04:05",
        "--password=$PASSWORD --token=<your token>",
        "-----BEGIN CERTIFICATE----- MIIE",
        "http://localhost:8080/x?y=a@b",
        "怎么配置 TLS 证书？",
        "",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(PLAIN); i++) {
        size_t count;
        g_autofree char *masked = mask_text(PLAIN[i], &count);
        assert_string_equal(masked, PLAIN[i]);
        assert_int_equal(count, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(secrets_are_taken_out),
        cmocka_unit_test(what_only_looks_like_one_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
