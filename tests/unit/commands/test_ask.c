/*
 * A question in, effects out: what each outcome says, and what its buttons do.
 */
#include "tests/unit/commands/desk.h"

static const char *const NONSENSE = "why do penguins yodel on Saturn";

static void a_known_question_gets_its_sourced_answer(void **state)
{
    Desk *d = *state;
    desk_ask(d, "what is containerd?");
    const Message *m = desk_message(d, EFFECT_REPLY);
    assert_string_equal(desk_piece(m, PIECE_QUOTE, 0)->text, "what is containerd?");
    assert_string_equal(desk_piece(m, PIECE_TITLE, 0)->text, "What is containerd?");
    assert_true(desk_says(m, "is a container runtime"));
    assert_string_equal(desk_piece(m, PIECE_TEXT, 1)->text, "**In 2018-06:** It was incubating.");
    assert_string_equal(desk_piece(m, PIECE_TEXT, 2)->text,
                        "**Today (checked 2026-08-07):** It has graduated.");
    assert_string_equal(desk_piece(m, PIECE_SOURCE, 0)->text, "docs.example/page");
    assert_string_equal(desk_piece(m, PIECE_SOURCE, 0)->value, "https://www.docs.example/page/");
    assert_string_equal(desk_piece(m, PIECE_CONTEXT, 0)->text, "`containerd`");
    assert_string_equal(desk_choice(m, "ask.helpful")->value, "1 en");
    assert_non_null(desk_choice(m, "ask.not_helpful"));
    assert_non_null(desk_choice(m, "ask.people"));
    assert_non_null(desk_choice(m, "ask.publish"));

    g_autoptr(Question) q = desk_question(d, 1);
    assert_string_equal(q->text, "what is containerd?");
    assert_string_equal(q->user, "U0ANA");
    assert_string_equal(q->surface, "command");
    assert_string_equal(q->entry, "containerd");
    assert_int_equal(q->outcome, OUTCOME_ANSWERED);
    assert_int_equal(q->state, QUESTION_SETTLED);
}

static void a_chinese_question_gets_a_chinese_answer(void **state)
{
    Desk *d = *state;
    desk_ask(d, "containerd 是什么？");
    const Message *m = desk_message(d, EFFECT_REPLY);
    assert_string_equal(desk_piece(m, PIECE_TITLE, 0)->text, "containerd 是什么？");
    assert_string_equal(desk_piece(m, PIECE_TEXT, 1)->text, "**2018 年 6 月**：当时在孵化。");
    assert_string_equal(desk_choice(m, "ask.helpful")->label, "有帮助");
    assert_string_equal(desk_choice(m, "ask.helpful")->value, "1 zh");
}

static void what_exists_in_one_language_says_so(void **state)
{
    Desk *d = *state;
    desk_ask(d, "How does etcd store keys?");
    assert_false(desk_says(desk_message(d, EFFECT_REPLY), "so far"));
    desk_ask(d, "etcd store keys 怎么存的 How does etcd store keys?");
    const Message *m = desk_message(d, EFFECT_REPLY);
    assert_true(desk_says(m, "目前只有英文"));
    assert_true(desk_says(m, "replicated log"));
}

/* All that the pieces of a reply say. */
static char *all_of(const Message *m)
{
    GString *all = g_string_new(NULL);
    for (unsigned i = 0; i < m->pieces->len; i++) {
        const Piece *p = m->pieces->pdata[i];
        g_string_append_printf(all, "%d|%s|%s|%s|%s|%d\n", p->kind, p->label, p->text, p->action,
                               p->value, p->options ? (int)p->options->len : 0);
    }
    return g_string_free(all, FALSE);
}

