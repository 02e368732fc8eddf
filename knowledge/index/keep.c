/*
 * An index as bytes: a head that says whose they are and whether they are whole, then its parts.
 */
#include "knowledge/index/inside.h"

#include <string.h>

#include "knowledge/index/dictionaries.h"
#include "knowledge/index/shelf.h"

static const char MAGIC[8] = "askd idx";

/* Goes up with whatever parts come or go. */
enum { LAYOUT = 3 };

typedef struct Head {
    char magic[sizeof MAGIC];
    uint64_t program; /* what of it the parts depend on */
    uint64_t key;
    uint64_t sum; /* of the parts */
} Head;

/* Eight bytes at a time: a megabyte takes a tenth of a millisecond. */
static uint64_t sum_of(const char *bytes, size_t len)
{
    uint64_t sum = len, word;
    for (size_t at = 0; at + sizeof word <= len; at += sizeof word) {
        memcpy(&word, bytes + at, sizeof word);
        sum = (sum ^ word) * 0x9E3779B97F4A7C15u;
        sum ^= sum >> 32;
    }
    return sum;
}

static uint64_t program(void)
{
    const size_t sizes[] = {INDEX_VERSION,    LAYOUT,      sizeof(Index), sizeof(EntryParts),
                            sizeof(Phrasing), sizeof(Tag), sizeof(long)};
    return key_join(key_of((const char *)sizes, sizeof sizes), dictionaries_key()) ^
           key_of(ASKD_VERSION, strlen(ASKD_VERSION));
}

static void shelve_taught(Shelf *shelf, GPtrArray *taught)
{
    guint count = taught->len;
    shelf_item(shelf, count);
    for (guint i = 0; i < count; i++) {
        g_autoptr(GString) text = g_string_new(shelf_reads(shelf) ? "" : taught->pdata[i]);
        shelf_text(shelf, text);
        if (shelf_reads(shelf))
            g_ptr_array_add(taught, g_strdup(text->str));
    }
}

static void shelve_figures(Shelf *shelf, Index *index)
{
    size_t idf = lexicon_count(index->lexicon) * sizeof *index->idf;
    shelf_item(shelf, index->kind);
    shelf_memory(shelf, (void **)&index->idf, &idf);
    shelf_item(shelf, index->unknown_idf);
    shelf_item(shelf, index->written);
    shelf_item(shelf, index->written_tags);
    shelf_item(shelf, index->reject_at);
    shelf_item(shelf, index->reject_count);
    shelf_item(shelf, index->shares);
    shelf_item(shelf, index->calibration);
}

static void shelve_classifier(Shelf *shelf, Index *index)
{
    bool has_one = index->classifier;
    shelf_item(shelf, has_one);
    if (has_one && shelf_reads(shelf))
        index->classifier = classifier_read(shelf);
    else if (has_one)
        classifier_write(shelf, index->classifier);
}

/* Beside a classifier there are none. */
static void shelve_grams(Shelf *shelf, Index *index)
{
    bool has_some = index->grams && index->kind == KIND_FEW;
    shelf_item(shelf, has_some);
    if (has_some)
        grams_shelve(shelf, index->grams);
    else if (shelf_reads(shelf))
        g_clear_pointer(&index->grams, grams_free);
}

static void shelve(Shelf *shelf, Index *index)
{
    lexicon_shelve(shelf, index->lexicon);
    shelve_figures(shelf, index);
    concepts_shelve(shelf, index->concepts);
    aspects_shelve(shelf, index->aspects);
    postings_shelve(shelf, index->postings);
    shelve_grams(shelf, index);
    spelling_shelve(shelf, index->spelling);
    shelve_classifier(shelf, index);
    shelf_array(shelf, index->entries);
    shelf_array(shelf, index->phrasings);
    shelf_array(shelf, index->words);
    shelf_array(shelf, index->tags);
    shelf_array(shelf, index->tags_by_word);
    shelf_array(shelf, index->entry_tags);
    shelve_taught(shelf, index->taught);
}

GBytes *index_write(const Index *index, uint64_t key)
{
    Head head = {.program = program(), .key = key};
    memcpy(head.magic, MAGIC, sizeof head.magic);
    GByteArray *out = g_byte_array_new();
    g_byte_array_append(out, (const void *)&head, sizeof head);
    g_autoptr(Shelf) shelf = shelf_writer(out);
    shelve(shelf, (Index *)index); /* writing, it changes nothing */
    ((Head *)(void *)out->data)->sum =
        sum_of((const char *)out->data + sizeof head, out->len - sizeof head);
    return g_byte_array_free_to_bytes(out);
}

static bool is_ours(const Head *head, size_t size, uint64_t key)
{
    return size >= sizeof *head && memcmp(head->magic, MAGIC, sizeof MAGIC) == 0 &&
           head->program == program() && head->key == key;
}

bool index_is_whole(GBytes *bytes)
{
    size_t size;
    const Head *head = g_bytes_get_data(bytes, &size);
    return size >= sizeof *head &&
           head->sum == sum_of((const char *)(head + 1), size - sizeof *head);
}

Index *index_read(GBytes *bytes, uint64_t key, double strictness)
{
    size_t size;
    const Head *head = g_bytes_get_data(bytes, &size);
    if (!is_ours(head, size, key))
        return NULL;
    g_autoptr(Index) index = index_new();
    g_autoptr(Shelf) shelf = shelf_reader(head + 1, size - sizeof *head);
    index->bytes = g_bytes_ref(bytes);
    index->concepts = concepts_empty();
    index->aspects = aspects_empty();
    shelve(shelf, index);
    if (!shelf_is_done(shelf))
        return NULL;
    confidence_thresholds(&index->shares, index->calibration.at, strictness, &index->answer,
                          &index->suggest);
    return g_steal_pointer(&index);
}
