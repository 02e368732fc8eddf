/*
 * What the commands that look things up do with names that are nearly right, with buttons, old and
 * forged ones too, and with a landscape and a glossary once these are imported.
 */
#include "tests/unit/commands/shelf.h"

#include <glib/gstdio.h>

#include "commands/catalogue.h"
#include "commands/columns.h"
#include "commands/stage.h"
#include "commands/venue.h"

static const char LANDSCAPE[] = "landscape:\n"
                                "  - category:\n"
                                "    name: Runtime\n"
                                "    subcategories:\n"
                                "      - subcategory:\n"
                                "        name: Cloud Native Storage\n"
                                "        items:\n";

/* Twenty projects of one stage: more than a page. */
static char *landscape(void)
{
    GString *out = g_string_new(LANDSCAPE);
    for (int i = 1; i <= 20; i++)
        g_string_append_printf(out,
                               "          - item:\n"
                               "            name: Silo%02d\n"
                               "            homepage_url: https://silo%02d.example/\n"
                               "            repo_url: https://github.com/silo/silo%02d\n"
                               "            project: sandbox\n"
                               "            extra:\n"
                               "              accepted: '2024-05-%02d'\n"
                               "              slack_url: https://silo.example/archives/C%02d\n",
                               i, i, i, i, i);
    return g_string_free(out, FALSE);
}

static void import_file(Shelf *shelf, const char *folder, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autofree char *parent = g_path_get_dirname(path);
    const char *const paths[] = {path, NULL};
    ImportOptions options = {.author = "test"};
    ImportCounts counts;
    assert_int_equal(g_mkdir_with_parents(parent, 0700), 0);
    assert_true(g_file_set_contents(path, text, -1, NULL));
    assert_ok(import_paths(shelf->kb, paths, 3000, &options, &counts, &shelf->error), shelf->error);
    assert_int_equal(g_remove(path), 0);
    assert_int_equal(g_remove(parent), 0);
}

static int open_with_imports(void **state)
{
    g_autofree char *yaml = landscape();
    g_autofree char *folder = g_dir_make_tmp("askd-shelf-XXXXXX", NULL);
    if (shelf_open(state) != 0)
        return -1;
    import_file(*state, folder, "landscape.yml", yaml);
    import_file(*state, folder, "en/error-budget.md",
                "---\ntitle: Error budget\nstatus: Completed\n---\nHow much may fail.\n");
    shelf_rebuild(*state);
    return g_remove(folder);
}

static const Message *press(Shelf *shelf, const char *action, const char *value, EffectKind kind)
{
    desk_press(shelf, action, value);
    return desk_message(shelf, kind);
}

static bool shows(const Message *m, const char *words)
{
    g_autofree char *all = shelf_print(m);
    return strstr(all, words) != NULL;
}

/* --- names ------------------------------------------------------------------------------------ */

