/*
 * An index from outside: built with its thresholds, known by a key, shared and let go.
 */
#include "knowledge/index/index.h"

#include <string.h>

#include "knowledge/index/inside.h"

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
                     .tags_by_word = g_array_new(FALSE, FALSE, sizeof(uint32_t)),
                     .entry_tags = g_array_new(FALSE, FALSE, sizeof(uint32_t)),
                     .taught = g_ptr_array_new_with_free_func(g_free)};
    return index;
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
        folds_calibrate(entries, count, options, &index->shares, &index->calibration);
    }
    confidence_thresholds(&index->shares, index->calibration.at, options->strictness,
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
    g_array_free(index->tags_by_word, TRUE);
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
