/*
 * A head is what may stand in a question: a stem, a sequence of up to three stems, a Chinese term.
 * Its senses are sequences of words of the index.
 */
#include "knowledge/index/concepts.h"

#include <math.h>
#include <string.h>

#include "knowledge/index/dictionaries.h"

enum { SENSE_WORDS = 4, ENGLISH_RUN = 3, CHINESE_SHORTEST = 2, CHINESE_LONGEST = 8 };
#define NO_SENSE UINT32_MAX
static const float ALIAS = 0.8f; /* as dictionaries/aliases.tsv */

typedef struct Sense {
    uint32_t words[SENSE_WORDS];
    uint32_t count;
    float weight;
    uint32_t next; /* of the same head */
} Sense;

struct Concepts {
    Lexicon *heads;
    GArray *firsts; /* uint32_t, by head: its first sense */
    GArray *senses; /* Sense */
    Lexicon *function_words;
    GArray *function_keys; /* uint64_t */
};

/* The words of one equivalent: numbers in the index, and the key of the whole as a head. */
typedef struct Phrase {
    uint32_t words[SENSE_WORDS];
    uint32_t count;
    bool known; /* the index has them all */
    uint64_t head;
} Phrase;

static void add_sense(Concepts *concepts, uint64_t head, const Phrase *means, float weight)
{
    if (!means->known || means->count == 0)
        return;
    uint32_t number = lexicon_add(concepts->heads, head);
    uint32_t none = NO_SENSE;
    if (number == concepts->firsts->len)
        g_array_append_val(concepts->firsts, none);
    uint32_t *first = &g_array_index(concepts->firsts, uint32_t, number);
    for (uint32_t i = *first; i != NO_SENSE; i = g_array_index(concepts->senses, Sense, i).next) {
        const Sense *sense = &g_array_index(concepts->senses, Sense, i);
        if (sense->count == means->count &&
            memcmp(sense->words, means->words, means->count * sizeof *means->words) == 0)
            return;
    }
    Sense sense = {.count = means->count, .weight = weight, .next = *first};
    memcpy(sense.words, means->words, sizeof sense.words);
    *first = concepts->senses->len;
    g_array_append_val(concepts->senses, sense);
}

/* What is too long to be a sense may still be a head: 普罗米修斯 is five words to ICU. */
static bool read_phrase(const Lexicon *lexicon, Tokens *tokens, const char *text, Phrase *phrase)
{
    *phrase = (Phrase){.known = true};
    tokens_read(tokens, text);
    for (size_t i = 0; i < tokens->word_count; i++) {
        const Word *word = &tokens->words[i];
        if (word->whole)
            continue;
        uint32_t number = lexicon_find(lexicon, word->key);
        phrase->known = phrase->known && number != LEXICON_NONE && phrase->count < SENSE_WORDS;
        if (phrase->count < SENSE_WORDS)
            phrase->words[phrase->count] = number;
        phrase->head = phrase->count++ ? key_join(phrase->head, word->key) : word->key;
    }
    /* A Chinese term is found by its characters, however a question's words are cut. */
    if (tokens->run_count == 1 && tokens->runs[0].len == tokens->len)
        phrase->head = key_of(tokens->text, tokens->len);
    return phrase->count > 0;
}

/* One row: a head and one equivalent, good in both directions when both are short enough. */
static void add_pair(Concepts *concepts, const Lexicon *lexicon, Tokens *tokens, const char *left,
                     const char *right, float weight)
{
    Phrase from, to;
    if (!read_phrase(lexicon, tokens, left, &from) || !read_phrase(lexicon, tokens, right, &to))
        return;
    add_sense(concepts, from.head, &to, weight);
    if (to.count <= ENGLISH_RUN)
        add_sense(concepts, to.head, &from, weight);
}

typedef struct Adding {
    Concepts *concepts;
    const Lexicon *lexicon;
    Tokens *tokens;
} Adding;

static void add_row(const char *left, const char *right, float weight, void *data)
{
    const Adding *adding = data;
    add_pair(adding->concepts, adding->lexicon, adding->tokens, left, right, weight);
}

