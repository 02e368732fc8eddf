/*
 * How a question was read, out of what asking it leaves in the scratch. Words of the index are
 * numbers; their letters are found again in the dictionaries, where they came from.
 */
#include "knowledge/index/inside.h"

#include "knowledge/index/dictionaries.h"
#include "knowledge/index/tokens.h"

/* Numbers of words that stand for others in this question → how they are written, or NULL yet. */
typedef struct Spellings {
    const Index *index;
    Tokens *tokens;
    GHashTable *by_word; /* word + 1 in a pointer → char *, owned */
} Spellings;

static void *pointer_of(uint32_t word)
{
    return GSIZE_TO_POINTER((size_t)word + 1);
}

static void note(Spellings *spellings, const char *side)
{
    tokens_read(spellings->tokens, side);
    if (spellings->tokens->word_count != 1)
        return;
    uint32_t word = lexicon_find(spellings->index->lexicon, spellings->tokens->words[0].key);
    void *key = pointer_of(word);
    if (word != LEXICON_NONE && g_hash_table_contains(spellings->by_word, key) &&
        !g_hash_table_lookup(spellings->by_word, key))
        g_hash_table_insert(spellings->by_word, key, g_strdup(side));
}

static void note_row(const char *left, const char *right, float weight, void *data)
{
    (void)weight;
    note(data, left);
    note(data, right);
}

static void find_spellings(Spellings *spellings, const Meaning *meaning)
{
    for (size_t a = 0; a < meaning->alternative_count; a++)
        g_hash_table_insert(spellings->by_word, pointer_of(meaning->alternatives[a].word), NULL);
    for (guint i = 0; i < spellings->index->taught->len; i++)
        note(spellings, spellings->index->taught->pdata[i]);
    dictionaries_rows(NULL, note_row, spellings);
}

/* What a mistyped word was read as: the word of the text that has the number of its alternative. */
static char *meant(const Index *index, const Scratch *s, const Concept *idea)
{
    uint32_t number = s->meaning.alternatives[idea->first].word;
    for (size_t i = 0; i < s->tokens->word_count; i++) {
        const Word *word = &s->tokens->words[i];
        if (lexicon_find(index->lexicon, word->key) == number)
            return g_strndup(s->tokens->text + word->at, word->len);
    }
    return NULL;
}

static char *others(const Spellings *spellings, const Meaning *meaning, const Concept *idea)
{
    GString *out = g_string_new(NULL);
    for (uint32_t a = idea->first; a != ALTERNATIVE_NONE; a = meaning->alternatives[a].next) {
        uint32_t word = meaning->alternatives[a].word;
        const char *text = g_hash_table_lookup(spellings->by_word, pointer_of(word));
        if (text && word != idea->word)
            g_string_append_printf(out, "%s%s", out->len > 0 ? ", " : "", text);
    }
    return g_string_free(out, out->len == 0);
}

static float mass_of_all(const Meaning *meaning)
{
    float mass = 0;
    for (size_t i = 0; i < meaning->concept_count; i++)
        mass += meaning->concepts[i].mass;
    return mass > 0 ? mass : 1;
}

void index_explain(const Index *index, Scratch *s, const char *question, IndexWordFn fn, void *user)
{
    IndexResult result;
    index_ask(index, s, question, &result);
    const Meaning *meaning = &s->meaning;
    g_autoptr(Tokens) tokens = tokens_new();
    g_autoptr(GHashTable) by_word = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    Spellings spellings = {.index = index, .tokens = tokens, .by_word = by_word};
    find_spellings(&spellings, meaning);
    float all = mass_of_all(meaning);
    for (size_t i = 0; i < meaning->concept_count; i++) {
        const Concept *idea = &meaning->concepts[i];
        bool known = idea->first != ALTERNATIVE_NONE && !idea->corrected;
        g_autofree char *text = g_strndup(s->tokens->text + idea->at, idea->len);
        g_autofree char *as = idea->corrected ? meant(index, s, idea) : NULL;
        g_autofree char *also = known ? others(&spellings, meaning, idea) : NULL;
        const IndexWord word = {.word = text,
                                .meant = as,
                                .others = also,
                                .mass = (double)(idea->mass / all),
                                .known = known,
                                .function = idea->function,
                                .matched =
                                    result.hit_count > 0 &&
                                    entry_has(index, meaning, idea, s->candidates[s->order[0]])};
        fn(&word, user);
    }
}
