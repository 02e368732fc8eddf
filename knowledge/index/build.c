/*
 * One pass over the entries numbers their words, fills postings and pieces, and notes the words of
 * each phrasing; then the words are weighed and the classifier learns.
 */
#include "knowledge/index/inside.h"

#include <math.h>
#include <string.h>

#include "knowledge/index/tags.h"
#include "knowledge/index/tokens.h"

/* A language's phrasings an entry from which on they are many; what a classifier may take. */
enum { MANY_PHRASINGS = 3, WEIGHTS_MAX = 8 << 20 };

/* Rejects are many and name what entries are about: learnt by half, that costs these no questions.
 */
static const float REJECT_PULL = 0.5f;

/* What building needs and asking does not. */
typedef struct Builder {
    Index *index;
    const Held *held;
    Tokens *tokens;
    Pieces pieces;
    Lexicon *forms;     /* a number a word as it stands */
    GArray *form_words; /* uint32_t, by form: the word's number */
    GArray *text_forms; /* uint32_t, of the text that has been read */
    GArray *scripts;    /* uint8_t, by word */
    Lexicon *tag_keys;  /* a number a kind of tag */
    uint32_t phrasing;  /* met so far, held or not */
    uint32_t entries_with[SCRIPT_COUNT], written_with[SCRIPT_COUNT];
} Builder;

static uint32_t number_of(Builder *b, const Word *word)
{
    uint32_t number = lexicon_add(b->index->lexicon, word->key);
    uint8_t script = (uint8_t)word->script;
    if (number == b->scripts->len)
        g_array_append_val(b->scripts, script);
    return number;
}

/* A form's number, known from then on. */
static uint32_t form_of(Builder *b, const Word *word)
{
    uint32_t form = lexicon_add(b->forms, word->form);
    if (form == b->form_words->len) {
        uint32_t number = number_of(b, word);
        g_array_append_val(b->form_words, number);
    }
    return form;
}

/* Its first `most` words have numbers then. */
static void read_text(Builder *b, const char *text, size_t most)
{
    tokens_read(b->tokens, text);
    g_array_set_size(b->text_forms, (guint)MIN(b->tokens->word_count, most));
    for (guint i = 0; i < b->text_forms->len; i++)
        g_array_index(b->text_forms, uint32_t, i) = form_of(b, &b->tokens->words[i]);
}

/* The number of a word of that text. */
static uint32_t word_at(const Builder *b, guint i)
{
    uint32_t form = g_array_index(b->text_forms, uint32_t, i);
    return g_array_index(b->form_words, uint32_t, form);
}

