/*
 * Entries as values: made, compared, checked, freed. Their rows are entry_store.c's.
 */
#include "knowledge/entry.h"

#include <string.h>

static const char *const kind_codes[ENTRY_KIND_COUNT] = {"entry", "venue", "term", "welcome"};

const char *entry_kind_code(EntryKind kind)
{
    return kind_codes[kind];
}

bool entry_kind_parse(const char *code, EntryKind *kind)
{
    int at = text_among(code, kind_codes, ENTRY_KIND_COUNT);
    if (at >= 0)
        *kind = (EntryKind)at;
    return at >= 0;
}

static void fact_free(void *data)
{
    Fact *fact = data;
    g_free(fact->key);
    g_free(fact->value);
    g_free(fact);
}

Entry *entry_new(void)
{
    Entry *entry = g_new0(Entry, 1);
    entry->tags = g_ptr_array_new_with_free_func(g_free);
    entry->sources = g_ptr_array_new_with_free_func(g_free);
    entry->facts = g_ptr_array_new_with_free_func(fact_free);
    for (int lang = 0; lang < LANG_COUNT; lang++)
        entry->texts[lang].phrasings = g_ptr_array_new_with_free_func(g_free);
    return entry;
}

static void text_clear(EntryText *text)
{
    g_free(text->title);
    g_free(text->answer);
    g_free(text->then);
    g_free(text->then_date);
    g_free(text->now);
    g_free(text->now_date);
    g_ptr_array_unref(text->phrasings);
}

void entry_free(Entry *entry)
{
    if (!entry)
        return;
    for (int lang = 0; lang < LANG_COUNT; lang++)
        text_clear(&entry->texts[lang]);
    g_ptr_array_unref(entry->tags);
    g_ptr_array_unref(entry->sources);
    g_ptr_array_unref(entry->facts);
    g_free(entry->slug);
    g_free(entry->venue);
    g_free(entry->url);
    g_free(entry->owner);
    g_free(entry->review_by);
    g_free(entry->origin);
    g_free(entry);
}

const EntryText *entry_text(const Entry *entry, Lang lang, Lang *used)
{
    if (!entry->texts[lang].title)
        lang = lang == LANG_EN ? LANG_ZH : LANG_EN;
    if (used)
        *used = lang;
    return &entry->texts[lang];
}

/* Where the fact of that key is, or would be. */
static unsigned fact_place(const Entry *entry, const char *key, bool *there)
{
    unsigned i = 0;
    int order = 1;
    for (; i < entry->facts->len; i++) {
        const Fact *fact = entry->facts->pdata[i];
        if ((order = strcmp(fact->key, key)) >= 0)
            break;
    }
    *there = i < entry->facts->len && order == 0;
    return i;
}

const char *entry_fact(const Entry *entry, const char *key)
{
    bool there = false;
    unsigned i = fact_place(entry, key, &there);
    return there ? ((const Fact *)entry->facts->pdata[i])->value : NULL;
}

bool entry_has_tag(const Entry *entry, const char *tag)
{
    for (unsigned i = 0; i < entry->tags->len; i++)
        if (strcmp(entry->tags->pdata[i], tag) == 0)
            return true;
    return false;
}

void entry_set_fact(Entry *entry, const char *key, const char *value)
{
    bool there = false;
    unsigned i = fact_place(entry, key, &there);
    if (there && g_strcmp0(((const Fact *)entry->facts->pdata[i])->value, value) == 0)
        return;
    if (there)
        g_ptr_array_remove_index(entry->facts, i);
    if (!value)
        return;
    Fact *fact = g_new(Fact, 1);
    *fact = (Fact){g_strdup(key), g_strdup(value)};
    g_ptr_array_insert(entry->facts, (int)i, fact);
}

static bool same_facts(const GPtrArray *a, const GPtrArray *b)
{
    if (a->len != b->len)
        return false;
    for (unsigned i = 0; i < a->len; i++) {
        const Fact *one = a->pdata[i], *other = b->pdata[i];
        if (strcmp(one->key, other->key) != 0 || strcmp(one->value, other->value) != 0)
            return false;
    }
    return true;
}

static bool same_list(const GPtrArray *a, const GPtrArray *b)
{
    if (a->len != b->len)
        return false;
    for (unsigned i = 0; i < a->len; i++)
        if (strcmp(a->pdata[i], b->pdata[i]) != 0)
            return false;
    return true;
}

