/*
 * /contribute: ways to take part, what is needed, and the first steps; of all, or of one project.
 */
#include "commands/feature.h"

#include <string.h>

#include "commands/catalogue.h"
#include "commands/help.h"
#include "commands/present.h"

enum { TYPED_MAX = 200 /* bytes */, NEAR_MAX = 5 };

static const char DOCKER[] = "moby-project"; /* what Docker's engine is developed as */

static const Words TITLE = {"Take part", "参与贡献"};
static const Words FIRST_STEPS = {
    "**First steps**\n\n"
    "1. Read the code of conduct and the project's guide.\n"
    "2. Say hello where the project talks, and say what you would like to do.\n"
    "3. Take a small issue, or test one that somebody reported.\n"
    "4. Open a pull request early; people review it and help.",
    "**第一步**\n\n"
    "1. 读行为准则和项目的贡献指南。\n"
    "2. 到项目交流的地方打个招呼，说说你想做什么。\n"
    "3. 挑一个小 issue，或者帮忙复现别人报告的问题。\n"
    "4. 尽早提交拉取请求，会有人评审并帮助你。"};
static const Words TOOLS = {"**What you need for Docker's code**", "**给 Docker 写代码需要什么**"};
static const Words READ_MORE = {"**Read more**", "**继续了解**"};
static const Words ANY_PROJECT = {
    "`/{}contribute kubernetes` or `/{}contribute containerd` has the links of a project.",
    "输入 `/{}contribute kubernetes` 或 `/{}contribute containerd` 查看某个项目的链接。"};
static const Words HOW = {
    "How to take part in **%s**: code, documentation, answers to others, tests of reported issues, "
    "meetups. You do not have to be a programmer.",
    "参与 **%s** "
    "的方式：写代码、改文档、解答别人的问题、复现别人报告的问题、办聚会。不会编程也可以。"};
static const Words ENDED = {"This project is archived. Please do not start anything new on it.",
                            "这个项目已经归档，请不要再为它做新东西。"};
static const Words NO_REPOSITORY = {"I know no repository of it.", "我不知道它的代码仓库在哪里。"};
static const Words WHERE = {"**Where it talks:** ", "**在哪里交流**："};
static const Words GOOD_FIRST = {"Good first issues", "适合新手的 issue"};
static const Words CODE = {"Code", "代码仓库"};
static const Words GUIDE = {"Where to start on GitHub", "GitHub 上的入门页"};
static const Words CONDUCT = {"Code of conduct", "行为准则"};
static const Words DID_YOU_MEAN = {
    "I know no project of just that name. Did you mean one of these?",
    "没有完全同名的项目。你要找的是不是下面这些？"};
static const Words NOT_KNOWN = {"I know no project of that name. For all projects:",
                                "我不知道叫这个名字的项目。对所有项目都适用的是："};
static const Words GONE = {"That is no longer there. Please ask again with `/{}contribute`.",
                           "这条内容已经不在了，请用 `/{}contribute` 重新查询。"};

/* --- pieces ----------------------------------------------------------------------------------- */

static void show_answer(Message *m, const Library *library, const char *slug, const Words *heading,
                        Lang lang)
{
    const Entry *entry = library_entry(library, slug);
    const char *answer = entry ? entry_text(entry, lang, NULL)->answer : NULL;
    if (answer && heading)
        message_text(m, words(*heading, lang));
    if (answer)
        message_text(m, answer);
}

static void offer_entries(Message *m, const Library *library, const char *const *slugs, Lang lang)
{
    for (; *slugs; slugs++) {
        const Entry *entry = library_entry(library, *slugs);
        if (entry)
            catalogue_button(m, entry, present_title(entry, lang), "contribute.read", lang);
    }
}

/* "owner/name" at GitHub, or an owner alone; NULL for what stands elsewhere. */
static char *github_path(const char *url)
{
    static const char host[] = "https://github.com/";
    if (!url || !g_str_has_prefix(url, host))
        return NULL;
    g_auto(GStrv) parts = g_strsplit(url + strlen(host), "/", 3);
    if (!parts[0] || !*parts[0])
        return NULL;
    return parts[1] && *parts[1] ? g_strdup_printf("%s/%s", parts[0], parts[1])
                                 : g_strdup(parts[0]);
}

static void link_format(Message *m, Words label, Lang lang, const char *format, const char *path)
{
    g_auto(GStrv) parts = g_strsplit(format, "{}", 2);
    g_autofree char *url = g_strjoinv(path, parts);
    message_link(m, words(label, lang), url);
}

static void add_repository(Message *m, const char *path, Lang lang)
{
    bool whole = strchr(path, '/') != NULL;
    link_format(m, GOOD_FIRST, lang,
                whole ? "https://github.com/{}/issues?q=is%3Aopen+label%3A%22good+first+issue%22"
                      : "https://github.com/search?type=issues&q=is%3Aopen+label%3A%22good+first+"
                        "issue%22+org%3A{}",
                path);
    link_format(m, CODE, lang, "https://github.com/{}", path);
    if (whole)
        link_format(m, GUIDE, lang, "https://github.com/{}/contribute", path);
}

/* --- replies ---------------------------------------------------------------------------------- */

static void show_all(const Request *req, Message *m)
{
    static const char *const more[] = {"contribute-code",
                                       "contribution-workflow",
                                       "contributor-guide",
                                       "github-issues",
                                       "help-others",
                                       "docker-code-of-conduct",
                                       "cncf-code-of-conduct",
                                       "organise-a-meetup",
                                       "kep",
                                       NULL};
    g_autofree char *hint = present_sentence(ANY_PROJECT, req);
    message_title(m, words(TITLE, req->lang));
    show_answer(m, req->library, "ways-to-contribute", NULL, req->lang);
    show_answer(m, req->library, "dev-environment", &TOOLS, req->lang);
    message_text(m, words(FIRST_STEPS, req->lang));
    message_text(m, words(READ_MORE, req->lang));
    offer_entries(m, req->library, more, req->lang);
    add_repository(m, "moby/moby", req->lang);
    message_context(m, hint);
}

