/*
 * Facts of a landscape as entries, in English and in Chinese. The Chinese is fixed sentences around
 * the facts; what a project says of itself is quoted in its own words, never translated by guess.
 */
#include "knowledge/files/landscape.h"

#include <inttypes.h>
#include <string.h>

#include "knowledge/files/draft.h"
#include "knowledge/text.h"

enum { DESCRIPTION_MAX = 400 /* bytes: three lines in Slack */ };

static const char IMPORTER[] = "landscape";
static const char SITE[] = "https://landscape.cncf.io/";
static const char FILE_PAGE[] = "https://github.com/cncf/landscape";

static const char *const project_facts[] = {
    "name",        "stage",      "accepted", "incubating", "graduated", "archived", "category",
    "subcategory", "repository", "site",     "documents",  "chat",      NULL};

/* Where it stands, in the words that hand-written entries use. */
static char *status_en(const LandscapeProject *project)
{
    const char *accepted = project->dates[STAGE_SANDBOX], *since = project->dates[project->stage];
    static const char *const begun[STAGE_COUNT] = {
        "CNCF sandbox project", "CNCF incubating project", "Graduated CNCF project",
        "Archived by the CNCF"};
    static const char *const day[STAGE_COUNT] = {", accepted on ", " since ", " since ", " on "};
    GString *out = g_string_new(begun[project->stage]);
    if (since)
        g_string_append_printf(out, "%s%s", day[project->stage], since);
    if (project->stage != STAGE_SANDBOX && accepted)
        g_string_append_printf(out, " (accepted on %s)", accepted);
    g_string_append_c(out, '.');
    return g_string_free(out, FALSE);
}

static char *status_zh(const LandscapeProject *project)
{
    const char *accepted = project->dates[STAGE_SANDBOX], *since = project->dates[project->stage];
    static const char *const begun[STAGE_COUNT] = {"CNCF 沙箱项目", "CNCF 孵化项目",
                                                   "CNCF 已毕业项目", "已被 CNCF 归档的项目"};
    static const char *const day[STAGE_COUNT] = {"被接收", "进入孵化", "毕业", "归档"};
    GString *out = g_string_new(begun[project->stage]);
    if (since)
        g_string_append_printf(out, "，%s %s", since, day[project->stage]);
    if (project->stage != STAGE_SANDBOX && accepted)
        g_string_append_printf(out, "（%s 被接收）", accepted);
    g_string_append(out, "。");
    return g_string_free(out, FALSE);
}

/* "https://www.example.org/docs/" reads as "example.org/docs". */
static char *short_address(const char *url)
{
    const char *host = strstr(url, "://") + 3;
    if (g_str_has_prefix(host, "www."))
        host += 4;
    size_t len = strlen(host);
    while (len > 0 && host[len - 1] == '/')
        len--;
    g_autofree char *plain = g_strndup(host, len);
    return draft_quote(plain);
}

static void add_link(GString *out, const char *before, const char *url, const char *between,
                     bool *begun)
{
    if (!url)
        return;
    g_autofree char *shown = short_address(url);
    g_string_append_printf(out, "%s%s[%s](%s)", *begun ? between : "", before, shown, url);
    *begun = true;
}

static void add_links(GString *out, const LandscapeProject *project, Lang lang)
{
    bool begun = false;
    if (!project->site && !project->repository && !project->documents)
        return;
    g_string_append(out, "\n\n");
    const char *comma = lang == LANG_EN ? ", " : "，";
    add_link(out, lang == LANG_EN ? "Site: " : "官网：", project->site, comma, &begun);
    add_link(out, lang == LANG_EN ? (begun ? "code: " : "Code: ") : "代码：", project->repository,
             comma, &begun);
    add_link(out, lang == LANG_EN ? (begun ? "documents: " : "Documents: ") : "文档：",
             project->documents, comma, &begun);
    g_string_append(out, lang == LANG_EN ? "." : "。");
}

static char *answer_en(const LandscapeProject *project, const char *name, const char *what)
{
    GString *out = g_string_new(NULL);
    g_autofree char *category = draft_quote(project->category);
    g_autofree char *within = draft_quote(project->subcategory);
    g_string_append_printf(out, "**%s** is listed under %s / %s.", name, category, within);
    if (what)
        g_string_append_printf(out, " In its own words: %s", what);
    add_links(out, project, LANG_EN);
    return g_string_free(out, FALSE);
}

