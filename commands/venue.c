/*
 * A word that few venues have says much, one that all have says nothing. The best candidates of the
 * index speak for their venues too: they know what a nickname or a Chinese name stands for.
 */
#include "commands/venue.h"

#include <math.h>
#include <string.h>

enum { WORD_LEAST = 2, FUZZY_LEAST = 5, QUESTION_MAX = 300 /* bytes that are looked at */ };

static const double IN_TAG = 1.0, IN_TITLE = 0.6, ALMOST = 0.7;

/* --- words ------------------------------------------------------------------------------------ */

static bool is_han(gunichar c)
{
    return g_unichar_get_script(c) == G_UNICODE_SCRIPT_HAN;
}

/* Said of any topic, they tell none. */
static bool says_nothing(const char *word)
{
    static const char *const none[] = {
        "where", "what",     "how",       "who",  "why",  "can",     "do",       "does", "is",
        "are",   "the",      "an",        "my",   "me",   "we",      "you",      "to",   "for",
        "of",    "on",       "in",        "at",   "with", "and",     "or",       "ask",  "about",
        "help",  "question", "questions", "it",   "not",  "channel", "channels", "问题", "哪里",
        "怎么",  "什么",     "频道",      "社区", "可以", "一下",    NULL};
    return g_strv_contains(none, word);
}

/* The root, as far as English has one: "drivers" and "driver" are the same. */
static void trim_plural(char *word)
{
    size_t len = strlen(word);
    if (len > 4 && word[len - 1] == 's' && word[len - 2] != 's')
        word[len - 1] = '\0';
}

static void add_word(GHashTable *set, GString *word)
{
    if (word->len >= WORD_LEAST && !says_nothing(word->str)) {
        trim_plural(word->str);
        g_hash_table_add(set, g_strdup(word->str));
    }
    g_string_truncate(word, 0);
}

/* Latin words, small; of Chinese every two characters that stand beside each other. */
static void add_words(GHashTable *set, const char *text)
{
    g_autofree char *small = g_utf8_strdown(text, -1);
    g_autoptr(GString) word = g_string_new(NULL);
    gunichar before = 0;
    for (const char *at = small; *at; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        bool han = is_han(c);
        if (!han && g_unichar_isalnum(c)) {
            g_string_append_unichar(word, c);
        } else {
            add_word(set, word);
            if (han && before) {
                g_string_append_unichar(word, before);
                g_string_append_unichar(word, c);
                add_word(set, word);
            }
        }
        before = han ? c : 0;
    }
    add_word(set, word);
}

static GHashTable *word_set(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

/* A word cut short or with another ending, "kube" or "logging"; not one letter more or less. */
static bool almost(const char *a, const char *b)
{
    size_t same = 0, shorter = MIN(strlen(a), strlen(b));
    while (a[same] && a[same] == b[same])
        same++;
    return same >= FUZZY_LEAST && same + 1 >= shorter;
}

/* --- venues ----------------------------------------------------------------------------------- */

typedef struct Door {
    const Entry *venue;
    GHashTable *tags, *titles; /* words */
    double score;
} Door;

static void door_clear(void *data)
{
    Door *door = data;
    g_hash_table_unref(door->tags);
    g_hash_table_unref(door->titles);
}

static Door door_of(const Entry *venue)
{
    Door door = {.venue = venue, .tags = word_set(), .titles = word_set()};
    for (unsigned i = 0; i < venue->tags->len; i++)
        add_words(door.tags, venue->tags->pdata[i]);
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        const EntryText *text = &venue->texts[lang];
        if (text->title)
            add_words(door.titles, text->title);
        if (text->answer && lang == LANG_ZH)
            add_words(door.titles, text->answer);
    }
    return door;
}

static GArray *doors_of(const Library *library)
{
    const GPtrArray *entries = library_entries(library);
    GArray *doors = g_array_new(FALSE, FALSE, sizeof(Door));
    g_array_set_clear_func(doors, door_clear);
    for (unsigned i = 0; i < entries->len; i++) {
        const Entry *entry = entries->pdata[i];
        if (entry->kind != ENTRY_VENUE)
            continue;
        Door door = door_of(entry);
        g_array_append_val(doors, door);
    }
    return doors;
}

