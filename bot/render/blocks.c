/*
 * Every limit of a block is kept where the block is written, so that whatever a feature says can be
 * sent: text is split and cut, runs of buttons and of blocks end where Slack ends them.
 */
#include "bot/render/blocks.h"

#include <string.h>

#include "bot/render/cut.h"
#include "bot/render/elements.h"
#include "bot/render/memo.h"
#include "bot/render/mrkdwn.h"
#include "bot/render/objects.h"
#include "bot/slack/wire.h"

/* Slack's limits, in UTF-16 units of escaped text where they are of text. */
enum {
    BLOCKS_RESERVED = 8, /* kept for what follows the text: sources, buttons */
    SECTION_MAX = 3000,
    FIELD_MAX = 2000,
    FIELDS_MAX = 10,
    HEADER_MAX = 150,
    ELEMENTS_MAX = 25,
    INPUT_LABEL_MAX = 2000,
    TOTAL_MAX = 12000, /* of a message's texts together: Slack refused 13,172 */
    SMALL_PRINT_MAX = 1500,
    ALONE_BLOCKS = 50, /* more than any piece needs */
};

#define NEXT_LINE "\\n" /* in the fallback, which is escaped */

struct Blocks {
    GString *blocks;   /* of the JSON array, without its brackets */
    GString *fallback; /* for notifications and screen readers, who get no blocks; escaped */
    GString *scratch;  /* mrkdwn of the piece at hand */
    unsigned count, max;
    size_t texts, small, fallback_left; /* units that may still be written */
};

/* --- blocks ----------------------------------------------------------------------------------- */

static bool block_open(Blocks *p, const char *type)
{
    if (p->count >= p->max)
        return false;
    p->count++;
    wire_open(p->blocks, NULL, '{');
    wire_text(p->blocks, "type", type);
    return true;
}

static void block_close(Blocks *p)
{
    wire_close(p->blocks, '}');
}

static void say(Blocks *p, const char *text)
{
    size_t units = cut_units(text);
    if (p->fallback_left == 0 || object_is_blank(text))
        return;
    if (p->fallback->len > 0)
        g_string_append(p->fallback, NEXT_LINE);
    if (units < p->fallback_left) {
        wire_words(p->fallback, text, strlen(text));
        p->fallback_left -= units + 1;
        return;
    }
    g_autoptr(GString) line = g_string_new(text);
    cut_short(line, p->fallback_left);
    wire_words(p->fallback, line->str, line->len);
    p->fallback_left = 0;
}

static void section(Blocks *p, const char *text, size_t len)
{
    if (p->count + BLOCKS_RESERVED >= p->max || !block_open(p, "section"))
        return;
    object_mrkdwn(p->blocks, "text", text, len);
    block_close(p);
}

/* As many sections as the text needs; a code block cut in two is closed and opened again. */
static void sections(Blocks *p, GString *text)
{
    cut_short(text, p->texts);
    say(p, text->str);
    const char *at = text->str;
    bool in_code = false;
    while (!object_is_blank(at)) {
        bool was_code = in_code;
        while (!was_code && *at == '\n')
            at++;
        size_t rest = strlen(at);
        size_t len = rest <= SECTION_MAX - 8 ? rest : cut_at(at, SECTION_MAX - 8, &in_code);
        if (len == 0)
            return;
        if (len == rest && !was_code) {
            p->texts -= MIN(cut_units(at), p->texts);
            section(p, at, len);
            return;
        }
        g_autoptr(GString) part = g_string_new(was_code ? CUT_FENCE "\n" : NULL);
        g_string_append_len(part, at, (gssize)len);
        if (in_code)
            g_string_append(part, "\n" CUT_FENCE);
        size_t units = cut_units(part->str);
        p->texts -= MIN(units, p->texts);
        section(p, part->str, part->len);
        at += len;
    }
}

