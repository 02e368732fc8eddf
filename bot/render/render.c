/*
 * What surrounds the blocks: the arguments of a call, a view, an ack's payload.
 */
#include "bot/render/render.h"

#include <string.h>

#include "bot/render/blocks.h"
#include "bot/render/objects.h"
#include "bot/slack/wire.h"

enum {
    MESSAGE_BLOCKS_MAX = 50,
    VIEW_BLOCKS_MAX = 100,
    FALLBACK_MAX = 3900, /* UTF-16 units, of 4,000 advised */
    MODAL_TITLE_MAX = 24,
    ROOM = 4096, /* bytes that most answers do with */
};

static void optional(GString *out, const char *key, const char *value)
{
    if (value)
        wire_text(out, key, value);
}

/* chat.update and chat.postEphemeral take no unfurling; for the others both must be said. */
static void surroundings(GString *out, const RenderTo *to)
{
    optional(out, "channel", to->channel);
    optional(out, "user", to->user);
    optional(out, "thread_ts", to->thread);
    optional(out, "ts", to->ts);
    optional(out, "response_type", to->response_type);
    if (to->replace_original >= 0)
        wire_bool(out, "replace_original", to->replace_original > 0);
    if (to->ts || to->user)
        return;
    wire_bool(out, "unfurl_links", false);
    wire_bool(out, "unfurl_media", false);
}

static GString *message(const Message *m, const RenderTo *to, size_t texts, size_t fallback)
{
    g_autoptr(Blocks) blocks = blocks_new(m->pieces, MESSAGE_BLOCKS_MAX, texts, fallback);
    GString *out = g_string_sized_new(ROOM);
    wire_open(out, NULL, '{');
    surroundings(out, to);
    blocks_write_fallback(blocks, out);
    blocks_write(blocks, out);
    wire_close(out, '}');
    return out;
}

static char *done(GString *out, size_t *len)
{
    *len = out->len;
    return g_string_free(out, FALSE);
}

char *render_message(const Message *m, const RenderTo *to, size_t *len)
{
    return done(message(m, to, blocks_texts_max(m->pieces), FALLBACK_MAX), len);
}

static void view(GString *out, const char *key, const Form *form, size_t texts)
{
    g_autoptr(Blocks) blocks = blocks_new(form->pieces, VIEW_BLOCKS_MAX, texts, 0);
    wire_open(out, key, '{');
    wire_text(out, "type", "modal");
    wire_text(out, "callback_id", form->action);
    object_plain(out, "title", form->title, MODAL_TITLE_MAX);
    if (form->submit)
        object_plain(out, "submit", form->submit, MODAL_TITLE_MAX);
    if (form->cancel)
        object_plain(out, "close", form->cancel, MODAL_TITLE_MAX);
    optional(out, "private_metadata", form->keep);
    blocks_write(blocks, out);
    wire_close(out, '}');
}

char *render_form(const Form *form, const char *trigger, size_t *len)
{
    GString *out = g_string_sized_new(ROOM);
    if (trigger) {
        wire_open(out, NULL, '{');
        wire_text(out, "trigger_id", trigger);
    }
    view(out, trigger ? "view" : NULL, form, blocks_texts_max(form->pieces));
    if (trigger)
        wire_close(out, '}');
    return done(out, len);
}

static GString *form_ack(const Form *form, size_t texts)
{
    GString *out = g_string_sized_new(ROOM);
    wire_open(out, NULL, '{');
    wire_text(out, "response_action", form->replaces ? "update" : "push");
    view(out, "view", form, texts);
    wire_close(out, '}');
    return out;
}

char *render_form_ack(const Form *form, size_t max, size_t *len)
{
    size_t all = blocks_texts_max(form->pieces);
    GString *out = form_ack(form, all);
    for (size_t texts = all; out->len > max && texts >= BLOCKS_TEXTS_MIN; texts /= 2) {
        g_string_free(out, TRUE);
        out = form_ack(form, texts);
    }
    if (out->len <= max)
        return done(out, len);
    g_string_free(out, TRUE);
    return NULL;
}

char *render_home(const Message *m, const char *user, size_t *len)
{
    g_autoptr(Blocks) blocks =
        blocks_new(m->pieces, VIEW_BLOCKS_MAX, blocks_texts_max(m->pieces), 0);
    GString *out = g_string_sized_new(ROOM);
    wire_open(out, NULL, '{');
    wire_text(out, "user_id", user);
    wire_open(out, "view", '{');
    wire_text(out, "type", "home");
    blocks_write(blocks, out);
    wire_close(out, '}');
    wire_close(out, '}');
    return done(out, len);
}

char *render_refusal(const Effects *effects, size_t *len)
{
    GString *out = g_string_new(NULL);
    wire_open(out, NULL, '{');
    wire_text(out, "response_action", "errors");
    wire_open(out, "errors", '{');
    for (size_t i = 0; i < effects_count(effects); i++) {
        const Effect *effect = effects_at(effects, i);
        if (effect->kind == EFFECT_REFUSE)
            wire_text(out, effect->id, effect->text);
    }
    wire_close(out, '}');
    wire_close(out, '}');
    return done(out, len);
}

char *render_options(const Effects *effects, size_t max, size_t *len)
{
    static const char END[] = "]}";
    GString *out = g_string_new(NULL);
    unsigned count = 0;
    wire_open(out, NULL, '{');
    wire_open(out, "options", '[');
    for (size_t i = 0; i < effects_count(effects) && count < OBJECT_OPTIONS_MAX; i++) {
        const Effect *effect = effects_at(effects, i);
        if (effect->kind != EFFECT_OPTION || !object_is_option(effect->id))
            continue;
        size_t before = out->len;
        object_option(out, NULL, effect->id, effect->text);
        if (out->len + sizeof END - 1 > max) {
            g_string_truncate(out, before);
            break;
        }
        count++;
    }
    g_string_append(out, END);
    return done(out, len);
}
