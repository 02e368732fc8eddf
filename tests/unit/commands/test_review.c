/*
 * The moderators' loop: a question nobody could answer becomes a card, an answer, and news for
 * everybody who waits; and what is refused on the way.
 */
#include "tests/unit/commands/desk.h"

#include "knowledge/alias.h"
#include "knowledge/audit.h"
#include "knowledge/delivery.h"
#include "knowledge/golden.h"
#include "knowledge/group.h"

static const char *const ASKED = "How do I configure the zyx gateway?";
static const char *const ASKED_ZH = "怎么配置 zyx 网关？";
static const Settings SETTINGS = {.triage_channel = "C0TRIAGE", .alert_count = 3};

static int open_desk(void **state)
{
    int rc = desk_open(state);
    ((Desk *)*state)->req.settings = &SETTINGS;
    return rc;
}

static void be(Desk *d, const char *user, Who who)
{
    d->req.user = user;
    d->req.who = who;
}

static void ask_as(Desk *d, const char *user, const char *text)
{
    be(d, user, EVERYONE);
    desk_ask(d, text);
}

/* A form is submitted: "id", "value", …, NULL. */
static void submit(Desk *d, const char *action, const char *keep, ...)
{
    FormValue values[8];
    size_t count = 0;
    va_list args;
    va_start(args, keep);
    for (const char *id; (id = va_arg(args, const char *)); count++)
        values[count] = (FormValue){id, va_arg(args, const char *)};
    va_end(args);
    d->req.values = values;
    d->req.value_count = count;
    desk_do(d, SURFACE_FORM, action, NULL, keep);
    d->req.values = NULL;
    d->req.value_count = 0;
}

static Group *group(Desk *d, int64_t id)
{
    Group *found = NULL;
    assert_ok(group_find(d->kb, id, &found, &d->error), d->error);
    assert_non_null(found);
    return found;
}

static const Effect *effect_to(const Desk *d, const char *to)
{
    for (size_t i = 0; i < effects_count(d->out); i++)
        if (g_strcmp0(effects_at(d->out, i)->to, to) == 0)
            return effects_at(d->out, i);
    return NULL;
}

static void an_unanswered_question_becomes_a_card(void **state)
{
    Desk *d = *state;
    ask_as(d, "U0ANA", ASKED);
    const Effect *card = desk_effect(d, EFFECT_POST);
    assert_non_null(card);
    assert_string_equal(card->to, "C0TRIAGE");
    assert_string_equal(card->name, "group:1");
    assert_true(desk_says(card->message, ASKED));
    assert_string_equal(desk_choice(card->message, "review.claim")->value, "1");
    assert_false(desk_says(card->message, "U0ANA")); /* who asked is not for show */
    desk_ask(d, "what is containerd?");
    assert_null(desk_effect(d, EFFECT_POST));
}

static void without_a_triage_channel_there_is_no_card(void **state)
{
    Desk *d = *state;
    d->req.settings = NULL;
    ask_as(d, "U0ANA", ASKED);
    assert_null(desk_effect(d, EFFECT_POST));
    g_autoptr(Group) g = group(d, 1);
    assert_int_equal(g->asked, 1);
}