static void title(Blocks *p, const Piece *piece)
{
    g_string_truncate(p->scratch, 0);
    mrkdwn_literal(p->scratch, piece->text);
    cut_short(p->scratch, HEADER_MAX * 2);
    say(p, p->scratch->str);
    if (!block_open(p, "header"))
        return;
    object_plain(p->blocks, "text", piece->text, HEADER_MAX);
    block_close(p);
}

static void paragraph(Blocks *p, const Piece *piece)
{
    g_string_truncate(p->scratch, 0);
    if (piece->kind == PIECE_QUOTE)
        mrkdwn_quote(p->scratch, piece->text);
    else
        mrkdwn_markdown(p->scratch, piece->text);
    sections(p, p->scratch);
}

static void divider(Blocks *p)
{
    if (block_open(p, "divider"))
        block_close(p);
}

/* --- runs of pieces that share a block; each returns how many it took ------------------------- */

/* `kinds` is bits, 1 << PieceKind. */
static size_t run_length(const GPtrArray *pieces, size_t from, size_t max, unsigned kinds)
{
    size_t count = 0;
    while (count < max && from + count < pieces->len) {
        const Piece *piece = pieces->pdata[from + count];
        if (!(kinds >> piece->kind & 1))
            break;
        count++;
    }
    return count;
}

