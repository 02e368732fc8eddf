/*
 * One pass over the entries numbers their words, fills postings and pieces, and notes the words of
 * each phrasing; then the words are weighed and the classifier learns.
 */
#include "knowledge/index/index.h"

#include <math.h>
#include <string.h>

#include "knowledge/index/inside.h"
#include "knowledge/index/tokens.h"

/* A language's phrasings an entry from which on they are many; what a classifier may take. */
enum { MANY_PHRASINGS = 3, WEIGHTS_MAX = 8 << 20 };

/* What building needs and asking does not. */
typedef struct Builder {
    Index *index;
    const Held *held;
    Tokens *tokens;
    Pieces pieces;
    GArray *scripts;   /* uint8_t, by word */
    Lexicon *tag_keys; /* a number a kind of tag */
    uint32_t phrasing; /* met so far, held or not */
    uint32_t entries_with[SCRIPT_COUNT], written_with[SCRIPT_COUNT];
    uint32_t languages; /* that entries have phrasings in, summed */
} Builder;

unsigned word_mark(uint32_t word)
{
    return word * 0x9E3779B1u >> 26;
}

bool entries_written(const IndexEntry *entries, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!entries[i].drafted)
            return true;
    return false;
}

bool held(const Held *held, uint32_t phrasing)
{
    return held->every > 0 && phrasing % held->every == held->first;
}

static uint32_t number_of(Builder *b, const Word *word)
{
    uint32_t number = lexicon_add(b->index->lexicon, word->key);
    uint8_t script = (uint8_t)word->script;
    if (number == b->scripts->len)
        g_array_append_val(b->scripts, script);
    return number;
}

static void count_words(Builder *b, Field field, bool has[SCRIPT_COUNT])
{
    for (size_t i = 0; i < b->tokens->word_count; i++) {
        const Word *word = &b->tokens->words[i];
        postings_count(b->index->postings, number_of(b, word), field);
        has[word->script] = true;
        if (word->script == SCRIPT_LATIN && !word->whole)
            spelling_add(b->index->spelling, b->tokens->text + word->at, word->len);
    }
}

static bool among(const GArray *words, uint32_t from, uint32_t word)
{
    for (guint i = from; i < words->len; i++)
        if (g_array_index(words, uint32_t, i) == word)
            return true;
    return false;
}

/* The text that has been read, as something to compare questions with. */
static void add_phrasing(Builder *b)
{
    Index *index = b->index;
    Phrasing phrasing = {.at = index->words->len};
    for (size_t i = 0; i < MIN(b->tokens->word_count, CONCEPTS_MAX); i++) {
        uint32_t number = number_of(b, &b->tokens->words[i]);
        if (!among(index->words, phrasing.at, number))
            g_array_append_val(index->words, number);
        phrasing.marks |= (uint64_t)1 << word_mark(number);
    }
    phrasing.count = index->words->len - phrasing.at;
    g_array_append_val(index->phrasings, phrasing);
    pieces_read(&b->pieces, b->tokens);
    grams_add(index->grams, &b->pieces);
}

static void add_phrasings(Builder *b, const IndexEntry *from, EntryParts *entry,
                          bool has[SCRIPT_COUNT])
{
    bool met[LANG_COUNT] = {false};
    for (size_t i = 0; i < from->phrasing_count; i++) {
        const IndexText *text = &from->phrasings[i];
        b->languages += !met[text->lang];
        met[text->lang] = true;
        if (held(b->held, b->phrasing++))
            continue;
        tokens_read(b->tokens, text->text);
        count_words(b, FIELD_PHRASING, has);
        add_phrasing(b);
        entry->aspects |= aspects_of(b->index->aspects, b->tokens);
        entry->phrasing_count++;
        entry->speaks[text->lang] = true;
    }
}