static void one_answer_reaches_everybody_and_becomes_an_entry(void **state)
{
    Desk *d = *state;
    ask_as(d, "U0ANA", ASKED);
    d->req.is_private = false;
    d->req.thread = "7.7";
    be(d, "U0BOB", EVERYONE);
    desk_do(d, SURFACE_MENTION, "app_mention", "how to configure a zyx gateway", NULL);
    d->req.is_private = true;
    d->req.thread = NULL;
    ask_as(d, "U0WEI", ASKED_ZH);

    be(d, "U0MOD", MODERATORS);
    desk_press(d, "review.answer", "1");
    const Form *form = desk_effect(d, EFFECT_FORM)->form;
    assert_string_equal(form->action, "review.answered");
    assert_string_equal(form->keep, "1");
    submit(d, "review.answered", "1", "lang", "en", "title", ASKED, "answer", "Write a **route**.",
           "phrasings", "how to configure a zyx gateway\n怎么配置 zyx 网关？", "sources",
           "https://example.org/zyx", "tags", "zyx，gateway", "save", "yes", NULL);

    const Effect *ana = effect_to(d, "U0ANA"), *wei = effect_to(d, "U0WEI");
    const Effect *thread = effect_to(d, "C0HELP");
    assert_non_null(ana);
    assert_true(desk_says(ana->message, "Write a **route**."));
    assert_true(desk_says(ana->message, ASKED));
    assert_string_equal(desk_choice(ana->message, "ask.helpful")->value, "1 en");
    assert_non_null(wei);
    assert_true(desk_says(wei->message, "有人看过你的问题了"));
    assert_non_null(thread);
    assert_string_equal(thread->thread, "7.7");
    assert_string_equal(desk_piece(thread->message, PIECE_FROM, 0)->label, "U0BOB");

    g_autoptr(Entry) entry = NULL;
    assert_ok(entry_find(d->kb, "how-do-i-configure-the-zyx-gateway", &entry, &d->error), d->error);
    assert_non_null(entry);
    assert_int_equal(entry->texts[LANG_EN].phrasings->len, 2);
    assert_int_equal(entry->tags->len, 2);
    g_autoptr(Group) g = group(d, 1);
    assert_int_equal(g->state, GROUP_ANSWERED);
    assert_string_equal(g->closed_by, "U0MOD");

    library_unref(d->library);
    d->library = library_build(d->kb, 0.5, &d->error);
    d->req.library = d->library;
    ask_as(d, "U0EVE", ASKED_ZH);
    assert_true(desk_says(desk_message(d, EFFECT_REPLY), "Write a **route**."));
}

static void what_is_wrong_with_an_answer_is_said_at_its_input(void **state)
{
    Desk *d = *state;
    ask_as(d, "U0ANA", ASKED);
    be(d, "U0MOD", MODERATORS);
    submit(d, "review.answered", "1", "lang", "en", "title", " ", "answer", "x", "sources",
           "javascript:x", NULL);
    assert_string_equal(desk_effect(d, EFFECT_REFUSE)->id, "title");
    g_autoptr(Group) g = group(d, 1);
    assert_int_equal(g->state, GROUP_NEW);
    assert_null(effect_to(d, "U0ANA"));
}

static void the_second_moderator_is_told_who_was_first(void **state)
{
    Desk *d = *state;
    ask_as(d, "U0ANA", ASKED);
    be(d, "U0MOD", MODERATORS);
    desk_press(d, "review.claim", "1");
    be(d, "U0SUE", MODERATORS);
    desk_press(d, "review.claim", "1");
    assert_string_equal(desk_piece(desk_message(d, EFFECT_REPLY), PIECE_FROM, 0)->label, "U0MOD");
    submit(d, "review.replied", "1", "reply", "from Sue", NULL);
    assert_true(strstr(desk_effect(d, EFFECT_REFUSE)->text, "U0MOD") != NULL);
    assert_null(effect_to(d, "U0ANA"));

    desk_press(d, "review.release", "1"); /* she takes over */
    submit(d, "review.replied", "1", "reply", "from Sue", NULL);
    assert_true(desk_says(effect_to(d, "U0ANA")->message, "from Sue"));
    be(d, "U0MOD", MODERATORS);
    submit(d, "review.replied", "1", "reply", "from Mod", NULL);
    assert_true(strstr(desk_effect(d, EFFECT_REFUSE)->text, "U0SUE") != NULL);
    assert_null(effect_to(d, "U0ANA"));

    g_autoptr(GPtrArray) rows = audit_before(d->kb, 0, 10, &d->error);
    assert_int_equal(rows->len, 3); /* claim, release, reply: no more was done */
}

static void attaching_teaches_the_entry_and_tells_its_answer(void **state)
{
    Desk *d = *state;
    ask_as(d, "U0ANA", "where does zyx keep its charts");
    be(d, "U0MOD", MODERATORS);
    desk_do(d, SURFACE_TYPING, "review.entry", NULL, "helm");
    assert_string_equal(desk_effect(d, EFFECT_OPTION)->id, "helm");
    submit(d, "review.attached", "1", "review.entry", "helm", NULL);
    assert_true(desk_says(effect_to(d, "U0ANA")->message, "Helm installs charts"));
    g_autoptr(Entry) entry = NULL;
    assert_ok(entry_find(d->kb, "helm", &entry, &d->error), d->error);
    assert_string_equal(entry->texts[LANG_EN].phrasings->pdata[0],
                        "where does zyx keep its charts");
    g_autoptr(Group) g = group(d, 1);
    assert_string_equal(g->entry, "helm");
}