static size_t facts(Blocks *p, const GPtrArray *pieces, size_t from)
{
    size_t count = run_length(pieces, from, FIELDS_MAX, 1 << PIECE_FACT);
    if (p->texts < FIELDS_MAX * BLOCKS_TEXTS_MIN || p->count + BLOCKS_RESERVED >= p->max ||
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
        cut_short(p->scratch, share);
        p->texts -= MIN(p->texts, cut_units(p->scratch->str));
        say(p, p->scratch->str);
        object_mrkdwn(p->blocks, NULL, p->scratch->str, p->scratch->len);
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
static size_t small_print(Blocks *p, const GPtrArray *pieces, size_t from)
{
    const Piece *piece = pieces->pdata[from];
    size_t count = 1;
    g_string_truncate(p->scratch, 0);
    if (piece->kind == PIECE_SOURCE) {
        count = run_length(pieces, from, pieces->len, 1 << PIECE_SOURCE);
        sources(p->scratch, pieces, from, count);
    } else {
        if (piece->kind == PIECE_FROM && is_user_id(piece->label))
            g_string_append_printf(p->scratch, "<@%s> ", piece->label);
        mrkdwn_markdown(p->scratch, piece->text);
    }
    cut_short(p->scratch, p->small);
    p->small -= MIN(p->small, cut_units(p->scratch->str));
    return count;
}

static size_t context(Blocks *p, const GPtrArray *pieces, size_t from)
{
    size_t count = small_print(p, pieces, from);
    say(p, p->scratch->str);
    if (object_is_blank(p->scratch->str) || !block_open(p, "context"))
        return count;
    wire_open(p->blocks, "elements", '[');
    object_mrkdwn(p->blocks, NULL, p->scratch->str, p->scratch->len);
    wire_close(p->blocks, ']');
    block_close(p);
    return count;
}

/* Slack wants action ids that differ within a block; the envelope takes "#n" off again. */
static char *action_id(const GPtrArray *pieces, size_t first, size_t at)
{
    const char *ours = element_action(pieces->pdata[at]);
    unsigned before = 0;
    for (size_t i = first; i < at; i++)
        before += strcmp(element_action(pieces->pdata[i]), ours) == 0;
    return before == 0 ? g_strdup(ours) : g_strdup_printf("%s#%u", ours, before + 1);
}

static size_t choices(Blocks *p, const GPtrArray *pieces, size_t from)
{
    static const unsigned KINDS =
        1 << PIECE_CHOICE | 1 << PIECE_LINK | 1 << PIECE_MENU | 1 << PIECE_LOOKUP;
    size_t count = run_length(pieces, from, ELEMENTS_MAX, KINDS), good = 0;
    for (size_t i = 0; i < count; i++)
        good += element_can_be_chosen(pieces->pdata[from + i]);
    if (good == 0 || !block_open(p, "actions"))
        return count;
    wire_open(p->blocks, "elements", '[');
    for (size_t i = from; i < from + count; i++) {
        if (!element_can_be_chosen(pieces->pdata[i]))
            continue;
        g_autofree char *id = action_id(pieces, from, i);
        element_choice(p->blocks, pieces->pdata[i], id);
    }
    wire_close(p->blocks, ']');
    block_close(p);
    return count;
}

static void input(Blocks *p, const Piece *piece)
{
    if (piece->kind == PIECE_CHECKS && piece->options->len == 0)
        return; /* Slack wants one at least */
    if (!block_open(p, "input"))
        return;
    wire_text(p->blocks, "block_id", piece->action);
    object_plain(p->blocks, "label", piece->label, INPUT_LABEL_MAX);
    wire_bool(p->blocks, "optional", piece->optional || piece->kind == PIECE_CHECKS);
    element_input(p->blocks, "element", piece);
    if (piece->kind == PIECE_INPUT && piece->value && *piece->value)
        object_plain(p->blocks, "hint", piece->value, INPUT_LABEL_MAX);
    block_close(p);
}

/* --- the whole -------------------------------------------------------------------------------- */

/* What is left for texts when every title, label and line of small print has its room. */
size_t blocks_texts_max(const GPtrArray *pieces)
{
    size_t others = SMALL_PRINT_MAX;
    for (unsigned i = 0; i < pieces->len; i++) {
        const Piece *piece = pieces->pdata[i];
        if (piece->kind == PIECE_TITLE)
            others += HEADER_MAX;
        else if (piece->kind == PIECE_CHOICE || piece->kind == PIECE_LINK ||
                 piece->kind == PIECE_LOOKUP)
            others += OBJECT_LABEL_MAX;
        else if (piece->kind == PIECE_MENU)
            others += OBJECT_LABEL_MAX * ELEMENT_MENU_MAX;
    }
    return others < TOTAL_MAX ? TOTAL_MAX - others : 0;
}

static Blocks *empty(unsigned max, size_t texts, size_t fallback)
{
    Blocks *p = g_new0(Blocks, 1);
    p->blocks = g_string_sized_new(2048);
    p->fallback = g_string_sized_new(1024);
    p->scratch = g_string_sized_new(1024);
    p->max = max;
    p->texts = texts;
    p->small = MIN((size_t)SMALL_PRINT_MAX, texts);
    p->fallback_left = fallback;
    return p;
}

void blocks_free(Blocks *p)
{
    if (!p)
        return;
    if (p->blocks)
        g_string_free(p->blocks, TRUE);
    if (p->fallback)
        g_string_free(p->fallback, TRUE);
    g_string_free(p->scratch, TRUE);
    g_free(p);
}

static size_t make_piece(Blocks *p, const GPtrArray *pieces, size_t at)
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
    case PIECE_MENU:
    case PIECE_LOOKUP:
        return choices(p, pieces, at);
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
    case PIECE_CHECKS:
        input(p, piece);
        break;
    }
    return 1;
}

/* --- what was made before --------------------------------------------------------------------- */

static void add_to_key(GString *key, const char *part)
{
    g_string_append_len(key, part, (gssize)strlen(part) + 1); /* its end parts it from the next */
}

/*
 * Of a piece whose blocks depend on nothing but what it says, or of a run of sources: all it says.
 */
