/*
 * The interactive elements of Block Kit, and what Slack refuses in each.
 */
#include "tests/slackbox/check.h"

#include <string.h>

#include "tests/slackbox/text.h"

static void check_confirm(Check *check, const json_t *element)
{
    const json_t *confirm = json_object_get(element, "confirm");
    if (!confirm)
        return;
    size_t mark = check_enter(check, "confirm");
    check_fields(check, confirm, " title text confirm deny style ");
    check_text(check, confirm, "title", true, 100, PLAIN);
    check_text(check, confirm, "text", true, 300, ANY_TEXT);
    check_text(check, confirm, "confirm", true, 30, PLAIN);
    check_text(check, confirm, "deny", true, 30, PLAIN);
    check_one_of(check, confirm, "style", " primary danger ");
    check_leave(check, mark);
}

static void check_button(Check *check, const json_t *element)
{
    check_text(check, element, "text", true, 75, PLAIN);
    check_string(check, element, "value", false, 2000);
    check_string(check, element, "url", false, 3000);
    check_string(check, element, "accessibility_label", false, 75);
    check_one_of(check, element, "style", " primary danger ");
}

static void check_option(Check *check, const json_t *option, TextKind kind, bool with_url)
{
    check_fields(check, option,
                 with_url ? " text value description url " : " text value description ");
    check_text(check, option, "text", true, 75, kind);
    check_string(check, option, "value", true, 150);
    check_text(check, option, "description", false, 75, kind);
    check_string(check, option, "url", false, 3000);
}

static void check_options(Check *check, const json_t *json, size_t max, TextKind kind,
                          bool with_url)
{
    const json_t *options = check_array(check, json, "options", true, max);
    size_t mark = check_enter(check, "options"), at;
    json_t *option;
    json_array_foreach(options, at, option)
    {
        size_t inner = check_enter_item(check, at);
        check_option(check, option, kind, with_url);
        check_leave(check, inner);
    }
    check_leave(check, mark);
}

static void check_groups(Check *check, const json_t *element)
{
    const json_t *groups = check_array(check, element, "option_groups", true, 100);
    size_t mark = check_enter(check, "option_groups"), at;
    json_t *group;
    json_array_foreach(groups, at, group)
    {
        size_t inner = check_enter_item(check, at);
        check_text(check, group, "label", true, 75, PLAIN);
        check_options(check, group, 100, PLAIN, false);
        check_leave(check, inner);
    }
    check_leave(check, mark);
}

static bool among(const json_t *options, const json_t *wanted)
{
    size_t at;
    json_t *option;
    json_array_foreach(options, at, option)
    {
        if (json_equal(option, wanted))
            return true;
    }
    return false;
}

static bool offered(const json_t *element, const json_t *wanted)
{
    size_t at;
    json_t *group;
    if (among(json_object_get(element, "options"), wanted))
        return true;
    json_array_foreach(json_object_get(element, "option_groups"), at, group)
    {
        if (among(json_object_get(group, "options"), wanted))
            return true;
    }
    return false;
}

/* What is chosen at first must be one of the options, equal in every field. */
static void check_initial(Check *check, const json_t *element)
{
    const json_t *one = json_object_get(element, "initial_option");
    const json_t *several = json_object_get(element, "initial_options");
    size_t at;
    json_t *wanted;
    if (one && !offered(element, one))
        check_fault(check, "initial_option must exactly match a provided option");
    json_array_foreach(several, at, wanted)
    {
        if (!offered(element, wanted))
            check_fault(check, "initial_options must exactly match provided options");
    }
}

static void check_static(Check *check, const json_t *element)
{
    check_text(check, element, "placeholder", false, 150, PLAIN);
    if (json_object_get(element, "option_groups"))
        check_groups(check, element);
    else
        check_options(check, element, 100, PLAIN, false);
    check_initial(check, element);
    check_int(check, element, "max_selected_items", 1, 1000);
}

static void check_picker(Check *check, const json_t *element)
{
    check_text(check, element, "placeholder", false, 150, PLAIN);
    check_int(check, element, "min_query_length", 0, 1000);
    check_int(check, element, "max_selected_items", 1, 1000);
}

static void check_overflow(Check *check, const json_t *element)
{
    check_options(check, element, 5, PLAIN, true);
}

static void check_boxes(Check *check, const json_t *element)
{
    check_options(check, element, 10, ANY_TEXT, false);
    check_initial(check, element);
}

static void check_text_input(Check *check, const json_t *element)
{
    check_text(check, element, "placeholder", false, 150, PLAIN);
    check_int(check, element, "min_length", 0, 3000);
    check_int(check, element, "max_length", 1, 3000);
    const char *initial = json_string_value(json_object_get(element, "initial_value"));
    const json_t *max = json_object_get(element, "max_length");
    size_t limit = max ? (size_t)json_integer_value(max) : 3000;
    if (initial && text_units(initial) > limit)
        check_fault(check, "initial_value must be less than %zu characters", limit + 1);
}

