/*
 * Most text never needs ICU's normaliser: ASCII, plain Chinese characters and full-width forms are
 * done by hand in one pass, and only a text with something else in it takes the long way. ICU's
 * word boundaries touch a dictionary of two megabytes, so they are opened at the first Chinese run.
 */
#include "knowledge/index/tokens.h"

#include <libstemmer.h>
#include <pthread.h>
#include <string.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utext.h>

#include "knowledge/index/lexicon.h"
#include "knowledge/packaged.h"

/* What a run of letters may be joined by; "c++" and "c#" end in theirs. */
static const char JOINERS[] = ".-_/:+#";
/* Longer words are cut; bytes of a line of traditional.txt. */
enum { WORD_MAX = 64, PAIR = 7 };
/* Stems kept at hand: for a question's words, and for those of a large base. */
enum { STEMMED_FIRST = 1024, STEMMED_MOST = 32768 };

/* A word lately stemmed: words repeat, and Snowball costs more than all else about them. */
typedef struct Stemmed {
    uint64_t word, stem; /* keys */
} Stemmed;

struct TokensTools {
    struct sb_stemmer *stemmer;
    Stemmed *stemmed; /* at its key's lowest bits */
    size_t stemmed_count, stemmed_anew;
    UBreakIterator *breaks;
    UText *view;
    UChar *wide, *folded; /* the long way's buffers */
    int32_t wide_room, folded_room;
};

/* Room for one more item: doubles, so a warm Tokens allocates nothing. */
#define MAKE_ROOM(items, count, room)                                                              \
    do {                                                                                           \
        if ((count) == (room)) {                                                                   \
            (room) = MAX(32, 2 * (room));                                                          \
            (items) = g_realloc_n((items), (room), sizeof *(items));                               \
        }                                                                                          \
    } while (0)

static bool han(UChar32 c)
{
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || c == 0x3005 ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x323AF);
}

/*
 * Traditional → simplified, one character for one: the lines of dictionaries/traditional.txt,
 * each a pair of three-byte characters, in order, looked up where they lie. Most characters are
 * none of them, which a bit each tells.
 */
enum { HAN_FIRST = 0x3400, HAN_LAST = 0x9FFF };
static const PackagedFile *traditional;
static uint8_t is_traditional[(HAN_LAST - HAN_FIRST) / 8 + 1];

static void load_traditional(void)
{
    traditional = packaged_find("dictionaries/traditional.txt");
    for (size_t at = 0; traditional && at + PAIR <= traditional->len; at += PAIR) {
        gunichar c = g_utf8_get_char(traditional->data + at);
        if (c >= HAN_FIRST && c <= HAN_LAST)
            is_traditional[(c - HAN_FIRST) / 8] |= (uint8_t)(1 << (c - HAN_FIRST) % 8);
    }
}

static const char *look_up(const char *character)
{
    size_t low = 0, high = traditional->len / PAIR;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = memcmp(character, traditional->data + middle * PAIR, 3);
        if (order == 0)
            return traditional->data + middle * PAIR + 3;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return character;
}

static const char *simplified(const char *character, UChar32 c)
{
    bool known = c >= HAN_FIRST && c <= HAN_LAST &&
                 is_traditional[(c - HAN_FIRST) / 8] >> (c - HAN_FIRST) % 8 & 1;
    return known ? look_up(character) : character;
}

/* In place of g_ascii_tolower(), which is a call. */
static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

/*
 * One character of the short way: writes what it becomes and returns true, or false when only
 * ICU knows. What is between words anyway (punctuation, symbols, emoji) becomes a blank.
 */