/* The answer is told all the same; the entry is as it was, and the moderator hears why. */
static void attach_untaught(Desk *d, const char *why)
{
    g_autoptr(Entry) entry = NULL;
    be(d, "U0MOD", MODERATORS);
    submit(d, "review.attached", "1", "review.entry", "helm", NULL);
    assert_true(desk_says(effect_to(d, "U0ANA")->message, "Helm installs charts"));
    assert_true(desk_says(desk_message(d, EFFECT_REPLY), why));
    assert_ok(entry_find(d->kb, "helm", &entry, &d->error), d->error);
    assert_int_equal(entry->texts[LANG_EN].phrasings->len, 0);
}

static void attaching_spoils_no_golden_question(void **state)
{
    Desk *d = *state;
    bool changed;
    assert_ok(golden_add(d->kb, "where does zyx keep its socks", NULL, &changed, &d->error),
              d->error);
    ask_as(d, "U0ANA", "where does zyx keep its socks");
    attach_untaught(d, "where does zyx keep its socks");
}

static void attaching_is_no_way_round_the_second_person(void **state)
{
    Desk *d = *state;
    Settings two = SETTINGS;
    two.two_person = true;
    d->req.settings = &two;
    ask_as(d, "U0ANA", "where does zyx keep its socks");
    attach_untaught(d, "two persons publish");
}

static void who_is_sent_elsewhere_goes_on_waiting(void **state)
{
    Desk *d = *state;
    ask_as(d, "U0ANA", ASKED);
    be(d, "U0MOD", MODERATORS);
    submit(d, "review.sent", "1", "venue", "help-channel", NULL);
    assert_true(desk_says(effect_to(d, "U0ANA")->message, "https://chat.example/help"));
    g_autoptr(GPtrArray) waiters = group_waiters(d->kb, 1, &d->error);
    assert_int_equal(waiters->len, 1);
}

static void with_many_places_one_is_typed(void **state)
{
    Desk *d = *state;
    for (int i = 0; i < 120; i++) {
        g_autofree char *slug = g_strdup_printf("place-%d", i);
        g_autofree char *name = g_strdup_printf("Place %d", i);
        desk_entry(d, ENTRY_VENUE, slug, "place", NULL, name, "There.", NULL, NULL);
    }
    library_unref(d->library);
    d->library = library_build(d->kb, 0.5, &d->error);
    assert_ok(d->library != NULL, d->error);
    d->req.library = d->library;
    ask_as(d, "U0ANA", ASKED);
    be(d, "U0MOD", MODERATORS);
    desk_press(d, "review.send", "1");
    const Form *form = desk_effect(d, EFFECT_FORM)->form;
    const Piece *menu = form->pieces->pdata[form->pieces->len - 1];
    assert_string_equal(menu->action, "review.venue");
    assert_int_equal(menu->options->len, 0);
    desk_do(d, SURFACE_TYPING, "review.venue", NULL, "place 117");
    assert_string_equal(desk_effect(d, EFFECT_OPTION)->id, "en place-117");
    submit(d, "review.sent", "1", "review.venue", "en place-117", NULL);
    assert_true(desk_says(effect_to(d, "U0ANA")->message, "Place 117"));
}

static void what_is_not_ours_is_dismissed_kindly_and_stays_so(void **state)
{
    Desk *d = *state;
    ask_as(d, "U0ANA", ASKED);
    be(d, "U0MOD", MODERATORS);
    submit(d, "review.dismissed", "1", "reason", "not-ours", "words", "Ask the zyx people", NULL);
    const Message *told = effect_to(d, "U0ANA")->message;
    assert_true(desk_says(told, "Ask the zyx people"));
    assert_null(desk_piece(told, PIECE_CHOICE, 0));
    g_autoptr(GPtrArray) rejects = reject_list(d->kb, &d->error);
    assert_int_equal(rejects->len, 1);

    ask_as(d, "U0WEI", ASKED_ZH);
    assert_true(desk_says(desk_message(d, EFFECT_REPLY), "不在本社区能回答的范围内"));
    assert_true(desk_says(desk_message(d, EFFECT_REPLY), "Ask the zyx people"));
    assert_false(desk_says(desk_message(d, EFFECT_REPLY), "维护者会看到"));
}

