/*
 * A large base has many kinds of tags, so they are sought by their first words.
 */
#include "knowledge/index/tags.h"

static uint32_t first_word(const Index *index, guint place)
{
    uint32_t tag = g_array_index(index->tags_by_word, uint32_t, place);
    return g_array_index(index->tags, Tag, tag).words[0];
}

static int by_first_word(const void *a, const void *b, void *data)
{
    const uint32_t *x = a, *y = b;
    const GArray *tags = data;
    uint32_t left = g_array_index(tags, Tag, *x).words[0];
    uint32_t right = g_array_index(tags, Tag, *y).words[0];
    return left != right ? (left > right) - (left < right) : (*x > *y) - (*x < *y);
}

void tags_finish(Index *index)
{
    for (uint32_t t = 0; t < index->tags->len; t++)
        if (g_array_index(index->tags, Tag, t).count > 0)
            g_array_append_val(index->tags_by_word, t);
    g_array_sort_with_data(index->tags_by_word, by_first_word, index->tags);
}

/* The first of the tags by word that begins with this word or a later one. */
static guint place_of(const Index *index, uint32_t word)
{
    guint low = 0, high = index->tags_by_word->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (first_word(index, middle) < word)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_named(const Scratch *s, const Tag *tag)
{
    for (uint32_t i = 0; i < tag->count; i++)
        if (s->slots[tag->words[i]] == 0)
            return false;
    return true;
}

static void name(const Index *index, Scratch *s, Asked *asked, uint32_t number)
{
    if (!is_named(s, &g_array_index(index->tags, Tag, number)))
        return;
    s->named[number] = asked->tag_named = true;
    asked->written_tag_named = asked->written_tag_named || number < index->written_tags;
}

void tags_name(const Index *index, Scratch *s, Asked *asked)
{
    for (size_t a = 0; a < s->meaning.alternative_count; a++) {
        uint32_t word = s->meaning.alternatives[a].word;
        guint at = place_of(index, word);
        for (; at < index->tags_by_word->len && first_word(index, at) == word; at++)
            name(index, s, asked, g_array_index(index->tags_by_word, uint32_t, at));
    }
}

void tags_clear(const Index *index, Scratch *s)
{
    for (size_t a = 0; a < s->meaning.alternative_count; a++) {
        uint32_t word = s->meaning.alternatives[a].word;
        guint at = place_of(index, word);
        for (; at < index->tags_by_word->len && first_word(index, at) == word; at++)
            s->named[g_array_index(index->tags_by_word, uint32_t, at)] = false;
    }
}

double tag_of(const Index *index, const Scratch *s, const EntryParts *entry)
{
    for (uint32_t t = 0; t < entry->tag_count; t++)
        if (s->named[g_array_index(index->entry_tags, uint32_t, entry->tag_at + t)])
            return 1;
    return -1;
}