static bool put_plain(Tokens *tokens, const char *at, size_t bytes, UChar32 c)
{
    char *to = tokens->text + tokens->len;
    if (c >= 0xFF01 && c <= 0xFF5E) /* full width */
        c -= 0xFEE0;
    if (c < 0x80) {
        *to = lower((char)c);
        tokens->len++;
        return true;
    }
    if (bytes == 3 && han(c) && c < 0xF900) {
        memcpy(to, simplified(at, c), 3);
        tokens->len += 3;
        return true;
    }
    bool mark = (c >= 0x2010 && c <= 0x205E) || (c >= 0x3000 && c <= 0x303F && c != 0x3005) ||
                (c >= 0x2190 && c <= 0x23FF) || (c >= 0x2500 && c <= 0x2BFF) ||
                (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0x1F000 && c <= 0x1FAFF) || c == 0xA0 ||
                c == 0xFFFD || c < 0;
    if (mark) {
        *to = ' ';
        tokens->len++;
    }
    return mark;
}

/* The character at *i, or -1 where there is none; *i is past it then. */
static UChar32 next_character(const char *text, size_t *i, size_t len)
{
    gunichar c = (unsigned char)text[*i];
    if (c >= 0x80)
        c = g_utf8_get_char_validated(text + *i, (gssize)(len - *i));
    if (c >= 0x110000) {
        *i += 1;
        return -1;
    }
    *i += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    return (UChar32)c;
}

/* Every character of the text by put_plain(); false at the first that it does not know. */
static bool normalise_plain(Tokens *tokens, const char *text, size_t len)
{
    tokens->len = 0;
    for (size_t i = 0; i < len;) {
        if ((unsigned char)text[i] < 0x80) {
            tokens->text[tokens->len++] = lower(text[i++]);
            continue;
        }
        size_t start = i;
        UChar32 c = next_character(text, &i, len);
        if (!put_plain(tokens, text + start, i - start, c))
            return false;
    }
    tokens->text[tokens->len] = '\0';
    return true;
}

static void text_room(Tokens *tokens, size_t len)
{
    if (len + 1 > tokens->text_room) {
        tokens->text_room = MAX(256, 2 * (len + 1));
        tokens->text = g_realloc(tokens->text, tokens->text_room);
    }
}

/* NFKC and case folding by ICU, then the simplified characters. */
static void normalise_long(Tokens *tokens, const char *text, int32_t len)
{
    struct TokensTools *tools = tokens->tools;
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *nfkc = unorm2_getNFKCCasefoldInstance(&status);
    if (tools->wide_room < len + 1) {
        tools->wide_room = 2 * (len + 1);
        tools->wide = g_renew(UChar, tools->wide, tools->wide_room);
        /* NFKC makes no more than 18 units of one, and that of one Arabic ligature. */
        tools->folded_room = 18 * tools->wide_room;
        tools->folded = g_renew(UChar, tools->folded, tools->folded_room);
    }
    int32_t wide = 0, folded = 0, out = 0;
    u_strFromUTF8WithSub(tools->wide, tools->wide_room, &wide, text, len, ' ', NULL, &status);
    folded = unorm2_normalize(nfkc, tools->wide, wide, tools->folded, tools->folded_room, &status);
    text_room(tokens, 3 * (size_t)MAX(folded, 0));
    u_strToUTF8(tokens->text, (int32_t)tokens->text_room, &out, tools->folded, folded, &status);
    tokens->len = U_SUCCESS(status) ? (size_t)out : 0;
    tokens->text[tokens->len] = '\0';
    for (char *at = tokens->text; *at; at = g_utf8_next_char(at)) {
        UChar32 c = (UChar32)g_utf8_get_char(at);
        memcpy(at, simplified(at, c), c >= HAN_FIRST && c <= HAN_LAST ? 3 : 0);
    }
}

Tokens *tokens_new(void)
{
    Tokens *tokens = g_new0(Tokens, 1);
    tokens->tools = g_new0(struct TokensTools, 1);
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load_traditional);
    tokens->tools->stemmer = sb_stemmer_new("english", "UTF_8");
    g_assert(tokens->tools->stemmer);
    tokens->tools->stemmed_count = STEMMED_FIRST;
    tokens->tools->stemmed = g_new0(Stemmed, STEMMED_FIRST);
    return tokens;
}

