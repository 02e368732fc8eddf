/*
 * The command line, as a person at a shell meets it: the program itself ($ASKD) is run.
 */
#include "tests/test.h"

#include <glib/gstdio.h>
#include <jansson.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "knowledge/question.h"

static char *program, *folder, *database;

/* What one run of askd came to. */
typedef struct Ran {
    char *out, *err;
    int code;
} Ran;

static void ran_clear(Ran *ran)
{
    g_free(ran->out);
    g_free(ran->err);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Ran, ran_clear)

/* Runs `askd WORDS…` in the test's folder, without a shell's environment. */
static Ran askd_with(char *const *environment, const char *const *words)
{
    g_autoptr(GPtrArray) argv = g_ptr_array_new();
    Ran ran = {0};
    int status = -1;
    g_ptr_array_add(argv, program);
    for (; *words; words++)
        g_ptr_array_add(argv, (void *)*words);
    g_ptr_array_add(argv, NULL);
    assert_true(g_spawn_sync(folder, (char **)argv->pdata, (char **)environment, G_SPAWN_DEFAULT,
                             NULL, NULL, &ran.out, &ran.err, &status, NULL));
    if (!WIFEXITED(status))
        fail_msg("askd ended by signal %d: %s", WTERMSIG(status), ran.err);
    ran.code = WEXITSTATUS(status);
    return ran;
}

/* The variables a test may not inherit are left out; sanitizers keep theirs. */
static char **clean_environment(void)
{
    char **environment = g_get_environ();
    static const char *const OURS[] = {"ASKD_DB",
                                       "ASKD_CONFIG",
                                       "SLACK_API_URL",
                                       "SLACK_APP_TOKEN",
                                       "SLACK_APP_TOKEN_FILE",
                                       "SLACK_BOT_TOKEN",
                                       "SLACK_BOT_TOKEN_FILE",
                                       "STATE_DIRECTORY",
                                       "CREDENTIALS_DIRECTORY",
                                       "LANG",
                                       "LC_ALL"};
    for (size_t i = 0; i < G_N_ELEMENTS(OURS); i++)
        environment = g_environ_unsetenv(environment, OURS[i]);
    return environment;
}

static Ran run_words(const char *const *words)
{
    g_auto(GStrv) environment = clean_environment();
    return askd_with(environment, words);
}
#define ASKD(...) run_words((const char *const[]){__VA_ARGS__, NULL})

static void assert_holds(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("no \"%s\" in:\n%s", part, text);
}

static void write_file(const char *name, const char *text, gssize len)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    assert_true(g_file_set_contents(path, text, len, NULL));
}

static const char ENVOY[] =
    "---\nid: envoy\nsources:\n  - https://www.envoyproxy.io\n---\n"
    "# en: What is Envoy?\n\n**Envoy** is a proxy.\n\n"
    "## then: 2018\n\nIncubating.\n\n## now: 2026-01-02\n\nGraduated.\n\n"
    "# zh: Envoy 是什么？\n\n**Envoy** 是代理。\n\n## now: 2026-01-02\n\n已毕业。\n";
static const char HELM[] = "---\nid: helm\n---\n# en: What is Helm?\n\nA package manager.\n";

/* A base of two entries, at askd.db in a folder of its own, which is where askd looks. */
static int fresh_base(void **state)
{
    (void)state;
    folder = g_dir_make_tmp("askd-cli-XXXXXX", NULL);
    database = g_build_filename(folder, "askd.db", NULL);
    write_file("envoy.md", ENVOY, -1);
    write_file("helm.md", HELM, -1);
    g_auto(Ran) ran = ASKD("import", "envoy.md", "helm.md");
    return ran.code;
}

static int remove_base(void **state)
{
    (void)state;
    const char *const words[] = {"rm", "-rf", folder, NULL};
    g_spawn_sync("/", (char **)words, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                 NULL);
    g_clear_pointer(&folder, g_free);
    g_clear_pointer(&database, g_free);
    return 0;
}

/* --- help and mistakes --------------------------------------------------------------------- */

