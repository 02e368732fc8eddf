/*
 * Pieces → Block Kit. Every limit of Slack's is kept where the piece is written, so that whatever a
 * feature says can be sent: text is split and cut, blocks and buttons end where Slack ends them.
 */
#include "bot/render.h"

#include <string.h>

#include "bot/mrkdwn.h"
#include "bot/wire.h"

/* Slack's limits, in UTF-16 units of escaped text where they are of text. */
enum {
    MESSAGE_BLOCKS_MAX = 50,
    VIEW_BLOCKS_MAX = 100,
    BLOCKS_RESERVED = 8, /* kept for what follows the text: sources, buttons */
    SECTION_MAX = 3000,
    FALLBACK_MAX = 3900, /* of 4,000 advised */
    FALLBACK_SHORT = 300,
    FIELD_MAX = 2000,
    FIELDS_MAX = 10,
    HEADER_MAX = 150,
    ELEMENTS_MAX = 25,
    LABEL_MAX = 75,
    VALUE_MAX = 2000,
    URL_MAX = 3000,
    OPTIONS_MAX = 100,
    OPTION_VALUE_MAX = 150,
    MODAL_TITLE_MAX = 24,
    INPUT_LABEL_MAX = 2000,
    INPUT_TEXT_MAX = 3000,
    TOTAL_MAX = 12000, /* of a message's texts together: Slack refused 13,172 */
    SMALL_PRINT_MAX = 1500,
    TEXTS_MIN = 16, /* less is no message */
};

static const char ELLIPSIS[] = "…";

typedef struct Page {
    GString *blocks;   /* of the JSON array, without its brackets */
    GString *fallback; /* for notifications and screen readers, who get no blocks */
    GString *scratch;  /* mrkdwn of the piece at hand */
    unsigned count, max;
    size_t texts, small, fallback_left; /* units that may still be written */
} Page;

/* --- texts ------------------------------------------------------------------------------------ */

/* Cuts `text` to `units`, at a place that may be cut, with an ellipsis. */
static void cut(GString *text, size_t units)
{
    bool in_code = false;
    if (text->len <= units || mrkdwn_units(text->str) <= units)
        return;
    size_t mark = 1 + 4; /* an ellipsis; a fence on a line of its own */
    size_t keep = units > mark ? mrkdwn_cut(text->str, units - mark, &in_code) : 0;
    g_string_truncate(text, keep);
    if (keep == 0)
        return;
    while (text->len > 0 && strchr(" \n", text->str[text->len - 1]))
        g_string_truncate(text, text->len - 1);
    g_string_append(text, in_code ? "\n" MRKDWN_FENCE : ELLIPSIS);
}

static bool is_blank(const char *text)
{
    return text[strspn(text, " \n\t\r")] == '\0';
}

static void text_object(GString *out, const char *key, const char *type, const char *text,
                        size_t len)
{
    wire_open(out, key, '{');
    wire_text(out, "type", type);
    wire_text_len(out, "text", text, len);
    wire_close(out, '}');
}

static void mrkdwn_object(GString *out, const char *key, const char *text, size_t len)
{
    text_object(out, key, "mrkdwn", text, len);
}

/* Plain text of ours or of an entry's title: on one line, cut, never empty. */
static void plain_object(GString *out, const char *key, const char *text, size_t units)
{
    g_autoptr(GString) line = g_string_new(text);
    g_strdelimit(line->str, "\r\n\t", ' ');
    while (mrkdwn_units(line->str) > units)
        cut(line, units);
    if (is_blank(line->str))
        g_string_assign(line, ELLIPSIS);
    text_object(out, key, "plain_text", line->str, line->len);
}

/* --- blocks ----------------------------------------------------------------------------------- */

static bool block_open(Page *p, const char *type)
{
    if (p->count >= p->max)
        return false;
    p->count++;
    wire_open(p->blocks, NULL, '{');
    wire_text(p->blocks, "type", type);
    return true;
}

static void block_close(Page *p)
{
    wire_close(p->blocks, '}');
}

