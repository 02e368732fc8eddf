/*
 * A hash table a thread; texts are long, so they are hashed eight bytes at a time.
 */
#include "bot/render/memo.h"

#include <stdint.h>
#include <string.h>

typedef struct Key {
    uint64_t hash;
    size_t len;
    const char *bytes;
    char kind;
} Key;

/* A key of its own, its bytes behind it. */
typedef struct Kept {
    Key key;
    Made made;
    char bytes[];
} Kept;

typedef struct Memo {
    GHashTable *kept; /* Key * → Kept *, which holds it */
    size_t bytes;
} Memo;

static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * 0x9E3779B97F4A7C15u;
    return hash ^ (hash >> 29);
}

static Key key_for(char kind, const char *bytes, size_t len)
{
    uint64_t hash = mix((unsigned char)kind, len), word = 0;
    size_t at = 0;
    for (; at + sizeof word <= len; at += sizeof word) {
        memcpy(&word, bytes + at, sizeof word);
        hash = mix(hash, word);
    }
    word = 0;
    memcpy(&word, bytes + at, len - at);
    return (Key){.hash = mix(hash, word), .len = len, .bytes = bytes, .kind = kind};
}

static guint key_hash(const void *key)
{
    return (guint)((const Key *)key)->hash;
}

static gboolean key_equal(const void *a, const void *b)
{
    const Key *x = a, *y = b;
    return x->hash == y->hash && x->kind == y->kind && x->len == y->len &&
           memcmp(x->bytes, y->bytes, x->len) == 0;
}

static void kept_free(void *data)
{
    Kept *kept = data;
    g_string_free(kept->made.json, TRUE);
    g_string_free(kept->made.fallback, TRUE);
    g_free(kept);
}

static void memo_free(void *data)
{
    Memo *memo = data;
    g_hash_table_unref(memo->kept);
    g_free(memo);
}

static GPrivate memo_key = G_PRIVATE_INIT(memo_free); /* Memo */

static Memo *memo_of_thread(void)
{
    Memo *memo = g_private_get(&memo_key);
    if (!memo) {
        memo = g_new0(Memo, 1);
        memo->kept = g_hash_table_new_full(key_hash, key_equal, NULL, kept_free);
        g_private_set(&memo_key, memo);
    }
    return memo;
}

const Made *memo_find(char kind, const char *key, size_t len)
{
    Key wanted = key_for(kind, key, len);
    const Kept *kept = g_hash_table_lookup(memo_of_thread()->kept, &wanted);
    return kept ? &kept->made : NULL;
}

/* Grown strings have room to spare; what is kept for long should not. */
static GString *fitted(GString *text)
{
    GString *copy = g_string_new_len(text->str, (gssize)text->len);
    g_string_free(text, TRUE);
    return copy;
}

void memo_keep(char kind, const char *key, size_t len, Made *made)
{
    Memo *memo = memo_of_thread();
    Kept *kept = g_malloc0(sizeof(Kept) + len);
    memcpy(kept->bytes, key, len);
    kept->key = key_for(kind, kept->bytes, len);
    kept->made = *made;
    kept->made.json = fitted(made->json);
    kept->made.fallback = fitted(made->fallback);
    *made = (Made){0};
    size_t bytes = sizeof(Kept) + len + kept->made.json->len + kept->made.fallback->len;
    if (memo->bytes + bytes > MEMO_MAX) {
        g_hash_table_remove_all(memo->kept);
        memo->bytes = 0;
    }
    memo->bytes += bytes;
    g_hash_table_replace(memo->kept, &kept->key, kept);
}