static void add_function_word(const char *word, void *data)
{
    const Adding *adding = data;
    Concepts *concepts = adding->concepts;
    const Tokens *tokens = adding->tokens;
    tokens_read(adding->tokens, word);
    uint64_t key = key_of(tokens->text, tokens->len);
    if (tokens->run_count == 0 && tokens->word_count == 1)
        key = tokens->words[0].key;
    if (tokens->len == 0 || lexicon_find(concepts->function_words, key) != LEXICON_NONE)
        return;
    lexicon_add(concepts->function_words, key);
    g_array_append_val(concepts->function_keys, key);
}

Concepts *concepts_empty(void)
{
    Concepts *concepts = g_new0(Concepts, 1);
    concepts->heads = lexicon_new();
    concepts->function_words = lexicon_new();
    concepts->function_keys = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    concepts->firsts = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    concepts->senses = g_array_new(FALSE, FALSE, sizeof(Sense));
    return concepts;
}

Concepts *concepts_new(const Lexicon *lexicon, Tokens *tokens, const char *cedict_path)
{
    Concepts *concepts = concepts_empty();
    Adding adding = {concepts, lexicon, tokens};
    dictionaries_function_words(add_function_word, &adding);
    dictionaries_rows(cedict_path, add_row, &adding);
    return concepts;
}

void concepts_shelve(Shelf *shelf, Concepts *concepts)
{
    lexicon_shelve(shelf, concepts->heads);
    lexicon_shelve(shelf, concepts->function_words);
    shelf_array(shelf, concepts->function_keys);
    shelf_array(shelf, concepts->firsts);
    shelf_array(shelf, concepts->senses);
}

void concepts_teach(Concepts *concepts, const Lexicon *lexicon, Tokens *tokens, const char *word,
                    const char *meaning)
{
    g_autofree char *left = g_strdelimit(g_strdup(word), "-", ' ');
    g_autofree char *right = g_strdelimit(g_strdup(meaning), "-", ' ');
    add_pair(concepts, lexicon, tokens, left, right, ALIAS);
}

void concepts_free(Concepts *concepts)
{
    if (!concepts)
        return;
    lexicon_free(concepts->heads);
    lexicon_free(concepts->function_words);
    g_array_free(concepts->function_keys, TRUE);
    g_array_free(concepts->firsts, TRUE);
    g_array_free(concepts->senses, TRUE);
    g_free(concepts);
}

void concepts_each_function_word(const Concepts *concepts, FunctionWordFn each, void *data)
{
    for (guint i = 0; i < concepts->function_keys->len; i++)
        each(g_array_index(concepts->function_keys, uint64_t, i), data);
}

void meaning_add(Meaning *meaning, uint32_t idea, uint32_t word, float weight)
{
    if (meaning->alternative_count == meaning->alternative_room) {
        meaning->alternative_room = MAX(64, 2 * meaning->alternative_room);
        meaning->alternatives =
            g_renew(Alternative, meaning->alternatives, meaning->alternative_room);
    }
    Concept *of = &meaning->concepts[idea];
    for (uint32_t i = of->first; i != ALTERNATIVE_NONE; i = meaning->alternatives[i].next)
        if (meaning->alternatives[i].word == word) {
            meaning->alternatives[i].weight = MAX(meaning->alternatives[i].weight, weight);
            return;
        }
    meaning->alternatives[meaning->alternative_count] =
        (Alternative){.word = word, .weight = weight, .idea = idea, .next = of->first};
    of->first = (uint32_t)meaning->alternative_count++;
}

void meaning_clear(Meaning *meaning)
{
    g_free(meaning->alternatives);
    *meaning = (Meaning){0};
}

static uint32_t first_sense(const Concepts *concepts, uint64_t head)
{
    uint32_t number = lexicon_find(concepts->heads, head);
    return number == LEXICON_NONE ? NO_SENSE : g_array_index(concepts->firsts, uint32_t, number);
}

