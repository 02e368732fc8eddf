/*
 * An open-addressed table of 32-bit numbers into an array of keys: 16 to 24 bytes a word, and
 * one cache line to find one.
 */
#include "knowledge/index/lexicon.h"

struct Lexicon {
    uint64_t *keys;  /* by number */
    uint32_t *slots; /* number + 1, or 0 for an empty one */
    uint32_t count, room, slot_count;
};

/* Spreads the bits: the finaliser of splitmix64, a bijection. */
static uint64_t spread(uint64_t x)
{
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

uint64_t key_of(const char *bytes, size_t len)
{
    uint64_t key = 0xCBF29CE484222325u; /* FNV-1a */
    for (size_t i = 0; i < len; i++)
        key = (key ^ (unsigned char)bytes[i]) * 0x100000001B3u;
    return spread(key);
}

uint64_t key_join(uint64_t before, uint64_t next)
{
    return spread(before * 0x9E3779B97F4A7C15u + next);
}

Lexicon *lexicon_new(void)
{
    Lexicon *lexicon = g_new0(Lexicon, 1);
    lexicon->room = 64;
    lexicon->slot_count = 128;
    lexicon->keys = g_new(uint64_t, lexicon->room);
    lexicon->slots = g_new0(uint32_t, lexicon->slot_count);
    return lexicon;
}

void lexicon_free(Lexicon *lexicon)
{
    if (!lexicon)
        return;
    g_free(lexicon->keys);
    g_free(lexicon->slots);
    g_free(lexicon);
}

/* The slot that holds the key, or the empty one where it belongs. */
static uint32_t slot_of(const Lexicon *lexicon, uint64_t key)
{
    uint32_t mask = lexicon->slot_count - 1;
    uint32_t slot = (uint32_t)key & mask;
    while (lexicon->slots[slot] && lexicon->keys[lexicon->slots[slot] - 1] != key)
        slot = (slot + 1) & mask;
    return slot;
}

static void grow(Lexicon *lexicon)
{
    lexicon->room *= 2;
    lexicon->slot_count *= 2;
    lexicon->keys = g_renew(uint64_t, lexicon->keys, lexicon->room);
    g_free(lexicon->slots);
    lexicon->slots = g_new0(uint32_t, lexicon->slot_count);
    for (uint32_t i = 0; i < lexicon->count; i++)
        lexicon->slots[slot_of(lexicon, lexicon->keys[i])] = i + 1;
}

uint32_t lexicon_add(Lexicon *lexicon, uint64_t key)
{
    uint32_t slot = slot_of(lexicon, key);
    if (lexicon->slots[slot])
        return lexicon->slots[slot] - 1;
    if (lexicon->count == lexicon->room) {
        grow(lexicon);
        slot = slot_of(lexicon, key);
    }
    lexicon->keys[lexicon->count] = key;
    lexicon->slots[slot] = ++lexicon->count;
    return lexicon->count - 1;
}

uint32_t lexicon_find(const Lexicon *lexicon, uint64_t key)
{
    uint32_t number = lexicon->slots[slot_of(lexicon, key)];
    return number ? number - 1 : LEXICON_NONE;
}

uint32_t lexicon_count(const Lexicon *lexicon)
{
    return lexicon->count;
}

/* Read, it has its keys' room again: it may grow. */
void lexicon_shelve(Shelf *shelf, Lexicon *lexicon)
{
    size_t keys = lexicon->count * sizeof *lexicon->keys;
    size_t slots = lexicon->slot_count * sizeof *lexicon->slots;
    if (shelf_reads(shelf)) {
        g_free(lexicon->keys);
        g_free(lexicon->slots);
    }
    shelf_memory(shelf, (void **)&lexicon->keys, &keys);
    shelf_memory(shelf, (void **)&lexicon->slots, &slots);
    if (!shelf_reads(shelf))
        return;
    lexicon->count = (uint32_t)(keys / sizeof *lexicon->keys);
    lexicon->slot_count = (uint32_t)(slots / sizeof *lexicon->slots);
    lexicon->room = lexicon->slot_count / 2;
    lexicon->keys = g_renew(uint64_t, lexicon->keys, lexicon->room);
}
