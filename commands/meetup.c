/*
 * /meetup: where to look for people nearby, and how to bring them together.
 */
#include "commands/feature.h"

#include <string.h>

#include "commands/help.h"
#include "commands/present.h"

enum { CITY_MAX = 120 /* bytes */ };

static const Words TITLE = {"Meet people near you", "找到身边的同好"};
static const Words NAME_A_CITY = {
    "Name your city and I make the searches for you: `/{}meetup Berlin`, `/{}meetup 上海`.",
    "说出你的城市，我帮你准备好搜索：`/{}meetup 上海`、`/{}meetup Berlin`。"};
static const Words FOR_CITY = {"The searches below are for this city:", "下面的搜索针对这个城市："};
static const Words NOT_LISTED = {
    "I keep no list of groups, so I cannot say which of them are active today.",
    "我不保存小组名单，所以不能保证哪些小组现在还活跃。"};
static const Words DOCKER_SEARCH = {"Search Docker meetups", "搜索 Docker 聚会"};
static const Words CLOUD_NATIVE_SEARCH = {"Search cloud native meetups", "搜索云原生聚会"};
static const Words CLOUD_NATIVE = {"Cloud Native Community Groups", "云原生社区小组"};
static const Words DOCKER = {"Docker community", "Docker 社区"};

/* What the knowledge base says; nothing when a moderator took the entry away. */
static void show_entry(Message *m, const Library *library, const char *slug, Lang lang)
{
    const Entry *entry = library_entry(library, slug);
    if (!entry)
        return;
    const EntryText *text = entry_text(entry, lang, NULL);
    g_autofree char *heading =
        g_strdup_printf("**%s**\n\n%s", text->title, text->answer ? text->answer : "");
    message_text(m, heading);
    present_dated(m, text, lang);
}

static void add_search(Message *m, Words label, const char *topic, const char *city, Lang lang)
{
    g_autofree char *keywords = g_strdup_printf("%s %s", topic, city);
    g_autofree char *escaped = g_uri_escape_string(g_strchomp(keywords), NULL, FALSE);
    g_autofree char *url = g_strconcat("https://www.meetup.com/find/?keywords=", escaped, NULL);
    message_link(m, words(label, lang), url);
}

static bool meetup(const Request *req, Kb *kb, Effects *out, GError **error)
{
    (void)kb;
    (void)error;
    Lang lang = req->lang;
    g_autofree char *city = text_clean(req->text, strlen(req->text), CITY_MAX);
    g_autofree char *usage = present_sentence(NAME_A_CITY, req);
    bool has_city = *city && !help_wanted(city);
    Message *m = effects_reply(out, NULL);
    message_title(m, words(TITLE, lang));
    message_text(m, has_city ? words(FOR_CITY, lang) : usage);
    if (has_city)
        message_quote(m, city);
    add_search(m, DOCKER_SEARCH, "docker", has_city ? city : "", lang);
    add_search(m, CLOUD_NATIVE_SEARCH, "cloud native", has_city ? city : "", lang);
    message_link(m, words(CLOUD_NATIVE, lang), "https://community.cncf.io");
    message_link(m, words(DOCKER, lang), "https://www.docker.com/community/");
    message_context(m, words(NOT_LISTED, lang));
    show_entry(m, req->library, "find-a-meetup", lang);
    show_entry(m, req->library, "organise-a-meetup", lang);
    return true;
}

static const Command commands[] = {
    {.name = "/meetup",
     .usage = {"[CITY]", "[城市]"},
     .summary = {"Find a meetup near you, or start one", "查找附近的聚会，或自己办一场"},
     .who = EVERYONE,
     .run = meetup},
    {0},
};
static const char *const scopes[] = {"commands", NULL};

const Feature feature_meetup = {.name = "meetup", .commands = commands, .scopes = scopes};