uint32_t concept_find(const Meaning *meaning, uint64_t key)
{
    for (uint32_t i = 0; i < meaning->concept_count; i++)
        if (meaning->concepts[i].key == key)
            return i;
    return CONCEPTS_MAX;
}

/* The concept of a word, an earlier one if the question has it already; CONCEPTS_MAX: no room. */
static uint32_t concept_of(const Concepts *concepts, const Lexicon *lexicon, Meaning *meaning,
                           const Word *word)
{
    uint32_t known = concept_find(meaning, word->key);
    if (known < CONCEPTS_MAX || meaning->concept_count == CONCEPTS_MAX)
        return known;
    uint32_t number = lexicon_find(lexicon, word->key), at = (uint32_t)meaning->concept_count;
    meaning->concepts[meaning->concept_count++] =
        (Concept){.key = word->key,
                  .word = number,
                  .first = ALTERNATIVE_NONE,
                  .at = word->at,
                  .len = word->len,
                  .script = word->script,
                  .whole = word->whole,
                  .function = lexicon_find(concepts->function_words, word->key) != LEXICON_NONE};
    if (number != LEXICON_NONE)
        meaning_add(meaning, at, number, 1);
    return at;
}

/*
 * A sense's words are dealt out over the concepts that its head covers, in order; those that meet
 * on one concept share it, by the root of their number, so that a long translation is no stronger.
 */
static void deal_out(Meaning *meaning, const Sense *sense, const uint32_t *over, size_t count)
{
    for (uint32_t j = 0; j < sense->count; j++) {
        size_t on = j * count / sense->count, sharing = 0;
        for (uint32_t k = 0; k < sense->count; k++)
            sharing += k * count / sense->count == on;
        meaning_add(meaning, over[on], sense->words[j], sense->weight / sqrtf((float)sharing));
    }
}

/* The only translation of an unknown word, when it has several words: each becomes a concept. */
static bool unfold(const Concepts *concepts, Meaning *meaning, uint32_t first, uint32_t on)
{
    const Sense *sense = &g_array_index(concepts->senses, Sense, first);
    if (sense->next != NO_SENSE || sense->count < 2 ||
        meaning->concepts[on].first != ALTERNATIVE_NONE ||
        meaning->concept_count + sense->count > CONCEPTS_MAX)
        return false;
    for (uint32_t j = 0; j < sense->count; j++) {
        uint32_t to = on;
        if (j > 0) {
            to = (uint32_t)meaning->concept_count++;
            meaning->concepts[to] = meaning->concepts[on];
            meaning->concepts[to].key = key_join(meaning->concepts[on].key, j);
            meaning->concepts[to].first = ALTERNATIVE_NONE;
        }
        meaning_add(meaning, to, sense->words[j], sense->weight);
    }
    return true;
}

static void apply(const Concepts *concepts, Meaning *meaning, uint32_t first, const uint32_t *over,
                  size_t count)
{
    if (count == 0)
        return;
    for (size_t i = 0; i < count; i++)
        meaning->concepts[over[i]].absorbed = true;
    if (count == 1 && unfold(concepts, meaning, first, over[0]))
        return;
    for (uint32_t i = first; i != NO_SENSE; i = g_array_index(concepts->senses, Sense, i).next)
        deal_out(meaning, &g_array_index(concepts->senses, Sense, i), over, count);
}

/* The longest run of English words from i on that is a head: how many, and its first sense. */
static size_t english_head(const Concepts *concepts, const Tokens *tokens, size_t i,
                           uint32_t *sense, size_t words[ENGLISH_RUN])
{
    uint64_t key = 0;
    size_t found = 0, count = 0;
    for (size_t j = i; j < tokens->word_count && count < ENGLISH_RUN; j++) {
        const Word *word = &tokens->words[j];
        if (word->whole)
            continue;
        if (word->script != SCRIPT_LATIN)
            break;
        words[count++] = j;
        key = count > 1 ? key_join(key, word->key) : word->key;
        uint32_t first = first_sense(concepts, key);
        if (first != NO_SENSE) {
            found = count;
            *sense = first;
        }
    }
    return found;
}

