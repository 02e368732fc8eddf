#include "tests/slackbox/blocks.h"

#include <string.h>

#include "tests/slackbox/check.h"
#include "tests/slackbox/text.h"
#include "tests/slackbox/world.h"

#define MARKDOWN_MAX 12000
#define VIEW_ELEMENTS_MAX 100
#define MESSAGE_BLOCKS_MAX 50

static void each_element(Check *check, const json_t *block, size_t max, Place place)
{
    const json_t *elements = check_array(check, block, "elements", true, max);
    size_t mark = check_enter(check, "elements"), at;
    json_t *element;
    json_array_foreach(elements, at, element)
    {
        size_t inner = check_enter_item(check, at);
        check_element(check, element, place);
        check_leave(check, inner);
    }
    check_leave(check, mark);
}

static void check_section(Check *check, const json_t *block)
{
    check_text(check, block, "text", !json_object_get(block, "fields"), 3000, ANY_TEXT);
    const json_t *fields = check_array(check, block, "fields", false, 10);
    size_t mark = check_enter(check, "fields"), at;
    json_t *field;
    json_array_foreach(fields, at, field)
    {
        g_autofree char *name = g_strdup_printf("%zu", at);
        json_auto_t *holder = json_pack("{s:O}", name, field);
        check_text(check, holder, name, true, 2000, ANY_TEXT);
    }
    check_leave(check, mark);
    const json_t *accessory = json_object_get(block, "accessory");
    if (!accessory)
        return;
    mark = check_enter(check, "accessory");
    check_element(check, accessory, IN_SECTION);
    check_leave(check, mark);
}

static void check_header(Check *check, const json_t *block)
{
    check_text(check, block, "text", true, 150, PLAIN);
}

static void check_divider(Check *check, const json_t *block)
{
    (void)check;
    (void)block;
}

static void check_context(Check *check, const json_t *block)
{
    const json_t *elements = check_array(check, block, "elements", true, 10);
    size_t mark = check_enter(check, "elements"), at;
    json_t *element;
    json_array_foreach(elements, at, element)
    {
        const char *type = json_string_value(json_object_get(element, "type"));
        g_autofree char *name = g_strdup_printf("%zu", at);
        json_auto_t *holder = json_pack("{s:O}", name, element);
        if (type && !strcmp(type, "image")) {
            size_t inner = check_enter(check, name);
            check_element(check, element, IN_CONTEXT);
            check_leave(check, inner);
        } else {
            check_text(check, holder, name, true, 3000, ANY_TEXT);
        }
    }
    check_leave(check, mark);
}

static void check_actions(Check *check, const json_t *block)
{
    each_element(check, block, 25, IN_ACTIONS);
}

static void check_image(Check *check, const json_t *block)
{
    check_string(check, block, "alt_text", true, 2000);
    check_text(check, block, "title", false, 2000, PLAIN);
    if (!json_object_get(block, "slack_file"))
        check_string(check, block, "image_url", true, 3000);
}

static void check_input(Check *check, const json_t *block)
{
    check->inputs++;
    check_text(check, block, "label", true, 2000, PLAIN);
    check_text(check, block, "hint", false, 2000, PLAIN);
    const json_t *element = json_object_get(block, "element");
    if (!element) {
        check_fault(check, "missing required field: element");
        return;
    }
    size_t mark = check_enter(check, "element");
    check_element(check, element, IN_INPUT);
    check_leave(check, mark);
}

static void check_rich_text(Check *check, const json_t *block)
{
    const json_t *elements = check_array(check, block, "elements", true, 1000);
    size_t mark = check_enter(check, "elements"), at;
    json_t *element;
    json_array_foreach(elements, at, element)
    {
        const char *type = json_string_value(json_object_get(element, "type"));
        size_t inner = check_enter_item(check, at);
        if (!type || !g_str_has_prefix(type, "rich_text_"))
            check_fault(check, "unsupported type: %s", type ? type : "none");
        check_leave(check, inner);
    }
    check_leave(check, mark);
}

