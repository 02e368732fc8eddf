/*
 * Every word of a venue's tags and titles leads to it by a number; what begins like a tag is found
 * by its first letters. Words are Latin ones, and every two Chinese characters beside each other.
 */
#include "knowledge/doors.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "knowledge/index/lexicon.h"

enum { WORD_LEAST = 2, BEGINNING = 5, ASKED_MAX = 128 /* different words of a topic */ };
#define NO_LINK UINT32_MAX

static const double IN_TAG = 1.0, IN_TITLE = 0.6, ALMOST = 0.7;

/* A word leads to a door. */
typedef struct Link {
    uint32_t door;
    uint32_t next; /* of the same word, or NO_LINK */
    double share;
} Link;

/* A tag's word, by how it begins. */
typedef struct Tagged {
    uint32_t door;
    uint32_t next; /* that begins so too, or NO_LINK */
    uint32_t at, len;
} Tagged;

struct Doors {
    GPtrArray *venues; /* Entry *, borrowed */
    Lexicon *idle;     /* words that are said of any topic */
    Lexicon *words;
    GArray *links;       /* Link */
    GArray *first_links; /* uint32_t, by word */
    Lexicon *beginnings;
    GArray *tagged;       /* Tagged */
    GArray *first_tagged; /* uint32_t, by beginning */
    GString *letters;     /* of tags' words */
};

/* --- words ------------------------------------------------------------------------------------ */

typedef void (*WordFn)(const char *word, size_t len, void *user);

static bool is_han(gunichar c)
{
    return c >= 0x2E80 &&
           ((c >= 0x4E00 && c <= 0x9FFF) || g_unichar_get_script(c) == G_UNICODE_SCRIPT_HAN);
}

static bool is_letter(gunichar c)
{
    return c < 0x80 ? g_ascii_isalnum((char)c) : g_unichar_isalnum(c);
}

/* Letters have no case between the radicals and the last common Chinese character. */
static bool has_plain_case(const char *text)
{
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        if (c >= 0x80 && (c < 0x2E80 || c > 0x9FFF))
            return false;
    }
    return true;
}

static char *small(const char *text)
{
    return has_plain_case(text) ? g_ascii_strdown(text, -1) : g_utf8_strdown(text, -1);
}

/* Said of any topic, they tell none. */
static const char *const IDLE[] = {
    "where", "what",     "how",       "who",  "why",  "can",     "do",       "does", "is",
    "are",   "the",      "an",        "my",   "me",   "we",      "you",      "to",   "for",
    "of",    "on",       "in",        "at",   "with", "and",     "or",       "ask",  "about",
    "help",  "question", "questions", "it",   "not",  "channel", "channels", "问题", "哪里",
    "怎么",  "什么",     "频道",      "社区", "可以", "一下",
};

/* The root, as far as English has one: "drivers" and "driver" are the same. */
static size_t without_plural(const char *word, size_t len)
{
    return len > 4 && word[len - 1] == 's' && word[len - 2] != 's' ? len - 1 : len;
}

static void hand_out(const Lexicon *idle, const char *word, size_t len, WordFn fn, void *user)
{
    if (len >= WORD_LEAST && lexicon_find(idle, key_of(word, len)) == LEXICON_NONE)
        fn(word, without_plural(word, len), user);
}

static void each_word(const Lexicon *idle, const char *text, WordFn fn, void *user)
{
    g_autofree char *all = small(text);
    const char *word = NULL, *han = NULL, *next; /* where the word at hand, the last Han, began */
    for (const char *at = all; *at; at = next) {
        gunichar c = g_utf8_get_char(at);
        next = g_utf8_next_char(at);
        bool is_next_han = is_han(c);
        if (!is_next_han && is_letter(c)) {
            word = word ? word : at;
            han = NULL;
            continue;
        }
        if (word)
            hand_out(idle, word, (size_t)(at - word), fn, user);
        if (is_next_han && han)
            hand_out(idle, han, (size_t)(next - han), fn, user);
        word = NULL;
        han = is_next_han ? at : NULL;
    }
    if (word)
        hand_out(idle, word, strlen(word), fn, user);
}

/* --- making ----------------------------------------------------------------------------------- */

/* The first of a chain that hangs on a key; made empty if the key is new. */
static uint32_t *chain_of(Lexicon *keys, GArray *firsts, const char *bytes, size_t len)
{
    uint32_t number = lexicon_add(keys, key_of(bytes, len)), none = NO_LINK;
    if (number == firsts->len)
        g_array_append_val(firsts, none);
    return &g_array_index(firsts, uint32_t, number);
}

/* Doors are made one after the other, so a door's own link is the first, if there is one. */
static void add_link(Doors *doors, const char *word, size_t len, double share)
{
    uint32_t *first = chain_of(doors->words, doors->first_links, word, len);
    uint32_t door = doors->venues->len - 1;
    if (*first != NO_LINK && g_array_index(doors->links, Link, *first).door == door)
        return;
    Link link = {.door = door, .next = *first, .share = share};
    *first = doors->links->len;
    g_array_append_val(doors->links, link);
}

static void add_tag(const char *word, size_t len, void *user)
{
    Doors *doors = user;
    add_link(doors, word, len, IN_TAG);
    if (len < BEGINNING)
        return;
    uint32_t *first = chain_of(doors->beginnings, doors->first_tagged, word, BEGINNING);
    Tagged tagged = {.door = doors->venues->len - 1,
                     .next = *first,
                     .at = (uint32_t)doors->letters->len,
                     .len = (uint32_t)len};
    g_string_append_len(doors->letters, word, (gssize)len);
    *first = doors->tagged->len;
    g_array_append_val(doors->tagged, tagged);
}

