#include "tests/slackbox/forms.h"

#include <glib.h>
#include <string.h>

#include "tests/slackbox/text.h"
#include "tests/slackbox/world.h"

typedef bool (*FieldFn)(const Field *field, void *data); /* true: enough */

static const char *str(const json_t *json, const char *name)
{
    return json_string_value(json_object_get(json, name));
}

static const char *text_in(const json_t *json, const char *name)
{
    return str(json_object_get(json, name), "text");
}

static bool visit(json_t *block, json_t *element, FieldFn fn, void *data)
{
    bool input = !strcmp(str(block, "type"), "input");
    const Field field = {
        .block_id = str(block, "block_id"),
        .action_id = str(element, "action_id"),
        .type = str(element, "type"),
        .label = input ? text_in(block, "label") : text_in(element, "text"),
        .element = element,
        .block = block,
    };
    return field.action_id && field.type && fn(&field, data);
}

static void each_field(const json_t *blocks, FieldFn fn, void *data)
{
    size_t at, inner;
    json_t *block, *element;
    json_array_foreach(blocks, at, block)
    {
        const char *type = str(block, "type");
        if (!type || !strcmp(type, "rich_text") || !strcmp(type, "context"))
            continue;
        json_array_foreach(json_object_get(block, "elements"), inner, element)
        {
            if (visit(block, element, fn, data))
                return;
        }
        json_t *one = json_object_get(block, "element");
        one = one ? one : json_object_get(block, "accessory");
        if (one && visit(block, one, fn, data))
            return;
    }
}

typedef struct {
    const char *block_id, *action_id, *label;
    Field *field;
    bool found;
} Search;

static bool same(const char *wanted, const char *got)
{
    return !wanted || (got && !strcmp(wanted, got));
}

static bool fits(const Field *field, void *data)
{
    Search *search = data;
    g_autofree char *plain = field->label ? text_unescape(field->label) : NULL;
    bool label = same(search->label, field->label) || same(search->label, plain);
    if (!same(search->block_id, field->block_id) || !same(search->action_id, field->action_id) ||
        !label)
        return false;
    *search->field = *field;
    search->found = true;
    return true;
}

bool form_find(const json_t *blocks, const char *block_id, const char *action_id, const char *label,
               Field *field)
{
    Search search = {block_id, action_id, label, field, false};
    each_field(blocks, fits, &search);
    return search.found;
}

static const struct {
    const char *type, *member, *initial;
} members[] = {
    {"plain_text_input", "value", "initial_value"},
    {"email_text_input", "value", "initial_value"},
    {"url_text_input", "value", "initial_value"},
    {"number_input", "value", "initial_value"},
    {"rich_text_input", "rich_text_value", "initial_value"},
    {"static_select", "selected_option", "initial_option"},
    {"external_select", "selected_option", "initial_option"},
    {"radio_buttons", "selected_option", "initial_option"},
    {"overflow", "selected_option", NULL},
    {"multi_static_select", "selected_options", "initial_options"},
    {"multi_external_select", "selected_options", "initial_options"},
    {"checkboxes", "selected_options", "initial_options"},
    {"users_select", "selected_user", "initial_user"},
    {"multi_users_select", "selected_users", "initial_users"},
    {"channels_select", "selected_channel", "initial_channel"},
    {"multi_channels_select", "selected_channels", "initial_channels"},
    {"conversations_select", "selected_conversation", "initial_conversation"},
    {"multi_conversations_select", "selected_conversations", "initial_conversations"},
    {"datepicker", "selected_date", "initial_date"},
    {"timepicker", "selected_time", "initial_time"},
    {"datetimepicker", "selected_date_time", "initial_date_time"},
    {"file_input", "files", NULL},
};

/* The row of a type with a value, -1 for buttons and the like. */
static int member_of(const char *type)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(members); i++)
        if (!strcmp(members[i].type, type))
            return (int)i;
    return -1;
}

static bool is_list(const char *type)
{
    return g_str_has_prefix(type, "multi_") || !strcmp(type, "checkboxes") ||
           !strcmp(type, "file_input");
}

static json_t *picked_of(const json_t *picked, const Field *field)
{
    return json_object_get(json_object_get(picked, field->block_id), field->action_id);
}

static void put(json_t *values, const Field *field, json_t *value)
{
    json_t *block = json_object_get(values, field->block_id);
    if (!block) {
        block = json_object();
        json_object_set_new(values, field->block_id, block);
    }
    json_object_set_new(block, field->action_id, value);
}

typedef struct {
    const json_t *picked;
    json_t *values;
} Gather;

static bool gather(const Field *field, void *data)
{
    Gather *all = data;
    int row = member_of(field->type);
    if (row < 0 || !strcmp(field->type, "overflow"))
        return false;
    json_t *known = picked_of(all->picked, field);
    if (known) {
        put(all->values, field, json_incref(known));
        return false;
    }
    const char *name = members[row].initial;
    json_t *initial = name ? json_object_get(field->element, name) : NULL;
    json_t *value = initial                ? json_incref(initial)
                    : is_list(field->type) ? json_array()
                                           : json_null();
    put(all->values, field,
        json_pack("{s:s, s:o}", "type", field->type, members[row].member, value));
    return false;
}

json_t *form_values(const json_t *blocks, const json_t *picked)
{
    Gather all = {picked, json_object()};
    each_field(blocks, gather, &all);
    return all.values;
}

