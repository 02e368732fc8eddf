/*
 * Effects → Block Kit: what each piece becomes, and that no effect leads out of Slack's limits.
 */
#include "tests/test.h"

#include <jansson.h>

#include "bot/render/cut.h"
#include "bot/render/render.h"

static const RenderTo IN_CHANNEL = {.channel = "C1", .replace_original = -1};

static json_t *parsed(char *text, size_t len)
{
    json_error_t why;
    json_t *json = json_loadb(text, len, 0, &why);
    if (!json)
        fail_msg("%s in %s", why.text, text);
    g_free(text);
    return json;
}

static json_t *rendered(const Message *m, const RenderTo *to)
{
    size_t len;
    char *text = render_message(m, to, &len);
    return parsed(text, len);
}

static json_t *block(const json_t *message, size_t i)
{
    return json_array_get(json_object_get(message, "blocks"), i);
}

static const char *text_in(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

static const char *block_text(const json_t *message, size_t i)
{
    return text_in(json_object_get(block(message, i), "text"), "text");
}

static const json_t *element(const json_t *message, size_t i, size_t j)
{
    return json_array_get(json_object_get(block(message, i), "elements"), j);
}

static size_t block_count(const json_t *message)
{
    return json_array_size(json_object_get(message, "blocks"));
}

static void each_piece_becomes_its_block(void **state)
{
    (void)state;
    g_autoptr(Effects) e = effects_new();
    Message *m = effects_reply(e, "first **words**");
    message_title(m, "A <title> & more");
    message_quote(m, "said <!channel>");
    message_divider(m);
    message_fact(m, "Label", "%d of %s", 3, "many");
    message_fact(m, "Other", "%s", "*x*");
    message_source(m, "Sources: ", "e.x/a", "https://e.x/a");
    message_source(m, "Sources: ", "e.x/b", "https://e.x/b?c=1&d=2");
    message_context(m, "`slug`");
    message_from(m, "U05ANA9L3M", "shared it");
    json_auto_t *json = rendered(m, &IN_CHANNEL);

    assert_string_equal(block_text(json, 0), "first *words*");
    assert_string_equal(text_in(block(json, 1), "type"), "header");
    assert_string_equal(block_text(json, 1), "A <title> & more");
    assert_string_equal(block_text(json, 2), "> said &lt;!channel&gt;");
    assert_string_equal(text_in(block(json, 3), "type"), "divider");
    assert_int_equal(json_array_size(json_object_get(block(json, 4), "fields")), 2);
    assert_string_equal(text_in(element(json, 5, 0), "text"),
                        "Sources: <https://e.x/a|e.x/a> · <https://e.x/b?c=1&amp;d=2|e.x/b>");
    assert_string_equal(text_in(element(json, 6, 0), "text"), "`slug`");
    assert_string_equal(text_in(element(json, 7, 0), "text"), "<@U05ANA9L3M> shared it");
    assert_int_equal(block_count(json), 8);
}

static void whoever_gets_no_blocks_gets_the_text(void **state)
{
    (void)state;
    g_autoptr(Effects) e = effects_new();
    Message *m = effects_reply(e, NULL);
    message_title(m, "Title <!here>");
    message_text(m, "**words**");
    json_auto_t *json = rendered(m, &IN_CHANNEL);
    assert_string_equal(text_in(json, "text"), "Title &lt;!here&gt;\n*words*");

    g_autoptr(Effects) empty = effects_new();
    json_auto_t *nothing = rendered(effects_reply(empty, NULL), &IN_CHANNEL);
    assert_string_equal(text_in(nothing, "text"), "…");
    assert_null(json_object_get(nothing, "blocks"));
}

static void a_name_is_never_made_of_words(void **state)
{
    (void)state;
    static const char *const ids[] = {"", "U1> <!channel", "channel", "!here", "u1", "U"};
    for (size_t i = 0; i < G_N_ELEMENTS(ids); i++) {
        g_autoptr(Effects) e = effects_new();
        Message *m = effects_reply(e, NULL);
        message_from(m, ids[i], "shared it");
        json_auto_t *json = rendered(m, &IN_CHANNEL);
        assert_string_equal(text_in(element(json, 0, 0), "text"), "shared it");
    }
}

static void buttons_of_one_action_have_ids_of_their_own(void **state)
{
    (void)state;
    g_autoptr(Effects) e = effects_new();
    Message *m = effects_reply(e, NULL);
    message_choice(m, "One", "ask.choose", "1 en a");
    message_choice_styled(m, CHOICE_DANGER, "Two", "ask.choose", "1 en b");
    message_confirm(m, "Sure?", "It goes.", "Yes", "No");
    message_link(m, "Page", "https://e.x");
    message_choice(m, "None", "ask.people", NULL);
    json_auto_t *json = rendered(m, &IN_CHANNEL);

    assert_string_equal(text_in(element(json, 0, 0), "action_id"), "ask.choose");
    assert_string_equal(text_in(element(json, 0, 0), "value"), "1 en a");
    assert_string_equal(text_in(element(json, 0, 1), "action_id"), "ask.choose#2");
    assert_string_equal(text_in(element(json, 0, 1), "style"), "danger");
    const json_t *confirm = json_object_get(element(json, 0, 1), "confirm");
    assert_string_equal(text_in(json_object_get(confirm, "deny"), "text"), "No");
    assert_string_equal(text_in(element(json, 0, 2), "url"), "https://e.x");
    assert_null(json_object_get(element(json, 0, 3), "value"));
}

static void surroundings_fit_the_way_it_leaves(void **state)
{
    (void)state;
    g_autoptr(Effects) e = effects_new();
    Message *m = effects_reply(e, "hello");

    json_auto_t *post = rendered(m, &IN_CHANNEL);
    assert_string_equal(text_in(post, "channel"), "C1");
    assert_true(json_is_false(json_object_get(post, "unfurl_links")));
    assert_true(json_is_false(json_object_get(post, "unfurl_media")));
    assert_null(json_object_get(post, "replace_original"));

    RenderTo update = {.channel = "C1", .ts = "1.2", .replace_original = -1};
    json_auto_t *updated = rendered(m, &update);
    assert_string_equal(text_in(updated, "ts"), "1.2");
    assert_null(json_object_get(updated, "unfurl_links"));

    RenderTo response = {.response_type = "ephemeral", .replace_original = 0};
    json_auto_t *responded = rendered(m, &response);
    assert_string_equal(text_in(responded, "response_type"), "ephemeral");
    assert_true(json_is_false(json_object_get(responded, "replace_original")));
    assert_null(json_object_get(responded, "channel"));
}

/* --- limits ----------------------------------------------------------------------------------- */

static void assert_units(const char *text, size_t max)
{
    assert_true(cut_units(text) >= 1);
    assert_true(cut_units(text) <= max);
}

static size_t check_button(const json_t *button)
{
    const char *label = text_in(json_object_get(button, "text"), "text");
    assert_units(label, 75);
    assert_true(strlen(text_in(button, "value")) <= 2000);
    assert_true(strlen(text_in(button, "action_id")) <= 255);
    return cut_units(label);
}

static size_t check_elements(const json_t *each, bool actions)
{
    const json_t *elements = json_object_get(each, "elements"), *element_of;
    size_t j, units = 0;
    assert_in_range(json_array_size(elements), 1, actions ? 25 : 10);
    json_array_foreach(elements, j, element_of)
    {
        const char *text = text_in(element_of, "text");
        if (!actions)
            assert_units(text, 3000);
        units += actions ? check_button(element_of) : cut_units(text);
    }
    return units;
}

static size_t check_block(const json_t *each)
{
    const char *type = text_in(each, "type");
    if (strcmp(type, "actions") == 0 || strcmp(type, "context") == 0)
        return check_elements(each, *type == 'a');
    if (strcmp(type, "divider") == 0)
        return 0;
    const json_t *fields = json_object_get(each, "fields"), *field;
    size_t j, units = 0;
    assert_true(json_array_size(fields) <= 10);
    json_array_foreach(fields, j, field)
    {
        assert_units(text_in(field, "text"), 2000);
        units += cut_units(text_in(field, "text"));
    }
    if (fields)
        return units;
    const char *text = text_in(json_object_get(each, "text"), "text");
    assert_units(text, strcmp(type, "header") == 0 ? 150 : 3000);
    return cut_units(text);
}

static void check_limits(const json_t *message)
{
    size_t units = 0, i;
    const json_t *each;
    assert_true(block_count(message) <= 50);
    json_array_foreach(json_object_get(message, "blocks"), i, each) units += check_block(each);
    assert_true(units <= 12000);
    assert_units(text_in(message, "text"), 4000);
}

static char *repeated(const char *part, size_t count)
{
    GString *text = g_string_new(NULL);
    while (count-- > 0)
        g_string_append(text, part);
    return g_string_free(text, FALSE);
}

static void no_message_leaves_the_limits(void **state)
{
    (void)state;
    static const char *const parts[] = {"word ",    "中文字",
                                        "😀",        "a&b<c> ",
                                        "para\n\n", "x",
                                        "`code` ",  "```\nline of code\n",
                                        "- item\n", "[l](https://e.x/abc) ",
                                        "**b** "};
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autofree char *text = repeated(parts[i], 9000);
        g_autoptr(Effects) e = effects_new();
        Message *m = effects_reply(e, text);
        message_title(m, text);
        message_quote(m, text);
        for (int j = 0; j < 70; j++)
            message_fact(m, text, "%s", text);
        message_source(m, text, text, "https://e.x");
        message_context(m, text);
        for (int j = 0; j < 60; j++)
            message_choice(m, text, "a.b", "1");
        json_auto_t *json = rendered(m, &IN_CHANNEL);
        check_limits(json);
        assert_string_equal(text_in(block(json, block_count(json) - 1), "type"), "actions");
    }
}