static void every_command_explains_itself(void **state)
{
    (void)state;
    static const char *const NAMES[] = {"run",   "ask",      "import", "export", "questions",
                                        "check", "manifest", "backup", "eval"};
    g_auto(Ran) all = ASKD("--help");
    assert_int_equal(all.code, 0);
    for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        assert_holds(all.out, NAMES[i]);
        g_auto(Ran) one = ASKD(NAMES[i], "--help");
        g_auto(Ran) same = ASKD("help", NAMES[i]);
        assert_int_equal(one.code, 0);
        assert_holds(one.out, "Examples:\n  askd ");
        assert_holds(one.out, "--config=FILE");
        assert_string_equal(one.out, same.out);
        assert_string_equal(one.err, "");
    }
}

static void chinese_examples_show_in_the_c_locale(void **state)
{
    (void)state;
    g_auto(GStrv) environment = clean_environment();
    environment = g_environ_setenv(environment, "LC_ALL", "C", TRUE);
    g_auto(Ran) help = askd_with(environment, (const char *const[]){"ask", "--help", NULL});
    assert_holds(help.out, "askd ask --lang en 普罗米修斯是谁捐给 CNCF 的？");
    g_auto(Ran) answer = askd_with(environment, (const char *const[]){"ask", "Envoy 是什么", NULL});
    assert_holds(answer.out, "是代理。");
}

