/*
 * Names of entries, and how near a typed one comes to them.
 */
#include "commands/catalogue.h"

#include <string.h>

enum { NAME_MAX_CHARS = 60, /* longer ones are no names */ FAR = 1000 };

bool catalogue_is_project(const Entry *entry)
{
    return entry->kind == ENTRY_ANSWER &&
           (entry_has_tag(entry, "project") || entry_fact(entry, "stage"));
}

bool catalogue_is_venue(const Entry *entry)
{
    return entry->kind == ENTRY_VENUE;
}

bool catalogue_is_term(const Entry *entry)
{
    return entry->kind == ENTRY_TERM;
}

char *catalogue_fold(const char *text)
{
    g_autofree char *wide = g_utf8_normalize(text, -1, G_NORMALIZE_ALL);
    g_autofree char *small = g_utf8_casefold(wide ? wide : "", -1);
    GString *out = g_string_new(NULL);
    for (const char *at = small; *at; at = g_utf8_next_char(at))
        if (g_unichar_isalnum(g_utf8_get_char(at)))
            g_string_append_unichar(out, g_utf8_get_char(at));
    return g_string_free(out, FALSE);
}

/* What is between the two; NULL when the title is none of that kind. */
static char *between(const char *title, const char *before, const char *after)
{
    size_t len = strlen(title), first = strlen(before), last = strlen(after);
    if (len <= first + last || !g_str_has_prefix(title, before) || !g_str_has_suffix(title, after))
        return NULL;
    return g_strstrip(g_strndup(title + first, len - first - last));
}

static char *name_in_title(const char *title)
{
    static const char *const frames[][2] = {
        {"What is the ", "?"}, {"What is an ", "?"}, {"What is a ", "?"},
        {"What is ", "?"},     {"", "是什么？"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(frames); i++) {
        char *name = between(title, frames[i][0], frames[i][1]);
        if (name)
            return name;
    }
    return g_strdup(title);
}

char *catalogue_name(const Entry *entry, Lang lang)
{
    const char *name = entry_fact(entry, "name");
    return name ? g_strdup(name) : name_in_title(entry_text(entry, lang, NULL)->title);
}

/* --- names ------------------------------------------------------------------------------------ */

static void add_name(GPtrArray *names, const char *name)
{
    char *folded = catalogue_fold(name);
    if (*folded)
        g_ptr_array_add(names, folded);
    else
        g_free(folded);
}

/* The long form, the short one in brackets behind it, and both as they stand. */
static void add_forms(GPtrArray *names, const char *name)
{
    const char *open = strpbrk(name, "(");
    const char *wide = strstr(name, "（");
    if (!open || (wide && wide < open))
        open = wide;
    add_name(names, name);
    if (!open || open == name)
        return;
    g_autofree char *before = g_strndup(name, (size_t)(open - name));
    add_name(names, before);
    add_name(names, open);
}

static GPtrArray *names_of(const Entry *entry)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    const char *fact = entry_fact(entry, "name");
    const char *also = entry_fact(entry, "also");
    add_name(names, entry->slug);
    if (fact)
        add_forms(names, fact);
    g_auto(GStrv) others = g_strsplit(also ? also : "", ",", -1);
    for (char **other = others; *other; other++)
        add_name(names, *other);
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        if (!entry->texts[lang].title)
            continue;
        g_autofree char *name = name_in_title(entry->texts[lang].title);
        add_forms(names, name);
    }
    return names;
}

const Entry *catalogue_find(const Library *library, CatalogueFn is, const char *name)
{
    const GPtrArray *entries = library_entries(library);
    g_autofree char *wanted = catalogue_fold(name);
    for (unsigned i = 0; *wanted && i < entries->len; i++) {
        const Entry *entry = entries->pdata[i];
        if (!is(entry))
            continue;
        g_autoptr(GPtrArray) names = names_of(entry);
        for (unsigned n = 0; n < names->len; n++)
            if (strcmp(names->pdata[n], wanted) == 0)
                return entry;
    }
    return NULL;
}

/* --- nearness --------------------------------------------------------------------------------- */

/* Letters put in, left out, changed or swapped with their neighbour: each is one. */
static unsigned distance(const gunichar *a, long a_len, const gunichar *b, long b_len)
{
    unsigned rows[3][NAME_MAX_CHARS + 1] = {0};
    for (long j = 0; j <= b_len; j++)
        rows[0][j] = (unsigned)j;
    for (long i = 1; i <= a_len; i++) {
        unsigned *row = rows[i % 3];
        const unsigned *above = rows[(i + 2) % 3], *swap = rows[(i + 1) % 3];
        row[0] = (unsigned)i;
        for (long j = 1; j <= b_len; j++) {
            unsigned change = above[j - 1] + (a[i - 1] != b[j - 1]);
            row[j] = MIN(MIN(above[j], row[j - 1]) + 1, change);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = MIN(row[j], swap[j - 2] + 1);
        }
    }
    return rows[a_len % 3][b_len];
}