static void many_pieces_end_in_their_buttons(void **state)
{
    (void)state;
    g_autoptr(Effects) e = effects_new();
    Message *m = effects_reply(e, NULL);
    for (int i = 0; i < 100; i++)
        message_text(m, "a paragraph");
    message_choice(m, "Helpful", "ask.helpful", "1");
    json_auto_t *json = rendered(m, &IN_CHANNEL);
    check_limits(json);
    assert_string_equal(text_in(block(json, block_count(json) - 1), "type"), "actions");
}

static void a_long_text_is_split_into_sections_and_kept_whole(void **state)
{
    (void)state;
    g_autofree char *paragraph = repeated("word ", 300);
    g_autofree char *all = g_strconcat(paragraph, "\n\n", paragraph, "\n\n", paragraph, NULL);
    g_autoptr(Effects) e = effects_new();
    json_auto_t *json = rendered(effects_reply(e, all), &IN_CHANNEL);
    check_limits(json);
    assert_int_equal(block_count(json), 3);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(strncmp(block_text(json, i), "word word", 9), 0);
}

static void a_code_block_cut_in_two_is_code_in_both(void **state)
{
    (void)state;
    g_autofree char *lines = repeated("a line of code\n", 400);
    g_autofree char *code = g_strconcat("```\n", lines, "```", NULL);
    g_autoptr(Effects) e = effects_new();
    json_auto_t *json = rendered(effects_reply(e, code), &IN_CHANNEL);
    assert_true(block_count(json) > 1);
    for (size_t i = 0; i < block_count(json); i++) {
        assert_int_equal(strncmp(block_text(json, i), "```", 3), 0);
        assert_true(g_str_has_suffix(block_text(json, i), "```"));
    }
}

