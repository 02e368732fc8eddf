#include "tests/slackbox/check.h"

#include <stdarg.h>
#include <string.h>

#include "tests/slackbox/text.h"

void check_fault(Check *check, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *what = g_strdup_vprintf(format, args);
    va_end(args);
    g_ptr_array_add(check->errors, g_strdup_printf("%s [json-pointer:%s]", what, check->path->str));
}

size_t check_enter(Check *check, const char *member)
{
    size_t mark = check->path->len;
    g_string_append_printf(check->path, "/%s", member);
    return mark;
}

size_t check_enter_item(Check *check, size_t at)
{
    size_t mark = check->path->len;
    g_string_append_printf(check->path, "/%zu", at);
    return mark;
}

void check_leave(Check *check, size_t mark)
{
    g_string_truncate(check->path, mark);
}

static bool listed(const char *list, const char *name)
{
    g_autofree char *word = g_strdup_printf(" %s ", name);
    return strstr(list, word) != NULL;
}

void check_fields(Check *check, const json_t *json, const char *fields)
{
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)json, name, value)
    {
        if (!listed(fields, name) && strcmp(name, "type"))
            check_fault(check, "invalid additional property: %s", name);
    }
}

static void check_units(Check *check, const char *text, size_t max)
{
    if (*text == '\0')
        check_fault(check, "must be more than 0 characters");
    else if (text_units(text) > max)
        check_fault(check, "must be less than %zu characters", max + 1);
}

static bool present(Check *check, const json_t *json, const char *name, bool required)
{
    bool there = json_object_get(json, name) != NULL;
    if (!there && required)
        check_fault(check, "missing required field: %s", name);
    return there;
}

void check_string(Check *check, const json_t *json, const char *name, bool required, size_t max)
{
    if (!present(check, json, name, required))
        return;
    const json_t *value = json_object_get(json, name);
    size_t mark = check_enter(check, name);
    if (!json_is_string(value))
        check_fault(check, "must be a string");
    else
        check_units(check, json_string_value(value), max);
    check_leave(check, mark);
}

static void check_text_object(Check *check, const json_t *text, size_t max, TextKind kind)
{
    const char *type = json_string_value(json_object_get(text, "type"));
    bool plain = type && !strcmp(type, "plain_text");
    if (!json_is_object(text)) {
        check_fault(check, "must be an object");
        return;
    }
    if (!plain && (kind == PLAIN || !type || strcmp(type, "mrkdwn"))) {
        check_fault(check, kind == PLAIN ? "must be a valid enum value: plain_text"
                                         : "failed to match all allowed schemas");
        return;
    }
    check_fields(check, text, plain ? " text emoji " : " text verbatim ");
    guint before = check->errors->len;
    check_string(check, text, "text", true, max);
    if (kind == ANY_TEXT && check->errors->len > before) {
        /* Slack names the object before what is wrong inside it. */
        char *inner = g_ptr_array_steal_index(check->errors, before);
        check_fault(check, "failed to match all allowed schemas");
        g_ptr_array_add(check->errors, inner);
    }
}

void check_text(Check *check, const json_t *json, const char *name, bool required, size_t max,
                TextKind kind)
{
    if (!present(check, json, name, required))
        return;
    size_t mark = check_enter(check, name);
    check_text_object(check, json_object_get(json, name), max, kind);
    check_leave(check, mark);
}

const json_t *check_array(Check *check, const json_t *json, const char *name, bool required,
                          size_t max)
{
    if (!present(check, json, name, required))
        return NULL;
    const json_t *value = json_object_get(json, name);
    size_t mark = check_enter(check, name);
    guint before = check->errors->len;
    if (!json_is_array(value))
        check_fault(check, "must be an array");
    else if (json_array_size(value) > max)
        check_fault(check, "no more than %zu items allowed", max);
    else if (json_array_size(value) == 0)
        check_fault(check, "no less than 1 items allowed");
    check_leave(check, mark);
    return check->errors->len == before ? value : NULL;
}

void check_int(Check *check, const json_t *json, const char *name, json_int_t min, json_int_t max)
{
    const json_t *value = json_object_get(json, name);
    if (!value)
        return;
    size_t mark = check_enter(check, name);
    if (!json_is_integer(value))
        check_fault(check, "must be an integer");
    else if (json_integer_value(value) < min)
        check_fault(check, "must be greater than or equal to %" JSON_INTEGER_FORMAT, min);
    else if (json_integer_value(value) > max)
        check_fault(check, "must be less than or equal to %" JSON_INTEGER_FORMAT, max);
    check_leave(check, mark);
}

void check_one_of(Check *check, const json_t *json, const char *name, const char *allowed)
{
    const json_t *value = json_object_get(json, name);
    if (!value)
        return;
    size_t mark = check_enter(check, name);
    if (!json_is_string(value) || !listed(allowed, json_string_value(value)))
        check_fault(check, "must be a valid enum value");
    check_leave(check, mark);
}
