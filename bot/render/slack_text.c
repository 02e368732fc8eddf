/*
 * The angle forms of Slack's text, and its three entities.
 */
#include "bot/render/slack_text.h"

#include <glib.h>
#include <string.h>

#include "knowledge/text.h"

typedef struct Form {
    const char *target, *label; /* label NULL: none */
    size_t target_len, label_len;
} Form;

typedef struct Reader {
    GString *out;
    const char *self;
    bool keep_ids;
} Reader;

static size_t entity(const char *at, size_t left, char *c)
{
    static const struct {
        const char *name;
        char c;
    } entities[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}};
    for (size_t i = 0; i < G_N_ELEMENTS(entities); i++) {
        size_t len = strlen(entities[i].name);
        if (left >= len && memcmp(at, entities[i].name, len) == 0) {
            *c = entities[i].c;
            return len;
        }
    }
    return 0;
}

static void decode(GString *out, const char *text, size_t len)
{
    for (size_t at = 0; at < len;) {
        char c = text[at];
        size_t taken = c == '&' ? entity(text + at, len - at, &c) : 0;
        g_string_append_c(out, c);
        at += taken > 0 ? taken : 1;
    }
}

static Form form_of(const char *inner, size_t len)
{
    const char *bar = memchr(inner, '|', len);
    Form form = {.target = inner, .target_len = bar ? (size_t)(bar - inner) : len};
    if (bar && bar + 1 < inner + len) {
        form.label = bar + 1;
        form.label_len = len - form.target_len - 1;
    }
    return form;
}

static bool is_self(const Reader *r, const Form *form)
{
    size_t len = r->self ? strlen(r->self) : 0;
    return len > 0 && form->target_len == len + 1 && memcmp(form->target + 1, r->self, len) == 0;
}

/*
 * A name as it was seen, with its sign before it; the id, if there is no name, where it is wanted.
 */
static void name(Reader *r, const Form *form, const char *sign, const char *id)
{
    if (form->label) {
        if (*form->label != *sign)
            g_string_append(r->out, sign);
        decode(r->out, form->label, form->label_len);
    } else if (r->keep_ids) {
        g_string_append(r->out, sign);
        g_string_append_len(r->out, id, (gssize)(form->target + form->target_len - id));
    }
}

/* "<!here>", "<!subteam^S1|@oncall>", "<!date^1^{date}|yesterday>". */
static void special(Reader *r, const Form *form)
{
    static const char SUBTEAM[] = "!subteam^";
    size_t prefix = sizeof SUBTEAM - 1;
    if (form->target_len > prefix && memcmp(form->target, SUBTEAM, prefix) == 0)
        name(r, form, "@", form->target + prefix);
    else if (form->target_len > 5 && memcmp(form->target, "!date", 5) == 0)
        decode(r->out, form->label ? form->label : "", form->label_len);
    else {
        g_string_append_c(r->out, '@');
        decode(r->out, form->target + 1, form->target_len - 1);
    }
}

/* Slack makes "<http://e.x|e.x>" of a typed "e.x"; a label that says more stands before the URL. */
static void link_form(Reader *r, const Form *form)
{
    g_autofree char *label = g_strndup(form->label ? form->label : "", form->label_len);
    g_autofree char *target = g_strndup(form->target, form->target_len);
    bool says_more = form->label && !strstr(target, label);
    if (form->label)
        decode(r->out, label, strlen(label));
    if (says_more)
        g_string_append(r->out, " (");
    if (says_more || !form->label)
        decode(r->out, target, strlen(target));
    if (says_more)
        g_string_append_c(r->out, ')');
}

static void angle(Reader *r, const char *inner, size_t len)
{
    Form form = form_of(inner, len);
    if (form.target_len == 0)
        return;
    switch (*form.target) {
    case '@':
        if (!is_self(r, &form))
            name(r, &form, "@", form.target + 1);
        break;
    case '#':
        name(r, &form, "#", form.target + 1);
        break;
    case '!':
        special(r, &form);
        break;
    default:
        link_form(r, &form);
    }
}

/* "@askd, what is …": the comma was for us. */
static const char *skip_greeting(const char *text)
{
    static const char *const signs[] = {",", ":", "，", "：", "、"};
    while (*text == ' ')
        text++;
    for (size_t i = 0; i < G_N_ELEMENTS(signs); i++)
        if (g_str_has_prefix(text, signs[i]))
            return text + strlen(signs[i]);
    return text;
}

char *slack_text_read(const char *text, size_t len, const char *self, bool keep_ids)
{
    g_autoptr(GString) out = g_string_sized_new(len + 1);
    Reader r = {.out = out, .self = self, .keep_ids = keep_ids};
    for (size_t at = 0; at < len;) {
        const char *open = memchr(text + at, '<', len - at);
        size_t plain = open ? (size_t)(open - text) - at : len - at;
        decode(out, text + at, plain);
        at += plain;
        if (!open)
            break;
        const char *close = memchr(open, '>', len - at);
        if (close)
            angle(&r, open + 1, (size_t)(close - open) - 1);
        else
            decode(out, open, len - at);
        at = close ? (size_t)(close - text) + 1 : len;
    }
    char *clean = text_clean(out->str, out->len, SLACK_TEXT_MAX);
    const char *start = self ? skip_greeting(clean) : clean;
    memmove(clean, start, strlen(start) + 1);
    return g_strchug(clean);
}