static void say(Page *p, const char *text)
{
    if (p->fallback_left == 0 || is_blank(text))
        return;
    g_autoptr(GString) line = g_string_new(text);
    cut(line, p->fallback_left);
    size_t units = line->len > p->fallback_left ? mrkdwn_units(line->str) : line->len;
    bool whole = line->len == strlen(text);
    p->fallback_left = whole && units < p->fallback_left ? p->fallback_left - units - 1 : 0;
    if (p->fallback->len > 0 && line->len > 0)
        g_string_append_c(p->fallback, '\n');
    g_string_append_len(p->fallback, line->str, (gssize)line->len);
}

static void section(Page *p, const char *text, size_t len)
{
    if (p->count + BLOCKS_RESERVED >= p->max || !block_open(p, "section"))
        return;
    mrkdwn_object(p->blocks, "text", text, len);
    block_close(p);
}

/* As many sections as the text needs; a code block cut in two is closed and opened again. */
static void sections(Page *p, GString *text)
{
    cut(text, p->texts);
    say(p, text->str);
    const char *at = text->str;
    bool in_code = false;
    while (!is_blank(at)) {
        bool was_code = in_code;
        while (!was_code && *at == '\n')
            at++;
        size_t rest = strlen(at);
        size_t len = rest <= SECTION_MAX - 8 ? rest : mrkdwn_cut(at, SECTION_MAX - 8, &in_code);
        if (len == rest)
            in_code = false;
        if (len == 0)
            return;
        g_autoptr(GString) part = g_string_new(was_code ? MRKDWN_FENCE "\n" : NULL);
        g_string_append_len(part, at, (gssize)len);
        if (in_code)
            g_string_append(part, "\n" MRKDWN_FENCE);
        size_t units = mrkdwn_units(part->str);
        p->texts -= MIN(units, p->texts);
        section(p, part->str, part->len);
        at += len;
    }
}

static void title(Page *p, const Piece *piece)
{
    g_string_truncate(p->scratch, 0);
    mrkdwn_literal(p->scratch, piece->text);
    cut(p->scratch, HEADER_MAX * 2);
    say(p, p->scratch->str);
    if (!block_open(p, "header"))
        return;
    plain_object(p->blocks, "text", piece->text, HEADER_MAX);
    block_close(p);
}

static void paragraph(Page *p, const Piece *piece)
{
    g_string_truncate(p->scratch, 0);
    if (piece->kind == PIECE_QUOTE)
        mrkdwn_quote(p->scratch, piece->text);
    else
        mrkdwn_markdown(p->scratch, piece->text);
    sections(p, p->scratch);
}

static void divider(Page *p)
{
    if (block_open(p, "divider"))
        block_close(p);
}

/* --- runs of pieces that share a block; each returns how many it took ------------------------- */

static size_t run_length(const GPtrArray *pieces, size_t from, size_t max, PieceKind a, PieceKind b)
{
    size_t count = 0;
    while (count < max && from + count < pieces->len) {
        const Piece *piece = pieces->pdata[from + count];
        if (piece->kind != a && piece->kind != b)
            break;
        count++;
    }
    return count;
}

static size_t facts(Page *p, const GPtrArray *pieces, size_t from)
{
    size_t count = run_length(pieces, from, FIELDS_MAX, PIECE_FACT, PIECE_FACT);
    if (p->texts < FIELDS_MAX * TEXTS_MIN || p->count + BLOCKS_RESERVED >= p->max ||
        !block_open(p, "section"))
        return count;
    size_t share = MIN(p->texts / count, (size_t)FIELD_MAX);
    wire_open(p->blocks, "fields", '[');
    for (size_t i = 0; i < count; i++) {
        const Piece *piece = pieces->pdata[from + i];
        g_string_assign(p->scratch, "*");
        mrkdwn_literal(p->scratch, piece->label);
        g_string_append(p->scratch, "*\n");
        mrkdwn_literal(p->scratch, piece->text);
        cut(p->scratch, share);
        p->texts -= MIN(p->texts, mrkdwn_units(p->scratch->str));
        say(p, p->scratch->str);
        mrkdwn_object(p->blocks, NULL, p->scratch->str, p->scratch->len);
    }
    wire_close(p->blocks, ']');
    block_close(p);
    return count;
}

static void sources(GString *out, const GPtrArray *pieces, size_t from, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const Piece *piece = pieces->pdata[from + i];
        if (i > 0)
            g_string_append(out, " · ");
        else
            mrkdwn_literal(out, piece->label);
        mrkdwn_link(out, piece->value, piece->text);
    }
}