static void count_words(Builder *b, Field field, bool has[SCRIPT_COUNT])
{
    for (guint i = 0; i < b->text_forms->len; i++) {
        const Word *word = &b->tokens->words[i];
        postings_count(b->index->postings, word_at(b, i), field);
        has[word->script] = true;
        if (word->script == SCRIPT_LATIN && !word->whole)
            spelling_add(b->index->spelling, g_array_index(b->text_forms, uint32_t, i),
                         b->tokens->text + word->at, word->len);
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
    for (guint i = 0; i < MIN(b->text_forms->len, CONCEPTS_MAX); i++) {
        uint32_t number = word_at(b, i);
        if (!among(index->words, phrasing.at, number))
            g_array_append_val(index->words, number);
        phrasing.marks |= (uint64_t)1 << word_mark(number);
    }
    phrasing.count = index->words->len - phrasing.at;
    g_array_append_val(index->phrasings, phrasing);
    if (index->grams) {
        pieces_read(&b->pieces, b->tokens);
        grams_add(index->grams, &b->pieces);
    }
}

/* Where phrasings are few, an entry's silence says nothing. */
static void note_aspects(const Builder *b, bool is_phrasing, EntryParts *entry)
{
    if (b->index->kind == KIND_MANY)
        aspects_hear(b->index->aspects, b->tokens, is_phrasing, &entry->aspects);
}

static void add_phrasings(Builder *b, const IndexEntry *from, EntryParts *entry,
                          bool has[SCRIPT_COUNT])
{
    for (size_t i = 0; i < from->phrasing_count; i++) {
        const IndexText *text = &from->phrasings[i];
        if (held(b->held, b->phrasing++))
            continue;
        read_text(b, text->text, SIZE_MAX);
        count_words(b, FIELD_PHRASING, has);
        add_phrasing(b);
        note_aspects(b, true, entry);
        entry->phrasing_count++;
        entry->speaks[text->lang] = true;
    }
}

static void add_tag(Builder *b, const char *text, EntryParts *entry, bool has[SCRIPT_COUNT])
{
    Index *index = b->index;
    read_text(b, text, SIZE_MAX);
    count_words(b, FIELD_TAG, has);
    note_aspects(b, false, entry);
    uint32_t number = lexicon_add(b->tag_keys, key_of(b->tokens->text, b->tokens->len));
    if (number == index->tags->len) {
        Tag tag = {0};
        for (size_t i = 0; i < b->tokens->word_count && tag.count < TAG_WORDS; i++)
            if (!b->tokens->words[i].whole)
                tag.words[tag.count++] = word_at(b, (guint)i);
        g_array_append_val(index->tags, tag);
    }
    g_array_append_val(index->entry_tags, number);
    entry->tag_count++;
}

static void add_entry(Builder *b, const IndexEntry *from)
{
    Index *index = b->index;
    bool has[SCRIPT_COUNT] = {false};
    EntryParts entry = {.id = from->id,
                        .phrasing_at = index->phrasings->len,
                        .tag_at = index->entry_tags->len,
                        .tells = from->answer_count > 0};
    add_phrasings(b, from, &entry, has);
    for (size_t i = 0; i < from->answer_count; i++) {
        read_text(b, from->answers[i].text, SIZE_MAX);
        count_words(b, FIELD_ANSWER, has);
        note_aspects(b, false, &entry);
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
        read_text(b, rejects[i], CONCEPTS_MAX);
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
}

static void measure_centroids(Index *index)
{
    GramQuery room = {0};
    for (guint i = 0; i < index->entries->len; i++) {
        EntryParts *entry = &g_array_index(index->entries, EntryParts, i);
        entry->centroid_length =
            grams_centroid_length(index->grams, &room, entry->phrasing_at, entry->phrasing_count);
    }
    gram_query_clear(&room);
}

static void add_example(const Index *index, uint32_t phrasing, uint32_t class, float pull,
                        Example *example)
{
    example->class = class;
    example->pull = pull;
    example->pieces = grams_pieces(index->grams, phrasing, &example->count);
}

/* Where phrasings are many, only the classifier wants them, and it can grow too large to be. */
static void drop_idle_grams(Index *index)
{
    if (index->kind == KIND_MANY && index->grams &&
        grams_shared(index->grams) * CLASSIFIER_WIDTH((size_t)index->entries->len) > WEIGHTS_MAX)
        g_clear_pointer(&index->grams, grams_free);
}

static void train(Index *index)
{
    g_autofree Example *examples = g_new0(Example, index->phrasings->len + 1);
    uint32_t classes = index->written, count = 0;
    for (uint32_t e = 0; e < index->written; e++) {
        const EntryParts *entry = &g_array_index(index->entries, EntryParts, e);
        for (uint32_t p = 0; p < entry->phrasing_count; p++)
            add_example(index, entry->phrasing_at + p, e, 1, &examples[count++]);
    }
    for (uint32_t r = 0; r < index->reject_count; r++)
        add_example(index, index->reject_at + r, classes, REJECT_PULL, &examples[count++]);
    classes += index->reject_count > 0;
    index->classifier = classifier_train(examples, count, classes, WEIGHTS_MAX);
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
    postings_finish(index->postings, lexicon_count(index->lexicon), index->written);
    spelling_finish(index->spelling);
    tags_finish(index);
    index->concepts = concepts_new(index->lexicon, b->tokens, options->cedict_path);
    teach(index, b->tokens, options);
    weigh_words(b);
    weigh_phrasings(index);
    if (index->kind == KIND_FEW) {
        grams_finish(index->grams);
        measure_centroids(index);
    } else if (index->grams) {
        train(index);
    }
    if (index->kind == KIND_MANY) /* the classifier has what they tell */
        g_clear_pointer(&index->grams, grams_free);
}

/*
 * Whether phrasings are few or many, and whether most entries have answers: of what people wrote,
 * held out or not.
 */
static void find_kind(Index *index, const IndexEntry *entries, size_t count, bool has_written)
{
    uint32_t phrasings = 0, languages = 0, tell = 0, silent = 0;
    for (size_t i = 0; i < count; i++) {
        bool met[LANG_COUNT] = {false};
        if (has_written && entries[i].drafted)
            continue;
        for (size_t p = 0; p < entries[i].phrasing_count; p++) {
            Lang lang = entries[i].phrasings[p].lang;
            languages += !met[lang];
            met[lang] = true;
        }
        phrasings += (uint32_t)entries[i].phrasing_count;
        tell += entries[i].answer_count > 0;
        silent += entries[i].answer_count == 0;
    }
    bool many = languages > 0 && phrasings >= MANY_PHRASINGS * languages;
    index->kind = many ? KIND_MANY : KIND_FEW;
    index->shares =
        confidence_shares(index->kind, tell > silent, phrasings / (double)MAX(1, languages));
}

static void close_written(Builder *b)
{
    Index *index = b->index;
    index->written = index->entries->len;
    index->written_tags = index->tags->len;
    memcpy(b->written_with, b->entries_with, sizeof b->written_with);
}

/* Drafted ones last, and not at all where phrasings are held out: they have no part in that. */
static void add_entries(Builder *b, const IndexEntry *entries, size_t count)
{
    bool has_written = entries_written(entries, count);
    find_kind(b->index, entries, count, has_written);
    for (size_t i = 0; i < count; i++)
        if (!(has_written && entries[i].drafted)) {
            add_entry(b, &entries[i]);
            drop_idle_grams(b->index);
        }
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
                 .forms = lexicon_new(),
                 .form_words = g_array_new(FALSE, FALSE, sizeof(uint32_t)),
                 .text_forms = g_array_new(FALSE, FALSE, sizeof(uint32_t)),
                 .scripts = g_array_new(FALSE, FALSE, sizeof(uint8_t)),
                 .tag_keys = lexicon_new()};
    b.index->aspects = aspects_new(b.tokens);
    add_entries(&b, entries, count);
    add_rejects(&b, options->rejects);
    finish(&b, options);
    lexicon_free(b.forms);
    g_array_free(b.form_words, TRUE);
    g_array_free(b.text_forms, TRUE);
    g_array_free(b.scripts, TRUE);
    lexicon_free(b.tag_keys);
    pieces_clear(&b.pieces);
    tokens_free(b.tokens);
    return b.index;
}
