/*
 * The CNCF glossary: a term a page, the same file name in each language. Pure.
 */
#include "knowledge/files/format.h"

#include <string.h>

#include "knowledge/files/complaints.h"
#include "knowledge/files/page.h"
#include "knowledge/text.h"

enum {
    GLOSSARY_FILE_MAX = 1024 * 1024, /* bytes */
    TERM_ANSWER_MAX = 1100           /* bytes: a screen of Slack */
};

static const char IMPORTER[] = "glossary";
static const char SITE[] = "https://glossary.cncf.io";
static const char LICENCE[] = "https://creativecommons.org/licenses/by/4.0/";

bool glossary_known(const char *data, size_t len)
{
    return page_has_key(data, len, "title") && page_has_key(data, len, "status") &&
           !page_has_key(data, len, "id");
}

bool glossary_has_beside(const char *data, size_t len)
{
    return page_has_key(data, len, "title") && page_has_key(data, len, "layout") &&
           !page_has_key(data, len, "id");
}

static bool is_language_code(const char *code)
{
    return g_ascii_islower(code[0]) && g_ascii_islower(code[1]) &&
           (code[2] == '\0' || (code[2] == '-' && g_ascii_isalpha(code[3])));
}

/*
 * The folder that a page stands in names its language, else its text tells. False: a language that
 * is not kept; traditional Chinese is one, as the simplified page is the same term.
 */
static bool language_of(const char *name, const char *data, size_t len, Lang *lang)
{
    g_autofree char *folder = g_path_get_dirname(name);
    g_autofree char *code = g_path_get_basename(folder);
    if (strcmp(code, "en") == 0)
        *lang = LANG_EN;
    else if (strcmp(code, "zh-cn") == 0 || strcmp(code, "zh") == 0)
        *lang = LANG_ZH;
    else if (is_language_code(code))
        return false;
    else {
        g_autofree char *text = text_clean(data, MIN(len, 4000), 4000);
        *lang = text_language(text);
    }
    return true;
}

/* A page about the glossary itself, one that is not published, one of the site's own. */
static bool is_term(const char *file, const Page *page)
{
    const char *draft = page_value(page, "draft");
    return *file != '_' && g_strcmp0(draft, "true") != 0 && !page_value(page, "toc_hide") &&
           !page_value(page, "layout");
}

static Draft *find_draft(const GPtrArray *drafts, const char *slug)
{
    for (unsigned i = drafts->len; i > 0; i--) {
        Draft *draft = drafts->pdata[i - 1];
        if (draft->importer == IMPORTER && strcmp(draft->entry->slug, slug) == 0)
            return draft;
    }
    return NULL;
}

/* What the term is: the text before the first heading, or under it in pages that begin with one. */
static char *answer_of(const Page *page)
{
    for (unsigned i = 0; i < page->sections->len; i++) {
        const PageSection *section = page->sections->pdata[i];
        g_autofree char *text = page_shorten(section->text, TERM_ANSWER_MAX);
        if (*text)
            return g_steal_pointer(&text);
    }
    return NULL;
}

/*
 * Each language asks by the other's word, too; short forms stand in brackets behind the long one.
 */
static void add_phrasings(Draft *draft)
{
    for (unsigned i = 0; i < draft->names->len; i++) {
        const char *name = draft->names->pdata[i];
        bool is_chinese = text_language(name) == LANG_ZH;
        if (draft->entry->texts[LANG_EN].title && !is_chinese) {
            draft_phrase(draft, LANG_EN, "what is %s", name);
            draft_phrase(draft, LANG_EN, "meaning of %s", name);
        }
        if (draft->entry->texts[LANG_ZH].title)
            draft_phrase(draft, LANG_ZH, "%s 是什么", name);
        if (draft->entry->texts[LANG_ZH].title && is_chinese)
            draft_phrase(draft, LANG_ZH, "%s 是什么意思", name);
    }
}

static void add_tags(Entry *entry, const Page *page)
{
    const YamlNode *tags = page_node(page, "tags");
    for (size_t i = 0; tags && i < yaml_node_count(tags) && entry->tags->len < 20; i++) {
        const char *tag = yaml_node_text(yaml_node_item(tags, i));
        g_autofree char *clean = tag ? text_clean(tag, strlen(tag), 80) : NULL;
        if (clean && *clean)
            g_ptr_array_add(entry->tags, g_steal_pointer(&clean));
    }
}

static char *title_of(Lang lang, const char *term)
{
    return lang == LANG_EN ? g_strdup_printf("What is %s?", term)
                           : g_strdup_printf("%s 是什么？", term);
}

static void add_sources(Entry *entry, Lang lang)
{
    if (entry->sources->len > 0)
        g_ptr_array_remove_index(entry->sources, entry->sources->len - 1);
    g_ptr_array_add(entry->sources, g_strdup_printf("%s%s/%s/", SITE,
                                                    lang == LANG_ZH ? "/zh-cn" : "", entry->slug));
    g_ptr_array_add(entry->sources, g_strdup(LICENCE));
}

static void fill(Draft *draft, const Page *page, Lang lang, const char *term, char *answer)
{
    EntryText *text = &draft->entry->texts[lang];
    draft_add_names(draft, term);
    text->title = title_of(lang, term);
    text->answer = answer;
    add_tags(draft->entry, page);
    add_sources(draft->entry, lang);
    for (int i = 0; i < LANG_COUNT; i++)
        g_ptr_array_set_size(draft->entry->texts[i].phrasings, 0);
    add_phrasings(draft);
}

/* Adds the page to its draft, which another language may have begun. */
static void read_term(const char *name, const char *slug, const Page *page, Lang lang,
                      GPtrArray *drafts, Complaints *complaints)
{
    const char *title = page_value(page, "title");
    g_autofree char *term = title ? text_clean(title, strlen(title), 120) : NULL;
    g_autofree char *answer = answer_of(page);
    Draft *draft = find_draft(drafts, slug);
    if (!term || !*term) {
        complain(complaints, name, 1, "the front matter has no `title:`");
        return;
    }
    if (!answer) {
        complain(complaints, name, 1, "the page has a title and no text");
        return;
    }
    if (draft && draft->entry->texts[lang].title) {
        complain(complaints, name, 1, "a second page of `%s` in %s (the first is %s)", slug,
                 lang_code(lang), draft->entry->origin);
        return;
    }
    if (!draft) {
        draft = draft_new(IMPORTER, slug, term, name, 1);
        draft->entry->kind = ENTRY_TERM;
        g_ptr_array_add(drafts, draft);
    }
    fill(draft, page, lang, term, g_steal_pointer(&answer));
}

bool glossary_read(const char *name, const char *data, size_t len, GPtrArray *drafts,
                   GError **error)
{
    g_autoptr(Complaints) complaints = complaints_new();
    g_autofree char *file = g_path_get_basename(name);
    g_autoptr(Page) page = NULL;
    Lang lang = LANG_EN;
    if (!language_of(name, data, len, &lang))
        return true;
    if (len > GLOSSARY_FILE_MAX)
        complain(complaints, name, 1, "the file is larger than %d bytes: too large for a term",
                 GLOSSARY_FILE_MAX);
    else
        page = page_read(name, data, len, complaints);
    if (page && is_term(file, page)) {
        g_autofree char *stem = g_strndup(file, strcspn(file, "."));
        g_autofree char *slug = draft_slug(stem);
        read_term(name, slug ? slug : "term", page, lang, drafts, complaints);
    }
    return complaints_none(complaints, error);
}
