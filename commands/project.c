/*
 * /project: one project, those of a stage or a category, two beside each other; and its buttons.
 *
 * Buttons carry "LANG …": the language of the reply they stand under, then a slug, or the place in
 * a list and what it lists.
 */
#include "commands/project.h"

#include <string.h>

#include "commands/catalogue.h"
#include "commands/complete.h"
#include "commands/help.h"
#include "commands/present.h"
#include "commands/stage.h"

enum { TYPED_MAX = 200 /* bytes */, NEAR_MAX = 5, MORE_MAX = 4 };

static const Words CHOOSE = {"Choose a project", "选择一个项目"};
static const Words USAGE = {
    "Name a project, a stage or a category, or compare two. For example:\n\n"
    "- `/{}project envoy`\n"
    "- `/{}project linkerd vs istio`\n"
    "- `/{}project graduated`, `/{}project storage`",
    "说出项目、阶段或类别，也可以比较两个项目。例如：\n\n"
    "- `/{}project envoy`\n"
    "- `/{}project linkerd vs istio`\n"
    "- `/{}project 毕业`、`/{}project 存储`"};
static const Words NOT_KNOWN = {"I know no project, stage or category of that name.",
                                "我不知道叫这个名字的项目、阶段或类别。"};
static const Words DID_YOU_MEAN = {
    "I know no project of just that name. Did you mean one of these?",
    "没有完全同名的项目。你要找的是不是下面这些？"};
static const Words GONE = {"That is no longer there. Please ask again with `/{}project`.",
                           "这条内容已经不在了，请用 `/{}project` 重新查询。"};
static const Words OTHER_LANGUAGE = {"_I have this in Chinese only, so far:_",
                                     "这条内容目前只有英文："};
static const Words STAGE = {"Stage", "阶段"};
static const Words STAGE_THEN = {"Stage in 2018", "2018 年的阶段"};
static const Words ACCEPTED = {"Accepted", "接收日期"};
static const Words INCUBATING = {"Incubating since", "进入孵化"};
static const Words GRADUATED = {"Graduated", "毕业日期"};
static const Words ARCHIVED = {"Archived", "归档日期"};
static const Words GIVEN_BY = {"Came from", "来自"};
static const Words CATEGORY = {"Category", "类别"};
static const Words WHERE_TO_ASK = {"**Where to ask:** ", "**去哪里问**："};
static const Words SITE = {"Site", "官网"};
static const Words CODE = {"Code", "代码仓库"};
static const Words DOCUMENTS = {"Documents", "文档"};
static const Words IN_CHINESE = {"Documents in Chinese", "中文文档"};
static const Words SAME = {"Those are the same project.", "这两个名字指的是同一个项目。"};

/* --- one -------------------------------------------------------------------------------------- */

static void add_fact(Message *m, Words label, const char *value, Lang lang)
{
    if (value)
        message_fact(m, words(label, lang), "%s", value);
}

static void add_facts(Message *m, const Entry *entry, Lang lang)
{
    add_fact(m, STAGE, stage_name(entry_fact(entry, "stage"), lang), lang);
    add_fact(m, STAGE_THEN, stage_name(entry_fact(entry, "stage-2018"), lang), lang);
    add_fact(m, ACCEPTED, entry_fact(entry, "accepted"), lang);
    add_fact(m, GRADUATED, entry_fact(entry, "graduated"), lang);
    if (!entry_fact(entry, "graduated"))
        add_fact(m, INCUBATING, entry_fact(entry, "incubating"), lang);
    add_fact(m, ARCHIVED, entry_fact(entry, "archived"), lang);
    add_fact(m, GIVEN_BY, entry_fact(entry, "given-by"), lang);
    if (entry_fact(entry, "category"))
        message_fact(m, words(CATEGORY, lang), "%s / %s", entry_fact(entry, "category"),
                     entry_fact(entry, "subcategory"));
}

static void add_link(Message *m, Words label, const Entry *entry, const char *fact, Lang lang)
{
    const char *url = entry_fact(entry, fact);
    if (url)
        message_link(m, words(label, lang), url);
}

