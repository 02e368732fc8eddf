/*
 * /term: what a word means, in both languages beside each other.
 */
#include "commands/feature.h"

#include <string.h>

#include "commands/catalogue.h"
#include "commands/complete.h"
#include "commands/help.h"
#include "commands/present.h"

enum { TERM_MAX = 200 /* bytes */, NEAR_MAX = 5, SHORT_MAX = 700 /* bytes a language */ };

static const Words CHOOSE = {"Choose a term", "选择一个术语"};
static const Words USAGE = {"Name a term and I say what it means, in English and in Chinese. For "
                            "example:\n\n"
                            "- `/{}term service mesh`\n"
                            "- `/{}term 容器`",
                            "说出一个术语，我用中英文说明它的意思。例如：\n\n"
                            "- `/{}term 服务网格`\n"
                            "- `/{}term container`"};
static const Words DID_YOU_MEAN = {"I know no term of just that name. Did you mean one of these?",
                                   "没有完全同名的术语。你要找的是不是下面这些？"};
static const Words NOT_KNOWN = {"I know no such term. `/{}ask` may find more.",
                                "我不知道这个术语。可以用 `/{}ask` 再问问看。"};
static const Words NO_GLOSSARY = {"No glossary is imported yet, so I know few terms.",
                                  "还没有导入术语表，所以我知道的术语不多。"};
static const Words IMPORT_ONE = {
    "A maintainer can add the Cloud Native Glossary: get "
    "[cncf/glossary](https://github.com/cncf/glossary) and run `askd import glossary/content/en "
    "glossary/content/zh-cn`.",
    "维护者可以加入云原生术语表：下载 [cncf/glossary](https://github.com/cncf/glossary)，再运行 "
    "`askd import glossary/content/en glossary/content/zh-cn`。"};
static const Words GONE = {"That is no longer there. Please ask again with `/{}term`.",
                           "这条内容已经不在了，请用 `/{}term` 重新查询。"};
static const Words SOURCES = {"Sources: ", "来源："};

static bool is_shown(const Entry *entry)
{
    return catalogue_is_term(entry) ||
           (entry->kind == ENTRY_ANSWER && entry_has_tag(entry, "glossary"));
}

/* The first paragraphs that fit. */
static char *shortened(const char *answer)
{
    size_t len = strlen(answer);
    const char *at = answer, *end = NULL;
    while ((at = strstr(at, "\n\n")) && (size_t)(at - answer) <= SHORT_MAX)
        end = at++;
    if (len <= SHORT_MAX)
        return g_strdup(answer);
    return end ? g_strndup(answer, (size_t)(end - answer)) : text_shorten(answer, SHORT_MAX);
}

static void show_language(Message *m, const Entry *entry, Lang lang)
{
    const EntryText *text = &entry->texts[lang];
    if (!text->title || !text->answer)
        return;
    g_autofree char *meaning = shortened(text->answer);
    message_divider(m);
    message_context(m, lang == LANG_ZH ? "中文" : "English");
    message_text(m, meaning);
}

static void show_sources(Message *m, const Entry *entry, Lang lang)
{
    for (unsigned i = 0; i < entry->sources->len && i < 3; i++) {
        const char *url = entry->sources->pdata[i];
        const char *host = strstr(url, "://");
        g_autofree char *label = text_shorten(host ? host + 3 : url, 48);
        message_source(m, words(SOURCES, lang), label, url);
    }
}

/* The language of the asker first. */
static void show_term(Message *m, const Entry *entry, Lang lang)
{
    Lang other = lang == LANG_EN ? LANG_ZH : LANG_EN;
    g_autofree char *name = catalogue_name(entry, lang);
    g_autofree char *there = catalogue_name(entry, other);
    bool one_name = !is_shown(entry) || strcmp(name, there) == 0;
    g_autofree char *title = one_name ? g_strdup(name) : g_strdup_printf("%s · %s", name, there);
    g_autofree char *slug = g_strconcat("`", entry->slug, "`", NULL);
    message_title(m, title);
    show_language(m, entry, lang);
    show_language(m, entry, other);
    show_sources(m, entry, lang);
    message_context(m, slug);
}

static bool has_glossary(const Library *library)
{
    const GPtrArray *entries = library_entries(library);
    for (unsigned i = 0; i < entries->len; i++)
        if (catalogue_is_term(entries->pdata[i]))
            return true;
    return false;
}

static void offer(const Request *req, Message *m, const char *term)
{
    g_autoptr(GPtrArray) near =
        catalogue_near(req->library, req->scratch, is_shown, term, NEAR_MAX);
    g_autofree char *unknown = present_sentence(NOT_KNOWN, req);
    message_quote(m, term);
    message_text(m, near->len > 0 ? words(DID_YOU_MEAN, req->lang) : unknown);
    catalogue_buttons(m, near, "term.show", req->lang);
    if (has_glossary(req->library))
        return;
    message_text(m, words(NO_GLOSSARY, req->lang));
    if (req->who >= MODERATORS)
        message_text(m, words(IMPORT_ONE, req->lang));
}

/* A term by its name; else whatever the knowledge base is sure of. */
static const Entry *meant(const Request *req, const char *term)
{
    const Entry *entry = catalogue_find(req->library, is_shown, term);
    if (entry)
        return entry;
    Answer answer;
    answer_look(req->library, req->scratch, term, &answer);
    return answer.outcome == OUTCOME_ANSWERED ? answer.entry : NULL;
}

static bool term(const Request *req, Kb *kb, Effects *out, GError **error)
{
    (void)kb;
    (void)error;
    g_autofree char *typed = text_clean(req->text, strlen(req->text), TERM_MAX);
    g_autofree char *usage = present_sentence(USAGE, req);
    Message *m = effects_reply(out, NULL);
    if (!*typed || help_wanted(typed)) {
        message_text(m, usage);
        message_lookup(m, words(CHOOSE, req->lang), "term.choose");
        return true;
    }
    const Entry *entry = meant(req, typed);
    if (entry)
        show_term(m, entry, req->lang);
    else
        offer(req, m, typed);
    return true;
}

static bool show(const Request *req, Kb *kb, Effects *out, GError **error)
{
    (void)kb;
    (void)error;
    Lang lang = req->lang;
    const Entry *entry = catalogue_read(req->library, req->value, &lang);
    g_autofree char *gone = present_sentence(GONE, req);
    if (entry)
        show_term(effects_replace(out, NULL), entry, lang);
    else
        effects_reply(out, gone);
    return true;
}

/* While a term is typed into the menu, and when one has been chosen. */
static bool choose(const Request *req, Kb *kb, Effects *out, GError **error)
{
    if (req->surface != SURFACE_TYPING)
        return show(req, kb, out, error);
    complete_names(req, out, is_shown);
    return true;
}

static const Command commands[] = {
    {.name = "/term",
     .usage = {"TERM", "术语"},
     .summary = {"Learn what a term means, in English and Chinese", "查询术语的中英文解释"},
     .who = EVERYONE,
     .run = term},
    {0},
};
static const Action actions[] = {
    {.name = "term.show", .who = EVERYONE, .run = show},
    {.name = "term.choose", .who = EVERYONE, .run = choose},
    {0},
};
static const char *const scopes[] = {"commands", NULL};

const Feature feature_term = {
    .name = "term", .commands = commands, .actions = actions, .scopes = scopes};
