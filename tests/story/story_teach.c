/*
 * Teaching from Slack, whole: entries written, previewed, changed, retired, brought back;
 * somebody's words kept with their consent; open questions that a new entry answers closed and
 * told.
 */
#include "tests/story/story.h"

#include "knowledge/audit.h"
#include "knowledge/entry.h"
#include "knowledge/files/format.h"
#include "knowledge/proposal.h"

static void configure(Story *s, const char *more)
{
    g_autofree char *text =
        g_strconcat("[community]\ntriage_channel = C0TRIAGE\nalert_count = 100\n"
                    "moderators = U0MOD, U0SAM\nmaintainers = U0MOD\n",
                    more, NULL);
    story_config(s, text);
}

/* --- looking ---------------------------------------------------------------------------------- */

static Kb *reader(Story *s)
{
    g_autoptr(GError) error = NULL;
    Kb *kb = kb_open_reader(s->db, &error);
    assert_ok(kb, error);
    return kb;
}

/* The entry's file as it would be exported; NULL: there is none. */
static char *file_of(Story *s, const char *slug)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Kb) kb = reader(s);
    g_autoptr(Entry) entry = NULL;
    assert_ok(entry_find(kb, slug, &entry, &error), error);
    return entry ? markdown_print(entry) : NULL;
}

static unsigned audited(Story *s, const char *act, const char *who, bool refused)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Kb) kb = reader(s);
    g_autoptr(GPtrArray) rows = audit_before(kb, 0, 1000, &error);
    unsigned count = 0;
    for (unsigned i = 0; i < rows->len; i++) {
        const AuditRow *row = rows->pdata[i];
        count +=
            row->refused == refused && strcmp(row->act, act) == 0 && strcmp(row->actor, who) == 0;
    }
    return count;
}

/* --- doing ------------------------------------------------------------------------------------ */

/* The top form, once these words stand in it. */
static json_t *form_with(Story *s, const char *user, const char *words)
{
    json_t *shown = control(s, "wait", "{s:s, s:s, s:s, s:i}", "what", "modal", "user", user,
                            "contains", words, "timeout_ms", PATIENCE_MS);
    if (!json_is_true(json_object_get(shown, "ok")))
        fail_msg("%s sees no form with \"%s\"", user, words);
    return json_object_get(shown, "view");
}

/* `values`: as JSON text. The answer: closed, errors, view. */
static json_t *submit(Story *s, const char *user, const char *values)
{
    json_auto_t *typed = json_loads(values, 0, NULL);
    assert_non_null(typed);
    return control(s, "submit", "{s:s, s:O, s:i}", "user", user, "values", typed, "wait_ms",
                   PATIENCE_MS);
}

static void expect_no_forms(Story *s, const char *user)
{
    json_t *forms = json_object_get(control(s, "modals", "{s:s}", "user", user), "views");
    assert_int_equal(json_array_size(forms), 0);
}

static json_t *asked(Story *s, const char *user, const char *question)
{
    return json_object_get(slash(s, user, "C0HELP", "/ask", question), "payload");
}

static bool is_answered(Story *s, const void *what)
{
    const char *const *pair = what; /* a question, words of its answer */
    return says(asked(s, "U0ANA", pair[0]), pair[1]);
}

static bool is_not_answered(Story *s, const void *what)
{
    return !is_answered(s, what);
}

/* The next one who asks gets it: as soon as the library is made anew. */
static void expect_answer(Story *s, const char *question, const char *answer)
{
    const char *const pair[] = {question, answer};
    assert_true(eventually(s, is_answered, pair));
}

static void card_of(Story *s, const char *user, const char *slug)
{
    g_autofree char *text = g_strconcat("entry ", slug, NULL);
    slash(s, user, "C0HELP", "/askd", text);
}

static void click_card(Story *s, const char *user, const char *words, const char *label)
{
    click(s, user, "C0HELP", ts_of(expect_seen(s, user, "C0HELP", words)), label);
}

static void click_dm(Story *s, const char *user, const char *words, const char *label)
{
    click(s, user, "dm", ts_of(expect_seen(s, user, "dm", words)), label);
}

/* Presses a button that they were never shown. */
static void forge(Story *s, const char *user, const char *action, const char *value, int n)
{
    g_autofree char *trigger = g_strdup_printf("8.%d.forged", n);
    control(s, "envelope",
            "{s:s, s:{s:s, s:{s:s}, s:{s:s}, s:s, s:{s:s, s:s}, s:[{s:s, s:s, s:s, s:s}]}}", "type",
            "interactive", "payload", "type", "block_actions", "user", "id", user, "team", "id",
            "T0SLACKBOX", "trigger_id", trigger, "container", "type", "message", "channel_id",
            "C0HELP", "actions", "action_id", action, "type", "button", "value", value, "action_ts",
            "1.2");
}

