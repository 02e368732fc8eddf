/*
 * Maintainers' search: what is kept can be found, what is gone cannot, and no words break it.
 */
#include "tests/unit/knowledge/base.h"

#include <glib/gstdio.h>

#include "knowledge/db.h"
#include "knowledge/group.h"
#include "knowledge/member.h"
#include "knowledge/search.h"

/* The slugs found, in order, with blanks between. */
static char *found(Kb *kb, const char *words)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) entries = search_entries(kb, words, 10, &error);
    assert_ok(entries != NULL, error);
    GString *slugs = g_string_new(NULL);
    for (unsigned i = 0; i < entries->len; i++)
        g_string_append_printf(slugs, "%s%s", i > 0 ? " " : "", ((Entry *)entries->pdata[i])->slug);
    return g_string_free(slugs, FALSE);
}

static void assert_found(Kb *kb, const char *words, const char *slugs)
{
    g_autofree char *got = found(kb, words);
    if (strcmp(got, slugs) != 0)
        fail_msg("%s: found `%s`, not `%s`", words, got, slugs);
}

static void fill(Kb *kb)
{
    Entry *notary = base_entry("notary", "Who signs images?", "Notary signs container images.");
    notary->texts[LANG_ZH].title = g_strdup("镜像签名用什么？");
    notary->texts[LANG_ZH].answer = g_strdup("公证员项目为容器镜像签名。");
    g_ptr_array_add(notary->texts[LANG_EN].phrasings, g_strdup("trusting what I pull"));
    base_save(kb, notary);
    base_save(kb, base_entry("argo-cd", "What is Argo CD?", "Continuous delivery in C++ style."));
    base_save(kb, base_entry("containerd", "What runs containers?", "containerd does."));
}

static void words_are_found_wherever_they_stand(void **state)
{
    Kb *kb = *state;
    fill(kb);
    assert_found(kb, "images", "notary");
    assert_found(kb, "IMAGE signing", "notary");
    assert_found(kb, "trusting", "notary");
    assert_found(kb, "argo-cd", "argo-cd");
    assert_found(kb, "Argo CD", "argo-cd");
    assert_found(kb, "containe", "containerd notary"); /* a title counts for more */
    assert_found(kb, "c++ style", "argo-cd");
}

static void chinese_words_are_found_within_sentences(void **state)
{
    Kb *kb = *state;
    fill(kb);
    assert_found(kb, "签名", "notary");
    assert_found(kb, "镜像签名", "notary");
    assert_found(kb, "鏡像", "notary"); /* traditional */
    assert_found(kb, "像签", "notary"); /* across words */
    assert_found(kb, "漏斗", "");
    assert_found(kb, "ＩＭＡＧＥＳ", "notary"); /* full width */
}

static void all_words_go_before_any_word(void **state)
{
    Kb *kb = *state;
    fill(kb);
    assert_found(kb, "container images", "notary");
    assert_found(kb, "container zeppelin", "containerd notary");
}

static void what_is_gone_is_found_no_more(void **state)
{
    g_autoptr(GError) error = NULL;
    Kb *kb = *state;
    bool retired;
    fill(kb);
    base_save(kb, base_entry("notary", "Who seals boxes?", "Wax."));
    assert_found(kb, "images", "");
    assert_found(kb, "wax", "notary");
    assert_ok(kb_begin(kb, BASE_NOW_MS, &error), error);
    assert_ok(entry_retire(kb, "notary", "U0MOD", &retired, &error), error);
    assert_ok(kb_commit(kb, &error), error);
    assert_found(kb, "wax", "");
}

static void no_words_break_it(void **state)
{
    static const char *const WORDS[] = {
        "",
        " ",
        "\"",
        "\"\"\"",
        "*",
        "mount -v",
        "a:b",
        "title:images",
        "NEAR(a b)",
        "AND",
        "OR OR",
        "NOT images",
        "(",
        ")",
        "^images",
        "-",
        "+",
        "{title}:x",
        "'; DROP TABLE entry; --",
        "😀",
        "\xff\xfe",
        "a\"b",
        "签\"名",
        "\\",
        "%_",
    };
    Kb *kb = *state;
    fill(kb);
    for (size_t i = 0; i < G_N_ELEMENTS(WORDS); i++)
        g_free(found(kb, WORDS[i]));
    g_autoptr(GString) many = g_string_new(NULL);
    for (int i = 0; i < 10000; i++)
        g_string_append(many, "word 字 ");
    g_free(found(kb, many->str));
    assert_found(kb, "???", "");
    assert_found(kb, "NOT images", "notary");
}

/* In a transaction of the caller's; its id. */
static int64_t note(Kb *kb, const char *text)
{
    g_autoptr(GError) error = NULL;
    int64_t id;
    Question question = {.user = (char *)"U1",
                         .channel = (char *)"C1",
                         .surface = (char *)"command",
                         .lang = text_language(text),
                         .text = (char *)text,
                         .outcome = OUTCOME_UNKNOWN};
    assert_ok(question_log(kb, &question, &id, &error), error);
    return id;
}

/* The id of the group it came to. */
static int64_t ask(Kb *kb, const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Question) asked = NULL;
    assert_ok(kb_begin(kb, BASE_NOW_MS, &error), error);
    int64_t id = note(kb, text);
    assert_ok(kb_commit(kb, &error), error);
    assert_ok(question_find(kb, id, &asked, &error), error);
    return asked->group;
}