static bool is_about(const Entry *entry, const Entry *project)
{
    return entry != project && entry->kind == ENTRY_ANSWER && !catalogue_is_project(entry) &&
           entry_has_tag(entry, project->slug);
}

/* What else is known of it. */
static void add_more(const Library *library, Message *m, const Entry *project, Lang lang)
{
    const GPtrArray *entries = library_entries(library);
    unsigned count = 0;
    for (unsigned i = 0; i < entries->len && count < MORE_MAX; i++) {
        const Entry *entry = entries->pdata[i];
        if (!is_about(entry, project))
            continue;
        catalogue_button(m, entry, present_title(entry, lang), "project.read", lang);
        count++;
    }
}

static void add_venue(const Library *library, Message *m, const Entry *project, Lang lang)
{
    const Entry *venue = library_venue(library, project);
    if (!venue || !venue->url)
        return;
    g_autofree char *line = g_strdup_printf("%s[%s](<%s>)", words(WHERE_TO_ASK, lang),
                                            present_title(venue, lang), venue->url);
    message_text(m, line);
}

static void show_one(const Request *req, Message *m, const Entry *entry, Lang lang)
{
    Lang used;
    const EntryText *text = entry_text(entry, lang, &used);
    g_autofree char *name = catalogue_name(entry, lang);
    message_title(m, name);
    if (used != lang)
        message_text(m, words(OTHER_LANGUAGE, lang));
    if (text->answer)
        message_text(m, text->answer);
    add_facts(m, entry, lang);
    present_dated(m, text, lang);
    add_venue(req->library, m, entry, lang);
    add_link(m, SITE, entry, "site", lang);
    add_link(m, CODE, entry, "repository", lang);
    add_link(m, DOCUMENTS, entry, "documents", lang);
    add_link(m, IN_CHINESE, entry, "documents-zh", lang);
    g_autofree char *slug = g_strconcat("`", entry->slug, "`", NULL);
    message_context(m, slug);
    add_more(req->library, m, entry, lang);
}

static void offer(const Request *req, Message *m, const char *name, const GPtrArray *near)
{
    message_quote(m, name);
    message_text(m, words(near->len > 0 ? DID_YOU_MEAN : NOT_KNOWN, req->lang));
    catalogue_buttons(m, near, "project.show", req->lang);
    g_autofree char *usage = present_sentence(USAGE, req);
    if (near->len == 0)
        message_text(m, usage);
}

/* --- two -------------------------------------------------------------------------------------- */

/* "A vs B" and its like; NULL for anything else. */
static char **split_in_two(const char *text)
{
    g_autoptr(GRegex) regex =
        g_regex_new("\\s+(?:vs\\.?|versus|and|or|&)\\s+|\\s*(?:和|与|跟|对比|还是|、|，|,)\\s*",
                    G_REGEX_CASELESS, 0, NULL);
    char **parts = g_regex_split(regex, text, 0);
    if (g_strv_length(parts) == 2 && *parts[0] && *parts[1])
        return parts;
    g_strfreev(parts);
    return NULL;
}

static const Entry *find_or_offer(const Request *req, Message *m, const char *name)
{
    const Entry *entry = catalogue_find(req->library, catalogue_is_project, name);
    if (entry)
        return entry;
    g_autoptr(GPtrArray) near =
        catalogue_near(req->library, req->scratch, catalogue_is_project, name, NEAR_MAX);
    if (near->len == 1)
        return near->pdata[0];
    offer(req, m, name, near);
    return NULL;
}

static void compare(const Request *req, Message *m, char **names)
{
    const Entry *a = find_or_offer(req, m, names[0]);
    const Entry *b = a ? find_or_offer(req, m, names[1]) : NULL;
    if (a && a == b)
        message_text(m, words(SAME, req->lang));
    if (a && a == b)
        show_one(req, m, a, req->lang);
    else if (a && b)
        project_compare(req, m, a, b);
}

/* --- the command, and its buttons ------------------------------------------------------------- */