static void what_is_called_wrongly_is_said_with_what_was_meant(void **state)
{
    (void)state;
    static const struct {
        const char *words[4];
        const char *said;
    } CASES[] = {
        {{"rnu"}, "askd: no such command: rnu; did you mean run?"},
        {{"frobnicate"}, "askd: no such command: frobnicate; `askd --help`"},
        {{"ask"}, "askd ask: no question is given; `askd ask --help`"},
        {{"ask", "--jsn", "x"}, "--jsn; did you mean --json?"},
        {{"ask", "--lang", "fr", "x"}, "--lang is en or zh, not fr"},
        {{"ask", "--batch", "-", "x"}, "not both"},
        {{"ask", "--batch", "missing.txt"}, "missing.txt: No such file"},
        {{"import"}, "no file or folder is given"},
        {{"import", "missing.md"}, "missing.md"},
        {{"export"}, "one new folder"},
        {{"backup", "a", "b"}, "one new file"},
        {{"questions", "lst"}, "did you mean list"},
        {{"questions", "show"}, "the number of a question"},
        {{"questions", "show", "99"}, "there is no question 99"},
        {{"questions", "--state", "new"}, "--state is open"},
        {{"questions", "export", "--format", "xml"}, "--format is csv or jsonl"},
        {{"eval", "only-one"}, "a knowledge base and a file of questions"},
        {{"check", "--ready"}, "none is configured"},
        {{"run", "fast"}, "it takes no words: fast"},
        {{"run", "--log-level", "loud"}, "--log-level: the log level is"},
        {{"manifest", "--config", "missing.conf"}, "missing.conf"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        const char *words[5] = {0};
        memcpy(words, CASES[i].words, sizeof CASES[i].words);
        g_auto(Ran) ran = run_words(words);
        assert_holds(ran.err, CASES[i].said);
        assert_string_equal(ran.out, "");
        assert_int_equal(ran.code, 2);
        assert_ptr_equal(strchr(ran.err, '\n'), ran.err + strlen(ran.err) - 1);
    }
}

static void without_a_command_help_goes_to_stderr(void **state)
{
    (void)state;
    g_auto(Ran) ran = run_words((const char *const[]){NULL});
    assert_int_equal(ran.code, 2);
    assert_string_equal(ran.out, "");
    assert_holds(ran.err, "Commands:");
    g_auto(Ran) version = ASKD("--version");
    assert_int_equal(version.code, 0);
    assert_true(g_str_has_prefix(version.out, "askd "));
}

/* --- tokens -------------------------------------------------------------------------------- */

static Ran run_with_tokens(const char *app, const char *bot)
{
    g_auto(GStrv) environment = clean_environment();
    if (app)
        environment = g_environ_setenv(environment, "SLACK_APP_TOKEN", app, TRUE);
    if (bot)
        environment = g_environ_setenv(environment, "SLACK_BOT_TOKEN", bot, TRUE);
    return askd_with(environment, (const char *const[]){"run", NULL});
}

static void a_wrong_token_stops_run_before_anything_else(void **state)
{
    (void)state;
    static const struct {
        const char *app, *bot, *said;
    } CASES[] = {
        {NULL, "xoxb-test-Secret9", "SLACK_APP_TOKEN: there is no token"},
        {"xapp-test-Secret9", NULL, "SLACK_BOT_TOKEN: there is no token"},
        {"xoxb-test-Secret9", "xoxb-test-Secret9", "SLACK_APP_TOKEN: this is a bot token"},
        {"xapp-test-Secret9", "xapp-test-Secret9", "SLACK_BOT_TOKEN: this is an app-level token"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_auto(Ran) ran = run_with_tokens(CASES[i].app, CASES[i].bot);
        assert_int_equal(ran.code, 2);
        assert_holds(ran.err, CASES[i].said);
        assert_null(strstr(ran.err, "Secret9"));
    }
}

static void an_option_is_no_place_for_a_token(void **state)
{
    (void)state;
    g_auto(Ran) ran = ASKD("run", "--bot-token", "xoxb-test-Secret9");
    assert_int_equal(ran.code, 2);
    assert_null(strstr(ran.err, "Secret9"));
    g_auto(Ran) joined = ASKD("run", "--bot-token=xoxb-test-Secret9");
    assert_int_equal(joined.code, 2);
    assert_null(strstr(joined.err, "Secret9"));
}

/* --- ask ----------------------------------------------------------------------------------- */

static void an_answer_comes_with_its_dates_and_sources(void **state)
{
    (void)state;
    g_auto(Ran) en = ASKD("ask", "what", "is", "envoy?");
    assert_int_equal(en.code, 0);
    assert_string_equal(en.out, "What is Envoy?\n\nEnvoy is a proxy.\n\nIn 2018: Incubating.\n\n"
                                "Today (checked 2026-01-02): Graduated.\n\n"
                                "Sources:\n  https://www.envoyproxy.io\n");
    g_auto(Ran) zh = ASKD("ask", "--lang", "zh", "what is envoy?");
    assert_holds(zh.out, "Envoy 是代理。");
    assert_holds(zh.out, "现在（核实于 2026-01-02）：");
    g_auto(Ran) unknown = ASKD("ask", "how do I bake sourdough bread");
    assert_int_equal(unknown.code, 3);
    assert_holds(unknown.out, "I don't know.");
}

static void json_has_its_members_in_their_order(void **state)
{
    (void)state;
    g_auto(Ran) ran = ASKD("ask", "--json", "what is envoy?");
    assert_int_equal(ran.code, 0);
    assert_true(g_str_has_prefix(
        ran.out,
        "{\"question\":\"what is envoy?\",\"lang\":\"en\",\"outcome\":\"answered\",\"entry\":"
        "\"envoy\",\"title\":\"What is Envoy?\",\"answer\":\"Envoy is a proxy.\\n\\nIn 2018: "
        "Incubating.\\n\\nToday (checked 2026-01-02): Graduated.\",\"sources\":["
        "\"https://www.envoyproxy.io\"],\"confidence\":"));
    json_auto_t *json = json_loads(ran.out, 0, NULL);
    assert_non_null(json);
    static const char *const KEYS[] = {"question", "lang",    "outcome",    "entry",      "title",
                                       "answer",   "sources", "confidence", "candidates", "venue"};
    size_t i = 0;
    const char *key;
    json_t *value;
    json_object_foreach(json, key, value)
    {
        assert_in_range(i, 0, G_N_ELEMENTS(KEYS) - 1);
        assert_string_equal(key, KEYS[i++]);
    }
    assert_int_equal(i, G_N_ELEMENTS(KEYS));
    double confidence = json_real_value(json_object_get(json, "confidence"));
    assert_true(confidence > 0 && confidence <= 1);
    const json_t *first = json_array_get(json_object_get(json, "candidates"), 0);
    assert_string_equal(json_string_value(json_object_get(first, "entry")), "envoy");
    assert_string_equal(json_string_value(json_object_get(first, "title")), "What is Envoy?");
    assert_true(json_is_real(json_object_get(first, "score")));
}

static void every_line_of_a_batch_gets_a_line_in_order(void **state)
{
    (void)state;
    static const char LINES[] = "what is envoy?\r\n\nwhat is helm?\n\xff\xfe\nnul\0nul\n"
                                "<!channel> \"' OR 1=1; -- AND NOT (*)\nEnvoy 是什么？";
    static const char *const QUESTIONS[] = {
        "what is envoy?", "",
        "what is helm?",  "\uFFFD\uFFFD",
        "nul\uFFFDnul",   "<!channel> \"' OR 1=1; -- AND NOT (*)",
        "Envoy 是什么？"};
    write_file("lines.txt", LINES, sizeof LINES - 1);
    g_auto(Ran) ran = ASKD("ask", "--batch", "lines.txt");
    assert_int_equal(ran.code, 0);
    g_auto(GStrv) lines = g_strsplit(ran.out, "\n", -1);
    assert_int_equal(g_strv_length(lines), G_N_ELEMENTS(QUESTIONS) + 1);
    for (size_t i = 0; i < G_N_ELEMENTS(QUESTIONS); i++) {
        json_auto_t *json = json_loads(lines[i], 0, NULL);
        assert_non_null(json);
        assert_string_equal(json_string_value(json_object_get(json, "question")), QUESTIONS[i]);
    }
    assert_holds(lines[0], "\"entry\":\"envoy\"");
    assert_holds(lines[1], "\"outcome\":\"unknown\",\"entry\":null");
    assert_holds(lines[6], "\"lang\":\"zh\"");
}

static void a_line_without_an_end_in_sight_is_cut(void **state)
{
    (void)state;
    g_autofree char *words = g_strnfill(3000000, 'x');
    write_file("long.txt", words, -1);
    g_auto(Ran) ran = ASKD("ask", "--batch", "long.txt");
    assert_int_equal(ran.code, 0);
    assert_in_range(strlen(ran.out), TEXT_QUESTION_MAX, 2 * TEXT_QUESTION_MAX);
}

static void without_a_database_what_comes_with_askd_answers(void **state)
{
    (void)state;
    g_auto(Ran) ran = ASKD("ask", "--json", "--db", "none.db", "what is prometheus?");
    assert_int_equal(ran.code, 0);
    assert_holds(ran.err,
                 "none.db: no such database; answering from the knowledge that comes with");
    assert_holds(ran.out, "\"entry\":\"prometheus\"");
    g_autofree char *path = g_build_filename(folder, "none.db", NULL);
    assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
}

/* --- the base ------------------------------------------------------------------------------ */

static void what_cannot_be_a_database_is_named(void **state)
{
    (void)state;
    write_file("garbage.db", "this is no database, though it is long enough to be looked at", -1);
    static const struct {
        const char *path, *said;
    } CASES[] = {
        {".", "a folder"},
        {"/dev/null", "no ordinary file"},
        {"garbage.db", "not an SQLite file"},
        {"missing/askd.db", "no such folder"},
    };
    static const char *const COMMANDS[] = {"ask", "export", "import", "backup"};
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        for (size_t j = 0; j < G_N_ELEMENTS(COMMANDS); j++) {
            if (j == 0 && i == 3)
                continue; /* ask makes do without a base */
            g_auto(Ran) ran = ASKD(COMMANDS[j], "--db", CASES[i].path, "envoy.md");
            assert_int_equal(ran.code, 2);
            assert_holds(ran.err, CASES[i].path);
            assert_holds(ran.err, CASES[i].said);
        }
    }
}

static void a_full_disk_is_told(void **state)
{
    (void)state;
    g_autofree char *line = g_strdup_printf("exec '%s' ask what is envoy > /dev/full", program);
    const char *const words[] = {"sh", "-c", line, NULL};
    g_auto(GStrv) environment = clean_environment();
    g_autofree char *err = NULL;
    int status;
    assert_true(g_spawn_sync(folder, (char **)words, environment, G_SPAWN_SEARCH_PATH, NULL, NULL,
                             NULL, &err, &status, NULL));
    assert_int_equal(WEXITSTATUS(status), 1);
    assert_holds(err, "No space left on device");
}

static void a_dry_run_changes_nothing(void **state)
{
    (void)state;
    write_file("new.md", "---\nid: new\n---\n# en: What is new?\n\nThis.\n", -1);
    g_auto(Ran) dry = ASKD("import", "--dry-run", "new.md");
    assert_int_equal(dry.code, 0);
    assert_string_equal(dry.out,
                        "added new\nnothing was changed; an import would read 1 files with 1 "
                        "entries: 1 added, 0 changed, 0 retired, 0 unchanged\n");
    g_auto(Ran) again = ASKD("import", "--prune", "envoy.md");
    assert_string_equal(again.out,
                        "1 files with 1 entries: 0 added, 0 changed, 1 retired, 1 unchanged\n");
    g_auto(Ran) elsewhere = ASKD("import", "--dry-run", "--db", "none.db", "new.md");
    assert_int_equal(elsewhere.code, 0);
    g_autofree char *path = g_build_filename(folder, "none.db", NULL);
    assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
}

static void a_malformed_file_is_named_with_its_line(void **state)
{
    (void)state;
    write_file("bad.md", "---\nid: bad\nno such key: 1\n---\n# en: T?\n\nA.\n", -1);
    g_auto(Ran) ran = ASKD("import", "bad.md", "helm.md");
    assert_int_equal(ran.code, 2);
    assert_holds(ran.err, "bad.md:3: ");
}

static void export_and_backup_can_be_read_again(void **state)
{
    (void)state;
    g_auto(Ran) exported = ASKD("export", "out");
    assert_int_equal(exported.code, 0);
    g_auto(Ran) imported = ASKD("import", "--prune", "out");
    assert_holds(imported.out, "0 added, 0 changed, 0 retired, 2 unchanged");
    g_auto(Ran) copied = ASKD("backup", "copy.db");
    assert_int_equal(copied.code, 0);
    g_auto(Ran) asked = ASKD("ask", "--db", "copy.db", "what is helm?");
    assert_int_equal(asked.code, 0);
    g_auto(Ran) over = ASKD("backup", "copy.db");
    assert_int_equal(over.code, 2);
}

/* --- questions ----------------------------------------------------------------------------- */

static void log_question(Kb *kb, const char *user, Lang lang, const char *text, Outcome outcome,
                         const char *entry)
{
    g_autoptr(GError) error = NULL;
    int64_t id;
    const Question question = {.user = (char *)user,
                               .surface = (char *)(user ? "command" : "shell"),
                               .lang = lang,
                               .text = (char *)text,
                               .outcome = outcome,
                               .entry = (char *)entry,
                               .confidence = entry ? 0.9 : 0};
    assert_ok(question_log(kb, &question, &id, &error), error);
}

static void log_some_questions(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Kb) kb = kb_open(database, &error);
    assert_ok(kb, error);
    assert_ok(kb_begin(kb, 1700000000000, &error), error);
    log_question(kb, "U01", LANG_EN, "what is envoy?", OUTCOME_ANSWERED, "envoy");
    log_question(kb, NULL, LANG_ZH, "=怎么烤面包，\"好吃\"？", OUTCOME_UNKNOWN, NULL);
    assert_ok(kb_commit(kb, &error), error);
}