static void a_reply_that_got_lost_is_made_again_word_for_word(void **state)
{
    static const struct {
        const char *question;
        Who who;
    } ASKED[] = {
        {"What does containerd do?", EVERYONE},
        {"containerd 是什么？", MODERATORS},
        {"where do I ask about containerd?", EVERYONE},
        {"store keys or install charts with containers", EVERYONE},
        {"How tall is a giraffe?", EVERYONE},
        {"--anonymous how tall is a giraffe?", EVERYONE},
        {"my token is ghp_0123456789abcdefghijklmnopqrstuvwxyz what does Helm install?", EVERYONE},
    };
    Desk *d = *state;
    for (size_t i = 0; i < G_N_ELEMENTS(ASKED); i++) {
        d->req.who = ASKED[i].who;
        desk_ask(d, ASKED[i].question);
        g_autofree char *said = all_of(desk_message(d, EFFECT_REPLY));
        g_autofree char *recipe = g_strdup(desk_effect(d, EFFECT_REPLY)->recall);
        assert_non_null(recipe);
        char *value = strchr(recipe, ' ');
        *value++ = '\0';
        const Request req = {.surface = SURFACE_RECALL, .prefix = "", .text = "", .value = value,
                             .library = d->library, .scratch = d->scratch};
        g_autoptr(Effects) out = effects_new();
        assert_ok(feature_recall(recipe)->run(&req, d->kb, out, &d->error), d->error);
        assert_int_equal(effects_count(out), 1);
        g_autofree char *again = all_of(effects_at(out, 0)->message);
        assert_string_equal(again, said);
    }
}

static void an_unknown_question_is_never_guessed_at(void **state)
{
    Desk *d = *state;
    desk_ask(d, NONSENSE);
    const Message *m = desk_message(d, EFFECT_REPLY);
    assert_true(desk_says(m, "I don't know"));
    assert_true(desk_says(m, "a maintainer will see it"));
    assert_true(desk_says(m, "[The help channel](<https://chat.example/help>) – People answer"));
    assert_null(desk_piece(m, PIECE_TITLE, 0));
    assert_string_equal(desk_piece(m, PIECE_CHOICE, 0)->action, "ask.unnamed");
    assert_null(desk_choice(m, "ask.helpful")); /* there is nothing to be rated */
    g_autoptr(Question) q = desk_question(d, 1);
    assert_int_equal(q->state, QUESTION_OPEN);
    assert_null(q->entry);
}

static void who_waits_may_stop_waiting_from_under_the_reply(void **state)
{
    Desk *d = *state;
    desk_ask(d, NONSENSE);
    d->req.message = "1.5";
    desk_press(d, "ask.withdraw", "1 en");
    const Message *m = desk_message(d, EFFECT_REPLACE);
    assert_true(desk_says(m, "Withdrawn"));
    assert_null(desk_piece(m, PIECE_CHOICE, 0));
    g_autoptr(Question) q = desk_question(d, 1);
    assert_int_equal(q->state, QUESTION_SETTLED);
    desk_press(d, "ask.solved", "1 en"); /* pressed in an older copy of it */
    assert_true(desk_says(desk_message(d, EFFECT_REPLACE), "does not wait"));

    desk_ask(d, NONSENSE);
    d->req.user = "U0EVE";
    desk_press(d, "ask.withdraw", "2 en");
    g_autoptr(Question) other = desk_question(d, 2);
    assert_int_equal(other->state, QUESTION_OPEN);
}

static void each_surface_is_answered_in_its_way(void **state)
{
    Desk *d = *state;
    d->req.is_private = false;
    d->req.thread = "1.1";
    desk_do(d, SURFACE_MENTION, "app_mention", "what is containerd?", NULL);
    const Message *mention = desk_message(d, EFFECT_REPLY);
    assert_null(desk_piece(mention, PIECE_QUOTE, 0)); /* it stands in the thread already */
    assert_null(desk_choice(mention, "ask.publish")); /* everybody sees it */
    g_autoptr(Question) q = desk_question(d, 1);
    assert_string_equal(q->surface, "mention");
    assert_string_equal(q->thread, "1.1");

    d->req.is_private = true;
    d->req.channel = "D0ANA";
    desk_do(d, SURFACE_DM, "message.im", "what is containerd?", NULL);
    assert_null(desk_choice(desk_message(d, EFFECT_REPLY), "ask.publish"));

    d->req.channel = "C0HELP";
    desk_do(d, SURFACE_SHORTCUT, "ask.message", "what is containerd?", NULL);
    assert_non_null(desk_piece(desk_message(d, EFFECT_REPLY), PIECE_QUOTE, 0));
}