static bool is_user_id(const char *id)
{
    size_t len = id ? strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") : 0;
    return len > 1 && id[len] == '\0' && (id[0] == 'U' || id[0] == 'W');
}

/* One element of small print: what became of a piece, or of a run of sources. */
static size_t small_print(Page *p, const GPtrArray *pieces, size_t from)
{
    const Piece *piece = pieces->pdata[from];
    size_t count = 1;
    g_string_truncate(p->scratch, 0);
    if (piece->kind == PIECE_SOURCE) {
        count = run_length(pieces, from, pieces->len, PIECE_SOURCE, PIECE_SOURCE);
        sources(p->scratch, pieces, from, count);
    } else {
        if (piece->kind == PIECE_FROM && is_user_id(piece->label))
            g_string_append_printf(p->scratch, "<@%s> ", piece->label);
        mrkdwn_markdown(p->scratch, piece->text);
    }
    cut(p->scratch, p->small);
    p->small -= MIN(p->small, mrkdwn_units(p->scratch->str));
    return count;
}

static size_t context(Page *p, const GPtrArray *pieces, size_t from)
{
    size_t count = small_print(p, pieces, from);
    say(p, p->scratch->str);
    if (is_blank(p->scratch->str) || !block_open(p, "context"))
        return count;
    wire_open(p->blocks, "elements", '[');
    mrkdwn_object(p->blocks, NULL, p->scratch->str, p->scratch->len);
    wire_close(p->blocks, ']');
    block_close(p);
    return count;
}

/* Slack wants action ids that differ within a block; the envelope takes "#n" off again. */
static void action_id(Page *p, const GPtrArray *pieces, size_t first, size_t at, const char *action)
{
    unsigned before = 0;
    for (size_t i = first; i < at; i++) {
        const Piece *piece = pieces->pdata[i];
        const char *theirs = piece->kind == PIECE_LINK ? "link" : piece->action;
        before += strcmp(theirs, action) == 0;
    }
    if (before == 0) {
        wire_text(p->blocks, "action_id", action);
        return;
    }
    g_autofree char *numbered = g_strdup_printf("%s#%u", action, before + 1);
    wire_text(p->blocks, "action_id", numbered);
}

static void confirm(GString *out, const Piece *piece)
{
    static const struct {
        const char *key;
        size_t units;
    } parts[] = {{"title", 100}, {"text", 300}, {"confirm", 30}, {"deny", 30}};
    wire_open(out, "confirm", '{');
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
        plain_object(out, parts[i].key, piece->confirm[i], parts[i].units);
    if (piece->style == CHOICE_DANGER)
        wire_text(out, "style", "danger");
    wire_close(out, '}');
}

static void button(Page *p, const GPtrArray *pieces, size_t first, size_t at)
{
    const Piece *piece = pieces->pdata[at];
    bool link = piece->kind == PIECE_LINK;
    wire_open(p->blocks, NULL, '{');
    wire_text(p->blocks, "type", "button");
    plain_object(p->blocks, "text", piece->label, LABEL_MAX);
    action_id(p, pieces, first, at, link ? "link" : piece->action);
    if (piece->value && *piece->value)
        wire_text(p->blocks, link ? "url" : "value", piece->value);
    if (piece->style != CHOICE_PLAIN)
        wire_text(p->blocks, "style", piece->style == CHOICE_DANGER ? "danger" : "primary");
    if (piece->confirm[0])
        confirm(p->blocks, piece);
    wire_close(p->blocks, '}');
}

/* What Slack would refuse the whole message for. */
static bool is_button(const Piece *piece)
{
    size_t max = piece->kind == PIECE_LINK ? URL_MAX : VALUE_MAX;
    return !piece->value || strlen(piece->value) <= max;
}

static size_t buttons(Page *p, const GPtrArray *pieces, size_t from)
{
    size_t count = run_length(pieces, from, ELEMENTS_MAX, PIECE_CHOICE, PIECE_LINK), good = 0;
    for (size_t i = 0; i < count; i++)
        good += is_button(pieces->pdata[from + i]);
    if (good == 0 || !block_open(p, "actions"))
        return count;
    wire_open(p->blocks, "elements", '[');
    for (size_t i = 0; i < count; i++)
        if (is_button(pieces->pdata[from + i]))
            button(p, pieces, from, from + i);
    wire_close(p->blocks, ']');
    block_close(p);
    return count;
}