static void add_title(const char *word, size_t len, void *user)
{
    add_link(user, word, len, IN_TITLE);
}

/* Tags before titles: what is in both counts as a tag. */
static void add_door(Doors *doors, Entry *venue)
{
    g_ptr_array_add(doors->venues, venue);
    for (unsigned i = 0; i < venue->tags->len; i++)
        each_word(doors->idle, venue->tags->pdata[i], add_tag, doors);
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        const EntryText *text = &venue->texts[lang];
        if (text->title)
            each_word(doors->idle, text->title, add_title, doors);
        if (text->answer && lang == LANG_ZH)
            each_word(doors->idle, text->answer, add_title, doors);
    }
}

Doors *doors_new(const GPtrArray *entries)
{
    Doors *doors = g_new0(Doors, 1);
    *doors = (Doors){.venues = g_ptr_array_new(),
                     .idle = lexicon_new(),
                     .words = lexicon_new(),
                     .links = g_array_new(FALSE, FALSE, sizeof(Link)),
                     .first_links = g_array_new(FALSE, FALSE, sizeof(uint32_t)),
                     .beginnings = lexicon_new(),
                     .tagged = g_array_new(FALSE, FALSE, sizeof(Tagged)),
                     .first_tagged = g_array_new(FALSE, FALSE, sizeof(uint32_t)),
                     .letters = g_string_new(NULL)};
    for (size_t i = 0; i < G_N_ELEMENTS(IDLE); i++)
        lexicon_add(doors->idle, key_of(IDLE[i], strlen(IDLE[i])));
    for (unsigned i = 0; i < entries->len; i++) {
        Entry *entry = entries->pdata[i];
        if (entry->kind == ENTRY_VENUE)
            add_door(doors, entry);
    }
    return doors;
}

void doors_free(Doors *doors)
{
    if (!doors)
        return;
    g_ptr_array_unref(doors->venues);
    lexicon_free(doors->idle);
    lexicon_free(doors->words);
    g_array_unref(doors->links);
    g_array_unref(doors->first_links);
    lexicon_free(doors->beginnings);
    g_array_unref(doors->tagged);
    g_array_unref(doors->first_tagged);
    g_string_free(doors->letters, TRUE);
    g_free(doors);
}

unsigned doors_count(const Doors *doors)
{
    return doors->venues->len;
}

const Entry *doors_venue(const Doors *doors, unsigned number)
{
    return doors->venues->pdata[number];
}

/* --- asking ----------------------------------------------------------------------------------- */

typedef struct Asked {
    const Doors *doors;
    double *scores, *shares;   /* by door; shares: of the word at hand */
    uint64_t words[ASKED_MAX]; /* keys of those that have been weighed */
    unsigned count;
} Asked;

static bool is_news(Asked *asked, uint64_t key)
{
    for (unsigned i = 0; i < asked->count; i++)
        if (asked->words[i] == key)
            return false;
    if (asked->count == ASKED_MAX)
        return false;
    asked->words[asked->count++] = key;
    return true;
}

/* A word cut short or with another ending, "kube" or "logging"; not one letter more or less. */
static bool almost(const char *a, size_t a_len, const char *b, size_t b_len)
{
    size_t same = BEGINNING, shorter = MIN(a_len, b_len);
    while (same < shorter && a[same] == b[same])
        same++;
    return same + 1 >= shorter;
}

static void find_almost(const Doors *doors, const char *word, size_t len, double *shares)
{
    uint32_t number =
        len < BEGINNING ? LEXICON_NONE : lexicon_find(doors->beginnings, key_of(word, BEGINNING));
    if (number == LEXICON_NONE)
        return;
    for (uint32_t i = g_array_index(doors->first_tagged, uint32_t, number); i != NO_LINK;) {
        const Tagged *tagged = &g_array_index(doors->tagged, Tagged, i);
        if (almost(word, len, doors->letters->str + tagged->at, tagged->len))
            shares[tagged->door] = ALMOST;
        i = tagged->next;
    }
}

static void find_exact(const Doors *doors, uint64_t key, double *shares)
{
    uint32_t number = lexicon_find(doors->words, key);
    if (number == LEXICON_NONE)
        return;
    for (uint32_t i = g_array_index(doors->first_links, uint32_t, number); i != NO_LINK;) {
        const Link *link = &g_array_index(doors->links, Link, i);
        shares[link->door] = link->share;
        i = link->next;
    }
}

static void weigh(const char *word, size_t len, void *user)
{
    Asked *asked = user;
    unsigned all = asked->doors->venues->len, count = 0;
    uint64_t key = key_of(word, len);
    if (!is_news(asked, key))
        return;
    memset(asked->shares, 0, all * sizeof *asked->shares);
    find_almost(asked->doors, word, len, asked->shares);
    find_exact(asked->doors, key, asked->shares);
    for (unsigned i = 0; i < all; i++)
        count += asked->shares[i] > 0;
    if (count == 0)
        return;
    double rarity = log((all + 1.0) / count) / log(all + 1.0);
    for (unsigned i = 0; i < all; i++)
        asked->scores[i] += 2 * rarity * asked->shares[i];
}

void doors_weigh(const Doors *doors, const char *topic, double *scores)
{
    g_autofree double *shares = g_new(double, doors->venues->len + 1);
    Asked asked = {.doors = doors, .scores = scores, .shares = shares};
    each_word(doors->idle, topic, weigh, &asked);
}