static int64_t groups_found(Kb *kb, const char *words)
{
    g_autoptr(GError) error = NULL;
    int64_t total;
    const GroupFilter filter = {.lang = -1, .search = words, .limit = 10};
    g_autoptr(GPtrArray) groups = group_list(kb, &filter, &total, &error);
    assert_ok(groups != NULL, error);
    assert_int_equal(groups->len, total);
    return total;
}

static void open_questions_are_found_by_their_words(void **state)
{
    Kb *kb = *state;
    ask(kb, "How do I rotate the certificates of etcd?");
    ask(kb, "etcd 的证书怎么轮换？");
    ask(kb, "Where does fluentd buffer?");
    assert_int_equal(groups_found(kb, "certificates"), 1 + (groups_found(kb, "证书") == 0));
    assert_int_equal(groups_found(kb, "rotat ETCD"), 1);
    assert_int_equal(groups_found(kb, "轮换"), 1);
    assert_int_equal(groups_found(kb, "buffer"), 1);
    assert_int_equal(groups_found(kb, "zeppelin"), 0);
    assert_int_equal(groups_found(kb, "\"?"), 0);
}

static void a_question_is_found_before_its_transaction_ends(void **state)
{
    g_autoptr(GError) error = NULL;
    Kb *kb = *state;
    assert_ok(kb_begin(kb, BASE_NOW_MS, &error), error);
    note(kb, "Where does fluentd buffer?");
    assert_int_equal(groups_found(kb, "fluentd"), 1);
    note(kb, "Who signs the etcd releases?");
    assert_ok(kb_commit(kb, &error), error);
    assert_int_equal(groups_found(kb, "fluentd"), 1);
    assert_int_equal(groups_found(kb, "etcd"), 1);
}

static void a_question_that_was_taken_back_is_not_found(void **state)
{
    g_autoptr(GError) error = NULL;
    Kb *kb = *state;
    assert_ok(kb_begin(kb, BASE_NOW_MS, &error), error);
    assert_ok(kb_mark(kb, &error), error);
    int64_t undone = note(kb, "Where does fluentd buffer?");
    assert_ok(kb_undo(kb, &error), error);
    assert_int_equal(note(kb, "Who signs the etcd releases?"), undone); /* the number goes again */
    assert_ok(kb_commit(kb, &error), error);
    assert_ok(kb_begin(kb, BASE_NOW_MS, &error), error);
    note(kb, "Which zeppelin flies?");
    kb_roll_back(kb);
    ask(kb, "How do I cook rice?");
    assert_int_equal(groups_found(kb, "fluentd"), 0);
    assert_int_equal(groups_found(kb, "etcd"), 1);
    assert_int_equal(groups_found(kb, "zeppelin"), 0);
    assert_int_equal(groups_found(kb, "rice"), 1);
}

static void a_question_that_was_forgotten_is_found_no_more(void **state)
{
    g_autoptr(GError) error = NULL;
    Kb *kb = *state;
    ask(kb, "Where does fluentd buffer?");
    assert_int_equal(groups_found(kb, "fluentd"), 1);
    assert_ok(kb_begin(kb, BASE_NOW_MS, &error), error);
    assert_ok(member_forget(kb, "U1", &error), error);
    assert_ok(kb_commit(kb, &error), error);
    assert_int_equal(groups_found(kb, "fluentd"), 0);
    assert_ok(db_exec(kb,
                      "INSERT INTO question_search (question_search) VALUES ('integrity-check')",
                      "check", &error),
              error);
    g_autoptr(Stmt) rows = db_stmt(kb, STMT_SEARCH_QUESTION_FORGET);
    bool changed;
    assert_ok(db_run(kb, rows, &changed, &error), error);
    assert_false(changed);
}

/* What an askd of before had filed nothing in. */
static void an_older_file_can_be_searched(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *sql = NULL;
    g_autofree char *folder = g_dir_make_tmp("search-XXXXXX", &error);
    assert_ok(folder, error);
    g_autofree char *file = g_build_filename(folder, "askd.db", NULL);
    assert_ok(g_file_get_contents("tests/unit/knowledge/data/schema-4.sql", &sql, NULL, &error),
              error);
    sqlite3 *db;
    assert_int_equal(sqlite3_open(file, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);

    Kb *kb = kb_open(file, &error);
    assert_ok(kb, error);
    assert_found(kb, "签名", "notary");
    assert_found(kb, "trusting", "notary");
    assert_found(kb, "公证员", "notary");
    assert_int_equal(groups_found(kb, "fluentd"), 1);
    kb_close(kb);
    g_remove(file);
    g_rmdir(folder);
    (void)state;
}

#define IN_A_BASE(test) cmocka_unit_test_setup_teardown(test, base_open, base_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_A_BASE(words_are_found_wherever_they_stand),
        IN_A_BASE(chinese_words_are_found_within_sentences),
        IN_A_BASE(all_words_go_before_any_word),
        IN_A_BASE(what_is_gone_is_found_no_more),
        IN_A_BASE(no_words_break_it),
        IN_A_BASE(open_questions_are_found_by_their_words),
        IN_A_BASE(a_question_is_found_before_its_transaction_ends),
        IN_A_BASE(a_question_that_was_taken_back_is_not_found),
        IN_A_BASE(a_question_that_was_forgotten_is_found_no_more),
        cmocka_unit_test(an_older_file_can_be_searched),
    };
    return cmocka_run_group_tests_name("search", tests, NULL, NULL);
}