static void add_tag(Builder *b, const char *text, EntryParts *entry, bool has[SCRIPT_COUNT])
{
    Index *index = b->index;
    tokens_read(b->tokens, text);
    count_words(b, FIELD_TAG, has);
    entry->aspects |= aspects_of(index->aspects, b->tokens);
    uint32_t number = lexicon_add(b->tag_keys, key_of(b->tokens->text, b->tokens->len));
    if (number == index->tags->len) {
        Tag tag = {0};
        for (size_t i = 0; i < b->tokens->word_count && tag.count < TAG_WORDS; i++)
            if (!b->tokens->words[i].whole)
                tag.words[tag.count++] = number_of(b, &b->tokens->words[i]);
        g_array_append_val(index->tags, tag);
    }
    g_array_append_val(index->entry_tags, number);
    entry->tag_count++;
}

static void add_entry(Builder *b, const IndexEntry *from)
{
    Index *index = b->index;
    bool has[SCRIPT_COUNT] = {false};
    EntryParts entry = {
        .id = from->id, .phrasing_at = index->phrasings->len, .tag_at = index->entry_tags->len};
    add_phrasings(b, from, &entry, has);
    for (size_t i = 0; i < from->answer_count; i++) {
        tokens_read(b->tokens, from->answers[i].text);
        count_words(b, FIELD_ANSWER, has);
        entry.aspects |= aspects_of(index->aspects, b->tokens);
    }
    for (size_t i = 0; from->tags && from->tags[i]; i++)
        add_tag(b, from->tags[i], &entry, has);
    postings_close_entry(index->postings);
    for (int s = 0; s < SCRIPT_COUNT; s++)
        b->entries_with[s] += has[s];
    g_array_append_val(index->entries, entry);
}

/* Questions that are not ours: compared with, but no entry's. */
static void add_rejects(Builder *b, const char *const *rejects)
{
    b->index->reject_at = b->index->phrasings->len;
    for (size_t i = 0; rejects && rejects[i]; i++) {
        tokens_read(b->tokens, rejects[i]);
        add_phrasing(b);
        b->index->reject_count++;
    }
}

static void hold_down(uint64_t key, void *data)
{
    Index *index = data;
    uint32_t word = lexicon_find(index->lexicon, key);
    if (word != LEXICON_NONE)
        index->idf[word] = MIN(index->idf[word], FUNCTION_CEILING);
}

static bool is_drafted_word(const Index *index, uint32_t word)
{
    return postings_df(index->postings, word, index->written) == 0 &&
           postings_df(index->postings, word, index->entries->len) > 0;
}

static void hold_down_drafted(uint64_t key, void *data)
{
    Index *index = data;
    uint32_t word = lexicon_find(index->lexicon, key);
    if (word != LEXICON_NONE && is_drafted_word(index, word))
        hold_down(key, data);
}

/* What only drafted entries have weighs in a question what it would if nobody had it. */
static void weigh_drafted_words(Index *index)
{
    if (!has_drafts(index))
        return;
    for (uint32_t w = 0; w < lexicon_count(index->lexicon); w++)
        if (is_drafted_word(index, w))
            index->idf[w] = index->unknown_idf;
    concepts_each_function_word(index->concepts, hold_down_drafted, index);
}

static void weigh_words(Builder *b)
{
    Index *index = b->index;
    uint32_t count = lexicon_count(index->lexicon);
    index->idf = g_new(float, count + 1);
    for (uint32_t w = 0; w < count; w++) {
        float n = (float)b->written_with[g_array_index(b->scripts, uint8_t, w)];
        float df = (float)postings_df(index->postings, w, index->written);
        index->idf[w] = logf(1 + (n - df + 0.5f) / (df + 0.5f));
    }
    index->unknown_idf = logf(1 + (float)index->written / 1.5f);
    weigh_drafted_words(index);
    if (index->kind == KIND_FEW)
        concepts_each_function_word(index->concepts, hold_down, index);
}