/* --- inputs ----------------------------------------------------------------------------------- */

static void option(GString *out, const char *key, const char *value, const char *label)
{
    wire_open(out, key, '{');
    plain_object(out, "text", label, LABEL_MAX);
    wire_text(out, "value", value);
    wire_close(out, '}');
}

static bool is_option(const char *value)
{
    return *value && strlen(value) <= OPTION_VALUE_MAX;
}

static void select_element(GString *out, const Piece *piece)
{
    bool looked_up = piece->options->len == 0;
    const Option *chosen = NULL;
    wire_text(out, "type", looked_up ? "external_select" : "static_select");
    wire_text(out, "action_id", piece->action);
    if (looked_up) {
        wire_int(out, "min_query_length", 1);
        return;
    }
    wire_open(out, "options", '[');
    for (unsigned i = 0; i < MIN(piece->options->len, (unsigned)OPTIONS_MAX); i++) {
        const Option *each = piece->options->pdata[i];
        if (!is_option(each->value))
            continue;
        option(out, NULL, each->value, each->label);
        if (piece->text && strcmp(each->value, piece->text) == 0)
            chosen = each;
    }
    wire_close(out, ']');
    if (chosen)
        option(out, "initial_option", chosen->value, chosen->label);
}

static void text_element(GString *out, const Piece *piece)
{
    size_t max = piece->max_len > 0 ? MIN(piece->max_len, (unsigned)INPUT_TEXT_MAX) : INPUT_TEXT_MAX;
    wire_text(out, "type", "plain_text_input");
    wire_text(out, "action_id", piece->action);
    wire_bool(out, "multiline", piece->multiline);
    wire_int(out, "max_length", (int64_t)max);
    if (!piece->text || !*piece->text)
        return;
    g_autoptr(GString) initial = g_string_new(piece->text);
    cut(initial, max);
    if (initial->len > 0)
        wire_text(out, "initial_value", initial->str);
}

static void input(Page *p, const Piece *piece)
{
    if (!block_open(p, "input"))
        return;
    wire_text(p->blocks, "block_id", piece->action);
    plain_object(p->blocks, "label", piece->label, INPUT_LABEL_MAX);
    wire_bool(p->blocks, "optional", piece->optional);
    wire_open(p->blocks, "element", '{');
    if (piece->kind == PIECE_SELECT)
        select_element(p->blocks, piece);
    else
        text_element(p->blocks, piece);
    wire_close(p->blocks, '}');
    if (piece->kind == PIECE_INPUT && piece->value && *piece->value)
        plain_object(p->blocks, "hint", piece->value, INPUT_LABEL_MAX);
    block_close(p);
}

/* --- whole surfaces --------------------------------------------------------------------------- */

/* What is left for texts when every title, label and line of small print has its room. */
static size_t texts_max(const GPtrArray *pieces)
{
    size_t others = SMALL_PRINT_MAX;
    for (unsigned i = 0; i < pieces->len; i++) {
        const Piece *piece = pieces->pdata[i];
        if (piece->kind == PIECE_TITLE)
            others += HEADER_MAX;
        else if (piece->kind == PIECE_CHOICE || piece->kind == PIECE_LINK)
            others += LABEL_MAX;
    }
    return others < TOTAL_MAX ? TOTAL_MAX - others : 0;
}

static Page *page_new(unsigned blocks_max, size_t texts, size_t fallback)
{
    Page *p = g_new0(Page, 1);
    p->blocks = g_string_sized_new(2048);
    p->fallback = g_string_sized_new(1024);
    p->scratch = g_string_sized_new(1024);
    p->max = blocks_max;
    p->texts = texts;
    p->small = MIN((size_t)SMALL_PRINT_MAX, texts);
    p->fallback_left = fallback;
    return p;
}

static void page_free(Page *p)
{
    g_string_free(p->blocks, TRUE);
    g_string_free(p->fallback, TRUE);
    g_string_free(p->scratch, TRUE);
    g_free(p);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Page, page_free)