void tokens_free(Tokens *tokens)
{
    if (!tokens)
        return;
    struct TokensTools *tools = tokens->tools;
    sb_stemmer_delete(tools->stemmer);
    if (tools->breaks)
        ubrk_close(tools->breaks);
    if (tools->view)
        utext_close(tools->view);
    g_free(tools->stemmed);
    g_free(tools->wide);
    g_free(tools->folded);
    g_free(tools);
    g_free(tokens->text);
    g_free(tokens->words);
    g_free(tokens->runs);
    g_free(tokens);
}

/* Known by itself, until somebody says by what else. */
static Word *add_word(Tokens *tokens, size_t at, size_t end, Script script, bool whole)
{
    uint64_t form = key_of(tokens->text + at, end - at);
    MAKE_ROOM(tokens->words, tokens->word_count, tokens->word_room);
    tokens->words[tokens->word_count++] = (Word){.key = form,
                                                 .form = form,
                                                 .at = (uint32_t)at,
                                                 .len = (uint32_t)(end - at),
                                                 .script = script,
                                                 .whole = whole};
    return &tokens->words[tokens->word_count - 1];
}

static uint64_t stem_anew(const struct TokensTools *tools, const char *word, size_t len)
{
    const sb_symbol *stem = sb_stemmer_stem(tools->stemmer, (const sb_symbol *)word, (int)len);
    return key_of((const char *)stem, (size_t)sb_stemmer_length(tools->stemmer));
}

/* Begins anew with more room once so many words were new that it cannot be a question's. */
static void grow_stemmed(struct TokensTools *tools)
{
    if (tools->stemmed_anew++ < tools->stemmed_count || tools->stemmed_count == STEMMED_MOST)
        return;
    g_free(tools->stemmed);
    tools->stemmed_count *= 2;
    tools->stemmed_anew = 0;
    tools->stemmed = g_new0(Stemmed, tools->stemmed_count);
}

/* The key of the stem of a word of letters, whose own key is `form`. */
static uint64_t stem_key(struct TokensTools *tools, uint64_t form, const char *word, size_t len)
{
    Stemmed *stemmed = &tools->stemmed[form & (tools->stemmed_count - 1)];
    if (stemmed->word == form)
        return stemmed->stem;
    grow_stemmed(tools);
    stemmed = &tools->stemmed[form & (tools->stemmed_count - 1)];
    *stemmed = (Stemmed){form, stem_anew(tools, word, len)};
    return stemmed->stem;
}

/* A word of letters and digits, known by its stem. */
static void add_stem(Tokens *tokens, size_t at, size_t end)
{
    end = MIN(end, at + WORD_MAX);
    while (end > at && ((unsigned char)tokens->text[end] & 0xC0) == 0x80)
        end--;
    Word *word = add_word(tokens, at, end, SCRIPT_LATIN, false);
    word->key = stem_key(tokens->tools, word->form, tokens->text + at, end - at);
}

/* Is there a letter or digit, not Chinese, at i? Then *next is past it. */
static bool letter(const Tokens *tokens, size_t i, size_t *next)
{
    unsigned char byte = (unsigned char)tokens->text[i];
    if (byte < 0x80) {
        *next = i + 1;
        return g_ascii_isalnum((char)byte);
    }
    *next = i;
    UChar32 c = next_character(tokens->text, next, tokens->len);
    return c > 0 && !han(c) && (u_isalnum(c) || (U_GET_GC_MASK(c) & U_GC_M_MASK));
}

static bool joiner(const Tokens *tokens, size_t i)
{
    return tokens->text[i] && strchr(JOINERS, tokens->text[i]);
}

static size_t letters_end(const Tokens *tokens, size_t i)
{
    size_t next;
    for (;;) {
        while (g_ascii_isalnum(tokens->text[i])) /* a zero ends the text */
            i++;
        if (i >= tokens->len || !letter(tokens, i, &next))
            return i;
        i = next;
    }
}