static void still_not_answered_brings_it_back(void **state)
{
    Desk *d = *state;
    ask_as(d, "U0ANA", ASKED);
    be(d, "U0MOD", MODERATORS);
    submit(d, "review.replied", "1", "reply", "Try again", NULL);
    be(d, "U0ANA", EVERYONE);
    desk_press(d, "ask.people", "1 en");
    g_autoptr(Group) g = group(d, 1);
    assert_int_equal(g->state, GROUP_NEW);
    be(d, "U0MOD", MODERATORS);
    submit(d, "review.replied", "1", "reply", "Like this", NULL);
    assert_true(desk_says(effect_to(d, "U0ANA")->message, "Like this"));
}

static void who_asks_without_a_name_gets_a_direct_message_and_is_forgotten(void **state)
{
    Desk *d = *state;
    ask_as(d, "U0ANA", "--anonymous How do I configure the zyx gateway?");
    assert_true(desk_says(desk_message(d, EFFECT_REPLY), "Nobody sees"));
    g_autoptr(Question) q = desk_question(d, 1);
    assert_null(q->user);
    assert_string_equal(q->text, ASKED);
    ask_as(d, "U0BOB", "How do I deploy a zyx cluster?");
    desk_press(d, "ask.unnamed", "2 en");
    g_autoptr(Question) second = desk_question(d, 2);
    assert_null(second->user);

    be(d, "U0MOD", MODERATORS);
    submit(d, "review.replied", "1", "reply", "So", NULL);
    assert_true(desk_says(effect_to(d, "U0ANA")->message, "So"));
    assert_null(desk_piece(effect_to(d, "U0ANA")->message, PIECE_CHOICE, 0));
    g_autoptr(GPtrArray) waiters = group_waiters(d->kb, 1, &d->error);
    assert_int_equal(waiters->len, 0);
}

static void a_secret_is_neither_kept_nor_said_again(void **state)
{
    Desk *d = *state;
    ask_as(d, "U0ANA", "why does xoxb-123456789012-abcDEF not work in zyx");
    const Message *m = desk_message(d, EFFECT_REPLY);
    assert_true(desk_says(m, "looked like a secret"));
    for (size_t i = 0; i < effects_count(d->out); i++)
        assert_false(desk_says(effects_at(d->out, i)->message, "xoxb-"));
    g_autoptr(Question) q = desk_question(d, 1);
    assert_string_equal(q->text, "why does [token] not work in zyx");
}

static void a_question_asked_often_is_said_aloud(void **state)
{
    Desk *d = *state;
    ask_as(d, "U0ANA", ASKED);
    ask_as(d, "U0BOB", "how to configure the zyx gateway");
    ask_as(d, "U0WEI", ASKED_ZH);
    bool aloud = false;
    for (size_t i = 0; i < effects_count(d->out); i++)
        aloud = aloud || (effects_at(d->out, i)->kind == EFFECT_POST &&
                          desk_says(effects_at(d->out, i)->message, "asked 3 times"));
    assert_true(aloud);
}

/* What bot/ makes of a post with a name. */
static void owe(Desk *d, const char *name)
{
    int64_t id;
    const Owed owed = {.method = (char *)"chat.postMessage",
                       .lane = (char *)"C0TRIAGE",
                       .name = (char *)name,
                       .target = (char *)"C0TRIAGE",
                       .body = (char *)"{}",
                       .len = 2};
    assert_ok(delivery_owe(d->kb, &owed, &id, &d->error), d->error);
}

/* What stands in the triage channel beside the card is renewed with it. */
static bool alarm_says(Desk *d, const char *text)
{
    for (size_t i = 0; i < effects_count(d->out); i++) {
        const Effect *effect = effects_at(d->out, i);
        if (effect->kind == EFFECT_UPDATE && g_str_has_prefix(effect->name, "alarm:"))
            return desk_says(effect->message, text);
    }
    return false;
}