/* The option named by its value or its label; NULL: there is none. */
static json_t *option_among(const json_t *options, const char *name)
{
    size_t at;
    json_t *option;
    json_array_foreach(options, at, option)
    {
        g_autofree char *plain = text_unescape(text_in(option, "text"));
        if (!strcmp(str(option, "value"), name) || !strcmp(plain, name))
            return option;
    }
    return NULL;
}

static json_t *option_named(const Field *field, const json_t *given)
{
    const char *name = json_string_value(given);
    if (json_is_object(given))
        return json_incref((json_t *)given);
    if (!name)
        return NULL;
    if (strstr(field->type, "external")) /* what the app suggested is not kept here */
        return json_pack("{s:{s:s, s:s, s:b}, s:s}", "text", "type", "plain_text", "text", name,
                         "emoji", 1, "value", name);
    json_t *found = option_among(json_object_get(field->element, "options"), name);
    size_t at;
    json_t *group;
    json_array_foreach(json_object_get(field->element, "option_groups"), at, group)
    {
        found = found ? found : option_among(json_object_get(group, "options"), name);
    }
    return found ? json_incref(found) : NULL;
}

static json_t *one_value(const Field *field, const char *member, const json_t *given)
{
    if (strstr(member, "option"))
        return option_named(field, given);
    const char *name = json_string_value(given);
    const Person *person = strstr(member, "user") ? world_person(name) : NULL;
    const Channel *channel =
        strstr(member, "channel") || strstr(member, "conversation") ? world_channel(name) : NULL;
    if (person)
        return json_string(person->id);
    return channel ? json_string(channel->id) : json_incref((json_t *)given);
}

static json_t *list_value(const Field *field, const char *member, const json_t *given)
{
    json_t *list = json_array();
    size_t at;
    json_t *item;
    if (json_is_true(given)) /* a lone checkbox is ticked */
        json_array_append(list, json_array_get(json_object_get(field->element, "options"), 0));
    else if (json_is_string(given))
        json_array_append_new(list, one_value(field, member, given));
    json_array_foreach(given, at, item)
    {
        json_array_append_new(list, one_value(field, member, item));
    }
    return list;
}

bool form_pick(json_t *picked, const Field *field, const json_t *given)
{
    int row = member_of(field->type);
    if (row < 0)
        return false;
    const char *member = members[row].member;
    bool empty = json_is_null(given) || (json_is_string(given) && !*json_string_value(given));
    json_t *value = is_list(field->type) ? list_value(field, member, given)
                    : empty              ? json_null()
                                         : one_value(field, member, given);
    if (!value)
        return false;
    put(picked, field, json_pack("{s:s, s:o}", "type", field->type, member, value));
    return true;
}

const char *form_fill(json_t *picked, const json_t *blocks, const json_t *values)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)values, key, value)
    {
        Field field;
        if (!form_find(blocks, key, NULL, NULL, &field) &&
            !form_find(blocks, NULL, key, NULL, &field) &&
            !form_find(blocks, NULL, NULL, key, &field))
            return key;
        if (json_is_object(value) && json_object_get(value, field.action_id))
            value = json_object_get(value, field.action_id);
        if (!form_pick(picked, &field, value))
            return key;
    }
    return NULL;
}

typedef struct {
    const json_t *values;
    json_t *complaints;
} Judge;

static bool is_empty(const json_t *value)
{
    return json_is_null(value) || (json_is_array(value) && json_array_size(value) == 0);
}

static char *complaint(const Field *field, const json_t *value)
{
    const json_t *min = json_object_get(field->element, "min_length");
    const json_t *max = json_object_get(field->element, "max_length");
    bool optional = json_is_true(json_object_get(field->block, "optional"));
    if (is_empty(value))
        return optional ? NULL : g_strdup("Please complete this required field.");
    if (!json_is_string(value))
        return NULL;
    size_t units = text_units(json_string_value(value));
    if (min && units < (size_t)json_integer_value(min))
        return g_strdup_printf("Please enter at least %d characters.",
                               (int)json_integer_value(min));
    if (units > (max ? (size_t)json_integer_value(max) : 3000))
        return g_strdup_printf("Please enter at most %d characters.",
                               max ? (int)json_integer_value(max) : 3000);
    return NULL;
}

static bool judge(const Field *field, void *data)
{
    Judge *all = data;
    int row = member_of(field->type);
    if (row < 0 || strcmp(str(field->block, "type"), "input"))
        return false;
    const json_t *value = json_object_get(picked_of(all->values, field), members[row].member);
    g_autofree char *text = complaint(field, value);
    if (text)
        json_object_set_new(all->complaints, field->block_id, json_string(text));
    return false;
}

json_t *form_complaints(const json_t *blocks, const json_t *picked)
{
    json_auto_t *values = form_values(blocks, picked);
    Judge all = {values, json_object()};
    each_field(blocks, judge, &all);
    if (json_object_size(all.complaints) > 0)
        return all.complaints;
    json_decref(all.complaints);
    return NULL;
}

static bool carry(const Field *field, void *data)
{
    Gather *all = data;
    json_t *known = picked_of(all->picked, field);
    if (known && !strcmp(str(known, "type"), field->type))
        put(all->values, field, json_incref(known));
    return false;
}

json_t *form_carry_over(const json_t *blocks, const json_t *picked)
{
    Gather all = {picked, json_object()};
    each_field(blocks, carry, &all);
    return all.values;
}