/* 0 is the same, FAR nothing alike; one that holds the other comes before one that resembles it. */
static unsigned how_far(const char *wanted, const char *name)
{
    long wanted_len = 0, name_len = 0;
    g_autofree gunichar *a = g_utf8_to_ucs4_fast(wanted, -1, &wanted_len);
    g_autofree gunichar *b = g_utf8_to_ucs4_fast(name, -1, &name_len);
    if (wanted_len > NAME_MAX_CHARS || name_len > NAME_MAX_CHARS)
        return FAR;
    unsigned steps = distance(a, wanted_len, b, name_len);
    bool is_han = strlen(wanted) > (size_t)wanted_len;
    if (steps <= 1 + (unsigned)MIN(wanted_len, name_len) / 5 && wanted_len > 2)
        return 10 * steps;
    if (wanted_len >= (is_han ? 2 : 3) && strstr(name, wanted))
        return 20 + (unsigned)(name_len - wanted_len);
    if (name_len >= (is_han ? 2 : 4) && strstr(wanted, name))
        return 40 + (unsigned)(wanted_len - name_len);
    if (steps <= (unsigned)MIN(wanted_len, name_len) * 2 / 5 && wanted_len > 3)
        return 100 + steps;
    return FAR;
}

typedef struct Near {
    const Entry *entry;
    unsigned far;
} Near;

static int nearer_first(const void *a, const void *b)
{
    const Near *left = a, *right = b;
    if (left->far != right->far)
        return left->far < right->far ? -1 : 1;
    return strcmp(left->entry->slug, right->entry->slug);
}

static unsigned nearest_name(const Entry *entry, const char *wanted)
{
    unsigned best = FAR;
    g_autoptr(GPtrArray) names = names_of(entry);
    for (unsigned i = 0; i < names->len; i++)
        best = MIN(best, how_far(wanted, names->pdata[i]));
    return best;
}

/* What the index finds knows other languages' names, which no letter tells. */
static void add_found(const Library *library, Scratch *scratch, CatalogueFn is, const char *name,
                      GPtrArray *near, unsigned max)
{
    Answer answer;
    answer_look(library, scratch, name, &answer);
    for (size_t i = 0; answer.outcome != OUTCOME_UNKNOWN && i < answer.candidate_count; i++) {
        void *entry = (void *)answer.candidates[i].entry;
        if (is(entry) && near->len < max && !g_ptr_array_find(near, entry, NULL))
            g_ptr_array_add(near, entry);
    }
}

GPtrArray *catalogue_near(const Library *library, Scratch *scratch, CatalogueFn is,
                          const char *name, unsigned max)
{
    GPtrArray *near = g_ptr_array_new();
    const GPtrArray *entries = library_entries(library);
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(Near));
    g_autofree char *wanted = catalogue_fold(name);
    for (unsigned i = 0; *wanted && i < entries->len; i++) {
        const Entry *entry = entries->pdata[i];
        Near one = {entry, is(entry) ? nearest_name(entry, wanted) : FAR};
        if (one.far < FAR)
            g_array_append_val(found, one);
    }
    g_array_sort(found, nearer_first);
    for (unsigned i = 0; i < found->len && near->len < max; i++)
        g_ptr_array_add(near, (void *)g_array_index(found, Near, i).entry);
    add_found(library, scratch, is, name, near, max);
    return near;
}

static int by_name(const void *a, const void *b)
{
    g_autofree char *left = catalogue_name(*(const Entry *const *)a, LANG_EN);
    g_autofree char *right = catalogue_name(*(const Entry *const *)b, LANG_EN);
    int order = g_ascii_strcasecmp(left, right);
    return order ? order : strcmp(left, right);
}

GPtrArray *catalogue_list(const Library *library, CatalogueFn is)
{
    GPtrArray *list = g_ptr_array_new();
    const GPtrArray *entries = library_entries(library);
    for (unsigned i = 0; i < entries->len; i++)
        if (is(entries->pdata[i]))
            g_ptr_array_add(list, entries->pdata[i]);
    g_ptr_array_sort(list, by_name);
    return list;
}

/* --- what is offered, and comes back ---------------------------------------------------------- */

char *catalogue_value(const Entry *entry, Lang lang)
{
    return g_strdup_printf("%s %s", lang_code(lang), entry->slug);
}

const Entry *catalogue_read(const Library *library, const char *value, Lang *lang)
{
    g_auto(GStrv) parts = g_strsplit(value ? value : "", " ", 2);
    if (parts[0])
        lang_parse(parts[0], lang);
    return library_entry(library, parts[0] ? parts[1] : NULL);
}

void catalogue_button(Message *m, const Entry *entry, const char *label, const char *action,
                      Lang lang)
{
    g_autofree char *value = catalogue_value(entry, lang);
    g_autofree char *name = label ? NULL : catalogue_name(entry, lang);
    message_choice(m, label ? label : name, action, value);
}

void catalogue_buttons(Message *m, const GPtrArray *list, const char *action, Lang lang)
{
    for (unsigned i = 0; i < list->len; i++)
        catalogue_button(m, list->pdata[i], NULL, action, lang);
}