static void what_was_said_aloud_tells_who_is_on_it(void **state)
{
    Desk *d = *state;
    ask_as(d, "U0ANA", ASKED);
    ask_as(d, "U0BOB", "how to configure the zyx gateway");
    ask_as(d, "U0WEI", ASKED_ZH);
    owe(d, "alarm:1");
    be(d, "U0MOD", MODERATORS);
    desk_press(d, "review.claim", "1");
    assert_true(alarm_says(d, "is on it."));
    assert_false(alarm_says(d, "nobody has answered"));
    desk_press(d, "review.release", "1");
    assert_true(alarm_says(d, "asked 3 times"));
}

static void moments_are_told_in_the_zone_of_the_community(void **state)
{
    Desk *d = *state;
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Asia/Shanghai");
    Settings there = SETTINGS;
    ask_as(d, "U0ANA", ASKED);
    assert_true(desk_says(effect_to(d, "C0TRIAGE")->message, "since 1970-01-01 00:00 UTC"));
    there.zone = zone;
    d->req.settings = &there;
    ask_as(d, "U0ANA", "How do I wash the wug?");
    assert_true(desk_says(effect_to(d, "C0TRIAGE")->message, "since 1970-01-01 08:00 UTC+08:00"));
}

static void the_queue_is_paged_and_filtered(void **state)
{
    Desk *d = *state;
    for (int i = 0; i < 7; i++) {
        g_autofree char *text = g_strdup_printf("How do I configure zyx%d?", i);
        ask_as(d, "U0ANA", text);
    }
    be(d, "U0MOD", MODERATORS);
    desk_do(d, SURFACE_COMMAND, "/questions", "", NULL);
    const Message *first = desk_message(d, EFFECT_REPLY);
    assert_true(desk_says(first, "7 found, page 1 of 2"));
    assert_non_null(desk_piece(first, PIECE_QUOTE, 4));
    assert_null(desk_piece(first, PIECE_QUOTE, 5));
    desk_press(d, "queue.page", desk_choice(first, "queue.page")->value);
    assert_non_null(desk_piece(desk_message(d, EFFECT_REPLACE), PIECE_QUOTE, 1));
    desk_do(d, SURFACE_COMMAND, "/questions", "new en zyx3", NULL);
    assert_true(desk_says(desk_message(d, EFFECT_REPLY), "1 found"));
    desk_do(d, SURFACE_COMMAND, "/questions", "topic help", NULL);
    assert_true(desk_says(desk_message(d, EFFECT_REPLY), "7 found"));
    desk_do(d, SURFACE_COMMAND, "/questions", "新问题 英文 主题 help zyx3", NULL);
    assert_true(desk_says(desk_message(d, EFFECT_REPLY), "共 1 个"));
    desk_do(d, SURFACE_COMMAND, "/questions", "中文", NULL);
    assert_true(desk_says(desk_message(d, EFFECT_REPLY), "没有等待回答的问题"));
    desk_do(d, SURFACE_COMMAND, "/questions", "topic storage", NULL);
    assert_true(desk_says(desk_message(d, EFFECT_REPLY), "Nothing waits"));
    desk_do(d, SURFACE_COMMAND, "/questions", "mine", NULL);
    assert_true(desk_says(desk_message(d, EFFECT_REPLY), "Nothing waits"));
    assert_false(desk_says(desk_message(d, EFFECT_REPLY), "0 found"));
    static const char *const WRONG[] = {"older", "older x", "older -3", "zyx older 7d"};
    for (size_t i = 0; i < G_N_ELEMENTS(WRONG); i++) {
        desk_do(d, SURFACE_COMMAND, "/questions", WRONG[i], NULL);
        assert_true(desk_says(desk_message(d, EFFECT_REPLY), "Say how many days"));
    }
}

