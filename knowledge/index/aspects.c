/*
 * English words are known by their stems, alone or up to three in a row; Chinese ones by their
 * characters, wherever they stand in a run.
 */
#include "knowledge/index/aspects.h"

#include <string.h>

#include "knowledge/index/lexicon.h"
#include "knowledge/packaged.h"

enum {
    BITS = 64,
    FILTER_BITS = 1 << 14, /* most words are none of the keys, which a bit each tells */
    NAMES_AT = (ASPECT_WORDS - 1) * BITS,
    CHARACTERS_MAX = 4,
    STEMS_MAX = 3,
    YEAR_LEN = 4
};

/* What a form that an entry is never asked in counts beside an aspect that it never speaks of. */
static const float FORM = 0.5f;

struct Aspects {
    Lexicon *keys;
    uint64_t filter[FILTER_BITS / BITS];
    GArray *sets;      /* AspectSet, by key */
    AspectSet phrased; /* those that only a phrasing speaks of */
};

/* Joins the aspects of a second set to a first. */
static void unite(AspectSet *to, const AspectSet *from)
{
    for (int i = 0; i < ASPECT_WORDS; i++)
        to->bits[i] |= from->bits[i];
}

static void mark(AspectSet *set, unsigned bit)
{
    set->bits[bit / BITS] |= (uint64_t)1 << bit % BITS;
}

static void put(Aspects *aspects, uint64_t key, unsigned bit)
{
    uint32_t number = lexicon_add(aspects->keys, key);
    aspects->filter[key % FILTER_BITS / BITS] |= (uint64_t)1 << key % BITS;
    if (number == aspects->sets->len)
        g_array_append_val(aspects->sets, (AspectSet){0});
    mark(&g_array_index(aspects->sets, AspectSet, number), bit);
}

static void get(const Aspects *aspects, uint64_t key, AspectSet *set)
{
    if (!(aspects->filter[key % FILTER_BITS / BITS] >> key % BITS & 1))
        return;
    uint32_t number = lexicon_find(aspects->keys, key);
    if (number != LEXICON_NONE)
        unite(set, &g_array_index(aspects->sets, AspectSet, number));
}

static void add_word(Aspects *aspects, Tokens *tokens, const char *word, unsigned bit)
{
    g_autofree char *spaced = g_strdelimit(g_strdup(word), "-", ' ');
    tokens_read(tokens, spaced);
    if (tokens->run_count > 0) {
        put(aspects, key_of(tokens->text, tokens->len), bit);
        return;
    }
    uint64_t key = 0;
    for (size_t i = 0, count = 0; i < tokens->word_count; i++)
        if (!tokens->words[i].whole)
            key = count++ > 0 ? key_join(key, tokens->words[i].key) : tokens->words[i].key;
    put(aspects, key, bit);
}

/* There are more names than bits: an entry passes by chance for speaking of one in some ten. */
static unsigned name_bit(uint64_t key)
{
    return NAMES_AT + (unsigned)(key % BITS);
}

static void add_names(Aspects *aspects, Tokens *tokens, const char *name)
{
    g_auto(GStrv) synonyms = g_strsplit(name, "/", -1);
    unsigned bit = name_bit(key_of(name, strlen(name)));
    for (char **word = synonyms; *word; word++)
        add_word(aspects, tokens, *word, bit);
}

static void add_line(Aspects *aspects, Tokens *tokens, const char *line, unsigned *count)
{
    g_auto(GStrv) words = g_strsplit(line, " ", -1);
    bool are_names = strcmp(words[0], "=") == 0, is_form = strcmp(words[0], "?") == 0;
    g_assert(*count < NAMES_AT);
    for (char **word = words + (are_names || is_form); *word; word++)
        if (are_names)
            add_names(aspects, tokens, *word);
        else
            add_word(aspects, tokens, *word, *count);
    if (is_form)
        mark(&aspects->phrased, *count);
    *count += !are_names;
}