static char *answer_zh(const LandscapeProject *project, const char *name, const char *what)
{
    GString *out = g_string_new(NULL);
    g_autofree char *category = draft_quote(project->category);
    g_autofree char *within = draft_quote(project->subcategory);
    g_string_append_printf(out, "**%s** 的类别是 %s / %s。", name, category, within);
    if (what)
        g_string_append_printf(out, "项目自己的介绍（英文）：%s", what);
    add_links(out, project, LANG_ZH);
    return g_string_free(out, FALSE);
}

static void add_phrasings(Draft *draft, const LandscapeProject *project)
{
    const char *name = draft->names->pdata[0];
    for (unsigned i = 0; i < draft->names->len; i++) {
        draft_phrase(draft, LANG_EN, "what is %s", (const char *)draft->names->pdata[i]);
        draft_phrase(draft, LANG_ZH, "%s 是什么", (const char *)draft->names->pdata[i]);
    }
    draft_phrase(draft, LANG_EN, "what does %s do", name);
    draft_phrase(draft, LANG_EN, "is %s graduated, incubating, sandbox or archived", name);
    draft_phrase(draft, LANG_EN, "when was %s accepted", name);
    draft_phrase(draft, LANG_EN, "website and repository of %s", name);
    draft_phrase(draft, LANG_ZH, "%s 是做什么的", name);
    draft_phrase(draft, LANG_ZH, "%s 毕业了吗，处于什么阶段", name);
    draft_phrase(draft, LANG_ZH, "%s 什么时候被接收", name);
    draft_phrase(draft, LANG_ZH, "%s 的官网和代码仓库", name);
    if (project->chat) {
        draft_phrase(draft, LANG_EN, "where to ask about %s", name);
        draft_phrase(draft, LANG_ZH, "%s 的问题去哪里问", name);
    }
}

static void set_facts(Entry *entry, const LandscapeProject *project)
{
    const char *const *dates = (const char *const *)project->dates;
    const char *const values[] = {project->name,          landscape_stage_code(project->stage),
                                  dates[STAGE_SANDBOX],   dates[STAGE_INCUBATING],
                                  dates[STAGE_GRADUATED], dates[STAGE_ARCHIVED],
                                  project->category,      project->subcategory,
                                  project->repository,    project->site,
                                  project->documents,     project->chat};
    for (size_t i = 0; i < G_N_ELEMENTS(values); i++)
        entry_set_fact(entry, project_facts[i], values[i]);
}

static void add_source(Entry *entry, const char *url)
{
    for (unsigned i = 0; i < entry->sources->len; i++)
        if (strcmp(entry->sources->pdata[i], url) == 0)
            return;
    g_ptr_array_add(entry->sources, g_strdup(url));
}

static void set_lists(Entry *entry, const LandscapeProject *project)
{
    g_autofree char *category = draft_slug(project->subcategory);
    g_ptr_array_add(entry->tags, g_strdup(entry->slug));
    g_ptr_array_add(entry->tags, g_strdup("project"));
    if (category)
        g_ptr_array_add(entry->tags, g_steal_pointer(&category));
    if (project->site)
        add_source(entry, project->site);
    if (project->repository)
        add_source(entry, project->repository);
    add_source(entry, FILE_PAGE);
}

static void set_text(EntryText *text, char *title, char *answer)
{
    text->title = title;
    text->answer = answer;
}

static void set_now(EntryText *text, char *now, const char *date)
{
    text->now = now;
    text->now_date = g_strdup(date);
}

static const char *newest_date(const LandscapeProject *project)
{
    const char *newest = NULL;
    for (int i = 0; i < STAGE_COUNT; i++)
        if (g_strcmp0(project->dates[i], newest) > 0)
            newest = project->dates[i];
    return newest;
}