/* An entry of the title "How do I configure the NAME?" */
static void teach(Story *s, const char *name, const char *answer)
{
    g_autofree char *slug = g_strconcat("the-", name, NULL);
    g_autofree char *title = g_strdup_printf("How do I configure the %s?", name);
    askd_teach(s, slug, title, answer);
    expect_answer(s, title, answer);
}

/* --- the stories ------------------------------------------------------------------------------ */

static void what_is_taught_is_previewed_and_answers_the_next(void **state)
{
    Story *s = *state;
    slash(s, "U0MOD", "C0HELP", "/teach", "");
    form_with(s, "U0MOD", "Title");
    control(s, "fill", "{s:s, s:{s:s, s:s, s:s, s:s}}", "user", "U0MOD", "values", "lang", "zh",
            "title", "怎么配置 snorklizer？", "answer", "转动 **旋钮**。", "phrasings",
            "snorklizer 设置");
    json_t *form = form_with(s, "U0MOD", "Title");
    control(s, "click", "{s:s, s:O, s:s, s:i}", "user", "U0MOD", "view_id",
            json_object_get(form, "id"), "text", "Preview", "wait_ms", PATIENCE_MS);
    form_with(s, "U0MOD", "*旋钮*");
    control(s, "close_view", "{s:s}", "user", "U0MOD");
    json_t *done = submit(s, "U0MOD", "{}");
    assert_true(json_is_true(json_object_get(done, "closed")));
    expect_seen(s, "U0MOD", "dm", "Published");
    expect_answer(s, "怎么配置 snorklizer", "旋钮");
    assert_int_equal(audited(s, "teach.save", "U0MOD", false), 1);
}

static const char WIBBLER[] = "How do I configure the wibbler?";

static const char *text_of(const json_t *payload)
{
    const char *text = json_string_value(json_object_get(payload, "text"));
    assert_non_null(text);
    return text;
}

static void a_moderators_change_is_what_the_next_asker_gets(void **state)
{
    Story *s = *state;
    teach(s, "wibbler", "Turn the red knob.");
    g_autofree char *before = file_of(s, "the-wibbler");
    g_autofree char *said_before = g_strdup(text_of(asked(s, "U0ANA", WIBBLER)));
    card_of(s, "U0SAM", "the-wibbler");
    click_card(s, "U0SAM", "the-wibbler", "Edit English…");
    assert_true(says(form_with(s, "U0SAM", "Title"), "Turn the red knob."));
    json_t *looked = submit(s, "U0SAM", "{\"answer\": \"Turn the *green* knob.\"}");
    assert_false(json_is_true(json_object_get(looked, "closed")));
    json_t *shown = form_with(s, "U0SAM", "What changes");
    assert_true(says(shown, "-Turn the red knob.") && says(shown, "+Turn the *green* knob."));
    g_autofree char *still = file_of(s, "the-wibbler");
    assert_string_equal(still, before);
    submit(s, "U0SAM", "{}");
    expect_no_forms(s, "U0SAM");
    expect_answer(s, "How do I configure the wibbler?", "green");

    slash(s, "U0SAM", "C0HELP", "/askd", "history the-wibbler");
    click_card(s, "U0SAM", "What became of", "Back to 1…");
    form_with(s, "U0SAM", "+Turn the red knob.");
    submit(s, "U0SAM", "{}");
    expect_answer(s, WIBBLER, "red");
    assert_string_equal(text_of(asked(s, "U0ANA", WIBBLER)), said_before);
    g_autofree char *after = file_of(s, "the-wibbler");
    assert_string_equal(after, before);
    assert_int_equal(audited(s, "publish.go", "U0SAM", false), 2);
}

static void the_second_of_two_editors_is_told_of_the_first(void **state)
{
    Story *s = *state;
    teach(s, "grommet", "Turn the old knob.");
    static const char *const BOTH[] = {"U0MOD", "U0SAM"};
    for (size_t i = 0; i < G_N_ELEMENTS(BOTH); i++) {
        card_of(s, BOTH[i], "the-grommet");
        click_card(s, BOTH[i], "the-grommet", "Edit English…");
        form_with(s, BOTH[i], "Title");
    }
    submit(s, "U0MOD", "{\"answer\": \"Turn the first knob.\"}");
    form_with(s, "U0MOD", "What changes");
    submit(s, "U0SAM", "{\"answer\": \"Turn the second knob.\"}");
    form_with(s, "U0SAM", "What changes");
    submit(s, "U0MOD", "{}");
    expect_no_forms(s, "U0MOD");
    submit(s, "U0SAM", "{}");
    json_t *told = form_with(s, "U0SAM", "<@U0MOD>");
    assert_true(says(told, "-Turn the first knob."));
    g_autofree char *meanwhile = file_of(s, "the-grommet");
    assert_non_null(strstr(meanwhile, "Turn the first knob."));
    submit(s, "U0SAM", "{}");
    expect_no_forms(s, "U0SAM");
    expect_answer(s, "How do I configure the grommet?", "second knob");
}