static void the_home_tab_is_renewed_after_a_form_from_it(void **state)
{
    Desk *d = *state;
    ask_as(d, "U0ANA", ASKED);
    ask_as(d, "U0ANA", "How do I wash the wug?");
    be(d, "U0MOD", MODERATORS);
    submit(d, "review.dismissed", "1", "reason", "support", NULL);
    assert_false(desk_says(desk_message(d, EFFECT_HOME), ASKED));
    assert_true(desk_says(desk_message(d, EFFECT_HOME), "wug"));
    submit(d, "review.answered", "2", "lang", "en", "title", "How do I wash the wug?", "answer",
           "With care.", NULL);
    assert_false(desk_says(desk_message(d, EFFECT_HOME), "wug"));
}

static void the_home_tab_shows_ones_own_and_moderators_the_queue(void **state)
{
    Desk *d = *state;
    ask_as(d, "U0ANA", ASKED);
    desk_do(d, SURFACE_HOME, "app_home_opened", NULL, "home");
    const Message *own = desk_message(d, EFFECT_HOME);
    assert_true(desk_says(own, ASKED));
    assert_null(desk_choice(own, "review.claim"));
    be(d, "U0MOD", MODERATORS);
    desk_do(d, SURFACE_HOME, "app_home_opened", NULL, "home");
    assert_non_null(desk_choice(desk_message(d, EFFECT_HOME), "review.claim"));
    be(d, "U0ANA", EVERYONE);
    desk_press(d, "ask.withdraw", "1 en");
    assert_false(desk_says(desk_message(d, EFFECT_HOME), ASKED));
    g_autoptr(Group) g = group(d, 1);
    assert_int_equal(g->state, GROUP_ANSWERED);
}

static void what_is_wrong_with_an_answer_comes_before_people(void **state)
{
    Desk *d = *state;
    ask_as(d, "U0ANA", "what is containerd?");
    desk_press(d, "ask.not_helpful", "1 en");
    const Piece *outdated = desk_piece(desk_message(d, EFFECT_REPLACE), PIECE_CHOICE, 1);
    assert_string_equal(outdated->value, "1 en outdated");
    desk_press(d, "ask.complain", outdated->value);
    assert_true(desk_says(desk_message(d, EFFECT_REPLACE), "a maintainer will see it"));
    assert_true(desk_says(desk_effect(d, EFFECT_POST)->message, "containerd: outdated"));
    g_autoptr(Question) q = desk_question(d, 1);
    assert_int_equal(q->rating, -1);
    assert_int_equal(q->state, QUESTION_OPEN);
}

static void a_reply_stays_when_it_is_rated(void **state)
{
    Desk *d = *state;
    ask_as(d, "U0ANA", ASKED);
    be(d, "U0MOD", MODERATORS);
    submit(d, "review.replied", "1", "reply", "Like **this**", NULL);
    be(d, "U0ANA", EVERYONE);
    desk_press(d, "ask.helpful", "1 en");
    assert_true(desk_says(desk_message(d, EFFECT_REPLACE), "Like **this**"));
}

static void the_audit_is_shown(void **state)
{
    Desk *d = *state;
    ask_as(d, "U0ANA", ASKED);
    be(d, "U0MOD", MAINTAINERS);
    desk_press(d, "review.claim", "1");
    desk_do(d, SURFACE_COMMAND, "/askd", "audit", NULL);
    assert_true(desk_says(desk_message(d, EFFECT_REPLY), "`review.claim` · `group 1`"));
}

/* What the menu behind the "⋯" of a card offers; NULL when it has no such thing. */
static const char *in_menu(const Message *m, const char *label)
{
    const Piece *menu = desk_piece(m, PIECE_MENU, 0);
    for (unsigned i = 0; i < menu->options->len; i++) {
        const Option *option = menu->options->pdata[i];
        if (strcmp(option->label, label) == 0)
            return option->value;
    }
    return NULL;
}