static void bytes_that_are_no_text_never_leave(void **state)
{
    (void)state;
    g_autoptr(Effects) e = effects_new();
    Message *m = effects_reply(e, "bad \xFF\xC3 bytes \x01 and \"quotes\" \\ here");
    message_quote(m, "bad \xFF");
    message_choice(m, "bad \xFF", "a.b", "\xFF");
    json_auto_t *json = rendered(m, &IN_CHANNEL);
    assert_non_null(strstr(block_text(json, 0), "\"quotes\" \\ here"));
}

static void a_menu_stands_beside_its_buttons_and_holds_five(void **state)
{
    (void)state;
    g_autoptr(Effects) e = effects_new();
    Message *m = effects_reply(e, NULL);
    message_choice(m, "Claim", "review.claim", "1");
    message_menu(m, "review.more");
    for (int i = 0; i < 7; i++)
        message_menu_item(m, "regroup.merge 1", "Merge…");
    message_menu(m, "review.none");
    message_lookup(m, "Choose a project", "project.choose");
    json_auto_t *json = rendered(m, &IN_CHANNEL);
    assert_int_equal(block_count(json), 1);
    const json_t *menu = element(json, 0, 1);
    assert_string_equal(text_in(menu, "type"), "overflow");
    assert_int_equal(json_array_size(json_object_get(menu, "options")), 5);
    /* One without items would spoil the whole message. */
    const json_t *lookup = element(json, 0, 2);
    assert_string_equal(text_in(lookup, "type"), "external_select");
    assert_string_equal(text_in(json_object_get(lookup, "placeholder"), "text"),
                        "Choose a project");
    assert_null(element(json, 0, 3));
}

/* --- forms, home, ack payloads ---------------------------------------------------------------- */

static void a_form_is_a_modal(void **state)
{
    (void)state;
    g_autoptr(Effects) e = effects_new();
    Form *f =
        effects_form(e, "teach.save", "A title that is far too long for Slack", "Save", "Stop");
    form_keep(f, "kept");
    form_text(f, "Fill this **in**");
    form_input(f, "title", "Title", "was", "a hint", false, false, 150);
    form_select(f, "topic", "Topic", "b", true);
    form_option(f, "a", "A");
    form_option(f, "b", "B");
    form_select(f, "teach.entry", "Entry", NULL, false);
    size_t len;
    char *text = render_form(f, "trigger", &len);
    json_auto_t *json = parsed(text, len);
    const json_t *view = json_object_get(json, "view");
    assert_string_equal(text_in(json, "trigger_id"), "trigger");
    assert_string_equal(text_in(view, "callback_id"), "teach.save");
    assert_string_equal(text_in(view, "private_metadata"), "kept");
    assert_units(text_in(json_object_get(view, "title"), "text"), 24);

    const json_t *input = json_object_get(block(view, 1), "element");
    assert_string_equal(text_in(block(view, 1), "block_id"), "title");
    assert_string_equal(text_in(input, "initial_value"), "was");
    const json_t *select = json_object_get(block(view, 2), "element");
    assert_string_equal(text_in(json_object_get(select, "initial_option"), "value"), "b");
    assert_true(json_is_true(json_object_get(block(view, 2), "optional")));
    const json_t *lookup = json_object_get(block(view, 3), "element");
    assert_string_equal(text_in(lookup, "type"), "external_select");

    char *alone = render_form(f, NULL, &len);
    json_auto_t *bare = parsed(alone, len);
    assert_string_equal(text_in(bare, "type"), "modal");
}

