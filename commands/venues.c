/*
 * /channels: where a topic is at home, and the list of all places.
 */
#include "commands/feature.h"

#include <string.h>

#include "commands/catalogue.h"
#include "commands/help.h"
#include "commands/present.h"
#include "commands/venue.h"

enum { TOPIC_MAX = 300 /* bytes */, ALSO_MAX = 3, SHOWN_A_KIND = 12 };

static const Words TITLE = {"Where to ask", "去哪里问"};
static const Words ALSO = {"**Also:**", "**还可以去：**"};
static const Words NO_VENUE = {
    "I know no place for just that. Ask here, or see the whole list with `/{}channels`:",
    "我没有找到专门讨论这个话题的地方。可以先去下面这里问，或用 `/{}channels` 查看全部："};
static const Words NOTHING = {"No places are listed yet.", "还没有登记任何地方。"};
static const Words HOW = {
    "Name a topic and I say where to ask: `/{}channels storage driver slow on docker`, "
    "`/{}channels envoy`.",
    "说出话题，我告诉你去哪里问：`/{}channels 存储驱动很慢`、`/{}channels envoy`。"};
static const Words MORE = {"and %s more: `/{}channels NAME`", "另有 %s 个：`/{}channels 名称`"};

static const struct {
    const char *tag; /* the first that a venue has tells its kind */
    Words heading;
} kinds[] = {
    {"workspace", {"Channels here", "本工作区的频道"}},
    {"chat", {"Chat", "聊天频道"}},
    {"forums", {"Forums", "论坛"}},
    {"issues", {"Issues and proposals", "问题与提案"}},
    {"kep", {"Issues and proposals", "问题与提案"}},
    {"meetups", {"Meetups and events", "聚会与活动"}},
    {"docs", {"Documents", "文档"}},
    {"code", {"Code and governance", "代码与治理"}},
    {"governance", {"Code and governance", "代码与治理"}},
    {"", {"News and overviews", "动态与概览"}},
};

static size_t kind_of(const Entry *venue)
{
    size_t kind = 0;
    while (*kinds[kind].tag && !entry_has_tag(venue, kinds[kind].tag))
        kind++;
    return kind;
}

static void add_name(GString *out, const Entry *venue, Lang lang)
{
    if (venue->url)
        g_string_append_printf(out, "[%s](<%s>)", present_title(venue, lang), venue->url);
    else
        g_string_append(out, present_title(venue, lang));
}

/* Its length in bytes: one sentence is enough in a list. */
static int first_sentence(const char *text)
{
    const char *en = strstr(text, ". "), *zh = strstr(text, "。");
    const char *end = en && (!zh || en < zh) ? en + 1 : zh ? zh + strlen("。") : NULL;
    return (int)(end ? (size_t)(end - text) : strcspn(text, "\n"));
}

static void add_venue(GString *out, const Entry *venue, Lang lang)
{
    const EntryText *text = entry_text(venue, lang, NULL);
    g_string_append(out, "- ");
    add_name(out, venue, lang);
    if (text->answer)
        g_string_append_printf(out, "%s%.*s", lang == LANG_ZH ? "：" : " – ",
                               first_sentence(text->answer), text->answer);
    g_string_append_c(out, '\n');
}

/* --- all of them ------------------------------------------------------------------------------ */

/* Those that people wrote come before those that were imported: they say more. */
static void add_kind(GString *out, const Request *req, const GPtrArray *venues, const char *heading)
{
    unsigned shown = 0, left = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (unsigned i = 0; i < venues->len; i++) {
            const Entry *venue = venues->pdata[i];
            bool imported = entry_fact(venue, "importer") != NULL;
            if (strcmp(kinds[kind_of(venue)].heading.en, heading) != 0 || imported != (pass == 1))
                continue;
            if (shown++ < SHOWN_A_KIND)
                add_venue(out, venue, req->lang);
            else
                left++;
        }
    }
    if (left > 0) {
        g_autofree char *more = words_counted(MORE, req->lang, left);
        g_autofree char *line = words_prefixed(more, req->prefix);
        g_string_append_printf(out, "- %s\n", line);
    }
}

static void list_all(const Request *req, Message *m)
{
    g_autoptr(GPtrArray) venues = catalogue_list(req->library, catalogue_is_venue);
    message_title(m, words(TITLE, req->lang));
    if (venues->len == 0)
        message_text(m, words(NOTHING, req->lang));
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        g_autoptr(GString) list = g_string_new(NULL);
        if (i > 0 && strcmp(kinds[i].heading.en, kinds[i - 1].heading.en) == 0)
            continue; /* two tags, one kind */
        add_kind(list, req, venues, kinds[i].heading.en);
        if (list->len == 0)
            continue;
        g_autofree char *block =
            g_strdup_printf("**%s**\n\n%s", words(kinds[i].heading, req->lang), list->str);
        message_text(m, block);
    }
    g_autofree char *how = present_sentence(HOW, req);
    message_context(m, how);
}

/* --- a topic ---------------------------------------------------------------------------------- */

static void show_venue(Message *m, const Entry *venue, Lang lang)
{
    const EntryText *text = entry_text(venue, lang, NULL);
    g_autoptr(GString) out = g_string_new("**");
    add_name(out, venue, lang);
    g_string_append(out, "**");
    if (text->answer)
        g_string_append_printf(out, "\n\n%s", text->answer);
    message_text(m, out->str);
}

static void show_others(Message *m, const GArray *hits, Lang lang)
{
    g_autoptr(GString) out = g_string_new(words(ALSO, lang));
    g_string_append(out, "\n\n");
    for (unsigned i = 1; i < hits->len; i++)
        add_venue(out, g_array_index(hits, VenueHit, i).venue, lang);
    if (hits->len > 1)
        message_text(m, out->str);
}

static void send_to(const Request *req, Message *m, const char *topic)
{
    g_autoptr(GArray) hits = venue_find(req->library, req->scratch, topic, 1 + ALSO_MAX);
    message_quote(m, topic);
    if (hits->len > 0) {
        const Entry *first = g_array_index(hits, VenueHit, 0).venue;
        show_venue(m, first, req->lang);
        show_others(m, hits, req->lang);
        g_autofree char *slug = g_strconcat("`", first->slug, "`", NULL);
        message_context(m, slug);
        return;
    }
    const Entry *general = library_venue(req->library, NULL);
    g_autofree char *sorry = present_sentence(NO_VENUE, req);
    message_text(m, general ? sorry : words(NOTHING, req->lang));
    if (general)
        show_venue(m, general, req->lang);
}

static bool channels(const Request *req, Kb *kb, Effects *out, GError **error)
{
    (void)kb;
    (void)error;
    g_autofree char *topic = text_clean(req->text, strlen(req->text), TOPIC_MAX);
    Message *m = effects_reply(out, NULL);
    if (!*topic || help_wanted(topic))
        list_all(req, m);
    else
        send_to(req, m, topic);
    return true;
}

static const Command commands[] = {
    {.name = "/channels",
     .usage = {"[topic]", "[话题]"},
     .summary = {"Find where to ask about a topic", "查找某个话题该去哪里问"},
     .who = EVERYONE,
     .run = channels},
    {0},
};
static const char *const scopes[] = {"commands", NULL};

const Feature feature_venues = {.name = "venues", .commands = commands, .scopes = scopes};