static void an_empty_question_gets_examples_and_is_not_kept(void **state)
{
    Desk *d = *state;
    d->req.prefix = "cncf-";
    desk_ask(d, "");
    assert_true(desk_says(desk_message(d, EFFECT_REPLY), "`/cncf-ask what does"));
    d->req.lang = LANG_ZH;
    desk_do(d, SURFACE_COMMAND, "/ask", NULL, NULL);
    assert_true(desk_says(desk_message(d, EFFECT_REPLY), "请问我一个问题"));
    assert_null(desk_question(d, 1));
}

static void a_message_without_words_is_said_to_be_one(void **state)
{
    Desk *d = *state;
    desk_do(d, SURFACE_SHORTCUT, "ask.message", NULL, NULL);
    assert_true(desk_says(desk_message(d, EFFECT_REPLY), "no words"));
    assert_null(desk_question(d, 1));
}

static void the_form_asks_as_well(void **state)
{
    Desk *d = *state;
    d->req.channel = NULL;
    desk_press(d, "ask.open", NULL);
    const Form *form = desk_effect(d, EFFECT_FORM)->form;
    assert_string_equal(form->action, "ask.form");
    assert_string_equal(((const Piece *)form->pieces->pdata[0])->action, "question");

    FormValue value = {.id = "question", .value = " \n"};
    d->req.values = &value;
    d->req.value_count = 1;
    desk_do(d, SURFACE_FORM, "ask.form", NULL, NULL);
    assert_string_equal(desk_effect(d, EFFECT_REFUSE)->id, "question");

    value.value = "containerd\n是什么？";
    desk_do(d, SURFACE_FORM, "ask.form", NULL, NULL);
    const Message *m = desk_message(d, EFFECT_REPLY);
    assert_string_equal(desk_piece(m, PIECE_TITLE, 0)->text, "containerd 是什么？");
    assert_non_null(desk_piece(m, PIECE_QUOTE, 0));
    assert_null(desk_choice(m, "ask.publish"));
    g_autoptr(Question) q = desk_question(d, 1);
    assert_string_equal(q->surface, "form");
}

static void help_is_understood_as_help(void **state)
{
    Desk *d = *state;
    desk_do(d, SURFACE_DM, "message.im", "帮助", NULL);
    assert_true(desk_says(desk_message(d, EFFECT_REPLY), "我能做什么"));
    assert_null(desk_question(d, 1));
}

static void a_greeting_and_thanks_get_a_word_back_and_wait_for_nobody(void **state)
{
    Desk *d = *state;
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"hello!", "Hello! Ask me something"}, {"你好", "你好！请问我一个问题"},
        {"thanks :pray:", "Any time"},         {"谢谢～", "不客气"},
        {"who are you?", "What I can do"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        desk_do(d, SURFACE_DM, "message.im", cases[i].text, NULL);
        if (!desk_says(desk_message(d, EFFECT_REPLY), cases[i].says))
            fail_msg("\"%s\" is not answered with \"%s\"", cases[i].text, cases[i].says);
    }
    assert_null(desk_question(d, 1));
    desk_do(d, SURFACE_SHORTCUT, "ask.message", "Thanks!", NULL);
    assert_true(desk_says(desk_message(d, EFFECT_REPLY), "no words that I could look up"));
}

static void who_is_harassed_learns_how_to_tell_the_moderators(void **state)
{
    Desk *d = *state;
    desk_ask(d, "Somebody is harassing me, what can I do?");
    assert_true(desk_says(desk_message(d, EFFECT_REPLY), "`/report`"));
    d->req.prefix = "cncf-";
    desk_ask(d, "--anonymous 我被人骚扰了怎么办");
    assert_true(desk_says(desk_message(d, EFFECT_REPLY), "输入 `/cncf-report`"));
    desk_ask(d, "How does an intruder get into a container?");
    assert_false(desk_says(desk_message(d, EFFECT_REPLY), "report`"));
}

static void an_overlong_question_is_cut_and_says_so(void **state)
{
    Desk *d = *state;
    g_autofree char *tail = g_strnfill(5000, 'x');
    g_autofree char *text = g_strconcat("what is containerd? ", tail, NULL);
    desk_ask(d, text);
    assert_true(desk_says(desk_message(d, EFFECT_REPLY), "very long"));
    g_autoptr(Question) q = desk_question(d, 1);
    assert_int_equal(strlen(q->text), TEXT_QUESTION_MAX);
}