/* The run of parts that starts at `at`: itself when it is joined, then each part. Returns its end.
 */
static size_t read_letters(Tokens *tokens, size_t at)
{
    size_t first = letters_end(tokens, at), end = first, next;
    while (end < tokens->len && joiner(tokens, end) && end + 1 < tokens->len &&
           letter(tokens, end + 1, &next))
        end = letters_end(tokens, next);
    while (end < tokens->len && (tokens->text[end] == '+' || tokens->text[end] == '#'))
        end++;
    if (end > first)
        add_word(tokens, at, end, SCRIPT_LATIN, true);
    for (size_t i = at; i < end;) {
        size_t part = letters_end(tokens, i);
        if (part > i)
            add_stem(tokens, i, part);
        i = part + 1;
    }
    return end;
}

static void open_breaks(struct TokensTools *tools)
{
    UErrorCode status = U_ZERO_ERROR;
    tools->breaks = ubrk_open(UBRK_WORD, "zh", NULL, 0, &status);
    g_assert(U_SUCCESS(status)); /* ICU without its data is a broken installation */
}

/* The words of a Chinese run, where ICU sees them. */
static void split_run(Tokens *tokens, size_t at, size_t end)
{
    struct TokensTools *tools = tokens->tools;
    UErrorCode status = U_ZERO_ERROR;
    if (!tools->breaks)
        open_breaks(tools);
    tools->view = utext_openUTF8(tools->view, tokens->text + at, (int64_t)(end - at), &status);
    ubrk_setUText(tools->breaks, tools->view, &status);
    if (U_FAILURE(status))
        return;
    size_t from = 0;
    for (int32_t to = ubrk_next(tools->breaks); to != UBRK_DONE; to = ubrk_next(tools->breaks)) {
        add_word(tokens, at + from, at + (size_t)to, SCRIPT_HAN, false);
        from = (size_t)to;
    }
}

/* The Chinese run that starts at `at`, if there is one; returns its end. */
static size_t read_han(Tokens *tokens, size_t at)
{
    size_t end = at, characters = 0;
    while (end < tokens->len) {
        size_t after = end;
        if (!han(next_character(tokens->text, &after, tokens->len)))
            break;
        end = after;
        characters++;
    }
    if (characters == 0)
        return at;
    MAKE_ROOM(tokens->runs, tokens->run_count, tokens->run_room);
    tokens->runs[tokens->run_count++] = (Run){(uint32_t)at, (uint32_t)(end - at)};
    if (characters == 1)
        add_word(tokens, at, end, SCRIPT_HAN, false);
    else
        split_run(tokens, at, end);
    return end;
}

void tokens_read(Tokens *tokens, const char *text)
{
    size_t len = strlen(text);
    tokens->word_count = tokens->run_count = 0;
    text_room(tokens, len);
    if (!normalise_plain(tokens, text, len))
        normalise_long(tokens, text, (int32_t)len);

    for (size_t i = 0; i < tokens->len;) {
        size_t next;
        if (letter(tokens, i, &next)) {
            i = read_letters(tokens, i);
            continue;
        }
        size_t end = read_han(tokens, i);
        i = end > i ? end : next;
    }
}

/* What was meant is written behind the text, and the word now lies there. */
void tokens_correct(Tokens *tokens, size_t word, const char *meant)
{
    size_t len = strlen(meant), at = tokens->len;
    text_room(tokens, at + len);
    memcpy(tokens->text + at, meant, len + 1);
    tokens->len += len;
    uint64_t form = key_of(meant, len);
    tokens->words[word].at = (uint32_t)at;
    tokens->words[word].len = (uint32_t)len;
    tokens->words[word].form = form;
    tokens->words[word].key = stem_key(tokens->tools, form, meant, len);
}