static void look_up(const Request *req, Message *m, const char *name)
{
    const Entry *entry = catalogue_find(req->library, catalogue_is_project, name);
    if (entry) {
        show_one(req, m, entry, req->lang);
        return;
    }
    if (project_list(req, m, name, 0, req->lang))
        return;
    g_auto(GStrv) two = split_in_two(name);
    if (two) {
        compare(req, m, two);
        return;
    }
    g_autoptr(GPtrArray) near =
        catalogue_near(req->library, req->scratch, catalogue_is_project, name, NEAR_MAX);
    offer(req, m, name, near);
}

static void show_usage(const Request *req, Message *m)
{
    g_autofree char *usage = present_sentence(USAGE, req);
    message_text(m, usage);
    message_lookup(m, words(CHOOSE, req->lang), "project.choose");
    for (size_t i = 0; i < G_N_ELEMENTS(stages); i++)
        project_page_button(m, stages[i].name, 0, stages[i].code, req->lang);
}

static bool project(const Request *req, Kb *kb, Effects *out, GError **error)
{
    (void)kb;
    (void)error;
    g_autofree char *name = text_clean(req->text, strlen(req->text), TYPED_MAX);
    Message *m = effects_reply(out, NULL);
    if (!*name || help_wanted(name))
        show_usage(req, m);
    else
        look_up(req, m, name);
    return true;
}

static void sorry(const Request *req, Effects *out)
{
    g_autofree char *sentence = present_sentence(GONE, req);
    effects_reply(out, sentence);
}

static bool show(const Request *req, Kb *kb, Effects *out, GError **error)
{
    (void)kb;
    (void)error;
    Lang lang = req->lang;
    const Entry *entry = catalogue_read(req->library, req->value, &lang);
    if (entry && catalogue_is_project(entry))
        show_one(req, effects_replace(out, NULL), entry, lang);
    else
        sorry(req, out);
    return true;
}

/* While a name is typed into the menu, and when one has been chosen. */
static bool choose(const Request *req, Kb *kb, Effects *out, GError **error)
{
    if (req->surface != SURFACE_TYPING)
        return show(req, kb, out, error);
    complete_names(req, out, catalogue_is_project);
    return true;
}

/* Beside what stands already: who reads one entry wants to come back. */
static bool read_entry(const Request *req, Kb *kb, Effects *out, GError **error)
{
    (void)kb;
    (void)error;
    Lang lang = req->lang;
    const Entry *entry = catalogue_read(req->library, req->value, &lang);
    if (!entry)
        sorry(req, out);
    else if (catalogue_is_project(entry))
        show_one(req, effects_reply(out, NULL), entry, lang);
    else
        present_answer(effects_reply(out, NULL), entry, lang);
    return true;
}

static bool page(const Request *req, Kb *kb, Effects *out, GError **error)
{
    (void)kb;
    (void)error;
    Request theirs = *req;
    g_auto(GStrv) parts = g_strsplit(req->value ? req->value : "", " ", 3); /* LANG FROM WHAT */
    bool is_whole = g_strv_length(parts) == 3;
    const char *what = is_whole ? parts[2] : "";
    guint64 from = is_whole ? g_ascii_strtoull(parts[1], NULL, 10) : 0;
    if (is_whole)
        lang_parse(parts[0], &theirs.lang);
    Message *m = effects_replace(out, NULL);
    if (!project_list(&theirs, m, what, (unsigned)MIN(from, 100000), theirs.lang))
        message_text(m, words(NOT_KNOWN, theirs.lang));
    return true;
}

static const Command commands[] = {
    {.name = "/project",
     .usage = {"NAME | STAGE | CATEGORY | A vs B", "名称 | 阶段 | 类别 | A vs B"},
     .summary = {"Look up a CNCF project, a stage, a category; compare two",
                 "查询 CNCF 项目、阶段或类别，比较两个项目"},
     .who = EVERYONE,
     .run = project},
    {0},
};
static const Action actions[] = {
    {.name = "project.show", .who = EVERYONE, .run = show},
    {.name = "project.choose", .who = EVERYONE, .run = choose},
    {.name = "project.read", .who = EVERYONE, .run = read_entry},
    {.name = "project.page", .who = EVERYONE, .run = page},
    {0},
};
static const char *const scopes[] = {"commands", NULL};

const Feature feature_project = {
    .name = "project", .commands = commands, .actions = actions, .scopes = scopes};