static void the_log_is_listed_and_filtered(void **state)
{
    (void)state;
    log_some_questions();
    g_auto(Ran) all = ASKD("questions");
    assert_int_equal(all.code, 0);
    assert_holds(all.out, "ID     ASKED");
    assert_true(strstr(all.out, "怎么烤面包") < strstr(all.out, "what is envoy?"));
    g_auto(Ran) open = ASKD("questions", "list", "--state", "open");
    assert_holds(open.out, "怎么烤面包");
    assert_null(strstr(open.out, "envoy"));
    g_auto(Ran) found = ASKD("questions", "list", "--search", "envoy");
    assert_holds(found.out, "what is envoy?");
    assert_null(strstr(found.out, "怎么烤面包"));
    g_auto(Ran) newest = ASKD("questions", "list", "--limit", "1");
    assert_null(strstr(newest.out, "envoy"));
    assert_holds(newest.err, "--limit 0 shows all");
    g_auto(Ran) none = ASKD("questions", "list", "--outcome", "suggested");
    assert_string_equal(none.out, "no such questions\n");
    g_auto(Ran) one = ASKD("questions", "show", "1");
    assert_holds(one.out, "question   what is envoy?\n");
    assert_holds(one.out, "by         U01\n");
}

static void an_open_question_is_closed_once(void **state)
{
    (void)state;
    log_some_questions();
    g_auto(Ran) closed = ASKD("questions", "answer", "2", "With", "flour.");
    assert_int_equal(closed.code, 0);
    assert_string_equal(closed.out, "question 2 is answered\n");
    g_auto(Ran) shown = ASKD("questions", "show", "2");
    assert_holds(shown.out, "state      answered\n");
    assert_holds(shown.out, "note       With flour.\n");
    g_auto(Ran) again = ASKD("questions", "dismiss", "2");
    assert_int_equal(again.code, 2);
    assert_holds(again.err, "question 2 is not open, it is answered");
}