static Draft *project_draft(const char *file, const LandscapeProject *project, const char *slug,
                            const char *venue, const char *date)
{
    Draft *draft = draft_new(IMPORTER, slug, project->name, file, project->line);
    Entry *entry = draft->entry;
    const char *name = draft->names->pdata[0];
    g_autofree char *shown = draft_quote(name);
    g_autofree char *cut =
        project->description ? text_shorten(project->description, DESCRIPTION_MAX) : NULL;
    g_autofree char *what = cut ? draft_quote(cut) : NULL;
    if (what && g_ascii_isalnum(what[strlen(what) - 1])) {
        char *ended = g_strconcat(what, ".", NULL);
        g_free(what);
        what = ended;
    }
    draft->facts = project_facts;
    draft->changed = g_strdup(newest_date(project));
    entry->venue = g_strdup(venue);
    set_text(&entry->texts[LANG_EN], g_strdup_printf("What is %s?", name),
             answer_en(project, shown, what));
    set_text(&entry->texts[LANG_ZH], g_strdup_printf("%s 是什么？", name),
             answer_zh(project, shown, what));
    if (date) {
        set_now(&entry->texts[LANG_EN], status_en(project), date);
        set_now(&entry->texts[LANG_ZH], status_zh(project), date);
    }
    set_lists(entry, project);
    set_facts(entry, project);
    add_phrasings(draft, project);
    return draft;
}

/* An address without a path is a whole workspace, and not one project's. */
static const char *path_of(const char *url)
{
    const char *path = strchr(strstr(url, "://") + 3, '/');
    return path && path[1] ? path + 1 : NULL;
}

static Draft *chat_draft(const char *file, const LandscapeProject *project, const char *of_slug)
{
    bool own = path_of(project->chat) != NULL;
    const char *host = strstr(project->chat, "://") + 3;
    g_autofree char *plain = g_strndup(host, strcspn(host, "/"));
    g_autofree char *slug = own ? g_strconcat(of_slug, "-chat", NULL) : draft_slug(plain);
    Draft *draft = draft_new(IMPORTER, slug ? slug : of_slug, own ? project->name : plain, file,
                             project->line);
    Entry *entry = draft->entry;
    const char *name = draft->names->pdata[0];
    const char *channel = own ? project->channel : NULL;
    g_autofree char *where = channel ? draft_quote(channel) : NULL;
    entry->kind = ENTRY_VENUE;
    entry->url = own ? g_strdup(project->chat) : g_strdup_printf("https://%s/", plain);
    set_text(&entry->texts[LANG_EN], own ? g_strdup_printf("%s chat", name) : g_strdup(plain),
             g_strdup_printf("Chat with users and developers%s%s.", where ? ": " : "",
                             where ? where : ""));
    set_text(
        &entry->texts[LANG_ZH], own ? g_strdup_printf("%s 聊天频道", name) : g_strdup(plain),
        g_strdup_printf("和用户、开发者交流的地方%s%s。", where ? "：" : "", where ? where : ""));
    if (own)
        g_ptr_array_add(entry->tags, g_strdup(of_slug));
    g_ptr_array_add(entry->tags, g_strdup("chat"));
    return draft;
}

/* The figures. */

static void figure(Entry *entry, const char *key, int64_t number)
{
    g_autofree char *text = g_strdup_printf("%" PRId64, number);
    entry_set_fact(entry, key, text);
}

/* A category's items; the members' also level by level, as those are asked for. */
static void add_figures(Entry *entry, const LandscapeTotals *totals)
{
    g_autoptr(GHashTable) sums = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (unsigned i = 0; i < totals->counts->len && g_hash_table_size(sums) < 60; i++) {
        const LandscapeCount *count = &g_array_index(totals->counts, LandscapeCount, i);
        g_autofree char *of = draft_slug(count->category);
        g_autofree char *within = draft_slug(count->subcategory);
        if (!of || !within)
            continue;
        g_autofree char *key = g_strconcat("in-", of, NULL);
        int64_t sum = (int64_t)GPOINTER_TO_SIZE(g_hash_table_lookup(sums, key)) + count->items;
        figure(entry, key, sum);
        g_hash_table_insert(sums, g_strdup(key), GSIZE_TO_POINTER((size_t)sum));
        g_autofree char *level = g_strconcat("members-", within, NULL);
        if (strcmp(of, "cncf-members") == 0)
            figure(entry, level, count->items);
    }
}

static int64_t project_count(const LandscapeTotals *totals)
{
    int64_t sum = 0;
    for (int i = 0; i < STAGE_COUNT; i++)
        sum += totals->stages[i];
    return sum;
}

