/*
 * Where each reply goes: in the ack, to a response_url, into a thread, to a person; never more
 * widely than it was asked.
 */
#include "tests/unit/knowledge/base.h"

#include "bot/keep.h"
#include "bot/render/splice.h"
#include "bot/socket/socket_mode.h"
#include "knowledge/delivery.h"
#include "knowledge/timer.h"

static const char URL[] = "https://hooks.example/commands/1";

static Envelope command(void)
{
    return (Envelope){
        .kind = ENVELOPE_REQUEST,
        .id = (char *)"e-1",
        .key = (char *)"envelope:e-1",
        .takes_payload = true,
        .response_url = URL,
        .trigger = "1.2.abc",
        .request = {.surface = SURFACE_COMMAND, .name = "/ask", .user = "U1", .channel = "C1",
                    .text = "", .is_private = true},
    };
}

static Envelope event(Surface surface)
{
    return (Envelope){
        .kind = ENVELOPE_REQUEST,
        .id = (char *)"e-2",
        .key = (char *)"event:Ev1",
        .is_event = true,
        .request = {.surface = surface, .user = "U1", .channel = "C1", .thread = "1.5", .text = ""},
    };
}

static Envelope click(void)
{
    Envelope envelope = command();
    envelope.takes_payload = false;
    envelope.request.surface = SURFACE_ACTION;
    envelope.request.name = "ask.helpful";
    return envelope;
}

static Ack keep(Kb *kb, const Envelope *envelope, Effects *effects)
{
    g_autoptr(GError) error = NULL;
    Ack ack;
    assert_ok(kb_begin(kb, BASE_NOW_MS, &error), error);
    assert_ok(keep_effects(envelope, effects, kb, &ack, &error), error);
    assert_ok(kb_commit(kb, &error), error);
    return ack;
}

static Owed *only_owed(Kb *kb)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) heads = delivery_heads(kb, 10, &error);
    assert_ok(heads, error);
    assert_int_equal(heads->len, 1);
    return g_ptr_array_steal_index(heads, 0);
}

static void nothing_owed(Kb *kb)
{
    g_autoptr(GError) error = NULL;
    DeliveryCounts counts;
    assert_ok(delivery_counts(kb, &counts, &error), error);
    assert_int_equal(counts.owed, 0);
}

static void a_commands_answer_rides_in_the_ack_and_is_owed_until_it_left(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Effects) effects = effects_new();
    Envelope envelope = command();
    DeliveryCounts counts;
    effects_reply(effects, "Hello");
    Ack ack = keep(*state, &envelope, effects);
    assert_non_null(strstr(ack.bytes, "\"envelope_id\":\"e-1\""));
    assert_non_null(strstr(ack.bytes, "Hello"));
    assert_non_null(strstr(ack.bytes, "\"ephemeral\""));
    assert_true(ack.reply > 0 && !ack.owes);
    nothing_owed(*state);
    assert_ok(delivery_counts(*state, &counts, &error), error);
    assert_int_equal(counts.replies, 1);
    g_free(ack.bytes);
}

static void an_answer_too_long_for_a_frame_goes_by_response_url(void **state)
{
    g_autoptr(Effects) effects = effects_new();
    Envelope envelope = command();
    Message *message = effects_reply(effects, "Long:");
    GString *paragraph = g_string_new(NULL);
    for (int i = 0; i < 2000; i++)
        g_string_append(paragraph, "字"); /* a character to Slack's limits, three bytes to a frame */
    for (int i = 0; i < 5; i++)
        message_text(message, paragraph->str);
    g_string_free(paragraph, TRUE);
    Ack ack = keep(*state, &envelope, effects);
    assert_string_equal(ack.bytes, "{\"envelope_id\":\"e-1\"}");
    assert_true(ack.owes);
    g_autoptr(Owed) owed = only_owed(*state);
    assert_string_equal(owed->method, "response_url");
    assert_string_equal(owed->target, URL);
    assert_string_equal(owed->fallback, "U1");
    assert_true(owed->len > SOCKET_SEND_MAX);
    g_free(ack.bytes);
}