static void home_is_a_view_of_its_user(void **state)
{
    (void)state;
    g_autoptr(Effects) e = effects_new();
    size_t len;
    char *text = render_home(effects_home(e, "hello"), "U1", &len);
    json_auto_t *json = parsed(text, len);
    assert_string_equal(text_in(json, "user_id"), "U1");
    assert_string_equal(text_in(json_object_get(json, "view"), "type"), "home");
    assert_string_equal(block_text(json_object_get(json, "view"), 0), "hello");
}

static void refusals_name_their_inputs(void **state)
{
    (void)state;
    g_autoptr(Effects) e = effects_new();
    effects_refuse(e, "title", "Say \"more\"");
    size_t len;
    char *text = render_refusal(e, &len);
    json_auto_t *json = parsed(text, len);
    assert_string_equal(text_in(json, "response_action"), "errors");
    assert_string_equal(text_in(json_object_get(json, "errors"), "title"), "Say \"more\"");
}

static void options_end_where_the_room_ends(void **state)
{
    (void)state;
    g_autoptr(Effects) e = effects_new();
    for (int i = 0; i < 150; i++)
        effects_option(e, "slug", "一个相当长的标题，用来占地方");
    size_t len;
    char *few = render_options(e, 1000, &len);
    assert_true(len <= 1000);
    json_auto_t *some = parsed(few, len);
    assert_in_range(json_array_size(json_object_get(some, "options")), 1, 20);
    char *all = render_options(e, 100000, &len);
    json_auto_t *most = parsed(all, len);
    assert_int_equal(json_array_size(json_object_get(most, "options")), 100);
}

static void boxes_are_ticked_at_first_and_need_not_be(void **state)
{
    (void)state;
    g_autoptr(Effects) e = effects_new();
    Message *m = effects_reply(e, NULL);
    message_checks(m, "reach.groups", "Which?");
    for (int i = 0; i < 12; i++) {
        g_autofree char *value = g_strdup_printf("%d", i);
        message_check(m, value, "Said <!channel>");
    }
    json_auto_t *json = rendered(m, &IN_CHANNEL);
    const json_t *boxes = json_object_get(block(json, 0), "element");
    assert_string_equal(text_in(boxes, "type"), "checkboxes");
    assert_int_equal(json_array_size(json_object_get(boxes, "options")), 10);
    assert_true(
        json_equal(json_object_get(boxes, "options"), json_object_get(boxes, "initial_options")));
    assert_true(json_is_true(json_object_get(block(json, 0), "optional")));

    g_autoptr(Effects) none = effects_new();
    Message *empty = effects_reply(none, "words");
    message_checks(empty, "reach.groups", "Which?");
    json_auto_t *without = rendered(empty, &IN_CHANNEL);
    assert_int_equal(block_count(without), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_piece_becomes_its_block),
        cmocka_unit_test(whoever_gets_no_blocks_gets_the_text),
        cmocka_unit_test(a_name_is_never_made_of_words),
        cmocka_unit_test(buttons_of_one_action_have_ids_of_their_own),
        cmocka_unit_test(surroundings_fit_the_way_it_leaves),
        cmocka_unit_test(no_message_leaves_the_limits),
        cmocka_unit_test(many_pieces_end_in_their_buttons),
        cmocka_unit_test(a_long_text_is_split_into_sections_and_kept_whole),
        cmocka_unit_test(a_code_block_cut_in_two_is_code_in_both),
        cmocka_unit_test(bytes_that_are_no_text_never_leave),
        cmocka_unit_test(a_menu_stands_beside_its_buttons_and_holds_five),
        cmocka_unit_test(a_form_is_a_modal),
        cmocka_unit_test(boxes_are_ticked_at_first_and_need_not_be),
        cmocka_unit_test(home_is_a_view_of_its_user),
        cmocka_unit_test(refusals_name_their_inputs),
        cmocka_unit_test(options_end_where_the_room_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