static char *figures_text(const LandscapeTotals *totals, const char *format)
{
    g_auto(GStrv) parts = g_strsplit(format, "#", -1);
    const int64_t numbers[] = {totals->items,
                               project_count(totals),
                               totals->stages[STAGE_GRADUATED],
                               totals->stages[STAGE_INCUBATING],
                               totals->stages[STAGE_SANDBOX],
                               totals->stages[STAGE_ARCHIVED]};
    GString *out = g_string_new(parts[0]);
    for (size_t i = 0; i < G_N_ELEMENTS(numbers) && parts[i + 1]; i++)
        g_string_append_printf(out, "%" PRId64 "%s", numbers[i], parts[i + 1]);
    return g_string_free(out, FALSE);
}

/* The keys depend on the file; all of them are the importer's, and are listed as it finds them. */
static Draft *figures_draft(const char *file, const LandscapeTotals *totals)
{
    Draft *draft = draft_new(IMPORTER, "landscape-figures", "landscape-figures", file, 1);
    Entry *entry = draft->entry;
    static const char *const tags[] = {"cncf", "landscape", "figures"};
    static const char *const all[] = {"*", NULL};
    draft->facts = all;
    draft->changed = g_strdup(totals->latest);
    set_text(&entry->texts[LANG_EN], g_strdup("How large is the CNCF landscape?"),
             g_strdup("The CNCF landscape lists projects, products and members."));
    set_text(&entry->texts[LANG_ZH], g_strdup("CNCF 全景图有多大规模？"),
             g_strdup("CNCF 全景图收录项目、产品和会员。"));
    if (totals->latest) {
        set_now(&entry->texts[LANG_EN],
                figures_text(totals, "# items; # projects: # graduated, # incubating, # in the "
                                     "sandbox, # archived."),
                totals->latest);
        set_now(&entry->texts[LANG_ZH],
                figures_text(totals, "# 个条目；# 个项目：毕业 # 个、孵化 # 个、沙箱 # 个、"
                                     "归档 # 个。"),
                totals->latest);
    }
    draft_phrase(draft, LANG_EN, "how many entries are on the landscape");
    draft_phrase(draft, LANG_EN, "number of cncf projects at each stage");
    draft_phrase(draft, LANG_ZH, "全景图有多少条目");
    draft_phrase(draft, LANG_ZH, "CNCF 各阶段有多少项目");
    for (size_t i = 0; i < G_N_ELEMENTS(tags); i++)
        g_ptr_array_add(entry->tags, g_strdup(tags[i]));
    add_source(entry, SITE);
    add_source(entry, FILE_PAGE);
    figure(entry, "items", totals->items);
    figure(entry, "projects", project_count(totals));
    for (int i = 0; i < STAGE_COUNT; i++)
        figure(entry, landscape_stage_code((Stage)i), totals->stages[i]);
    add_figures(entry, totals);
    return draft;
}

/* Made of the name without what stands in brackets; two of one slug are told apart by a number. */
static const char *new_slug(GHashTable *taken, const LandscapeProject *project)
{
    g_autofree char *name = g_strndup(project->name, strcspn(project->name, "("));
    g_autofree char *base = draft_slug(name);
    char *slug = g_strdup(base ? base : "project");
    for (unsigned number = 2; g_hash_table_contains(taken, slug); number++) {
        g_free(slug);
        slug = g_strdup_printf("%s-%u", base ? base : "project", number);
    }
    g_hash_table_add(taken, slug);
    return slug;
}

void landscape_draft(const char *file, const GPtrArray *projects, const LandscapeTotals *totals,
                     GPtrArray *drafts)
{
    g_autoptr(GHashTable) taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (unsigned i = 0; i < projects->len; i++) {
        const LandscapeProject *project = projects->pdata[i];
        const char *slug = new_slug(taken, project);
        Draft *chat = project->chat ? chat_draft(file, project, slug) : NULL;
        if (chat)
            g_ptr_array_add(drafts, chat);
        g_ptr_array_add(drafts, project_draft(file, project, slug, chat ? chat->entry->slug : NULL,
                                              totals->latest));
    }
    g_ptr_array_add(drafts, figures_draft(file, totals));
}
