#include "tests/slackbox/form_body.h"

#include <string.h>

static char *decoded(const char *text, size_t len)
{
    GString *out = g_string_new(NULL);
    for (size_t i = 0; i < len; i++) {
        bool coded = text[i] == '%' && i + 2 < len && g_ascii_isxdigit(text[i + 1]) &&
                     g_ascii_isxdigit(text[i + 2]);
        if (coded) {
            int byte = g_ascii_xdigit_value(text[i + 1]) << 4 | g_ascii_xdigit_value(text[i + 2]);
            g_string_append_c(out, (char)byte);
            i += 2;
        } else {
            g_string_append_c(out, text[i] == '+' ? ' ' : text[i]);
        }
    }
    return g_string_free(out, FALSE);
}

static void put(json_t *args, const char *name, const char *value)
{
    g_autofree char *valid = g_utf8_make_valid(value, -1);
    json_object_set_new(args, name, json_string(valid));
}

static void read_pairs(json_t *args, const char *text, size_t len)
{
    const char *end = text + len;
    while (text < end) {
        const char *amp = memchr(text, '&', (size_t)(end - text));
        const char *stop = amp ? amp : end;
        const char *equals = memchr(text, '=', (size_t)(stop - text));
        const char *name_end = equals ? equals : stop;
        g_autofree char *name = decoded(text, (size_t)(name_end - text));
        g_autofree char *value =
            equals ? decoded(equals + 1, (size_t)(stop - equals - 1)) : g_strdup("");
        if (*name && g_utf8_validate(name, -1, NULL))
            put(args, name, value);
        text = stop + 1;
    }
}

/* The value of a parameter such as name="…" in a part's head; NULL: absent. */
static char *parameter(const char *head, const char *name)
{
    g_autofree char *key = g_strdup_printf("%s=\"", name);
    const char *at = head;
    while ((at = strstr(at, key)) != NULL && at > head && at[-1] != ' ' && at[-1] != ';')
        at++;
    return at ? g_strndup(at + strlen(key), strcspn(at + strlen(key), "\"")) : NULL;
}

static void read_part(json_t *args, const char *part, size_t len)
{
    const char *blank = memmem(part, len, "\r\n\r\n", 4);
    if (!blank)
        return;
    g_autofree char *head = g_strndup(part, (size_t)(blank - part));
    g_autofree char *name = parameter(head, "name");
    g_autofree char *file = parameter(head, "filename");
    const char *body = blank + 4;
    size_t body_len = len - (size_t)(body - part);
    if (!name)
        return;
    if (file) {
        g_autofree char *length = g_strconcat(name, ".length", NULL);
        json_object_set_new(args, length, json_integer((json_int_t)body_len));
        return;
    }
    g_autofree char *value = g_strndup(body, body_len);
    put(args, name, value);
}

static void read_parts(json_t *args, const char *type, const char *text, size_t len)
{
    const char *at = strstr(type, "boundary=");
    if (!at)
        return;
    at += strlen("boundary=");
    g_autofree char *name =
        *at == '"' ? g_strndup(at + 1, strcspn(at + 1, "\"")) : g_strndup(at, strcspn(at, "; "));
    g_autofree char *boundary = g_strdup_printf("--%s", name);
    size_t mark = strlen(boundary);
    const char *part = memmem(text, len, boundary, mark);
    while (part) {
        part += mark;
        const char *next = memmem(part, len - (size_t)(part - text), boundary, mark);
        if (next && next - part > 4)
            read_part(args, part + 2,
                      (size_t)(next - part) - 4); /* without the CRLF on both sides */
        part = next;
    }
}

static json_t *read_json(const Exchange *ex, const char **error)
{
    if (ex->body->len == 0)
        return json_object();
    json_t *json = json_loadb((const char *)ex->body->data, ex->body->len, JSON_DECODE_ANY, NULL);
    if (json_is_object(json))
        return json;
    *error = json ? "json_not_object" : "invalid_json";
    json_decref(json);
    return NULL;
}

json_t *form_body(const Exchange *ex, const char **error)
{
    const char *type = http_header(ex, "content-type");
    const char *text = (const char *)ex->body->data;
    if (type && g_str_has_prefix(type, "application/json"))
        return read_json(ex, error);
    json_t *args = json_object();
    read_pairs(args, ex->query, strlen(ex->query));
    json_object_del(args, "token"); /* never taken from the address */
    if (ex->body->len == 0)
        return args;
    if (type && g_str_has_prefix(type, "multipart/form-data")) {
        read_parts(args, type, text, ex->body->len);
    } else if (type && (g_str_has_prefix(type, "application/x-www-form-urlencoded") ||
                        g_str_has_prefix(type, "text/plain"))) {
        read_pairs(args, text, ex->body->len);
    } else {
        json_decref(args);
        *error = type ? "invalid_post_type" : "missing_post_type";
        return NULL;
    }
    return args;
}