static void the_queue_is_worked_off_at_a_shell(void **state)
{
    (void)state;
    log_some_questions();
    g_autoptr(GError) error = NULL;
    g_autoptr(Kb) kb = kb_open(database, &error);
    assert_ok(kb_begin(kb, 1700000000000, &error), error);
    log_question(kb, "U02", LANG_EN, "how do I bake bread?", OUTCOME_UNKNOWN, NULL);
    assert_ok(kb_commit(kb, &error), error);
    g_auto(Ran) groups = ASKD("questions", "groups");
    assert_holds(groups.out, "GROUP");
    assert_holds(groups.out, "g2 ");
    g_auto(Ran) claimed = ASKD("questions", "claim", "g2");
    assert_string_equal(claimed.out, "group g2 is claimed\n");
    g_auto(Ran) mine = ASKD("questions", "groups", "--state", "claimed");
    assert_holds(mine.out, "shell");
    g_auto(Ran) merged = ASKD("questions", "merge", "2", "g2");
    assert_string_equal(merged.out, "question 2 is merged\n");
    g_auto(Ran) whole = ASKD("questions", "show", "g2");
    assert_holds(whole.out, "asked      2 times\n");
    assert_holds(whole.out, "shell  took 1\n");
    g_auto(Ran) split = ASKD("questions", "split", "2");
    assert_int_equal(split.code, 0);
    g_auto(Ran) attached = ASKD("questions", "attach", "2", "no-such-entry");
    assert_int_equal(attached.code, 2);
    assert_holds(attached.err, "no such entry");
    g_auto(Ran) gone = ASKD("questions", "dismiss", "g2", "unclear", "What", "bread?");
    assert_int_equal(gone.code, 0);
    g_auto(Ran) shown = ASKD("questions", "show", "3");
    assert_holds(shown.out, "note       unclear What bread?\n");
    g_auto(Ran) late = ASKD("questions", "answer", "g2", "Too late");
    assert_int_equal(late.code, 2);
    assert_holds(late.err, "shell was first. It is dismissed now");
    g_auto(Ran) missing = ASKD("questions", "claim", "g99");
    assert_holds(missing.err, "there is no group g99");
    g_auto(Ran) wordless = ASKD("questions", "answer", "2");
    assert_holds(wordless.err, "answer wants the answer too");
}