static void a_retired_entry_answers_no_more_until_it_is_brought_back(void **state)
{
    Story *s = *state;
    teach(s, "flumper", "Turn the only knob.");
    g_autofree char *before = file_of(s, "the-flumper");
    card_of(s, "U0SAM", "the-flumper");
    click_card(s, "U0SAM", "the-flumper", "Retire…");
    form_with(s, "U0SAM", "Nobody is answered");
    submit(s, "U0SAM", "{}");
    static const char *const PAIR[] = {"How do I configure the flumper?", "only knob"};
    assert_true(eventually(s, is_not_answered, PAIR));
    card_of(s, "U0SAM", "the-flumper");
    click_card(s, "U0SAM", "is retired", "Bring back…");
    form_with(s, "U0SAM", "only knob");
    submit(s, "U0SAM", "{}");
    expect_answer(s, "How do I configure the flumper?", "only knob");
    g_autofree char *after = file_of(s, "the-flumper");
    assert_string_equal(after, before);
}

static void a_golden_question_holds_back_what_would_make_it_worse(void **state)
{
    Story *s = *state;
    g_autofree char *folder = g_build_filename(s->folder, "golden", NULL);
    g_autofree char *path = g_build_filename(folder, "golden.tsv", NULL);
    g_autofree char *output = NULL;
    teach(s, "sprocket", "Turn the golden knob.");
    g_mkdir_with_parents(folder, 0700);
    g_file_set_contents(
        path, "question\tlang\texpected\nHow do I configure the sprocket?\ten\tthe-sprocket\n", -1,
        NULL);
    if (askd_run(s, &output, "import", path, NULL) != 0)
        fail_msg("%s", output);
    card_of(s, "U0SAM", "the-sprocket");
    click_card(s, "U0SAM", "the-sprocket", "Retire…");
    form_with(s, "U0SAM", "Nobody is answered");
    submit(s, "U0SAM", "{}");
    json_t *held = form_with(s, "U0SAM", "Not published yet");
    assert_true(says(held, "How do I configure the sprocket?"));
    assert_true(says(held, "got the-sprocket, would get"));
    assert_true(json_is_null(json_object_get(held, "submit")) || !json_object_get(held, "submit"));
    control(s, "close_view", "{s:s, s:b}", "user", "U0SAM", "all", 1);
    g_autofree char *kept = file_of(s, "the-sprocket");
    assert_non_null(kept);

    card_of(s, "U0MOD", "the-sprocket");
    click_card(s, "U0MOD", "the-sprocket", "Retire…");
    form_with(s, "U0MOD", "Nobody is answered");
    submit(s, "U0MOD", "{}");
    form_with(s, "U0MOD", "Not published yet");
    submit(s, "U0MOD", "{}");
    expect_no_forms(s, "U0MOD");
    g_autofree char *gone = file_of(s, "the-sprocket");
    assert_null(gone);
}