static void read_english(const Concepts *concepts, const Tokens *tokens, Meaning *meaning,
                         const uint32_t *idea)
{
    for (size_t i = 0; i < tokens->word_count;) {
        size_t words[ENGLISH_RUN];
        uint32_t sense = NO_SENSE, over[ENGLISH_RUN];
        size_t count = english_head(concepts, tokens, i, &sense, words), kept = 0;
        for (size_t k = 0; k < count; k++)
            if (words[k] < CONCEPTS_MAX && idea[words[k]] < CONCEPTS_MAX)
                over[kept++] = idea[words[k]];
        if (count > 0 && kept == count)
            apply(concepts, meaning, sense, over, count);
        i = count > 0 ? words[count - 1] + 1 : i + 1;
    }
}

/* The longest Chinese head at `at`: its bytes, 0 for none. */
static size_t chinese_head(const Concepts *concepts, const char *at, size_t len, uint32_t *sense)
{
    size_t found = 0, end = 0;
    for (size_t characters = 1; characters <= CHINESE_LONGEST && end < len; characters++) {
        end += (size_t)(g_utf8_next_char(at + end) - (at + end));
        uint32_t first =
            characters < CHINESE_SHORTEST ? NO_SENSE : first_sense(concepts, key_of(at, end));
        if (first != NO_SENSE) {
            found = end;
            *sense = first;
        }
    }
    return found;
}

/* The concepts of the words that lie, even in part, between two places of the text. */
static size_t overlapped(const Tokens *tokens, const uint32_t *idea, size_t from, size_t to,
                         uint32_t over[CHINESE_LONGEST])
{
    size_t count = 0;
    for (size_t i = 0; i < MIN(tokens->word_count, CONCEPTS_MAX) && count < CHINESE_LONGEST; i++) {
        const Word *word = &tokens->words[i];
        if (word->script == SCRIPT_HAN && word->at < to && word->at + word->len > from &&
            idea[i] < CONCEPTS_MAX)
            over[count++] = idea[i];
    }
    return count;
}

/* 作用 is an effect, but 光合作用 is none: a part of one longer word does not stand for it. */
static bool is_part(const Meaning *meaning, const uint32_t *over, size_t count, size_t len)
{
    return count == 1 && meaning->concepts[over[0]].len > len;
}

static void read_chinese(const Concepts *concepts, const Tokens *tokens, Meaning *meaning,
                         const uint32_t *idea)
{
    for (size_t r = 0; r < tokens->run_count; r++) {
        const char *run = tokens->text + tokens->runs[r].at;
        for (size_t i = 0; i < tokens->runs[r].len;) {
            uint32_t sense = NO_SENSE, over[CHINESE_LONGEST];
            size_t len = chinese_head(concepts, run + i, tokens->runs[r].len - i, &sense);
            if (len > 0) {
                size_t from = tokens->runs[r].at + i;
                size_t count = overlapped(tokens, idea, from, from + len, over);
                if (!is_part(meaning, over, count, len))
                    apply(concepts, meaning, sense, over, count);
            }
            i += len > 0 ? len : (size_t)(g_utf8_next_char(run + i) - (run + i));
        }
    }
}

void concepts_read(const Concepts *concepts, const Lexicon *lexicon, const Tokens *tokens,
                   Meaning *meaning)
{
    uint32_t idea[CONCEPTS_MAX];
    meaning->concept_count = meaning->alternative_count = 0;
    for (size_t i = 0; i < MIN(tokens->word_count, CONCEPTS_MAX); i++) {
        const Word *word = &tokens->words[i];
        bool speaks = !word->whole || lexicon_find(lexicon, word->key) != LEXICON_NONE;
        idea[i] = speaks ? concept_of(concepts, lexicon, meaning, word) : CONCEPTS_MAX;
    }
    read_english(concepts, tokens, meaning, idea);
    read_chinese(concepts, tokens, meaning, idea);
}