static double held(const Door *door, const char *word)
{
    GHashTableIter iter;
    void *other;
    if (g_hash_table_contains(door->tags, word))
        return IN_TAG;
    if (g_hash_table_contains(door->titles, word))
        return IN_TITLE;
    g_hash_table_iter_init(&iter, door->tags);
    while (g_hash_table_iter_next(&iter, &other, NULL))
        if (almost(word, other))
            return ALMOST;
    return 0;
}

static void weigh(GArray *doors, const char *word)
{
    g_autofree double *shares = g_new0(double, doors->len + 1);
    unsigned count = 0;
    for (unsigned i = 0; i < doors->len; i++) {
        shares[i] = held(&g_array_index(doors, Door, i), word);
        count += shares[i] > 0;
    }
    if (count == 0)
        return;
    double rarity = log((doors->len + 1.0) / count) / log(doors->len + 1.0);
    for (unsigned i = 0; i < doors->len; i++)
        g_array_index(doors, Door, i).score += 2 * rarity * shares[i];
}

/* The first candidate in full, the others less; nothing when the index knows nothing. */
static void add_votes(const Library *library, Scratch *scratch, const char *topic, GArray *doors)
{
    Answer answer;
    answer_look(library, scratch, topic, &answer);
    if (answer.outcome == OUTCOME_UNKNOWN)
        return;
    double vote = 0.5 + answer.confidence;
    for (size_t i = 0; i < answer.candidate_count && i < 2; i++, vote /= 3) {
        const Entry *voter = answer.candidates[i].entry;
        for (unsigned d = 0; voter->venue && d < doors->len; d++)
            if (strcmp(g_array_index(doors, Door, d).venue->slug, voter->venue) == 0)
                g_array_index(doors, Door, d).score += vote;
    }
}

static int best_first(const void *a, const void *b)
{
    const Door *left = a, *right = b;
    if (left->score != right->score)
        return left->score > right->score ? -1 : 1;
    return strcmp(left->venue->slug, right->venue->slug);
}

GArray *venue_find(const Library *library, Scratch *scratch, const char *topic, unsigned max)
{
    GArray *hits = g_array_new(FALSE, FALSE, sizeof(VenueHit));
    g_autoptr(GArray) doors = doors_of(library);
    g_autoptr(GHashTable) asked = word_set();
    GHashTableIter iter;
    void *word;
    add_words(asked, topic);
    g_hash_table_iter_init(&iter, asked);
    while (g_hash_table_iter_next(&iter, &word, NULL))
        weigh(doors, word);
    add_votes(library, scratch, topic, doors);
    g_array_sort(doors, best_first);
    for (unsigned i = 0; i < doors->len && hits->len < max; i++) {
        const Door *door = &g_array_index(doors, Door, i);
        VenueHit hit = {door->venue, door->score};
        if (hit.score >= VENUE_FITS)
            g_array_append_val(hits, hit);
    }
    return hits;
}

bool venue_wanted(const char *question)
{
    static const char *const asked[] = {
        "where do i ask", "where to ask",  "where can i ask", "where should i ask",
        "who do i ask",   "which channel", "what channel",    "哪里问",
        "哪儿问",         "在哪问",        "去哪问",          "哪个频道",
        "哪个群",         "问谁",          "到哪里提问",      "去哪里提问"};
    g_autofree char *small = g_utf8_strdown(question, -1);
    for (size_t i = 0; i < G_N_ELEMENTS(asked); i++)
        if (strstr(small, asked[i]))
            return true;
    return false;
}

const Entry *venue_for(const Library *library, Scratch *scratch, const char *question)
{
    g_autofree char *begun = text_shorten(question, QUESTION_MAX);
    g_autoptr(GArray) hits = venue_find(library, scratch, begun, 1);
    return hits->len > 0 ? g_array_index(hits, VenueHit, 0).venue : library_venue(library, NULL);
}