static void what_slack_is_asked_is_a_form_that_knows_where_its_answer_goes(void **state)
{
    g_autoptr(Effects) effects = effects_new();
    Envelope envelope = event(SURFACE_EVENT);
    effects_fetch(effects, "welcome.locale", "U2 x", "users.info", "user", "U2&x", "include_locale",
                  "true", NULL);
    Ack ack = keep(*state, &envelope, effects);
    assert_true(ack.owes);
    g_autoptr(Owed) owed = only_owed(*state);
    assert_string_equal(owed->method, "users.info");
    assert_string_equal(owed->lane, KEEP_FETCH "users.info");
    assert_string_equal(owed->name, "welcome.locale U2 x");
    assert_memory_equal(owed->body, "user=U2%26x&include_locale=true", owed->len);
    g_free(ack.bytes);
}

static void a_mention_is_answered_in_its_thread(void **state)
{
    g_autoptr(Effects) effects = effects_new();
    Envelope envelope = event(SURFACE_MENTION);
    effects_reply(effects, "Hello");
    Ack ack = keep(*state, &envelope, effects);
    assert_string_equal(ack.bytes, "{\"envelope_id\":\"e-2\"}");
    g_autoptr(Owed) owed = only_owed(*state);
    assert_string_equal(owed->method, "chat.postMessage");
    assert_string_equal(owed->target, "C1");
    assert_string_equal(owed->lane, "channel:C1");
    assert_non_null(strstr(owed->body, "\"thread_ts\":\"1.5\""));
    g_free(ack.bytes);
}

static void a_click_is_answered_privately(void **state)
{
    g_autoptr(Effects) effects = effects_new();
    Envelope envelope = click();
    effects_reply(effects, "Thanks");
    Ack ack = keep(*state, &envelope, effects);
    assert_string_equal(ack.bytes, "{\"envelope_id\":\"e-1\"}");
    g_autoptr(Owed) owed = only_owed(*state);
    assert_string_equal(owed->method, "response_url");
    assert_non_null(strstr(owed->body, "\"ephemeral\""));
    assert_non_null(strstr(owed->body, "\"replace_original\":false"));
    g_free(ack.bytes);
}

static void a_replaced_message_stays_as_narrow_as_it_was(void **state)
{
    g_autoptr(Effects) effects = effects_new();
    Envelope envelope = click();
    effects_replace(effects, "Done");
    Ack ack = keep(*state, &envelope, effects);
    g_autoptr(Owed) owed = only_owed(*state);
    assert_non_null(strstr(owed->body, "\"replace_original\":true"));
    assert_null(strstr(owed->body, "in_channel"));
    g_free(ack.bytes);
}

static void what_has_no_way_back_goes_to_the_person(void **state)
{
    g_autoptr(Effects) effects = effects_new();
    Envelope envelope = click(); /* in the Home tab: no response_url */
    envelope.response_url = NULL;
    effects_reply(effects, "Thanks");
    Ack ack = keep(*state, &envelope, effects);
    g_autoptr(Owed) owed = only_owed(*state);
    assert_string_equal(owed->method, "chat.postMessage");
    assert_string_equal(owed->target, "U1");
    g_free(ack.bytes);
}

static void a_form_is_worthless_when_its_trigger_is_over(void **state)
{
    g_autoptr(Effects) effects = effects_new();
    Envelope envelope = click();
    effects_form(effects, "ask.form", "Ask", "Send", "Cancel");
    Ack ack = keep(*state, &envelope, effects);
    g_autoptr(Owed) owed = only_owed(*state);
    assert_string_equal(owed->method, "views.open");
    assert_int_equal(owed->until_ms, BASE_NOW_MS + 3000);
    g_free(ack.bytes);
}

static void the_home_tab_has_a_lane_of_its_own(void **state)
{
    g_autoptr(Effects) effects = effects_new();
    Envelope envelope = event(SURFACE_HOME);
    effects_home(effects, "Welcome");
    Ack ack = keep(*state, &envelope, effects);
    g_autoptr(Owed) owed = only_owed(*state);
    assert_string_equal(owed->method, "views.publish");
    assert_string_equal(owed->lane, "home:U1");
    g_free(ack.bytes);
}