static void words_of_others_are_published_only_with_their_consent(void **state)
{
    Story *s = *state;
    static const struct {
        const char *words, *title, *press;
    } TIMES[] = {
        {"Hold the dingus upside down.", "How do I hold a dingus?", "No, please don't"},
        {"Paint the doohickey blue.", "How do I paint a doohickey?", "Yes, publish it"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(TIMES); i++) {
        g_autofree char *values = g_strdup_printf("{\"title\": \"%s\"}", TIMES[i].title);
        const char *ts = say(s, "U0WEI", "C0HELP", TIMES[i].words);
        control(s, "shortcut", "{s:s, s:s, s:s, s:s}", "user", "U0MOD", "callback_id", "save.open",
                "channel", "C0HELP", "ts", ts);
        json_t *form = form_with(s, "U0MOD", "<@U0WEI>");
        assert_true(says(form, TIMES[i].words) && says(form, "slack.com/archives/C0HELP/p"));
        submit(s, "U0MOD", values);
        expect_seen(s, "U0MOD", "dm", "has been asked");
        settled_wait(s);
        expect_answer(s, TIMES[i].title, "I don't know");
        click_dm(s, "U0WEI", TIMES[i].words, TIMES[i].press);
    }
    expect_seen(s, "U0MOD", "dm", "would rather not");
    click_dm(s, "U0MOD", "has said yes", "Look and publish…");
    form_with(s, "U0MOD", "Paint the doohickey blue.");
    submit(s, "U0MOD", "{}");
    expect_answer(s, TIMES[1].title, "blue");
    settled_wait(s);
    assert_true(says(asked(s, "U0ANA", TIMES[0].title), "I don't know"));
    assert_int_equal(seen_count(s, "U0LIN", "dm", "doohickey"), 0);
}

static void nobody_else_can_consent(void **state)
{
    Story *s = *state;
    const char *ts = say(s, "U0WEI", "C0HELP", "Oil the thingamabob daily.");
    control(s, "shortcut", "{s:s, s:s, s:s, s:s}", "user", "U0MOD", "callback_id", "save.open",
            "channel", "C0HELP", "ts", ts);
    form_with(s, "U0MOD", "<@U0WEI>");
    submit(s, "U0MOD", "{\"title\": \"How do I oil a thingamabob?\"}");
    expect_seen(s, "U0WEI", "dm", "thingamabob");
    g_autoptr(GError) error = NULL;
    g_autoptr(Kb) kb = reader(s);
    g_autoptr(GPtrArray) waiting = proposal_waiting(kb, 10, &error);
    assert_int_equal(waiting->len, 1);
    int64_t id = ((Proposal *)waiting->pdata[0])->id;
    g_autofree char *value = g_strdup_printf("%" G_GINT64_FORMAT, id);
    static const char *const PRESSED[][2] = {{"U0MOD", "save.yes"}, {"U0LIN", "publish.look"}};
    for (size_t i = 0; i < G_N_ELEMENTS(PRESSED); i++)
        forge(s, PRESSED[i][0], PRESSED[i][1], value, 20 + (int)i);
    expect_seen(s, "U0MOD", "dm", "not asked any more");
    settled_wait(s);
    assert_int_equal(audited(s, "publish.look", "U0LIN", true), 1);
    g_autoptr(Proposal) still = NULL;
    g_autoptr(Kb) later = reader(s);
    assert_ok(proposal_find(later, id, &still, &error), error);
    assert_false(still->agreed);
}

static void a_new_entry_closes_what_its_moderator_confirms(void **state)
{
    Story *s = *state;
    asked(s, "U0ANA", "How do I install a gadgetron?");
    asked(s, "U0SAM", "Which contraption should I buy?");
    settled_wait(s);
    slash(s, "U0MOD", "C0HELP", "/teach", "");
    form_with(s, "U0MOD", "Title");
    submit(s, "U0MOD",
           "{\"lang\": \"en\", \"title\": \"How do I install a gadgetron?\","
           " \"answer\": \"With a spanner.\"}");
    json_t *list = expect_seen(s, "U0MOD", "dm", "× How do I install a gadgetron?");
    assert_false(says(list, "contraption"));
    settled_wait(s);
    assert_int_equal(seen_count(s, "U0ANA", "dm", "spanner"), 0);
    click(s, "U0MOD", "dm", ts_of(list), "Tell those who wait");
    expect_seen(s, "U0ANA", "dm", "spanner");
    expect_seen(s, "U0MOD", "dm", "Closed with");
    settled_wait(s);
    assert_int_equal(seen_count(s, "U0ANA", "dm", "spanner"), 1);
    assert_int_equal(logged(s, "gadgetron", "open"), 0);
    assert_int_equal(logged(s, "contraption", "open"), 1);
}

static void who_is_no_moderator_teaches_nothing(void **state)
{
    Story *s = *state;
    static const char *const FORGED[][2] = {
        {"entries.menu", "retire containerd"},
        {"entries.show", "containerd"},
        {"entries.edit", "en containerd"},
        {"entries.retire", "containerd"},
        {"entries.restore", "containerd"},
        {"entries.back", "1 containerd"},
        {"publish.look", "1"},
        {"publish.drop", "1"},
        {"reach.tell", "containerd"},
        {"teach.look", ""},
    };
    g_autofree char *before = file_of(s, "containerd");
    for (size_t i = 0; i < G_N_ELEMENTS(FORGED); i++) {
        unsigned refused = audited(s, FORGED[i][0], "U0LIN", true);
        forge(s, "U0LIN", FORGED[i][0], FORGED[i][1], (int)i);
        settled_wait(s);
        assert_int_equal(audited(s, FORGED[i][0], "U0LIN", true), refused + 1);
    }
    expect_no_forms(s, "U0LIN");
    g_autofree char *after = file_of(s, "containerd");
    assert_string_equal(after, before);
    json_t *refused = json_object_get(slash(s, "U0LIN", "C0HELP", "/teach", ""), "payload");
    assert_true(says(refused, "Only moderators") || says(refused, "只有管理员"));
    refused = json_object_get(slash(s, "U0LIN", "C0HELP", "/askd", "entry containerd"), "payload");
    assert_true(says(refused, "Only moderators") || says(refused, "只有管理员"));
    assert_int_equal(audited(s, "/teach", "U0LIN", true), 1);
}

static void in_chinese_it_is_the_same(void **state)
{
    Story *s = *state;
    teach(s, "frizzle", "Turn the last knob.");
    slash(s, "U0SAM", "C0HELP", "/askd", "language zh");
    card_of(s, "U0SAM", "the-frizzle");
    click_card(s, "U0SAM", "the-frizzle", "补写中文…");
    assert_true(says(form_with(s, "U0SAM", "标题"), "编辑中文内容"));
    submit(s, "U0SAM", "{\"title\": \"frizzle 怎么配置？\", \"answer\": \"转动最后的旋钮。\"}");
    form_with(s, "U0SAM", "改动");
    submit(s, "U0SAM", "{}");
    expect_no_forms(s, "U0SAM");
    expect_seen(s, "U0SAM", "dm", "已发布");
    expect_answer(s, "frizzle 怎么配置", "最后的旋钮");
    expect_answer(s, "How do I configure the frizzle?", "last knob");
    slash(s, "U0SAM", "C0HELP", "/askd", "language en");
}

static void where_two_are_wanted_the_second_publishes(void **state)
{
    Story *s = *state;
    askd_stop(s);
    configure(s, "two_person = true\n");
    askd_start(s);
    asked(s, "U0ANA", "Do zorbulators need two knobs?");
    click(s, "U0MOD", "C0TRIAGE", ts_of(expect_seen(s, "U0MOD", "C0TRIAGE", "zorbulators")),
          "Answer…");
    form_with(s, "U0MOD", "zorbulators");
    submit(s, "U0MOD", "{\"answer\": \"Turn both knobs.\"}");
    expect_no_forms(s, "U0MOD");
    json_t *card = expect_seen(s, "U0MOD", "C0TRIAGE", "both knobs");
    expect_seen(s, "U0MOD", "C0TRIAGE", "is on it");
    settled_wait(s);
    assert_int_equal(seen_count(s, "U0ANA", "dm", "knobs"), 0);
    click(s, "U0MOD", "C0TRIAGE", ts_of(card), "Look and publish…");
    form_with(s, "U0MOD", "another moderator publishes");
    control(s, "close_view", "{s:s}", "user", "U0MOD");

    slash(s, "U0SAM", "C0HELP", "/askd", "drafts");
    click_card(s, "U0SAM", "has written this", "Look and publish…");
    form_with(s, "U0SAM", "both knobs");
    submit(s, "U0SAM", "{}");
    expect_seen(s, "U0ANA", "dm", "knobs");
    expect_seen(s, "U0MOD", "C0TRIAGE", "has published it");
    expect_seen(s, "U0MOD", "dm", "published what you wrote");
    settled_wait(s);
    assert_int_equal(logged(s, "zorbulator", "answered"), 1);
    askd_stop(s);
    configure(s, "");
    askd_start(s);
}

static int begin(void **state)
{
    Story *s = story_begin("--no-rate-limit", NULL);
    *state = s;
    configure(s, "");
    askd_teach_one(s);
    askd_start(s);
    return 0;
}

int main(void)
{
#define TOLD(name) cmocka_unit_test_setup(name, story_test_begin)
    const struct CMUnitTest tests[] = {
        TOLD(what_is_taught_is_previewed_and_answers_the_next),
        TOLD(a_moderators_change_is_what_the_next_asker_gets),
        TOLD(the_second_of_two_editors_is_told_of_the_first),
        TOLD(a_retired_entry_answers_no_more_until_it_is_brought_back),
        TOLD(a_golden_question_holds_back_what_would_make_it_worse),
        TOLD(words_of_others_are_published_only_with_their_consent),
        TOLD(nobody_else_can_consent),
        TOLD(a_new_entry_closes_what_its_moderator_confirms),
        TOLD(who_is_no_moderator_teaches_nothing),
        TOLD(in_chinese_it_is_the_same),
        TOLD(where_two_are_wanted_the_second_publishes),
    };
    return cmocka_run_group_tests(tests, begin, story_group_end);
}