static void weigh_phrasings(Index *index)
{
    for (guint i = 0; i < index->phrasings->len; i++) {
        Phrasing *phrasing = &g_array_index(index->phrasings, Phrasing, i);
        for (uint32_t w = 0; w < phrasing->count; w++)
            phrasing->mass += index->idf[g_array_index(index->words, uint32_t, phrasing->at + w)];
    }
    for (guint i = 0; i < index->entries->len && index->kind == KIND_FEW; i++) {
        EntryParts *entry = &g_array_index(index->entries, EntryParts, i);
        entry->centroid_length =
            grams_centroid_length(index->grams, entry->phrasing_at, entry->phrasing_count);
    }
}

static void add_example(const Index *index, uint32_t phrasing, uint32_t class, Example *example)
{
    example->class = class;
    example->pieces = grams_pieces(index->grams, phrasing, &example->count);
}

static void train(Index *index)
{
    g_autofree Example *examples = g_new0(Example, index->phrasings->len + 1);
    uint32_t classes = index->written, count = 0;
    for (uint32_t e = 0; e < index->written; e++) {
        const EntryParts *entry = &g_array_index(index->entries, EntryParts, e);
        for (uint32_t p = 0; p < entry->phrasing_count; p++)
            add_example(index, entry->phrasing_at + p, e, &examples[count++]);
    }
    for (uint32_t r = 0; r < index->reject_count; r++)
        add_example(index, index->reject_at + r, classes, &examples[count++]);
    classes += index->reject_count > 0;
    index->classifier = classifier_train(examples, count, classes, WEIGHTS_MAX);
}

Index *index_new(void)
{
    Index *index = g_new0(Index, 1);
    *index = (Index){.references = 1,
                     .lexicon = lexicon_new(),
                     .postings = postings_new(),
                     .grams = grams_new(),
                     .spelling = spelling_new(),
                     .entries = g_array_new(FALSE, FALSE, sizeof(EntryParts)),
                     .phrasings = g_array_new(FALSE, FALSE, sizeof(Phrasing)),
                     .words = g_array_new(FALSE, FALSE, sizeof(uint32_t)),
                     .tags = g_array_new(FALSE, FALSE, sizeof(Tag)),
                     .entry_tags = g_array_new(FALSE, FALSE, sizeof(uint32_t)),
                     .taught = g_ptr_array_new_with_free_func(g_free)};
    return index;
}

static void teach(Index *index, Tokens *tokens, const IndexOptions *options)
{
    for (size_t i = 0; i < options->alias_count; i++) {
        const IndexAlias *alias = &options->aliases[i];
        concepts_teach(index->concepts, index->lexicon, tokens, alias->word, alias->meaning);
        g_ptr_array_add(index->taught, g_strdup(alias->word));
        g_ptr_array_add(index->taught, g_strdup(alias->meaning));
    }
}

static void finish(Builder *b, const IndexOptions *options)
{
    Index *index = b->index;
    bool many = index->kind == KIND_MANY;
    postings_finish(index->postings, lexicon_count(index->lexicon), index->written);
    grams_finish(index->grams);
    spelling_finish(index->spelling);
    index->concepts = concepts_new(index->lexicon, b->tokens, options->cedict_path);
    teach(index, b->tokens, options);
    weigh_words(b);
    weigh_phrasings(index);
    if (many) {
        train(index);
        g_clear_pointer(&index->grams, grams_free); /* the classifier has what they tell */
    }
}

/* Few phrasings or many is what people wrote. */
static void close_written(Builder *b)
{
    Index *index = b->index;
    bool many = b->languages > 0 && b->phrasing >= MANY_PHRASINGS * b->languages;
    index->kind = many ? KIND_MANY : KIND_FEW;
    index->refused = confidence_refused(index->kind, b->phrasing / (double)MAX(1, b->languages));
    index->written = index->entries->len;
    index->written_tags = index->tags->len;
    memcpy(b->written_with, b->entries_with, sizeof b->written_with);
}