static void check_markdown(Check *check, const json_t *block)
{
    const char *text = json_string_value(json_object_get(block, "text"));
    check_string(check, block, "text", true, MARKDOWN_MAX);
    check->markdown_units += text ? text_units(text) : 0;
}

static void check_table(Check *check, const json_t *block)
{
    const json_t *rows = check_array(check, block, "rows", true, 100);
    size_t mark = check_enter(check, "rows"), at;
    json_t *row;
    if (++check->tables > 1)
        check_fault(check, "only one table allowed");
    json_array_foreach(rows, at, row)
    {
        size_t inner = check_enter_item(check, at);
        if (!json_is_array(row))
            check_fault(check, "must be an array");
        else if (json_array_size(row) > 20)
            check_fault(check, "no more than 20 items allowed");
        check_leave(check, inner);
    }
    check_leave(check, mark);
}

static const struct {
    const char *type;
    unsigned surfaces;
    void (*check)(Check *check, const json_t *block);
    const char *fields;
} kinds[] = {
    {"section", ANYWHERE, check_section, " block_id text fields accessory expand "},
    {"header", ANYWHERE, check_header, " block_id text "},
    {"divider", ANYWHERE, check_divider, " block_id "},
    {"context", ANYWHERE, check_context, " block_id elements "},
    {"actions", ANYWHERE, check_actions, " block_id elements "},
    {"image", ANYWHERE, check_image, " block_id image_url alt_text title slack_file "},
    {"input", ANYWHERE, check_input, " block_id label element hint optional dispatch_action "},
    {"rich_text", ANYWHERE, check_rich_text, " block_id elements "},
    {"markdown", IN_MESSAGE, check_markdown, " block_id text "},
    {"table", IN_MESSAGE, check_table, " block_id rows column_settings "},
};

static void check_block(Check *check, const json_t *block)
{
    const char *type = json_string_value(json_object_get(block, "type"));
    const char *id = json_string_value(json_object_get(block, "block_id"));
    g_hash_table_remove_all(check->action_ids);
    for (unsigned i = 0; type && i < G_N_ELEMENTS(kinds); i++) {
        if (strcmp(kinds[i].type, type) || !(kinds[i].surfaces & check->surface))
            continue;
        check_string(check, block, "block_id", false, 255);
        if (id && !g_hash_table_add(check->block_ids, g_strdup(id)))
            check_fault(check, "`block_id` %s already exists", id);
        check_fields(check, block, kinds[i].fields);
        kinds[i].check(check, block);
        return;
    }
    check_fault(check, "unsupported type: %s", type ? type : "none");
}

static void check_blocks(Check *check, const json_t *holder, size_t max)
{
    const json_t *blocks = json_object_get(holder, "blocks");
    size_t mark = check_enter(check, "blocks"), at;
    json_t *block;
    if (!json_is_array(blocks))
        check_fault(check, "must be an array");
    else if (json_array_size(blocks) > max)
        check_fault(check, "no more than %zu items allowed", max);
    json_array_foreach(blocks, at, block)
    {
        size_t inner = check_enter_item(check, at);
        check_block(check, block);
        check_leave(check, inner);
    }
    if (check->markdown_units > MARKDOWN_MAX)
        check_fault(check, "markdown blocks must be less than %d characters", MARKDOWN_MAX + 1);
    check_leave(check, mark);
}

static Check begin(const char *path, Surface surface)
{
    return (Check){
        .path = g_string_new(path),
        .errors = g_ptr_array_new_with_free_func(g_free),
        .surface = surface,
        .block_ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
        .action_ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
    };
}

static GPtrArray *end(Check *check)
{
    g_string_free(check->path, TRUE);
    g_hash_table_unref(check->block_ids);
    g_hash_table_unref(check->action_ids);
    return check->errors;
}