static void an_update_waits_in_the_lane_of_its_message(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Effects) effects = effects_new();
    Envelope envelope = event(SURFACE_MENTION);
    effects_post(effects, "C9", NULL, "card:1", "New question");
    effects_update(effects, "card:1", "Claimed");
    Ack ack = keep(*state, &envelope, effects);
    g_free(ack.bytes);
    g_autoptr(Owed) post = only_owed(*state);
    assert_string_equal(post->name, "card:1");
    assert_ok(kb_begin(*state, BASE_NOW_MS, &error), error);
    assert_ok(delivery_done(*state, post->id, "C9", "7.7", &error), error);
    assert_ok(kb_commit(*state, &error), error);
    g_autoptr(Owed) update = only_owed(*state);
    assert_string_equal(update->method, "chat.update");
    assert_string_equal(update->lane, "channel:C9");
}

/* The bodies that are owed in that lane, oldest first, taken as if Slack had answered each. */
static char *sent(Kb *kb)
{
    g_autoptr(GError) error = NULL;
    GString *bodies = g_string_new(NULL);
    for (;;) {
        g_autoptr(GPtrArray) heads = delivery_heads(kb, 1, &error);
        assert_ok(heads, error);
        if (heads->len == 0)
            return g_string_free(bodies, FALSE);
        const Owed *head = heads->pdata[0];
        g_string_append_printf(bodies, "%.*s\n", (int)head->len, head->body);
        assert_ok(kb_begin(kb, BASE_NOW_MS, &error), error);
        assert_ok(delivery_done(kb, head->id, NULL, NULL, &error), error);
        assert_ok(kb_commit(kb, &error), error);
    }
}

static void a_burst_of_updates_is_sent_as_the_first_and_the_last(void **state)
{
    g_autoptr(GError) error = NULL;
    Envelope envelope = event(SURFACE_MENTION);
    g_autoptr(Effects) first = effects_new();
    effects_post(first, "C9", NULL, "card:1", "New");
    effects_post(first, "C9", NULL, "card:2", "Other");
    g_free(keep(*state, &envelope, first).bytes);
    g_autoptr(Owed) post = only_owed(*state);
    assert_ok(kb_begin(*state, BASE_NOW_MS, &error), error);
    assert_ok(delivery_done(*state, post->id, "C9", "7.7", &error), error);
    assert_ok(kb_commit(*state, &error), error);
    for (int i = 1; i <= 20; i++) {
        g_autoptr(Effects) effects = effects_new();
        g_autofree char *text = g_strdup_printf("asked %d times", i);
        effects_update(effects, "card:1", text);
        g_free(keep(*state, &envelope, effects).bytes);
    }
    g_autofree char *bodies = sent(*state);
    assert_non_null(strstr(bodies, "Other")); /* a post is never rewritten */
    assert_null(strstr(bodies, "asked 19 times"));
    assert_non_null(strstr(bodies, "asked 20 times"));

    for (int i = 1; i <= 3; i++) { /* the head of its lane may be under way: it is left alone */
        g_autoptr(Effects) effects = effects_new();
        g_autofree char *text = g_strdup_printf("claimed %d", i);
        effects_update(effects, "card:1", text);
        g_free(keep(*state, &envelope, effects).bytes);
    }
    g_autofree char *rest = sent(*state);
    assert_true(strstr(rest, "claimed 1") && !strstr(rest, "claimed 2") &&
                strstr(rest, "claimed 3"));
}

static void a_post_may_have_another_way_to_its_reader(void **state)
{
    g_autoptr(Effects) effects = effects_new();
    Envelope envelope = event(SURFACE_MENTION);
    effects_post(effects, "C9", "1.5", NULL, "Here is the answer");
    effects_or_to(effects, "U7");
    g_free(keep(*state, &envelope, effects).bytes);
    g_autoptr(Owed) owed = only_owed(*state);
    assert_string_equal(owed->fallback, "U7");
    size_t len;
    g_autofree char *body = splice_elsewhere(owed->body, owed->len, "U7", &len);
    assert_true(g_str_has_prefix(body, "{\"channel\":\"U7\","));
    assert_int_equal(len, strlen(body));
    assert_null(strstr(body, "C9"));
    assert_null(strstr(body, "thread_ts"));
    assert_non_null(strstr(body, "Here is the answer"));
}

