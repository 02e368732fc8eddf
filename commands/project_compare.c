/*
 * Two projects beside each other: their facts in a table, then what was written to tell them apart.
 */
#include "commands/project.h"

#include "commands/catalogue.h"
#include "commands/columns.h"
#include "commands/stage.h"

static void compare_fact(Columns *table, Words label, const char *a, const char *b, Lang lang)
{
    if (a || b)
        columns_add(table, words(label, lang), a ? a : "–", b ? b : "–");
}

static const char *fact_named(const Entry *entry, const char *key, Lang lang)
{
    const char *value = entry_fact(entry, key);
    return g_str_has_prefix(key, "stage") ? stage_name(value, lang) : value;
}

/* The entry that was written to tell them apart. */
static const Entry *written_comparison(const Library *library, const Entry *a, const Entry *b)
{
    const GPtrArray *entries = library_entries(library);
    for (unsigned i = 0; i < entries->len; i++) {
        const Entry *entry = entries->pdata[i];
        if (entry->kind == ENTRY_ANSWER && entry_has_tag(entry, "comparison") &&
            entry_has_tag(entry, a->slug) && entry_has_tag(entry, b->slug))
            return entry;
    }
    return NULL;
}

/* Too long for the table: a phone shows some forty letters in a line. */
static void add_origin(Message *m, const Entry *entry, Lang lang)
{
    static const Words FROM = {"from", "来自"};
    g_autofree char *name = catalogue_name(entry, lang);
    const char *within = entry_fact(entry, "subcategory"), *by = entry_fact(entry, "given-by");
    if (within && by)
        message_fact(m, name, "%s · %s %s", within, words(FROM, lang), by);
    else if (within || by)
        message_fact(m, name, "%s", within ? within : by);
}

void project_compare(const Request *req, Message *m, const Entry *a, const Entry *b)
{
    static const struct {
        Words label;
        const char *key;
    } rows[] = {
        {{"Stage", "阶段"}, "stage"},         {{"In 2018", "2018 年"}, "stage-2018"},
        {{"Accepted", "接收"}, "accepted"},   {{"Incubating", "孵化"}, "incubating"},
        {{"Graduated", "毕业"}, "graduated"}, {{"Archived", "归档"}, "archived"},
    };
    Lang lang = req->lang;
    g_autofree char *left = catalogue_name(a, lang), *right = catalogue_name(b, lang);
    g_autofree char *title = g_strdup_printf("%s · %s", left, right);
    g_autoptr(Columns) table = columns_new();
    columns_add(table, "", left, right);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        compare_fact(table, rows[i].label, fact_named(a, rows[i].key, lang),
                     fact_named(b, rows[i].key, lang), lang);
    g_autofree char *block = columns_block(table);
    message_title(m, title);
    message_text(m, block);
    add_origin(m, a, lang);
    add_origin(m, b, lang);
    const Entry *told = written_comparison(req->library, a, b);
    const Entry *const each[] = {a, b};
    if (told)
        message_text(m, entry_text(told, lang, NULL)->answer);
    for (size_t i = 0; !told && i < G_N_ELEMENTS(each); i++)
        if (entry_text(each[i], lang, NULL)->answer)
            message_text(m, entry_text(each[i], lang, NULL)->answer);
    catalogue_button(m, a, NULL, "project.read", lang);
    catalogue_button(m, b, NULL, "project.read", lang);
}