static bool same_text(const EntryText *a, const EntryText *b)
{
    return g_strcmp0(a->title, b->title) == 0 && g_strcmp0(a->answer, b->answer) == 0 &&
           g_strcmp0(a->then, b->then) == 0 && g_strcmp0(a->then_date, b->then_date) == 0 &&
           g_strcmp0(a->now, b->now) == 0 && g_strcmp0(a->now_date, b->now_date) == 0 &&
           same_list(a->phrasings, b->phrasings);
}

bool entry_equal(const Entry *a, const Entry *b)
{
    for (int lang = 0; lang < LANG_COUNT; lang++)
        if (!same_text(&a->texts[lang], &b->texts[lang]))
            return false;
    return strcmp(a->slug, b->slug) == 0 && a->kind == b->kind &&
           g_strcmp0(a->venue, b->venue) == 0 && g_strcmp0(a->url, b->url) == 0 &&
           g_strcmp0(a->owner, b->owner) == 0 && g_strcmp0(a->review_by, b->review_by) == 0 &&
           same_list(a->tags, b->tags) && same_list(a->sources, b->sources) &&
           same_facts(a->facts, b->facts);
}

static bool G_GNUC_PRINTF(2, 3) refuse(GError **error, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *message = g_strdup_vprintf(format, args);
    va_end(args);
    g_set_error_literal(error, KB_ERROR, KB_ERROR_INPUT, message);
    return false;
}

static bool is_slug(const char *text)
{
    return text && *text && strlen(text) <= 100 &&
           text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-_")] == '\0';
}

/* Of `count` digits and nothing else. */
static bool read_digits(const char **text, int count, unsigned *number)
{
    *number = 0;
    for (int i = 0; i < count; i++, (*text)++) {
        if (!g_ascii_isdigit(**text))
            return false;
        *number = *number * 10 + (unsigned)(**text - '0');
    }
    return true;
}

static bool read_dash_two(const char **text, unsigned *number)
{
    return *(*text)++ == '-' && read_digits(text, 2, number);
}

/* YYYY, YYYY-MM or YYYY-MM-DD, a day that the calendar has. */
static bool is_date(const char *text)
{
    unsigned year, month = 1, day = 1;
    if (!text || !read_digits(&text, 4, &year) || (*text && !read_dash_two(&text, &month)) ||
        (*text && !read_dash_two(&text, &day)) || *text)
        return false;
    return month <= 12 && g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year);
}

/* Printed as one line of Markdown, blanks at its ends would be lost. */
static bool is_line(const char *text)
{
    size_t len = strlen(text);
    return !strpbrk(text, "\r\n") && !g_ascii_isspace(text[0]) &&
           (len == 0 || !g_ascii_isspace(text[len - 1]));
}

/*
 * The first that is neither a line's end nor a tab, or 0: terminals and Slack do odd things with
 * it.
 */
static unsigned control_character(const char *text)
{
    for (; *text; text++) {
        unsigned char byte = (unsigned char)*text;
        if ((byte < 0x20 && !strchr("\t\n\r", byte)) || byte == 0x7F)
            return byte;
    }
    return 0;
}

static bool check_size(const char *what, const char *text, size_t max, GError **error)
{
    if (!text)
        return true;
    if (!g_utf8_validate(text, -1, NULL))
        return refuse(error, "%s is not valid UTF-8", what);
    unsigned control = control_character(text);
    if (control)
        return refuse(error, "%s holds the control character 0x%02X; take it out", what, control);
    if (strlen(text) > max)
        return refuse(error, "%s is longer than %zu bytes", what, max);
    return true;
}

static bool check_dated(const char *what, const char *text, const char *date, GError **error)
{
    if (!text != !date)
        return refuse(error, "\"%s\" needs both a date and a text", what);
    if (date && !is_date(date))
        return refuse(error, "\"%s: %s\" is not a date; write YYYY, YYYY-MM or YYYY-MM-DD", what,
                      date);
    return check_size(what, text, ENTRY_ANSWER_MAX, error);
}

