/*
 * Any text as Markdown of ours and as somebody's words: only links of ours come out of the one, and
 * none of the other; and a message made of both keeps Slack's limits.
 */
#include <jansson.h>
#include <stdint.h>
#include <string.h>

#include "bot/render/cut.h"
#include "bot/render/mrkdwn.h"
#include "bot/render/render.h"

static void check_links(const char *text)
{
    for (const char *at = strchr(text, '<'); at; at = strchr(at + 1, '<'))
        g_assert_true(g_ascii_strncasecmp(at, "<http://", 8) == 0 ||
                      g_ascii_strncasecmp(at, "<https://", 9) == 0 ||
                      g_ascii_strncasecmp(at, "<mailto:", 8) == 0);
}

static void check_cuts(const char *text)
{
    size_t units = cut_units(text);
    for (size_t max = 1; max < units; max += 1 + units / 7) {
        bool in_code = false;
        size_t len = cut_at(text, max, &in_code);
        g_assert_true(g_utf8_validate(text, (gssize)len, NULL));
        g_autofree char *part = g_strndup(text, len);
        g_assert_cmpuint(cut_units(part), <=, max);
    }
}

static void check_message(const char *text)
{
    g_autoptr(Effects) e = effects_new();
    Message *m = effects_reply(e, text);
    message_title(m, text);
    message_quote(m, text);
    message_context(m, text);
    message_choice(m, text, "a.b", "1");
    RenderTo to = {.channel = "C1", .replace_original = -1};
    size_t len;
    g_autofree char *whole = render_message(m, &to, &len);
    json_t *json = json_loadb(whole, len, 0, NULL);
    g_assert_nonnull(json);
    size_t i;
    const json_t *block;
    g_assert_cmpuint(json_array_size(json_object_get(json, "blocks")), <=, 50);
    json_array_foreach(json_object_get(json, "blocks"), i, block)
    {
        const json_t *object = json_object_get(block, "text");
        const char *said = json_string_value(json_object_get(object, "text"));
        g_assert_true(!object || (*said && cut_units(said) <= 3000));
    }
    json_decref(json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    g_autofree char *text = g_utf8_make_valid((const char *)data, (gssize)len);
    g_autoptr(GString) out = g_string_new(NULL);
    mrkdwn_markdown(out, text);
    g_assert_true(g_utf8_validate(out->str, -1, NULL));
    check_links(out->str);
    check_cuts(out->str);
    g_string_truncate(out, 0);
    mrkdwn_quote(out, text);
    g_assert_null(strchr(out->str, '<'));
    check_message(text);
    return 0;
}
