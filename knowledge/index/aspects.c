/*
 * English words are known by their stems, alone or two in a row; Chinese ones by their characters,
 * wherever they stand in a run.
 */
#include "knowledge/index/aspects.h"

#include <string.h>

#include "knowledge/index/lexicon.h"
#include "knowledge/packaged.h"

enum { ASPECTS_MAX = 64, CHARACTERS_MAX = 4 };

/* Most words are none of the keys, which a bit each tells. */
enum { FILTER_BITS = 4096 };

struct Aspects {
    Lexicon *keys;
    uint64_t filter[FILTER_BITS / 64];
    GArray *sets; /* AspectSet, by key */
};

static void put(Aspects *aspects, uint64_t key, AspectSet set)
{
    uint32_t number = lexicon_add(aspects->keys, key);
    aspects->filter[key % FILTER_BITS / 64] |= (uint64_t)1 << key % 64;
    if (number == aspects->sets->len)
        g_array_append_val(aspects->sets, set);
    else
        g_array_index(aspects->sets, AspectSet, number) |= set;
}

static AspectSet get(const Aspects *aspects, uint64_t key)
{
    if (!(aspects->filter[key % FILTER_BITS / 64] >> key % 64 & 1))
        return 0;
    uint32_t number = lexicon_find(aspects->keys, key);
    return number == LEXICON_NONE ? 0 : g_array_index(aspects->sets, AspectSet, number);
}

static void add_word(Aspects *aspects, Tokens *tokens, const char *word, AspectSet set)
{
    g_autofree char *spaced = g_strdelimit(g_strdup(word), "-", ' ');
    tokens_read(tokens, spaced);
    if (tokens->run_count > 0) {
        put(aspects, key_of(tokens->text, tokens->len), set);
        return;
    }
    uint64_t key = 0;
    for (size_t i = 0, count = 0; i < tokens->word_count; i++)
        if (!tokens->words[i].whole)
            key = count++ > 0 ? key_join(key, tokens->words[i].key) : tokens->words[i].key;
    put(aspects, key, set);
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
}

Aspects *aspects_new(Tokens *tokens)
{
    Aspects *aspects = aspects_empty();
    const PackagedFile *file = packaged_find("dictionaries/aspects.tsv");
    g_auto(GStrv) lines = g_strsplit(file ? file->data : "", "\n", -1);
    unsigned count = 0;
    for (char **line = lines; *line; line++) {
        if (**line == '#' || !**line)
            continue;
        g_assert(count < ASPECTS_MAX);
        g_auto(GStrv) words = g_strsplit(*line, " ", -1);
        for (char **word = words; *word; word++)
            add_word(aspects, tokens, *word, (AspectSet)1 << count);
        count++;
    }
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

static AspectSet of_run(const Aspects *aspects, const char *at, const char *end)
{
    AspectSet set = 0;
    for (; at < end; at = g_utf8_next_char(at)) {
        const char *to = at;
        for (int i = 0; i < CHARACTERS_MAX && to < end; i++) {
            to = g_utf8_next_char(to);
            set |= get(aspects, key_of(at, (size_t)(to - at)));
        }
    }
    return set;
}

AspectSet aspects_of(const Aspects *aspects, const Tokens *tokens)
{
    AspectSet set = 0;
    uint64_t before = 0;
    for (size_t i = 0; i < tokens->word_count; i++) {
        const Word *word = &tokens->words[i];
        if (word->script != SCRIPT_LATIN || word->whole)
            continue;
        set |= get(aspects, word->key);
        if (before)
            set |= get(aspects, key_join(before, word->key));
        before = word->key;
    }
    for (size_t i = 0; i < tokens->run_count; i++) {
        const char *run = tokens->text + tokens->runs[i].at;
        set |= of_run(aspects, run, run + tokens->runs[i].len);
    }
    return set;
}