static void a_name_is_found_however_it_is_written(void **state)
{
    const Shelf *shelf = *state;
    static const char *const typed[][2] = {
        {"Envoy", "envoy"},
        {"ENVOY", "envoy"},
        {"特使", "envoy"},
        {"K8S", "kubernetes"},
        {"open telemetry", "opentelemetry"},
        {"Container-Network-Interface", "cni"},
        {"moby project", "moby-project"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(typed); i++) {
        const Entry *entry = catalogue_find(shelf->library, catalogue_is_project, typed[i][0]);
        assert_non_null(entry);
        assert_string_equal(entry->slug, typed[i][1]);
    }
    assert_null(catalogue_find(shelf->library, catalogue_is_project, "graduation-criteria"));
    assert_null(catalogue_find(shelf->library, catalogue_is_project, "  --  "));
}

static void a_typing_error_is_offered_what_was_meant_first(void **state)
{
    const Shelf *shelf = *state;
    static const char *const typed[][2] = {
        {"kuberntes", "kubernetes"},  {"promethues", "prometheus"}, {"likerd", "linkerd"},
        {"containred", "containerd"}, {"what is envoy", "envoy"},   {"fluent", "fluentd"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(typed); i++) {
        g_autoptr(GPtrArray) near =
            catalogue_near(shelf->library, shelf->scratch, catalogue_is_project, typed[i][0], 5);
        assert_true(near->len > 0);
        assert_string_equal(((const Entry *)near->pdata[0])->slug, typed[i][1]);
    }
    g_autofree char *endless = g_strnfill(5000, 'x');
    g_autoptr(GPtrArray) none =
        catalogue_near(shelf->library, shelf->scratch, catalogue_is_project, endless, 5);
    assert_int_equal(none->len, 0);
}

static void a_stage_has_names_in_both_languages(void **state)
{
    (void)state;
    assert_string_equal(stage_find("Sandbox")->code, "sandbox");
    assert_string_equal(stage_find("沙盒")->code, "sandbox");
    assert_string_equal(stage_find("毕业")->code, "graduated");
    assert_null(stage_find("banana"));
    assert_string_equal(stage_name("archived", LANG_ZH), "归档");
    assert_null(stage_name(NULL, LANG_EN));
}

/* --- tables ----------------------------------------------------------------------------------- */

static void columns_line_up_whatever_the_script(void **state)
{
    (void)state;
    g_autoptr(Columns) bars = columns_new();
    columns_add_bar(bars, "毕业", 38);
    columns_add_bar(bars, "Wasm", 2400);
    columns_add_bar(bars, "无", 1);
    columns_add_bar(bars, "none", 0);
    g_autofree char *block = columns_block(bars);
    assert_string_equal(block, "```\n"
                               "  38 █ 毕业\n"
                               "2400 ████████████████████ Wasm\n"
                               "   1 █ 无\n"
                               "   0 none\n```");

    g_autoptr(Columns) table = columns_new();
    columns_add(table, "", "A", "B```");
    columns_add(table, "阶段", "毕业", "孵化");
    g_autofree char *both = columns_block(table);
    assert_string_equal(both, "```\n"
                              "\u3000\u3000  A\u3000\u3000  B\n"
                              "阶段  毕业   孵化\n```");
}

static void a_long_cell_is_cut(void **state)
{
    (void)state;
    g_autoptr(Columns) table = columns_new();
    columns_add(table, "存储存储存储存储存储存储存储存储存储", "x", "y");
    g_autofree char *block = columns_block(table);
    assert_non_null(strstr(block, "…  x  y"));
}

/* --- buttons ---------------------------------------------------------------------------------- */

static void a_list_is_leafed_through(void **state)
{
    Shelf *shelf = *state;
    const Message *m = shelf_command(shelf, "/project", "sandbox", LANG_EN);
    assert_true(shows(m, "Sandbox projects: 20"));
    assert_true(shows(m, "**Silo15**") && !shows(m, "**Silo16**"));
    assert_string_equal(desk_choice(m, "project.page")->value, "en 15 sandbox");
    m = press(shelf, "project.page", "en 15 sandbox", EFFECT_REPLACE);
    assert_true(shows(m, "**Silo16**") && shows(m, "**Silo20**") && !shows(m, "**Silo15**"));
    assert_string_equal(desk_choice(m, "project.page")->value, "en 0 sandbox");
    m = press(shelf, "project.page", "zh 0 storage", EFFECT_REPLACE);
    assert_true(shows(m, "“storage”的项目：21 个")); /* Rook, too */
}

static void a_near_name_is_chosen(void **state)
{
    Shelf *shelf = *state;
    const Message *m = shelf_command(shelf, "/project", "silo7", LANG_ZH);
    assert_true(shows(m, "你要找的是不是"));
    m = press(shelf, "project.show", "zh silo07", EFFECT_REPLACE);
    assert_true(shows(m, "Silo07") && shows(m, "沙箱") && shows(m, "2024-05-07"));
    m = press(shelf, "contribute.project", "en silo07", EFFECT_REPLACE);
    assert_true(shows(m, "https://github.com/silo/silo07/issues?q=is%3Aopen"));
    m = press(shelf, "project.read", "en graduation-criteria", EFFECT_REPLY);
    assert_true(shows(m, "`graduation-criteria`"));
    m = press(shelf, "contribute.read", "zh kep", EFFECT_REPLY);
    assert_true(shows(m, "`kep`"));
}

static const char *first_option(Shelf *shelf, const char *action, const char *typed)
{
    desk_do(shelf, SURFACE_TYPING, action, NULL, typed);
    const Effect *option = desk_effect(shelf, EFFECT_OPTION);
    return option ? option->id : "none";
}

static void names_are_completed_while_they_are_typed(void **state)
{
    Shelf *shelf = *state;
    const Message *m = shelf_command(shelf, "/project", "", LANG_EN);
    assert_string_equal(desk_piece(m, PIECE_LOOKUP, 0)->action, "project.choose");
    desk_do(shelf, SURFACE_TYPING, "project.choose", NULL, "");
    assert_true(effects_count(shelf->out) > 20);
    assert_string_equal(first_option(shelf, "project.choose", "Prometh"), "en prometheus");
    assert_string_equal(first_option(shelf, "project.choose", "promehteus"), "en prometheus");
    assert_string_equal(first_option(shelf, "project.choose", "no such thing at all"), "none");
    m = press(shelf, "project.choose", "zh prometheus", EFFECT_REPLACE);
    assert_true(shows(m, "Prometheus"));
    m = shelf_command(shelf, "/term", "", LANG_ZH);
    assert_string_equal(desk_piece(m, PIECE_LOOKUP, 0)->action, "term.choose");
    assert_string_equal(first_option(shelf, "term.choose", "error bud"), "en error-budget");
}

static void what_a_button_brings_may_be_anything(void **state)
{
    Shelf *shelf = *state;
    static const char *const actions[] = {"project.show", "project.read", "contribute.read",
                                          "contribute.project", "term.show"};
    static const char *const values[] = {NULL, "", " ", "en", "en ", "xx no-such-entry", "envoy"};
    for (size_t a = 0; a < G_N_ELEMENTS(actions); a++) {
        for (size_t v = 0; v < G_N_ELEMENTS(values); v++) {
            desk_press(shelf, actions[a], values[v]);
            assert_true(shows(desk_message(shelf, EFFECT_REPLY), "ask again"));
        }
    }
    static const char *const pages[] = {
        NULL, "", "en", "en 99999999999999999999 sandbox", "en -3 graduated", "en 0 banana"};
    for (size_t v = 0; v < G_N_ELEMENTS(pages); v++) {
        desk_press(shelf, "project.page", pages[v]);
        assert_non_null(desk_effect(shelf, EFFECT_REPLACE));
    }
}

/* --- what is imported ------------------------------------------------------------------------- */

static void an_imported_landscape_answers(void **state)
{
    Shelf *shelf = *state;
    const Message *m = shelf_command(shelf, "/project", "Silo03", LANG_EN);
    assert_true(shows(m, "https://silo03.example/") &&
                shows(m, "https://silo.example/archives/C03"));
    m = shelf_command(shelf, "/channels", "silo03 does not start", LANG_EN);
    assert_true(shows(m, "**[Silo03 chat](<https://silo.example/archives/C03>)**"));
    m = shelf_command(shelf, "/landscape", "", LANG_EN);
    assert_true(shows(m, "**20 projects, by stage**") &&
                shows(m, "20 ████████████████████ Sandbox"));
    assert_true(shows(m, "590 cards"));
    m = shelf_command(shelf, "/channels", "", LANG_ZH);
    assert_true(shows(m, "`/channels 名称`"));
}

static void an_imported_term_is_shown_and_offered(void **state)
{
    Shelf *shelf = *state;
    const Message *m = shelf_command(shelf, "/term", "error-budget", LANG_ZH);
    assert_true(shows(m, "Error budget") && shows(m, "How much may fail."));
    m = shelf_command(shelf, "/term", "errorbudgte", LANG_EN);
    assert_string_equal(desk_choice(m, "term.show")->value, "en error-budget");
    assert_false(shows(m, "askd import"));
    m = press(shelf, "term.show", "en error-budget", EFFECT_REPLACE);
    assert_true(shows(m, "How much may fail."));
}

static void a_persons_words_stay_words(void **state)
{
    Shelf *shelf = *state;
    static const char *const commands[] = {"/channels", "/project", "/contribute", "/term",
                                           "/meetup"};
    for (size_t i = 0; i < G_N_ELEMENTS(commands); i++) {
        const Message *m = shelf_command(shelf, commands[i], "<!channel> **qzx**", LANG_EN);
        for (unsigned p = 0; p < m->pieces->len; p++) {
            const Piece *piece = m->pieces->pdata[p];
            if (piece->kind != PIECE_QUOTE && piece->kind != PIECE_TITLE && piece->text)
                assert_null(strstr(piece->text, "qzx"));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_is_found_however_it_is_written),
        cmocka_unit_test(a_typing_error_is_offered_what_was_meant_first),
        cmocka_unit_test(a_stage_has_names_in_both_languages),
        cmocka_unit_test(columns_line_up_whatever_the_script),
        cmocka_unit_test(a_long_cell_is_cut),
        cmocka_unit_test(a_list_is_leafed_through),
        cmocka_unit_test(a_near_name_is_chosen),
        cmocka_unit_test(names_are_completed_while_they_are_typed),
        cmocka_unit_test(what_a_button_brings_may_be_anything),
        cmocka_unit_test(an_imported_landscape_answers),
        cmocka_unit_test(an_imported_term_is_shown_and_offered),
        cmocka_unit_test(a_persons_words_stay_words),
    };
    return cmocka_run_group_tests(tests, open_with_imports, shelf_close);
}