static void check_number(Check *check, const json_t *element)
{
    check_text(check, element, "placeholder", false, 150, PLAIN);
    if (!json_is_boolean(json_object_get(element, "is_decimal_allowed")))
        check_fault(check, "missing required field: is_decimal_allowed");
}

static void check_files(Check *check, const json_t *element)
{
    check_int(check, element, "max_files", 1, 10);
}

static void check_image(Check *check, const json_t *element)
{
    check_string(check, element, "alt_text", true, 2000);
    if (!json_object_get(element, "slack_file"))
        check_string(check, element, "image_url", true, 3000);
}

#define PICKER_FIELDS " action_id placeholder confirm focus_on_load max_selected_items "
#define TYPED_FIELDS " action_id placeholder initial_value dispatch_action_config focus_on_load "

static const struct {
    const char *type;
    unsigned places;
    void (*check)(Check *check, const json_t *element);
    const char *fields;
} kinds[] = {
    {"button", IN_SECTION | IN_ACTIONS, check_button,
     " action_id text url value style confirm accessibility_label "},
    {"static_select", IN_SECTION | IN_ACTIONS | IN_INPUT, check_static,
     PICKER_FIELDS "options option_groups initial_option "},
    {"multi_static_select", IN_SECTION | IN_INPUT, check_static,
     PICKER_FIELDS "options option_groups initial_options "},
    {"external_select", IN_SECTION | IN_ACTIONS | IN_INPUT, check_picker,
     PICKER_FIELDS "min_query_length initial_option "},
    {"multi_external_select", IN_SECTION | IN_INPUT, check_picker,
     PICKER_FIELDS "min_query_length initial_options "},
    {"users_select", IN_SECTION | IN_ACTIONS | IN_INPUT, check_picker,
     PICKER_FIELDS "initial_user "},
    {"multi_users_select", IN_SECTION | IN_INPUT, check_picker, PICKER_FIELDS "initial_users "},
    {"channels_select", IN_SECTION | IN_ACTIONS | IN_INPUT, check_picker,
     PICKER_FIELDS "initial_channel response_url_enabled "},
    {"multi_channels_select", IN_SECTION | IN_INPUT, check_picker,
     PICKER_FIELDS "initial_channels "},
    {"conversations_select", IN_SECTION | IN_ACTIONS | IN_INPUT, check_picker,
     PICKER_FIELDS
     "initial_conversation default_to_current_conversation response_url_enabled filter "},
    {"multi_conversations_select", IN_SECTION | IN_INPUT, check_picker,
     PICKER_FIELDS "initial_conversations default_to_current_conversation filter "},
    {"overflow", IN_SECTION | IN_ACTIONS, check_overflow, " action_id options confirm "},
    {"checkboxes", IN_SECTION | IN_ACTIONS | IN_INPUT, check_boxes,
     " action_id options initial_options confirm focus_on_load "},
    {"radio_buttons", IN_SECTION | IN_ACTIONS | IN_INPUT, check_boxes,
     " action_id options initial_option confirm focus_on_load "},
    {"plain_text_input", IN_INPUT, check_text_input,
     TYPED_FIELDS "multiline min_length max_length "},
    {"rich_text_input", IN_INPUT, check_picker, TYPED_FIELDS},
    {"number_input", IN_INPUT, check_number,
     TYPED_FIELDS "is_decimal_allowed min_value max_value "},
    {"email_text_input", IN_INPUT, check_picker, TYPED_FIELDS},
    {"url_text_input", IN_INPUT, check_picker, TYPED_FIELDS},
    {"datepicker", IN_SECTION | IN_ACTIONS | IN_INPUT, check_picker, PICKER_FIELDS "initial_date "},
    {"timepicker", IN_SECTION | IN_ACTIONS | IN_INPUT, check_picker,
     PICKER_FIELDS "initial_time timezone "},
    {"datetimepicker", IN_SECTION | IN_ACTIONS | IN_INPUT, check_picker,
     PICKER_FIELDS "initial_date_time "},
    {"file_input", IN_INPUT, check_files, " action_id filetypes max_files "},
    {"image", IN_SECTION | IN_CONTEXT, check_image, " image_url alt_text slack_file "},
};

static void check_action_id(Check *check, const json_t *element)
{
    const char *id = json_string_value(json_object_get(element, "action_id"));
    check_string(check, element, "action_id", false, 255);
    if (id && !g_hash_table_add(check->action_ids, g_strdup(id)))
        check_fault(check, "`action_id` %s already exists in this block", id);
    if (json_is_true(json_object_get(element, "focus_on_load")) && ++check->focused > 1)
        check_fault(check, "only one element can set focus_on_load");
}

void check_element(Check *check, const json_t *element, Place place)
{
    const char *type = json_string_value(json_object_get(element, "type"));
    for (unsigned i = 0; type && i < G_N_ELEMENTS(kinds); i++) {
        if (strcmp(kinds[i].type, type) || !(kinds[i].places & place))
            continue;
        if (strcmp(type, "image"))
            check_action_id(check, element);
        check_fields(check, element, kinds[i].fields);
        check_confirm(check, element);
        kinds[i].check(check, element);
        return;
    }
    check_fault(check, "unsupported type: %s", type ? type : "none");
}
