/*
 * A message and a form are lists of pieces.
 */
#include "commands/message.h"

static void option_free(void *data)
{
    Option *option = data;
    g_free(option->value);
    g_free(option->label);
    g_free(option);
}

static void piece_free(void *data)
{
    Piece *piece = data;
    g_free(piece->label);
    g_free(piece->text);
    g_free(piece->action);
    g_free(piece->value);
    for (size_t i = 0; i < G_N_ELEMENTS(piece->confirm); i++)
        g_free(piece->confirm[i]);
    if (piece->options)
        g_ptr_array_unref(piece->options);
    g_free(piece);
}

Message *message_new(void)
{
    Message *m = g_new0(Message, 1);
    m->pieces = g_ptr_array_new_with_free_func(piece_free);
    return m;
}

void message_free(Message *m)
{
    if (!m)
        return;
    g_ptr_array_unref(m->pieces);
    g_free(m);
}

Form *form_new(const char *action, const char *title, const char *submit, const char *cancel)
{
    Form *form = g_new0(Form, 1);
    form->action = g_strdup(action);
    form->title = g_strdup(title);
    form->submit = g_strdup(submit);
    form->cancel = g_strdup(cancel);
    form->pieces = g_ptr_array_new_with_free_func(piece_free);
    form->message.pieces = form->pieces;
    return form;
}

void form_free(Form *f)
{
    if (!f)
        return;
    g_free(f->action);
    g_free(f->title);
    g_free(f->submit);
    g_free(f->cancel);
    g_free(f->keep);
    g_ptr_array_unref(f->pieces);
    g_free(f);
}

/* --- pieces ----------------------------------------------------------------------------------- */

static Piece *add_piece(GPtrArray *pieces, PieceKind kind, const char *label, const char *text)
{
    Piece *piece = g_new0(Piece, 1);
    piece->kind = kind;
    piece->label = g_strdup(label);
    piece->text = g_strdup(text);
    g_ptr_array_add(pieces, piece);
    return piece;
}

void message_title(Message *m, const char *title)
{
    add_piece(m->pieces, PIECE_TITLE, NULL, title);
}

void message_text(Message *m, const char *markdown)
{
    add_piece(m->pieces, PIECE_TEXT, NULL, markdown);
}

void message_quote(Message *m, const char *words)
{
    add_piece(m->pieces, PIECE_QUOTE, NULL, words);
}

void message_fact(Message *m, const char *label, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    Piece *piece = add_piece(m->pieces, PIECE_FACT, label, NULL);
    piece->text = g_strdup_vprintf(format, args);
    va_end(args);
}

void message_context(Message *m, const char *markdown)
{
    add_piece(m->pieces, PIECE_CONTEXT, NULL, markdown);
}

void message_from(Message *m, const char *user, const char *markdown)
{
    add_piece(m->pieces, PIECE_FROM, user, markdown);
}

void message_source(Message *m, const char *heading, const char *label, const char *url)
{
    add_piece(m->pieces, PIECE_SOURCE, heading, label)->value = g_strdup(url);
}

void message_checks(Message *m, const char *id, const char *label)
{
    Piece *piece = add_piece(m->pieces, PIECE_CHECKS, label, NULL);
    piece->action = g_strdup(id);
    piece->options = g_ptr_array_new_with_free_func(option_free);
}

void message_divider(Message *m)
{
    add_piece(m->pieces, PIECE_DIVIDER, NULL, NULL);
}

void message_choice(Message *m, const char *label, const char *action, const char *value)
{
    message_choice_styled(m, CHOICE_PLAIN, label, action, value);
}

void message_choice_styled(Message *m, ChoiceStyle style, const char *label, const char *action,
                           const char *value)
{
    Piece *piece = add_piece(m->pieces, PIECE_CHOICE, label, NULL);
    piece->style = style;
    piece->action = g_strdup(action);
    piece->value = g_strdup(value);
}

static Piece *last(const GPtrArray *pieces, PieceKind kind)
{
    g_assert(pieces->len > 0);
    Piece *piece = pieces->pdata[pieces->len - 1];
    g_assert(piece->kind == kind);
    return piece;
}

static void add_option(Piece *piece, const char *value, const char *label)
{
    Option *option = g_new0(Option, 1);
    option->value = g_strdup(value);
    option->label = g_strdup(label);
    g_ptr_array_add(piece->options, option);
}

void message_check(Message *m, const char *value, const char *label)
{
    add_option(last(m->pieces, PIECE_CHECKS), value, label);
}

void message_confirm(Message *m, const char *title, const char *text, const char *yes,
                     const char *no)
{
    Piece *piece = last(m->pieces, PIECE_CHOICE);
    const char *const parts[] = {title, text, yes, no};
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_free(piece->confirm[i]);
        piece->confirm[i] = g_strdup(parts[i]);
    }
}

void message_menu(Message *m, const char *action)
{
    Piece *piece = add_piece(m->pieces, PIECE_MENU, NULL, NULL);
    piece->action = g_strdup(action);
    piece->options = g_ptr_array_new_with_free_func(option_free);
}

void message_menu_item(Message *m, const char *value, const char *label)
{
    add_option(last(m->pieces, PIECE_MENU), value, label);
}

void message_lookup(Message *m, const char *label, const char *action)
{
    add_piece(m->pieces, PIECE_LOOKUP, label, NULL)->action = g_strdup(action);
}

void message_link(Message *m, const char *label, const char *url)
{
    add_piece(m->pieces, PIECE_LINK, label, NULL)->value = g_strdup(url);
}

/* --- forms ------------------------------------------------------------------------------------ */

void form_keep(Form *f, const char *value)
{
    g_free(f->keep);
    f->keep = g_strdup(value);
}

void form_replace(Form *f)
{
    f->replaces = true;
}

Message *form_message(Form *f)
{
    return &f->message;
}

void form_text(Form *f, const char *markdown)
{
    message_text(&f->message, markdown);
}

void form_quote(Form *f, const char *words)
{
    message_quote(&f->message, words);
}

void form_input(Form *f, const char *id, const char *label, const char *initial, const char *hint,
                bool multiline, bool optional, unsigned max_len)
{
    Piece *piece = add_piece(f->pieces, PIECE_INPUT, label, initial);
    piece->action = g_strdup(id);
    piece->value = g_strdup(hint);
    piece->multiline = multiline;
    piece->optional = optional;
    piece->max_len = max_len;
}

void form_select(Form *f, const char *id, const char *label, const char *initial, bool optional)
{
    Piece *piece = add_piece(f->pieces, PIECE_SELECT, label, initial);
    piece->action = g_strdup(id);
    piece->optional = optional;
    piece->options = g_ptr_array_new_with_free_func(option_free);
}

void form_option(Form *f, const char *value, const char *label)
{
    add_option(last(f->pieces, PIECE_SELECT), value, label);
}