static void the_same_delivery_gets_the_same_ack(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Effects) effects = effects_new();
    Envelope envelope = command();
    effects_reply(effects, "Hello");
    Ack first = keep(*state, &envelope, effects), again;
    assert_ok(keep_again(&envelope, first.reply, *state, &again, &error), error);
    assert_string_equal(first.bytes, again.bytes);
    assert_int_equal(first.reply, again.reply);
    g_free(first.bytes);
    g_free(again.bytes);
}

static void a_command_is_not_acked_before_its_errand_is_done(void **state)
{
    g_autoptr(Effects) effects = effects_new(), counted = effects_new();
    Envelope envelope = command();
    effects_errand(effects, "stats.figures", "7");
    Ack sent = keep(*state, &envelope, effects);
    assert_null(sent.bytes);
    assert_string_equal(sent.errand, "stats.figures 7");
    effects_reply(counted, "Seven");
    Ack back = keep(*state, &envelope, counted);
    assert_non_null(strstr(back.bytes, "Seven"));
    assert_null(back.errand);
    ack_clear(&sent);
    ack_clear(&back);
}

static void what_can_be_made_again_is_not_kept_whole(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Effects) effects = effects_new();
    g_autofree char *body = NULL, *recipe = NULL, *made = NULL, *none = NULL;
    size_t len;
    Kb *kb = *state;
    Envelope envelope = command();
    effects_reply(effects, "Hello");
    effects_recall(effects, "ask.reply", "7 en");
    Ack ack = keep(kb, &envelope, effects);
    assert_non_null(strstr(ack.bytes, "Hello"));
    assert_ok(delivery_reply_get(kb, ack.reply, &body, &len, &recipe, &error), error);
    assert_null(body);
    assert_string_equal(recipe, "ask.reply 7 en");
    assert_ok(keep_remade(ack.reply, effects, kb, &error), error);
    assert_ok(delivery_reply_get(kb, ack.reply, &made, &len, &none, &error), error);
    assert_non_null(strstr(made, "Hello"));
    assert_null(none);
    ack_clear(&ack);
}

static void busy_is_said_in_the_ack_alone(void **state)
{
    Envelope envelope = command();
    Ack ack = {0};
    keep_nothing(&envelope, "Busy", &ack);
    assert_non_null(strstr(ack.bytes, "Busy"));
    assert_int_equal(ack.reply, 0);
    nothing_owed(*state);
    g_free(ack.bytes);
}

static void what_is_put_off_is_a_row_until_it_is_taken_back(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Effects) first = effects_new(), second = effects_new();
    g_autoptr(Timer) due = NULL;
    Envelope envelope = event(SURFACE_EVENT);
    int64_t next_ms = 0;
    effects_later(first, "a.soon", "U1", 100, "value");
    effects_later(first, "a.late", NULL, 300, NULL);
    g_free(keep(*state, &envelope, first).bytes);
    assert_ok(timer_due(*state, 100, &due, &error), error);
    assert_string_equal(due->name, "a.soon");
    assert_string_equal(due->key, "U1");
    assert_string_equal(due->value, "value");
    effects_never(second, "a.soon", "U1");
    g_free(keep(*state, &envelope, second).bytes);
    assert_ok(timer_next(*state, &next_ms, &error), error);
    assert_int_equal(next_ms, 300);
    nothing_owed(*state);
}

static Envelope submission(void)
{
    Envelope envelope = command();
    envelope.request.surface = SURFACE_FORM;
    envelope.request.name = "teach.save";
    envelope.response_url = NULL;
    return envelope;
}

