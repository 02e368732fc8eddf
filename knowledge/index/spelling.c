/*
 * Words lie ordered by first letter and length. Of those in reach by length most are ruled out by
 * the letters they have: one error changes two of them at most.
 */
#include "knowledge/index/spelling.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { SHORTEST = 4, LONGEST = 24, TWO_ERRORS = 10, LETTERS = 26 };

typedef struct Known {
    uint32_t at; /* in text */
    uint32_t letters;
    uint32_t times;
    uint8_t len;
} Known;

struct Spelling {
    GArray *known;                         /* Known; while adding by number, no letters: not one */
    GString *text;                         /* the words, each ended by a zero */
    uint32_t starts[LETTERS][LONGEST + 2]; /* by first letter and length, where they begin */
};

Spelling *spelling_new(void)
{
    Spelling *spelling = g_new0(Spelling, 1);
    spelling->known = g_array_new(FALSE, TRUE, sizeof(Known));
    spelling->text = g_string_new(NULL);
    return spelling;
}

void spelling_free(Spelling *spelling)
{
    if (!spelling)
        return;
    g_array_free(spelling->known, TRUE);
    g_string_free(spelling->text, TRUE);
    g_free(spelling);
}

/* Which letters a word has; 0 when it is not of plain letters or too short or long. */
static uint32_t letters_of(const char *word, size_t len)
{
    uint32_t letters = 0;
    if (len < SHORTEST || len > LONGEST)
        return 0;
    for (size_t i = 0; i < len; i++) {
        if (!g_ascii_islower(word[i]))
            return 0;
        letters |= (uint32_t)1 << (word[i] - 'a');
    }
    return letters;
}

static Known known_of(Spelling *spelling, const char *word, size_t len)
{
    Known known = {.letters = letters_of(word, len)};
    if (known.letters) {
        known.at = (uint32_t)spelling->text->len;
        known.len = (uint8_t)len;
        g_string_append_len(spelling->text, word, (gssize)len);
        g_string_append_c(spelling->text, '\0');
    }
    return known;
}

void spelling_add(Spelling *spelling, uint32_t number, const char *word, size_t len)
{
    if (number >= spelling->known->len)
        g_array_set_size(spelling->known, number + 1);
    Known *known = &g_array_index(spelling->known, Known, number);
    if (known->times == 0)
        *known = known_of(spelling, word, len);
    known->times++;
}

static void drop_wordless(GArray *known)
{
    guint kept = 0;
    for (guint i = 0; i < known->len; i++)
        if (g_array_index(known, Known, i).letters)
            g_array_index(known, Known, kept++) = g_array_index(known, Known, i);
    g_array_set_size(known, kept);
}

static int by_place(const void *a, const void *b, void *data)
{
    const Known *x = a, *y = b;
    const char *text = data;
    if (text[x->at] != text[y->at])
        return text[x->at] - text[y->at];
    if (x->len != y->len)
        return x->len - y->len;
    return strcmp(text + x->at, text + y->at);
}

void spelling_finish(Spelling *spelling)
{
    drop_wordless(spelling->known);
    g_array_sort_with_data(spelling->known, by_place, spelling->text->str);
    uint32_t at = 0;
    for (int letter = 0; letter < LETTERS; letter++)
        for (size_t len = 0; len < LONGEST + 2; len++) {
            spelling->starts[letter][len] = at;
            for (; at < spelling->known->len; at++) {
                const Known *known = &g_array_index(spelling->known, Known, at);
                if (spelling->text->str[known->at] != 'a' + letter || known->len != len)
                    break;
            }
        }
}

void spelling_shelve(Shelf *shelf, Spelling *spelling)
{
    shelf_array(shelf, spelling->known);
    shelf_text(shelf, spelling->text);
    shelf_item(shelf, spelling->starts);
}

/* Errors between two words, or a number above `most` as soon as that is certain. */
static int errors_between(const char *a, int a_len, const char *b, int b_len, int most)
{
    int rows[3][LONGEST + 1];
    for (int j = 0; j <= b_len; j++)
        rows[0][j] = j;
    for (int i = 1; i <= a_len; i++) {
        int *row = rows[i % 3], *above = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
        int least = row[0] = i;
        for (int j = 1; j <= b_len; j++) {
            int best = MIN(row[j - 1], above[j]) + 1;
            best = MIN(best, above[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                best = MIN(best, before[j - 2] + 1);
            row[j] = best;
            least = MIN(least, best);
        }
        if (least > most)
            return most + 1;
    }
    return rows[a_len % 3][b_len];
}

/* Whether more bits than that are set; not every processor has an instruction to count them. */
static bool are_more(uint32_t bits, int than)
{
    for (; than > 0; than--)
        bits &= bits - 1;
    return bits != 0;
}

const char *spelling_correct(const Spelling *spelling, const char *word, size_t len)
{
    uint32_t letters = letters_of(word, len);
    if (letters == 0)
        return NULL;
    int most = len >= TWO_ERRORS ? 2 : 1;
    const uint32_t *starts = spelling->starts[word[0] - 'a'];
    size_t longest = MIN(len + (size_t)most, LONGEST);
    const Known *found = NULL;
    for (uint32_t i = starts[len - (size_t)most]; i < starts[longest + 1]; i++) {
        const Known *known = &g_array_index(spelling->known, Known, i);
        if (are_more(known->letters ^ letters, 2 * most))
            continue;
        int errors =
            errors_between(word, (int)len, spelling->text->str + known->at, known->len, most);
        if (len == SHORTEST && known->letters != letters)
            continue; /* of four letters only two that changed places: "bake" is no "cake" */
        if (errors > most || (found && errors == most && known->times <= found->times))
            continue;
        found = known;
        most = errors;
    }
    return found ? spelling->text->str + found->at : NULL;
}