GPtrArray *blocks_check_message(const json_t *blocks)
{
    Check check = begin("", IN_MESSAGE);
    json_auto_t *holder = json_pack("{s:O}", "blocks", blocks);
    check_blocks(&check, holder, MESSAGE_BLOCKS_MAX);
    return end(&check);
}

static void check_modal(Check *check, const json_t *view)
{
    check_fields(check, view,
                 " title submit close blocks private_metadata callback_id external_id "
                 "clear_on_close notify_on_close submit_disabled ");
    check_text(check, view, "title", true, 24, PLAIN);
    check_text(check, view, "submit", false, 24, PLAIN);
    check_text(check, view, "close", false, 24, PLAIN);
    if (check->inputs > 0 && !json_object_get(view, "submit"))
        check_fault(check, "missing required field: submit");
}

static void check_limit(Check *check, const json_t *view, const char *name, size_t max)
{
    const char *text = json_string_value(json_object_get(view, name));
    size_t mark = check_enter(check, name);
    if (text && text_units(text) > max)
        check_fault(check, "must be less than %zu characters", max + 1);
    check_leave(check, mark);
}

GPtrArray *blocks_check_view(const json_t *view)
{
    const char *type = json_string_value(json_object_get(view, "type"));
    bool home = type && !strcmp(type, "home");
    Check check = begin("/view", home ? IN_HOME : IN_MODAL);
    if (!home && (!type || strcmp(type, "modal")))
        check_fault(&check, "must be a valid enum value: modal, home");
    check_blocks(&check, view, VIEW_ELEMENTS_MAX);
    check_limit(&check, view, "private_metadata", 3000);
    check_limit(&check, view, "callback_id", 255);
    check_limit(&check, view, "external_id", 255);
    if (home)
        check_fields(&check, view,
                     " blocks private_metadata callback_id external_id "
                     "clear_on_close notify_on_close ");
    else
        check_modal(&check, view);
    return end(&check);
}

GPtrArray *blocks_check_options(const json_t *answer)
{
    Check check = begin("", IN_MODAL);
    const json_t *options = json_object_get(answer, "options");
    json_auto_t *element = json_deep_copy(answer);
    json_object_set_new(element, "type", json_string("static_select"));
    if (!options || json_array_size(options) > 0) /* none is an answer here, not in a select */
        check_element(&check, element, IN_ACTIONS);
    return end(&check);
}

static void sum_texts(const json_t *json, size_t *units)
{
    const char *key;
    json_t *value;
    size_t at;
    json_array_foreach(json, at, value) sum_texts(value, units);
    json_object_foreach((json_t *)json, key, value)
    {
        if (json_is_string(value) && !strcmp(key, "text"))
            *units += text_units(json_string_value(value));
        else
            sum_texts(value, units);
    }
}

size_t blocks_units(const json_t *blocks)
{
    size_t units = 0;
    sum_texts(blocks, &units);
    return units;
}

static void complete_element(json_t *element)
{
    const char *type = json_string_value(json_object_get(element, "type"));
    if (!type || !strcmp(type, "image") || !strcmp(type, "mrkdwn") || !strcmp(type, "plain_text") ||
        g_str_has_prefix(type, "rich_text_section") || json_object_get(element, "action_id"))
        return;
    g_autofree char *id = world_hex(5);
    json_object_set_new(element, "action_id", json_string(id));
}

void blocks_complete(json_t *blocks)
{
    size_t at, inner;
    json_t *block, *element;
    json_array_foreach(blocks, at, block)
    {
        const char *type = json_string_value(json_object_get(block, "type"));
        if (!json_object_get(block, "block_id")) {
            g_autofree char *id = world_hex(5);
            json_object_set_new(block, "block_id", json_string(id));
        }
        if (type && !strcmp(type, "rich_text"))
            continue;
        json_array_foreach(json_object_get(block, "elements"), inner, element)
            complete_element(element);
        if (json_object_get(block, "accessory"))
            complete_element(json_object_get(block, "accessory"));
        if (json_object_get(block, "element"))
            complete_element(json_object_get(block, "element"));
    }
}
