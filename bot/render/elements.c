/*
 * Buttons, menus, and the fields of forms.
 */
#include "bot/render/elements.h"

#include <string.h>

#include "bot/render/cut.h"
#include "bot/render/objects.h"
#include "bot/slack/wire.h"

/* Slack's limits: bytes of values, units of texts. */
enum {
    CHECKS_MAX = 10,
    VALUE_MAX = 2000,
    URL_MAX = 3000,
    TEXT_MAX = 3000,
};

/* --- what is clicked -------------------------------------------------------------------------- */

const char *element_action(const Piece *piece)
{
    return piece->kind == PIECE_LINK ? "link" : piece->action;
}

bool element_can_be_chosen(const Piece *piece)
{
    size_t max = piece->kind == PIECE_LINK ? URL_MAX : VALUE_MAX;
    if (piece->kind == PIECE_MENU)
        return piece->options->len > 0;
    return !piece->value || strlen(piece->value) <= max;
}

static void confirm(GString *out, const Piece *piece)
{
    static const struct {
        const char *key;
        size_t units;
    } parts[] = {{"title", 100}, {"text", 300}, {"confirm", 30}, {"deny", 30}};
    wire_open(out, "confirm", '{');
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
        object_plain(out, parts[i].key, piece->confirm[i], parts[i].units);
    if (piece->style == CHOICE_DANGER)
        wire_text(out, "style", "danger");
    wire_close(out, '}');
}

static void button(GString *out, const Piece *piece, const char *action_id)
{
    wire_text(out, "type", "button");
    object_plain(out, "text", piece->label, OBJECT_LABEL_MAX);
    wire_text(out, "action_id", action_id);
    if (piece->value && *piece->value)
        wire_text(out, piece->kind == PIECE_LINK ? "url" : "value", piece->value);
    if (piece->style != CHOICE_PLAIN)
        wire_text(out, "style", piece->style == CHOICE_DANGER ? "danger" : "primary");
    if (piece->confirm[0])
        confirm(out, piece);
}

/* As many of the piece's options as Slack takes there. */
static void options(GString *out, const char *key, const Piece *piece, unsigned max)
{
    wire_open(out, key, '[');
    for (unsigned i = 0; i < MIN(piece->options->len, max); i++) {
        const Option *option = piece->options->pdata[i];
        object_option(out, NULL, option->value, option->label);
    }
    wire_close(out, ']');
}

static void menu(GString *out, const Piece *piece, const char *action_id)
{
    wire_text(out, "type", "overflow");
    wire_text(out, "action_id", action_id);
    options(out, "options", piece, ELEMENT_MENU_MAX);
}

/* What there is to choose is asked for while somebody types. */
static void lookup(GString *out, const char *action_id)
{
    wire_text(out, "type", "external_select");
    wire_text(out, "action_id", action_id);
    wire_int(out, "min_query_length", 0);
}

void element_choice(GString *out, const Piece *piece, const char *action_id)
{
    wire_open(out, NULL, '{');
    if (piece->kind == PIECE_MENU) {
        menu(out, piece, action_id);
    } else if (piece->kind == PIECE_LOOKUP) {
        lookup(out, action_id);
        object_plain(out, "placeholder", piece->label, OBJECT_LABEL_MAX);
    } else {
        button(out, piece, action_id);
    }
    wire_close(out, '}');
}

/* --- what is filled in ------------------------------------------------------------------------ */

static void select_one(GString *out, const Piece *piece)
{
    const Option *chosen = NULL;
    if (piece->options->len == 0) {
        lookup(out, piece->action);
        return;
    }
    wire_text(out, "type", "static_select");
    wire_text(out, "action_id", piece->action);
    wire_open(out, "options", '[');
    for (unsigned i = 0; i < MIN(piece->options->len, (unsigned)OBJECT_OPTIONS_MAX); i++) {
        const Option *each = piece->options->pdata[i];
        if (!object_is_option(each->value))
            continue;
        object_option(out, NULL, each->value, each->label);
        if (piece->text && strcmp(each->value, piece->text) == 0)
            chosen = each;
    }
    wire_close(out, ']');
    if (chosen)
        object_option(out, "initial_option", chosen->value, chosen->label);
}

/* All are ticked. A label is a person's words. */
static void checks(GString *out, const Piece *piece)
{
    wire_text(out, "type", "checkboxes");
    wire_text(out, "action_id", piece->action);
    options(out, "options", piece, CHECKS_MAX);
    options(out, "initial_options", piece, CHECKS_MAX);
}

static void text_field(GString *out, const Piece *piece)
{
    size_t max = piece->max_len > 0 ? MIN(piece->max_len, (unsigned)TEXT_MAX) : TEXT_MAX;
    wire_text(out, "type", "plain_text_input");
    wire_text(out, "action_id", piece->action);
    wire_bool(out, "multiline", piece->multiline);
    wire_int(out, "max_length", (int64_t)max);
    if (!piece->text || !*piece->text)
        return;
    g_autoptr(GString) initial = g_string_new(piece->text);
    cut_short(initial, max);
    if (initial->len > 0)
        wire_text(out, "initial_value", initial->str);
}

void element_input(GString *out, const char *key, const Piece *piece)
{
    wire_open(out, key, '{');
    if (piece->kind == PIECE_SELECT)
        select_one(out, piece);
    else if (piece->kind == PIECE_CHECKS)
        checks(out, piece);
    else
        text_field(out, piece);
    wire_close(out, '}');
}