/* Drafted ones last, and not at all where phrasings are held out: they have no part in that. */
static void add_entries(Builder *b, const IndexEntry *entries, size_t count)
{
    bool has_written = entries_written(entries, count);
    for (size_t i = 0; i < count; i++)
        if (!(has_written && entries[i].drafted))
            add_entry(b, &entries[i]);
    close_written(b);
    for (size_t i = 0; i < count && has_written && b->held->every == 0; i++)
        if (entries[i].drafted)
            add_entry(b, &entries[i]);
}

Index *index_build_held(const IndexEntry *entries, size_t count, const IndexOptions *options,
                        const Held *hold)
{
    Builder b = {.index = index_new(),
                 .held = hold,
                 .tokens = tokens_new(),
                 .scripts = g_array_new(FALSE, FALSE, sizeof(uint8_t)),
                 .tag_keys = lexicon_new()};
    b.index->aspects = aspects_new(b.tokens);
    add_entries(&b, entries, count);
    add_rejects(&b, options->rejects);
    finish(&b, options);
    g_array_free(b.scripts, TRUE);
    lexicon_free(b.tag_keys);
    pieces_clear(&b.pieces);
    tokens_free(b.tokens);
    return b.index;
}

static uint64_t key_texts(uint64_t key, const IndexText *texts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        key = key_join(key, key_of(texts[i].text, strlen(texts[i].text)) + texts[i].lang);
    return key_join(key, count);
}

static uint64_t key_strings(uint64_t key, const char *const *strings)
{
    for (size_t i = 0; strings && strings[i]; i++)
        key = key_join(key, key_of(strings[i], strlen(strings[i])));
    return key_join(key, 1);
}

uint64_t index_key(const IndexEntry *entries, size_t count, const IndexOptions *options)
{
    uint64_t key = INDEX_VERSION;
    for (size_t i = 0; i < count; i++) {
        key = key_texts(key, entries[i].phrasings, entries[i].phrasing_count);
        key = key_texts(key, entries[i].answers, entries[i].answer_count);
        key = key_join(key_strings(key, entries[i].tags), entries[i].drafted);
    }
    for (size_t i = 0; i < options->alias_count; i++)
        key = key_strings(key, (const char *const[]){options->aliases[i].word,
                                                     options->aliases[i].meaning, NULL});
    return key_strings(key, options->rejects);
}

Index *index_build(const IndexEntry *entries, size_t count, const IndexOptions *options)
{
    Index *index = index_build_held(entries, count, options, &(Held){0});
    if (options->calibration) {
        index->calibration = *options->calibration;
    } else {
        index->calibration.key = index_key(entries, count, options);
        folds_calibrate(entries, count, options, index->refused, &index->calibration);
    }
    confidence_thresholds(index->refused, index->calibration.at, options->strictness,
                          &index->answer, &index->suggest);
    return index;
}

Index *index_ref(Index *index)
{
    g_atomic_int_inc(&index->references);
    return index;
}

void index_unref(Index *index)
{
    if (!index || !g_atomic_int_dec_and_test(&index->references))
        return;
    lexicon_free(index->lexicon);
    concepts_free(index->concepts);
    aspects_free(index->aspects);
    postings_free(index->postings);
    grams_free(index->grams);
    spelling_free(index->spelling);
    classifier_free(index->classifier);
    g_free(index->idf);
    g_array_free(index->entries, TRUE);
    g_array_free(index->phrasings, TRUE);
    g_array_free(index->words, TRUE);
    g_array_free(index->tags, TRUE);
    g_array_free(index->entry_tags, TRUE);
    g_ptr_array_unref(index->taught);
    g_clear_pointer(&index->bytes, g_bytes_unref);
    g_free(index);
}

size_t index_entry_count(const Index *index)
{
    return index->entries->len;
}

void index_thresholds(const Index *index, double *answer, double *suggest)
{
    *answer = index->answer;
    *suggest = index->suggest;
}

const Calibration *index_calibration(const Index *index)
{
    return &index->calibration;
}