static void the_log_leaves_as_csv_and_as_json(void **state)
{
    (void)state;
    log_some_questions();
    g_auto(Ran) csv = ASKD("questions", "export");
    assert_string_equal(
        csv.out, "\xEF\xBB\xBFid,asked,user,channel,thread,surface,lang,text,outcome,confidence,entry,"
                 "rating,state,note,group,topic\r\n"
                 "2,2023-11-14T22:13:20Z,,,,shell,zh,\"'=怎么烤面包，\"\"好吃\"\"？\",unknown,"
                 "0.0000,,0,open,,1,\r\n"
                 "1,2023-11-14T22:13:20Z,U01,,,command,en,what is envoy?,answered,0.9000,envoy,"
                 "0,settled,,,\r\n");
    g_auto(Ran) jsonl = ASKD("questions", "export", "--format", "jsonl", "--outcome", "unknown");
    json_auto_t *json = json_loads(jsonl.out, 0, NULL);
    assert_non_null(json);
    assert_string_equal(json_string_value(json_object_get(json, "text")),
                        "=怎么烤面包，\"好吃\"？");
    assert_true(json_is_null(json_object_get(json, "user")));
}

/* --- check and manifest -------------------------------------------------------------------- */

static void check_looks_at_everything_and_says_so(void **state)
{
    (void)state;
    log_some_questions();
    g_auto(GStrv) environment = clean_environment();
    environment = g_environ_setenv(environment, "SLACK_APP_TOKEN", "xapp-test-1", TRUE);
    environment = g_environ_setenv(environment, "SLACK_BOT_TOKEN", "xoxb-test-1", TRUE);
    g_auto(Ran) good = askd_with(environment, (const char *const[]){"check", NULL});
    assert_int_equal(good.code, 0);
    assert_holds(good.out, "askd.db is sound");
    assert_holds(good.out, "2 entries, 0 venues");
    assert_holds(good.out, "1 open, ");
    assert_holds(good.out, "0 owed to Slack, 0 given up");
    g_auto(Ran) tokenless = ASKD("check");
    assert_int_equal(tokenless.code, 2);
    assert_holds(tokenless.err, "SLACK_APP_TOKEN: there is no token");
    assert_holds(tokenless.out, "askd.db is sound");
}

