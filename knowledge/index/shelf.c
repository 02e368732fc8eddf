/*
 * Each part is its length and its bytes, filled up to eight. A part that does not fit ends the
 * reading: what comes after it is empty.
 */
#include "knowledge/index/shelf.h"

#include <stdint.h>
#include <string.h>

struct Shelf {
    GByteArray *out; /* NULL: reading */
    const char *bytes;
    size_t len, at;
    bool is_bad;
};

Shelf *shelf_writer(GByteArray *out)
{
    Shelf *shelf = g_new0(Shelf, 1);
    shelf->out = out;
    return shelf;
}

Shelf *shelf_reader(const void *bytes, size_t len)
{
    Shelf *shelf = g_new0(Shelf, 1);
    shelf->bytes = bytes;
    shelf->len = len;
    return shelf;
}

void shelf_free(Shelf *shelf)
{
    g_free(shelf);
}

bool shelf_reads(const Shelf *shelf)
{
    return !shelf->out;
}

bool shelf_is_done(const Shelf *shelf)
{
    return !shelf->is_bad && shelf->at == shelf->len;
}

static size_t filled(size_t len)
{
    return (len + 7) & ~(size_t)7;
}

static void write_part(Shelf *shelf, const void *part, size_t len)
{
    static const char none[8];
    uint64_t size = len;
    g_byte_array_append(shelf->out, (const void *)&size, sizeof size);
    if (len > 0)
        g_byte_array_append(shelf->out, part, (guint)len);
    g_byte_array_append(shelf->out, (const void *)none, (guint)(filled(len) - len));
}

static const void *read_part(Shelf *shelf, size_t *len)
{
    uint64_t size = 0;
    size_t left = shelf->len - shelf->at;
    *len = 0;
    if (left >= sizeof size)
        memcpy(&size, shelf->bytes + shelf->at, sizeof size);
    if (shelf->is_bad || left < sizeof size || size > left - sizeof size ||
        filled(size) > left - sizeof size) {
        shelf->is_bad = true;
        return shelf->bytes;
    }
    const char *part = shelf->bytes + shelf->at + sizeof size;
    shelf->at += sizeof size + filled(size);
    *len = size;
    return part;
}

void shelf_value(Shelf *shelf, void *value, size_t size)
{
    size_t len;
    if (shelf->out) {
        write_part(shelf, value, size);
        return;
    }
    const void *part = read_part(shelf, &len);
    if (len == size)
        memcpy(value, part, size);
    else
        shelf->is_bad = true;
}

void shelf_lend(Shelf *shelf, const void **memory, size_t *size)
{
    if (shelf->out)
        write_part(shelf, *memory, *size);
    else
        *memory = read_part(shelf, size);
}

void shelf_memory(Shelf *shelf, void **memory, size_t *size)
{
    if (shelf->out)
        write_part(shelf, *memory, *size);
    else {
        const void *part = read_part(shelf, size);
        *memory = g_memdup2(part, *size);
    }
}

void shelf_array(Shelf *shelf, GArray *array)
{
    size_t element = g_array_get_element_size(array), size = array->len * element;
    const void *items = array->data;
    shelf_lend(shelf, &items, &size);
    if (!shelf->out && size > 0)
        g_array_append_vals(array, items, (guint)(size / element));
}

void shelf_text(Shelf *shelf, GString *text)
{
    const void *letters = text->str;
    size_t len = text->len;
    shelf_lend(shelf, &letters, &len);
    if (!shelf->out)
        g_string_append_len(text, letters, (gssize)len);
}