/* --- buttons ---------------------------------------------------------------------------------- */

static void helpful_is_kept_and_cannot_be_pressed_again(void **state)
{
    Desk *d = *state;
    desk_ask(d, "what is containerd?");
    desk_press(d, "ask.helpful", "1 en");
    const Message *m = desk_message(d, EFFECT_REPLACE);
    assert_true(desk_says(m, "is a container runtime"));
    assert_true(desk_says(m, "Marked helpful"));
    assert_null(desk_choice(m, "ask.helpful"));
    assert_null(desk_choice(m, "ask.not_helpful"));
    g_autoptr(Question) q = desk_question(d, 1);
    assert_int_equal(q->rating, 1);
}

static void a_reply_stays_in_its_language(void **state)
{
    Desk *d = *state;
    d->req.lang = LANG_EN; /* what the member writes in by now */
    desk_ask(d, "containerd 是什么？");
    desk_press(d, "ask.helpful", "1 zh");
    assert_true(desk_says(desk_message(d, EFFECT_REPLACE), "已标记为有帮助"));
}

static void not_helpful_offers_a_person(void **state)
{
    Desk *d = *state;
    desk_ask(d, "what is containerd?");
    desk_press(d, "ask.not_helpful", "1 en");
    const Message *m = desk_message(d, EFFECT_REPLACE);
    assert_null(desk_choice(m, "ask.not_helpful"));
    g_autoptr(Question) rated = desk_question(d, 1);
    assert_int_equal(rated->rating, -1);
    assert_int_equal(rated->state, QUESTION_SETTLED);

    desk_press(d, "ask.people", desk_choice(m, "ask.people")->value);
    m = desk_message(d, EFFECT_REPLACE);
    assert_true(desk_says(m, "a maintainer will see it"));
    assert_true(desk_says(m, "chat.example"));
    assert_null(desk_choice(m, "ask.people"));
    g_autoptr(Question) open = desk_question(d, 1);
    assert_int_equal(open->state, QUESTION_OPEN);
    assert_string_equal(open->entry, "containerd");
}

static void only_the_asker_may_press(void **state)
{
    Desk *d = *state;
    desk_ask(d, "what is containerd?");
    static const char *const actions[] = {"ask.helpful", "ask.not_helpful", "ask.people",
                                          "ask.publish", "ask.choose"};
    d->req.user = "U0WEI";
    for (size_t i = 0; i < G_N_ELEMENTS(actions); i++) {
        desk_press(d, actions[i], "1 en containerd");
        assert_null(desk_effect(d, EFFECT_REPLACE));
        assert_null(desk_effect(d, EFFECT_PUBLISH));
        assert_true(desk_says(desk_message(d, EFFECT_REPLY), "Only the person who asked"));
    }
    g_autoptr(Question) q = desk_question(d, 1);
    assert_int_equal(q->rating, 0);
    assert_int_equal(q->state, QUESTION_SETTLED);
}

static void a_button_of_nothing_is_answered(void **state)
{
    Desk *d = *state;
    static const char *const values[] = {NULL, "", "7 en", "x", "-1", "99999999999999999999 zh a"};
    for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
        desk_press(d, "ask.helpful", values[i]);
        assert_non_null(desk_effect(d, EFFECT_REPLY));
        assert_null(desk_effect(d, EFFECT_REPLACE));
    }
}

static void a_private_answer_can_be_shown_to_everyone(void **state)
{
    Desk *d = *state;
    desk_ask(d, "what is containerd?");
    desk_press(d, "ask.publish", "1 en");
    const Message *all = desk_message(d, EFFECT_PUBLISH);
    assert_string_equal(desk_piece(all, PIECE_FROM, 0)->label, "U0ANA");
    assert_true(desk_says(all, "is a container runtime"));
    assert_null(desk_piece(all, PIECE_CHOICE, 0));
    assert_null(desk_piece(all, PIECE_QUOTE, 0)); /* what they typed stays theirs */
    const Message *mine = desk_message(d, EFFECT_REPLACE);
    assert_true(desk_says(mine, "Shown to everyone"));
    assert_null(desk_piece(mine, PIECE_CHOICE, 0));
}