static bool memo_key(const GPtrArray *pieces, size_t at, GString *key, size_t *count)
{
    const Piece *piece = pieces->pdata[at];
    *count = 1;
    switch (piece->kind) {
    case PIECE_TITLE:
    case PIECE_TEXT:
    case PIECE_CONTEXT:
        g_string_assign(key, piece->text);
        break;
    case PIECE_SOURCE:
        *count = run_length(pieces, at, pieces->len, 1 << PIECE_SOURCE);
        g_string_truncate(key, 0);
        add_to_key(key, piece->label);
        for (size_t i = 0; i < *count; i++) {
            const Piece *source = pieces->pdata[at + i];
            add_to_key(key, source->value);
            add_to_key(key, source->text);
        }
        break;
    default:
        return false;
    }
    return key->len <= MEMO_KEY_MAX;
}

/* With all the room there may be; false where even that was hardly enough. */
static bool make_for_memo(const GPtrArray *pieces, size_t at, Made *made)
{
    g_autoptr(Blocks) alone = empty(ALONE_BLOCKS, TOTAL_MAX, TOTAL_MAX);
    make_piece(alone, pieces, at);
    if (MIN(MIN(alone->texts, alone->small), alone->fallback_left) < BLOCKS_TEXTS_MIN)
        return false;
    *made = (Made){.json = g_steal_pointer(&alone->blocks),
                   .fallback = g_steal_pointer(&alone->fallback),
                   .blocks = alone->count,
                   .texts = TOTAL_MAX - alone->texts,
                   .small = SMALL_PRINT_MAX - alone->small,
                   .said = TOTAL_MAX - alone->fallback_left};
    return true;
}

static bool has_room(const Blocks *p, const Made *made)
{
    return p->count + made->blocks + BLOCKS_RESERVED <= p->max && made->texts < p->texts &&
           made->small < p->small && (p->fallback_left == 0 || made->said <= p->fallback_left);
}

static void put_made(Blocks *p, const Made *made)
{
    if (made->json->len > 0)
        wire_json(p->blocks, NULL, made->json->str, made->json->len);
    p->count += made->blocks;
    p->texts -= made->texts;
    p->small -= made->small;
    if (p->fallback_left == 0 || made->fallback->len == 0)
        return;
    if (p->fallback->len > 0)
        g_string_append(p->fallback, NEXT_LINE);
    g_string_append_len(p->fallback, made->fallback->str, (gssize)made->fallback->len);
    p->fallback_left -= made->said;
}

/* Where there is room for all of a piece, what became of it the last time; else it is made anew. */
static size_t piece(Blocks *p, const GPtrArray *pieces, size_t at)
{
    size_t count;
    Made news;
    if (!memo_key(pieces, at, p->scratch, &count))
        return make_piece(p, pieces, at);
    char kind = (char)('a' + ((const Piece *)pieces->pdata[at])->kind);
    const Made *made = memo_find(kind, p->scratch->str, p->scratch->len);
    if (!made && make_for_memo(pieces, at, &news)) {
        memo_keep(kind, p->scratch->str, p->scratch->len, &news);
        made = memo_find(kind, p->scratch->str, p->scratch->len);
    }
    if (!made || !has_room(p, made))
        return make_piece(p, pieces, at);
    put_made(p, made);
    return count;
}

Blocks *blocks_new(const GPtrArray *pieces, unsigned max, size_t texts, size_t fallback)
{
    Blocks *p = empty(max, texts, fallback);
    for (size_t at = 0; at < pieces->len;)
        at += piece(p, pieces, at);
    return p;
}

void blocks_write_fallback(const Blocks *p, GString *out)
{
    if (p->fallback->len == 0) {
        wire_text(out, "text", "…");
        return;
    }
    wire_json(out, "text", "\"", 1);
    g_string_append_len(out, p->fallback->str, (gssize)p->fallback->len);
    g_string_append_c(out, '"');
}

void blocks_write(const Blocks *p, GString *out)
{
    if (p->count == 0)
        return;
    wire_open(out, "blocks", '[');
    g_string_append_len(out, p->blocks->str, (gssize)p->blocks->len);
    wire_close(out, ']');
}