static void a_form_in_answer_to_a_form_rides_in_the_ack(void **state)
{
    Kb *kb = *state;
    const Envelope envelope = submission();
    for (int replaces = 0; replaces < 2; replaces++) {
        g_autoptr(Effects) effects = effects_new();
        Form *form = effects_form(effects, "publish.go", "Look", "Publish", "Back");
        g_autofree char *long_text = g_strnfill(11000, 'x');
        form_keep(form, "17");
        form_text(form, "**So** it reads.");
        form_text(form, long_text);
        if (replaces)
            form_replace(form);
        Ack ack = keep(kb, &envelope, effects);
        assert_non_null(strstr(ack.bytes, replaces ? "\"response_action\":\"update\""
                                                   : "\"response_action\":\"push\""));
        assert_non_null(strstr(ack.bytes, "*So* it reads."));
        assert_non_null(strstr(ack.bytes, "\"private_metadata\":\"17\""));
        assert_true(ack.len <= SOCKET_SEND_MAX);
        assert_false(ack.owes);
        g_free(ack.bytes);
    }
}

static void a_long_form_is_cut_to_what_an_ack_holds(void **state)
{
    Kb *kb = *state;
    const Envelope envelope = submission();
    g_autoptr(Effects) effects = effects_new();
    Form *form = effects_form(effects, "publish.go", "Look", NULL, "Back");
    GString *text = g_string_new(NULL);
    for (int i = 0; i < 9000; i++)
        g_string_append(text, "字");
    form_text(form, text->str);
    g_string_free(text, TRUE);
    Ack ack = keep(kb, &envelope, effects);
    assert_non_null(ack.bytes);
    assert_non_null(strstr(ack.bytes, "push"));
    assert_true(ack.len <= SOCKET_SEND_MAX);
    g_free(ack.bytes);
}

static void all_forms_are_closed_when_that_is_wanted(void **state)
{
    Kb *kb = *state;
    const Envelope envelope = submission();
    g_autoptr(Effects) effects = effects_new();
    effects_close(effects);
    Ack ack = keep(kb, &envelope, effects);
    assert_non_null(strstr(ack.bytes, "\"response_action\":\"clear\""));
    g_free(ack.bytes);
}

static void a_form_from_a_button_in_a_form_lies_on_it(void **state)
{
    Kb *kb = *state;
    Envelope envelope = click();
    envelope.is_in_form = true;
    g_autoptr(Effects) effects = effects_new();
    effects_form(effects, "teach.look", "Look", NULL, "Back");
    Ack ack = keep(kb, &envelope, effects);
    g_free(ack.bytes);
    g_autoptr(Owed) owed = only_owed(kb);
    assert_string_equal(owed->method, "views.push");
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, base_open, base_close)
    const struct CMUnitTest tests[] = {
        T(a_commands_answer_rides_in_the_ack_and_is_owed_until_it_left),
        T(an_answer_too_long_for_a_frame_goes_by_response_url),
        T(what_slack_is_asked_is_a_form_that_knows_where_its_answer_goes),
        T(a_mention_is_answered_in_its_thread),
        T(a_click_is_answered_privately),
        T(a_replaced_message_stays_as_narrow_as_it_was),
        T(what_has_no_way_back_goes_to_the_person),
        T(a_form_is_worthless_when_its_trigger_is_over),
        T(the_home_tab_has_a_lane_of_its_own),
        T(an_update_waits_in_the_lane_of_its_message),
        T(a_burst_of_updates_is_sent_as_the_first_and_the_last),
        T(a_post_may_have_another_way_to_its_reader),
        T(the_same_delivery_gets_the_same_ack),
        T(a_command_is_not_acked_before_its_errand_is_done),
        T(what_can_be_made_again_is_not_kept_whole),
        T(busy_is_said_in_the_ack_alone),
        T(a_form_in_answer_to_a_form_rides_in_the_ack),
        T(a_long_form_is_cut_to_what_an_ack_holds),
        T(all_forms_are_closed_when_that_is_wanted),
        T(a_form_from_a_button_in_a_form_lies_on_it),
        T(what_is_put_off_is_a_row_until_it_is_taken_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
