/*
 * Any bytes as a frame from Slack: read without harm, and whole where they claim to be a request.
 */
#include <stdint.h>
#include <string.h>

#include "bot/slack/envelope.h"

static void check_text(const char *text)
{
    g_assert_true(!text || g_utf8_validate(text, -1, NULL));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    static char user[] = "U0BOT", bot[] = "B0BOT";
    const Self self = {.user = user, .bot = bot, .command_prefix = "cncf-"};
    g_autofree char *bytes = g_strndup((const char *)data, len);
    memcpy(bytes, data, len); /* zero bytes and all */
    g_autoptr(Envelope) e = envelope_parse(bytes, len, &self);
    const Request *req = &e->request;
    g_assert_true(e->kind == ENVELOPE_BROKEN || e->id);
    g_assert_true(e->kind == ENVELOPE_REQUEST ? req->name && e->key : e->why != NULL);
    g_assert_nonnull(req->text);
    check_text(req->text);
    check_text(req->value);
    for (size_t i = 0; i < req->value_count; i++)
        check_text(req->values[i].value);
    if (e->id) {
        size_t ack_len;
        g_autofree char *ack = envelope_ack(e->id, NULL, 0, &ack_len);
        g_assert_nonnull(ack);
    }
    return 0;
}
