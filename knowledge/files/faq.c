/*
 * Pages of questions and answers, as they stand in wikis and repositories. Pure.
 */
#include "knowledge/files/format.h"

#include <string.h>

#include "knowledge/files/complaints.h"
#include "knowledge/files/page.h"
#include "knowledge/text.h"

enum { FAQ_FILE_MAX = 4 * 1024 * 1024 /* bytes */ };

typedef struct Reader {
    const char *name;
    const char *base_url;
    char *stem; /* of the file's name, as part of ids */
    const Page *page;
    GPtrArray *entries;
    GHashTable *slugs;   /* taken ids, owned */
    GHashTable *anchors; /* how often an anchor stood before, owned */
    Complaints *complaints;
} Reader;

static bool is_question(const char *heading)
{
    return g_str_has_suffix(heading, "?") || g_str_has_suffix(heading, "？");
}

/* Two questions, so that a page with a rhetorical heading is not taken for one. */
bool faq_known(const char *data, size_t len)
{
    unsigned questions = 0;
    g_autoptr(Complaints) complaints = complaints_new();
    g_autoptr(Page) page = len > FAQ_FILE_MAX || page_has_key(data, len, "id")
                               ? NULL
                               : page_read("", data, len, complaints);
    for (unsigned i = 0; page && i < page->sections->len; i++)
        questions += is_question(((const PageSection *)page->sections->pdata[i])->heading);
    return questions >= 2;
}

/*
 * As GitHub makes them: small letters, blanks as -, signs left out, a number for what stood before.
 */
static char *anchor_of(Reader *reader, const char *heading)
{
    g_autofree char *small = g_utf8_strdown(heading, -1);
    GString *anchor = g_string_new(NULL);
    for (const char *at = small; *at; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        if (g_unichar_isalnum(c) || c == '-' || c == '_')
            g_string_append_unichar(anchor, c);
        else if (c == ' ')
            g_string_append_c(anchor, '-');
    }
    unsigned before = GPOINTER_TO_UINT(g_hash_table_lookup(reader->anchors, anchor->str));
    g_hash_table_insert(reader->anchors, g_strdup(anchor->str), GUINT_TO_POINTER(before + 1));
    if (before > 0)
        g_string_append_printf(anchor, "-%u", before);
    return g_string_free(anchor, FALSE);
}

/*
 * The page's name and the heading's. A heading that ASCII has no letters for is named by a
 * checksum, which stays the same wherever in the page it moves.
 */
static char *slug_of(const Reader *reader, const char *heading)
{
    g_autofree char *words = text_language(heading) == LANG_EN ? draft_slug(heading) : NULL;
    if (!words) {
        g_autofree char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, heading, -1);
        words = g_strndup(sum, 10);
    }
    return g_strdup_printf("%.*s-%.60s", 30, reader->stem, words);
}

/* Its own text, and headings below that are no questions, as bold lines. */
static char *answer_at(const Reader *reader, unsigned at, unsigned *end)
{
    const PageSection *question = reader->page->sections->pdata[at];
    GString *answer = g_string_new(question->text);
    for (*end = at + 1; *end < reader->page->sections->len; (*end)++) {
        const PageSection *section = reader->page->sections->pdata[*end];
        if (section->level <= question->level || is_question(section->heading))
            break;
        g_string_append_printf(answer, "%s**%s**\n\n%s", answer->len > 0 ? "\n\n" : "",
                               section->heading, section->text);
    }
    return g_strstrip(g_string_free(answer, FALSE));
}

static void add_entry(Reader *reader, const PageSection *section, const char *anchor, char *answer)
{
    Lang lang = text_language(section->heading);
    Entry *entry = entry_new();
    g_ptr_array_add(reader->entries, entry);
    entry->slug = slug_of(reader, section->heading);
    entry->origin = g_strdup_printf("%s:%zu", reader->name, section->line);
    entry->texts[lang].title = g_strdup(section->heading);
    entry->texts[lang].answer = answer;
    g_ptr_array_add(entry->tags, g_strdup("faq"));
    if (reader->base_url)
        g_ptr_array_add(entry->sources, g_strdup_printf("%s#%s", reader->base_url, anchor));
    if (!g_hash_table_add(reader->slugs, g_strdup(entry->slug)))
        complain(reader->complaints, reader->name, section->line,
                 "this question stands in the page already: %s", section->heading);
}

static void read_questions(Reader *reader)
{
    for (unsigned i = 0; i < reader->page->sections->len; i++) {
        const PageSection *section = reader->page->sections->pdata[i];
        g_autofree char *anchor = anchor_of(reader, section->heading);
        unsigned end = 0;
        if (!is_question(section->heading))
            continue;
        g_autofree char *answer = answer_at(reader, i, &end);
        /* A question with nothing but questions below it is a title for these. */
        bool is_title =
            !*answer && end < reader->page->sections->len &&
            ((const PageSection *)reader->page->sections->pdata[end])->level > section->level;
        if (*answer)
            add_entry(reader, section, anchor, g_steal_pointer(&answer));
        else if (!is_title)
            complain(reader->complaints, reader->name, section->line,
                     "a question without an answer: %s", section->heading);
    }
}

/* "Install-FAQ.md" gives "install-faq". */
static char *stem_of(const char *name)
{
    g_autofree char *file = g_path_get_basename(name);
    g_autofree char *stem = g_strndup(file, strcspn(file, "."));
    char *slug = draft_slug(stem);
    return slug ? slug : g_strdup("faq");
}

bool faq_read(const char *name, const char *data, size_t len, const char *base_url,
              GPtrArray *entries, GError **error)
{
    g_autoptr(Complaints) complaints = complaints_new();
    g_autoptr(GHashTable) slugs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) anchors = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autofree char *stem = stem_of(name);
    g_autoptr(Page) page = NULL;
    if (len > FAQ_FILE_MAX)
        complain(complaints, name, 1, "the file is larger than %d bytes; split it", FAQ_FILE_MAX);
    else
        page = page_read(name, data, len, complaints);
    Reader reader = {.name = name,
                     .base_url = base_url,
                     .stem = stem,
                     .page = page,
                     .entries = entries,
                     .slugs = slugs,
                     .anchors = anchors,
                     .complaints = complaints};
    unsigned before = entries->len;
    if (page)
        read_questions(&reader);
    if (page && entries->len == before && complaints_none(complaints, NULL))
        complain(complaints, name, 1,
                 "no questions; each is a heading that ends in a question mark");
    return complaints_none(complaints, error);
}