static void offer_project_reading(Message *m, const Library *library, const Entry *entry, Lang lang)
{
    static const char *const docker[] = {"dev-environment",        "prepare-mac-linux",
                                         "prepare-windows",        "contribution-workflow",
                                         "docker-code-of-conduct", NULL};
    static const char *const kubernetes[] = {"kep", "cncf-code-of-conduct", NULL};
    static const char *const others[] = {"cncf-code-of-conduct", NULL};
    if (entry_has_tag(entry, "docker") || entry_has_tag(entry, "moby"))
        offer_entries(m, library, docker, lang);
    else if (strcmp(entry->slug, "kubernetes") == 0)
        offer_entries(m, library, kubernetes, lang);
    else
        offer_entries(m, library, others, lang);
}

static void add_venue(Message *m, const Library *library, const Entry *entry, Lang lang)
{
    const Entry *venue = library_venue(library, entry);
    if (!venue || !venue->url)
        return;
    g_autofree char *line =
        g_strdup_printf("%s[%s](<%s>)", words(WHERE, lang), present_title(venue, lang), venue->url);
    message_text(m, line);
}

static void show_project(const Request *req, Message *m, const Entry *entry, Lang lang)
{
    g_autofree char *name = catalogue_name(entry, lang);
    g_autofree char *path = github_path(entry_fact(entry, "repository"));
    g_autofree char *how = words_filled(HOW, lang, name, NULL);
    g_autofree char *title = g_strdup_printf("%s · %s", words(TITLE, lang), name);
    bool docker = entry_has_tag(entry, "docker") || entry_has_tag(entry, "moby");
    message_title(m, title);
    bool ended = g_strcmp0(entry_fact(entry, "stage"), "archived") == 0;
    message_text(m, ended ? words(ENDED, lang) : how);
    if (!ended)
        message_text(m, words(path ? FIRST_STEPS : NO_REPOSITORY, lang));
    add_venue(m, req->library, entry, lang);
    if (path && ended)
        link_format(m, CODE, lang, "https://github.com/{}", path);
    else if (path)
        add_repository(m, path, lang);
    message_link(m, words(CONDUCT, lang),
                 docker ? "https://github.com/docker/code-of-conduct"
                        : "https://github.com/cncf/foundation/blob/main/code-of-conduct.md");
    offer_project_reading(m, req->library, entry, lang);
}

static void offer(const Request *req, Message *m, const char *name)
{
    g_autoptr(GPtrArray) near =
        catalogue_near(req->library, req->scratch, catalogue_is_project, name, NEAR_MAX);
    message_quote(m, name);
    message_text(m, words(near->len > 0 ? DID_YOU_MEAN : NOT_KNOWN, req->lang));
    catalogue_buttons(m, near, "contribute.project", req->lang);
    if (near->len == 0)
        show_all(req, m);
}

/* Docker itself is no project of the foundation; its code is Moby's. */
static const Entry *project_named(const Library *library, const char *name)
{
    g_autofree char *folded = catalogue_fold(name);
    if (strcmp(folded, "docker") == 0)
        return library_entry(library, DOCKER);
    return catalogue_find(library, catalogue_is_project, name);
}

static bool contribute(const Request *req, Kb *kb, Effects *out, GError **error)
{
    (void)kb;
    (void)error;
    g_autofree char *name = text_clean(req->text, strlen(req->text), TYPED_MAX);
    const Entry *entry = project_named(req->library, name);
    Message *m = effects_reply(out, NULL);
    if (!*name || help_wanted(name))
        show_all(req, m);
    else if (entry)
        show_project(req, m, entry, req->lang);
    else
        offer(req, m, name);
    return true;
}

/* --- buttons ---------------------------------------------------------------------------------- */

static const Entry *pressed(const Request *req, Effects *out, Lang *lang)
{
    *lang = req->lang;
    const Entry *entry = catalogue_read(req->library, req->value, lang);
    g_autofree char *gone = present_sentence(GONE, req);
    if (!entry)
        effects_reply(out, gone);
    return entry;
}

static bool read_entry(const Request *req, Kb *kb, Effects *out, GError **error)
{
    (void)kb;
    (void)error;
    Lang lang;
    const Entry *entry = pressed(req, out, &lang);
    if (entry)
        present_answer(effects_reply(out, NULL), entry, lang);
    return true;
}

static bool choose_project(const Request *req, Kb *kb, Effects *out, GError **error)
{
    (void)kb;
    (void)error;
    Lang lang;
    const Entry *entry = pressed(req, out, &lang);
    if (entry)
        show_project(req, effects_replace(out, NULL), entry, lang);
    return true;
}

static const Command commands[] = {
    {.name = "/contribute",
     .usage = {"[project]", "[项目]"},
     .summary = {"See how to take part, and where to begin", "了解怎样参与贡献、从哪里开始"},
     .who = EVERYONE,
     .run = contribute},
    {0},
};
static const Action actions[] = {
    {.name = "contribute.read", .who = EVERYONE, .run = read_entry},
    {.name = "contribute.project", .who = EVERYONE, .run = choose_project},
    {0},
};
static const char *const scopes[] = {"commands", NULL};

const Feature feature_contribute = {
    .name = "contribute", .commands = commands, .actions = actions, .scopes = scopes};