Aspects *aspects_empty(void)
{
    Aspects *aspects = g_new(Aspects, 1);
    *aspects =
        (Aspects){.keys = lexicon_new(), .sets = g_array_new(FALSE, FALSE, sizeof(AspectSet))};
    return aspects;
}

void aspects_shelve(Shelf *shelf, Aspects *aspects)
{
    lexicon_shelve(shelf, aspects->keys);
    shelf_item(shelf, aspects->filter);
    shelf_array(shelf, aspects->sets);
    shelf_item(shelf, aspects->phrased);
}

Aspects *aspects_new(Tokens *tokens)
{
    Aspects *aspects = aspects_empty();
    const PackagedFile *file = packaged_find("dictionaries/aspects.tsv");
    g_auto(GStrv) lines = g_strsplit(file ? file->data : "", "\n", -1);
    unsigned count = 0;
    for (char **line = lines; *line; line++)
        if (**line != '#' && **line)
            add_line(aspects, tokens, *line, &count);
    return aspects;
}

void aspects_free(Aspects *aspects)
{
    if (!aspects)
        return;
    lexicon_free(aspects->keys);
    g_array_free(aspects->sets, TRUE);
    g_free(aspects);
}

static void read_run(const Aspects *aspects, const char *at, const char *end, AspectSet *set)
{
    for (; at < end; at = g_utf8_next_char(at)) {
        const char *to = at;
        for (int i = 0; i < CHARACTERS_MAX && to < end; i++) {
            to = g_utf8_next_char(to);
            get(aspects, key_of(at, (size_t)(to - at)), set);
        }
    }
}

static bool is_year(const Tokens *tokens, const Word *word)
{
    const char *text = tokens->text + word->at;
    return word->len == YEAR_LEN && strspn(text, "0123456789") >= YEAR_LEN;
}

/* The stems that stand together from a word on, one to three of them; a year is a name. */
static void read_stems(const Aspects *aspects, const Tokens *tokens, size_t from, AspectSet *set)
{
    uint64_t key = 0;
    for (size_t i = from, count = 0; i < tokens->word_count && count < STEMS_MAX; i++) {
        const Word *word = &tokens->words[i];
        if (word->whole)
            continue;
        if (word->script != SCRIPT_LATIN)
            return;
        if (count == 0 && is_year(tokens, word))
            mark(set, name_bit(word->key));
        key = count++ > 0 ? key_join(key, word->key) : word->key;
        get(aspects, key, set);
    }
}

AspectSet aspects_of(const Aspects *aspects, const Tokens *tokens)
{
    AspectSet set = {0};
    for (size_t i = 0; i < tokens->word_count; i++)
        if (!tokens->words[i].whole)
            read_stems(aspects, tokens, i, &set);
    for (size_t i = 0; i < tokens->run_count; i++) {
        const char *run = tokens->text + tokens->runs[i].at;
        read_run(aspects, run, run + tokens->runs[i].len, &set);
    }
    return set;
}

void aspects_hear(const Aspects *aspects, const Tokens *tokens, bool is_phrasing, AspectSet *spoken)
{
    AspectSet heard = aspects_of(aspects, tokens);
    for (int i = 0; i < ASPECT_WORDS && !is_phrasing; i++)
        heard.bits[i] &= ~aspects->phrased.bits[i];
    unite(spoken, &heard);
}

float aspects_missing(const Aspects *aspects, const AspectSet *asked, const AspectSet *spoken)
{
    float sum = 0;
    for (int i = 0; i < ASPECT_WORDS; i++) {
        uint64_t silent = asked->bits[i] & ~spoken->bits[i];
        sum += (float)__builtin_popcountll(silent & ~aspects->phrased.bits[i]) +
               FORM * (float)__builtin_popcountll(silent & aspects->phrased.bits[i]);
    }
    return sum;
}