static void a_public_answer_is_not_published_again(void **state)
{
    Desk *d = *state;
    desk_ask(d, "what is containerd?");
    d->req.is_private = false;
    desk_press(d, "ask.publish", "1 en");
    assert_null(desk_effect(d, EFFECT_PUBLISH));
}

static void a_suggestion_becomes_the_answer(void **state)
{
    Desk *d = *state;
    Question q = {.user = (char *)"U0ANA",
                  .channel = (char *)"C0HELP",
                  .surface = (char *)"command",
                  .text = (char *)"that runtime",
                  .outcome = OUTCOME_SUGGESTED};
    int64_t id;
    assert_ok(question_log(d->kb, &q, &id, &d->error), d->error);
    desk_press(d, "ask.choose", "1 en containerd");
    const Message *m = desk_message(d, EFFECT_REPLACE);
    assert_string_equal(desk_piece(m, PIECE_QUOTE, 0)->text, "that runtime");
    assert_true(desk_says(m, "is a container runtime"));
    assert_non_null(desk_choice(m, "ask.helpful"));
    g_autoptr(Question) chosen = desk_question(d, id);
    assert_string_equal(chosen->entry, "containerd");

    desk_press(d, "ask.choose", "1 en no-such-entry");
    assert_true(desk_says(desk_message(d, EFFECT_REPLY), "no longer there"));
}

/* Whatever is asked, what comes back fits its outcome: nothing stated below the floor. */
static void suggestions_are_buttons_and_no_answers(void **state)
{
    Desk *d = *state;
    static const char *const texts[] = {"runtime", "donated", "charts", "keys log",
                                        "monitoring disk"};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        desk_ask(d, texts[i]);
        const Message *m = desk_message(d, EFFECT_REPLY);
        g_autoptr(Question) q = desk_question(d, (int64_t)i + 1);
        bool answered = q->outcome == OUTCOME_ANSWERED;
        assert_true(answered == (desk_piece(m, PIECE_TITLE, 0) != NULL));
        assert_true(answered == (q->entry != NULL));
        assert_true((q->outcome == OUTCOME_SUGGESTED) == (desk_choice(m, "ask.choose") != NULL));
        if (q->outcome == OUTCOME_SUGGESTED)
            assert_string_equal(desk_choice(m, "ask.people")->label,
                                "None of these: ask the maintainers");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_TEST(a_known_question_gets_its_sourced_answer),
        DESK_TEST(a_chinese_question_gets_a_chinese_answer),
        DESK_TEST(what_exists_in_one_language_says_so),
        DESK_TEST(a_reply_that_got_lost_is_made_again_word_for_word),
        DESK_TEST(an_unknown_question_is_never_guessed_at),
        DESK_TEST(who_waits_may_stop_waiting_from_under_the_reply),
        DESK_TEST(each_surface_is_answered_in_its_way),
        DESK_TEST(an_empty_question_gets_examples_and_is_not_kept),
        DESK_TEST(a_message_without_words_is_said_to_be_one),
        DESK_TEST(the_form_asks_as_well),
        DESK_TEST(help_is_understood_as_help),
        DESK_TEST(who_is_harassed_learns_how_to_tell_the_moderators),
        DESK_TEST(a_greeting_and_thanks_get_a_word_back_and_wait_for_nobody),
        DESK_TEST(an_overlong_question_is_cut_and_says_so),
        DESK_TEST(helpful_is_kept_and_cannot_be_pressed_again),
        DESK_TEST(a_reply_stays_in_its_language),
        DESK_TEST(not_helpful_offers_a_person),
        DESK_TEST(only_the_asker_may_press),
        DESK_TEST(a_button_of_nothing_is_answered),
        DESK_TEST(a_private_answer_can_be_shown_to_everyone),
        DESK_TEST(a_public_answer_is_not_published_again),
        DESK_TEST(a_suggestion_becomes_the_answer),
        DESK_TEST(suggestions_are_buttons_and_no_answers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