static void the_manifest_is_json_for_socket_mode(void **state)
{
    (void)state;
    g_auto(Ran) ran = ASKD("manifest");
    assert_int_equal(ran.code, 0);
    json_auto_t *json = json_loads(ran.out, 0, NULL);
    assert_non_null(json);
    assert_true(
        json_is_true(json_object_get(json_object_get(json, "settings"), "socket_mode_enabled")));
}

static void the_example_configuration_is_taken(void **state)
{
    (void)state;
    g_autofree char *here = g_get_current_dir();
    g_autofree char *example = g_build_filename(here, "deploy", "askd.conf", NULL);
    g_auto(Ran) ran = ASKD("manifest", "--config", example);
    if (ran.code != 0)
        fail_msg("%s", ran.err);

    /* And so is every key that it shows commented out. */
    g_autofree char *text = NULL;
    assert_true(g_file_get_contents(example, &text, NULL, NULL));
    g_autoptr(GString) all = g_string_new(text);
    assert_true(g_string_replace(all, "\n#", "\n", 0) > 10);
    g_auto(GStrv) lines = g_strsplit(all->str, "\n", -1);
    g_autoptr(GString) keys = g_string_new(NULL);
    for (char **line = lines; *line; line++)
        if (g_str_has_prefix(*line, "[") || (strchr(*line, '=') && g_ascii_islower(**line)))
            g_string_append_printf(keys, "%s\n", *line);
    write_file("all.conf", keys->str, -1);
    g_auto(Ran) full = ASKD("manifest", "--config", "all.conf");
    if (full.code != 0)
        fail_msg("%s", full.err);
}

#define WITH_BASE(test) cmocka_unit_test_setup_teardown(test, fresh_base, remove_base)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_BASE(every_command_explains_itself),
        WITH_BASE(chinese_examples_show_in_the_c_locale),
        WITH_BASE(what_is_called_wrongly_is_said_with_what_was_meant),
        WITH_BASE(without_a_command_help_goes_to_stderr),
        WITH_BASE(a_wrong_token_stops_run_before_anything_else),
        WITH_BASE(an_option_is_no_place_for_a_token),
        WITH_BASE(an_answer_comes_with_its_dates_and_sources),
        WITH_BASE(json_has_its_members_in_their_order),
        WITH_BASE(every_line_of_a_batch_gets_a_line_in_order),
        WITH_BASE(a_line_without_an_end_in_sight_is_cut),
        WITH_BASE(without_a_database_what_comes_with_askd_answers),
        WITH_BASE(what_cannot_be_a_database_is_named),
        WITH_BASE(a_full_disk_is_told),
        WITH_BASE(a_dry_run_changes_nothing),
        WITH_BASE(a_malformed_file_is_named_with_its_line),
        WITH_BASE(export_and_backup_can_be_read_again),
        WITH_BASE(the_log_is_listed_and_filtered),
        WITH_BASE(an_open_question_is_closed_once),
        WITH_BASE(the_queue_is_worked_off_at_a_shell),
        WITH_BASE(the_log_leaves_as_csv_and_as_json),
        WITH_BASE(check_looks_at_everything_and_says_so),
        WITH_BASE(the_manifest_is_json_for_socket_mode),
        WITH_BASE(the_example_configuration_is_taken),
    };
    const char *given = g_getenv("ASKD");
    if (!given) {
        fputs("ASKD names the program to be tested; `make unit` sets it\n", stderr);
        return 1;
    }
    program = g_canonicalize_filename(given, NULL);
    int failed = cmocka_run_group_tests_name("cli", tests, NULL, NULL);
    g_free(program);
    return failed;
}