static size_t piece(Page *p, const GPtrArray *pieces, size_t at)
{
    const Piece *piece = pieces->pdata[at];
    switch (piece->kind) {
    case PIECE_FACT:
        return facts(p, pieces, at);
    case PIECE_CONTEXT:
    case PIECE_FROM:
    case PIECE_SOURCE:
        return context(p, pieces, at);
    case PIECE_CHOICE:
    case PIECE_LINK:
        return buttons(p, pieces, at);
    case PIECE_TITLE:
        title(p, piece);
        break;
    case PIECE_TEXT:
    case PIECE_QUOTE:
        paragraph(p, piece);
        break;
    case PIECE_DIVIDER:
        divider(p);
        break;
    case PIECE_INPUT:
    case PIECE_SELECT:
        input(p, piece);
        break;
    }
    return 1;
}

static void fill(Page *p, const GPtrArray *pieces)
{
    for (size_t at = 0; at < pieces->len;)
        at += piece(p, pieces, at);
}

static void write_blocks(GString *out, const Page *p)
{
    wire_open(out, "blocks", '[');
    g_string_append_len(out, p->blocks->str, (gssize)p->blocks->len);
    wire_close(out, ']');
}

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
    g_autoptr(Page) p = page_new(MESSAGE_BLOCKS_MAX, texts, fallback);
    fill(p, m->pieces);
    GString *out = g_string_sized_new(p->blocks->len + p->fallback->len + 512);
    wire_open(out, NULL, '{');
    surroundings(out, to);
    wire_text_len(out, "text", p->fallback->len > 0 ? p->fallback->str : ELLIPSIS,
                  p->fallback->len > 0 ? p->fallback->len : sizeof ELLIPSIS - 1);
    if (p->count > 0)
        write_blocks(out, p);
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
    return done(message(m, to, texts_max(m->pieces), FALLBACK_MAX), len);
}

/* What gives way first is the fallback, which says everything twice; then the texts, by halves. */
char *render_message_within(const Message *m, const RenderTo *to, size_t max, size_t *len)
{
    size_t all = texts_max(m->pieces);
    GString *out = message(m, to, all, FALLBACK_MAX);
    for (size_t texts = all; out->len > max && texts >= TEXTS_MIN; texts /= 2) {
        g_string_free(out, TRUE);
        out = message(m, to, texts, MIN(texts, (size_t)FALLBACK_SHORT));
    }
    if (out->len <= max)
        return done(out, len);
    g_string_free(out, TRUE);
    return NULL;
}

char *render_form(const Form *form, const char *trigger, size_t *len)
{
    g_autoptr(Page) p = page_new(VIEW_BLOCKS_MAX, TOTAL_MAX, 0);
    fill(p, form->pieces);
    GString *out = g_string_sized_new(p->blocks->len + 512);
    if (trigger) {
        wire_open(out, NULL, '{');
        wire_text(out, "trigger_id", trigger);
    }
    wire_open(out, trigger ? "view" : NULL, '{');
    wire_text(out, "type", "modal");
    wire_text(out, "callback_id", form->action);
    plain_object(out, "title", form->title, MODAL_TITLE_MAX);
    if (form->submit)
        plain_object(out, "submit", form->submit, MODAL_TITLE_MAX);
    if (form->cancel)
        plain_object(out, "close", form->cancel, MODAL_TITLE_MAX);
    optional(out, "private_metadata", form->keep);
    write_blocks(out, p);
    wire_close(out, '}');
    if (trigger)
        wire_close(out, '}');
    return done(out, len);
}

char *render_home(const Message *m, const char *user, size_t *len)
{
    g_autoptr(Page) p = page_new(VIEW_BLOCKS_MAX, TOTAL_MAX, 0);
    fill(p, m->pieces);
    GString *out = g_string_sized_new(p->blocks->len + 256);
    wire_open(out, NULL, '{');
    wire_text(out, "user_id", user);
    wire_open(out, "view", '{');
    wire_text(out, "type", "home");
    write_blocks(out, p);
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
    for (size_t i = 0; i < effects_count(effects) && count < OPTIONS_MAX; i++) {
        const Effect *effect = effects_at(effects, i);
        if (effect->kind != EFFECT_OPTION || !is_option(effect->id))
            continue;
        size_t before = out->len;
        option(out, NULL, effect->id, effect->text);
        if (out->len + sizeof END - 1 > max) {
            g_string_truncate(out, before);
            break;
        }
        count++;
    }
    g_string_append(out, END);
    return done(out, len);
}