static void two_groups_are_merged_into_one(void **state)
{
    Desk *d = *state;
    ask_as(d, "U0ANA", ASKED);
    ask_as(d, "U0BOB", "is there a knob for zyx");
    be(d, "U0MOD", MODERATORS);
    desk_press(d, "review.more", in_menu(desk_effect(d, EFFECT_POST)->message, "Merge…"));
    assert_string_equal(desk_effect(d, EFFECT_FORM)->form->action, "regroup.merged");
    d->req.kept = "2";
    desk_do(d, SURFACE_TYPING, "regroup.other", NULL, "");
    assert_int_equal(effects_count(d->out), 1); /* the like, and not itself */
    assert_string_equal(desk_effect(d, EFFECT_OPTION)->id, "1");
    submit(d, "regroup.merged", "2", "regroup.other", "2", NULL);
    assert_string_equal(desk_effect(d, EFFECT_REFUSE)->id, "regroup.other");
    assert_string_equal(desk_effect(d, EFFECT_REFUSE)->text,
                        "That is this very question. Choose another.");
    submit(d, "regroup.merged", "2", "regroup.other", "1", NULL);
    g_autoptr(Group) into = group(d, 1), gone = group(d, 2);
    assert_int_equal(into->asked, 2);
    assert_int_equal(gone->state, GROUP_DUPLICATE);
    submit(d, "review.replied", "1", "reply", "So", NULL);
    assert_non_null(effect_to(d, "U0ANA"));
    assert_non_null(effect_to(d, "U0BOB"));
}

static void one_of_several_is_split_off(void **state)
{
    Desk *d = *state;
    ask_as(d, "U0ANA", ASKED);
    be(d, "U0MOD", MODERATORS);
    desk_press(d, "review.more", "regroup.split 1");
    assert_true(desk_says(desk_message(d, EFFECT_REPLY), "nothing to split"));
    ask_as(d, "U0BOB", "how to configure the zyx gateway");
    be(d, "U0MOD", MODERATORS);
    submit(d, "regroup.divided", "1", "question", "2", NULL);
    g_autoptr(Group) rest = group(d, 1), fresh = group(d, 2);
    assert_int_equal(rest->asked, 1);
    assert_string_equal(fresh->title, "how to configure the zyx gateway");
    const Effect *card = effects_at(d->out, effects_count(d->out) - 1);
    assert_string_equal(card->name, "group:2");
    desk_press(d, "regroup.history", "1");
    assert_true(desk_says(desk_message(d, EFFECT_REPLY), "split off"));
}

static void the_menu_leads_to_nothing_but_what_it_offers(void **state)
{
    Desk *d = *state;
    ask_as(d, "U0ANA", ASKED);
    be(d, "U0MOD", MODERATORS);
    static const char *const FORGED[] = {"review.more 1", "privacy.forget 1", "review.claim",
                                         "nothing 1", ""};
    for (size_t i = 0; i < G_N_ELEMENTS(FORGED); i++) {
        desk_press(d, "review.more", FORGED[i]);
        assert_true(desk_says(desk_message(d, EFFECT_REPLY), "no such question"));
    }
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, open_desk, desk_close)
    const struct CMUnitTest tests[] = {
        T(an_unanswered_question_becomes_a_card),
        T(without_a_triage_channel_there_is_no_card),
        T(one_answer_reaches_everybody_and_becomes_an_entry),
        T(what_is_wrong_with_an_answer_is_said_at_its_input),
        T(the_second_moderator_is_told_who_was_first),
        T(attaching_teaches_the_entry_and_tells_its_answer),
        T(attaching_spoils_no_golden_question),
        T(attaching_is_no_way_round_the_second_person),
        T(who_is_sent_elsewhere_goes_on_waiting),
        T(with_many_places_one_is_typed),
        T(what_is_not_ours_is_dismissed_kindly_and_stays_so),
        T(still_not_answered_brings_it_back),
        T(who_asks_without_a_name_gets_a_direct_message_and_is_forgotten),
        T(a_secret_is_neither_kept_nor_said_again),
        T(a_question_asked_often_is_said_aloud),
        T(what_was_said_aloud_tells_who_is_on_it),
        T(moments_are_told_in_the_zone_of_the_community),
        T(the_queue_is_paged_and_filtered),
        T(the_home_tab_shows_ones_own_and_moderators_the_queue),
        T(the_home_tab_is_renewed_after_a_form_from_it),
        T(what_is_wrong_with_an_answer_comes_before_people),
        T(a_reply_stays_when_it_is_rated),
        T(the_audit_is_shown),
        T(two_groups_are_merged_into_one),
        T(one_of_several_is_split_off),
        T(the_menu_leads_to_nothing_but_what_it_offers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