/* "2018-06" and "2018" may be the same day. */
static bool check_order(const EntryText *text, GError **error)
{
    const char *then = text->then_date, *now = text->now_date;
    if (!then || !now || strncmp(then, now, MIN(strlen(then), strlen(now))) <= 0)
        return true;
    return refuse(error, "\"then: %s\" is later than \"now: %s\"; put the dates right", then, now);
}

static bool check_text(const EntryText *text, Lang lang, GError **error)
{
    if (!text->title) {
        if (text->answer || text->then || text->now || text->phrasings->len > 0)
            return refuse(error,
                          "there are words in \"%s\" but no title; begin them with \"# %s: …\"",
                          lang_code(lang), lang_code(lang));
        return true;
    }
    if (!*text->title)
        return refuse(error, "the title in \"%s\" is empty", lang_code(lang));
    if (!is_line(text->title))
        return refuse(error, "the title in \"%s\" is not one line without blanks at its ends",
                      lang_code(lang));
    if (text->phrasings->len > ENTRY_PHRASINGS_MAX)
        return refuse(error, "more than %d phrasings in \"%s\"", ENTRY_PHRASINGS_MAX,
                      lang_code(lang));
    for (unsigned i = 0; i < text->phrasings->len; i++)
        if (!check_size("a phrasing", text->phrasings->pdata[i], ENTRY_PHRASING_MAX, error))
            return false;
    return check_size("the title", text->title, ENTRY_TITLE_MAX, error) &&
           check_size("the answer", text->answer, ENTRY_ANSWER_MAX, error) &&
           check_dated("then", text->then, text->then_date, error) &&
           check_dated("now", text->now, text->now_date, error) && check_order(text, error);
}

static bool check_list(const char *what, const GPtrArray *list, GError **error)
{
    if (list->len > ENTRY_LIST_MAX)
        return refuse(error, "more than %d %s", ENTRY_LIST_MAX, what);
    for (unsigned i = 0; i < list->len; i++) {
        const char *item = list->pdata[i];
        if (!*item || strchr(item, '\n'))
            return refuse(error, "%s: an item is empty or holds a line break", what);
        if (!check_size(what, item, ENTRY_PHRASING_MAX, error))
            return false;
    }
    return true;
}

static bool check_facts(const Entry *entry, GError **error)
{
    if (entry->facts->len > ENTRY_FACTS_MAX)
        return refuse(error, "more than %d facts", ENTRY_FACTS_MAX);
    for (unsigned i = 0; i < entry->facts->len; i++) {
        const Fact *fact = entry->facts->pdata[i];
        if (!is_slug(fact->key))
            return refuse(error, "the key \"%s\" of a fact is not made of a-z, 0-9, - and _",
                          fact->key);
        if (!*fact->value || !is_line(fact->value))
            return refuse(error, "the fact \"%s\" is not one line without blanks at its ends",
                          fact->key);
        if (!check_size("a fact", fact->value, ENTRY_PHRASING_MAX, error))
            return false;
    }
    return true;
}

bool entry_check(const Entry *entry, GError **error)
{
    if (!is_slug(entry->slug))
        return refuse(error, "the id \"%s\" is not made of a-z, 0-9, - and _ (100 at most)",
                      entry->slug ? entry->slug : "");
    if (!entry->texts[LANG_EN].title && !entry->texts[LANG_ZH].title)
        return refuse(error, "%s: no text; begin it with \"# en: …\" or \"# zh: …\"", entry->slug);
    if (entry->review_by && (strlen(entry->review_by) != 10 || !is_date(entry->review_by)))
        return refuse(error, "review-by \"%s\" is not a date; write YYYY-MM-DD", entry->review_by);
    if (entry->venue && !is_slug(entry->venue))
        return refuse(error, "the venue \"%s\" is not the id of one", entry->venue);
    if (entry->kind == ENTRY_VENUE && !entry->url)
        return refuse(error, "%s: a venue needs a url", entry->slug);
    return check_text(&entry->texts[LANG_EN], LANG_EN, error) &&
           check_text(&entry->texts[LANG_ZH], LANG_ZH, error) &&
           check_list("tags", entry->tags, error) && check_list("sources", entry->sources, error) &&
           check_facts(entry, error) && check_size("url", entry->url, ENTRY_PHRASING_MAX, error) &&
           check_size("owner", entry->owner, ENTRY_PHRASING_MAX, error);
}
