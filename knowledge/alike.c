/*
 * A gist is a list of ideas: words that carry meaning, each with the keys of all words that may
 * stand for it. An idea is shared when the other question has one of these words. The dictionaries
 * are read against a lexicon of their own words, so that no index is needed.
 */
#include "knowledge/alike.h"

#include <string.h>

#include "knowledge/index/concepts.h"
#include "knowledge/index/dictionaries.h"
#include "knowledge/text.h"

/* How much two questions must share: of one language, and of two, where dictionaries have gaps. */
static const double SHARED_SAME = 0.75, SHARED_ACROSS = 0.6;

enum { IDEAS_MAX = 24 };

/* What is asked of a thing; NONE goes with any. */
typedef enum Kind { KIND_NONE, HOW, WHY, WHAT, WHO, WHEN, WHERE, HOW_MANY, KIND_COUNT } Kind;

static const struct {
    const char *words;
    Kind kind;
} KINDS[] = {
    {"how many", HOW_MANY}, {"how much", HOW_MANY}, {"多少", HOW_MANY}, {"几个", HOW_MANY},
    {"why", WHY},           {"how come", WHY},      {"为什么", WHY},    {"为何", WHY},
    {"how", HOW},           {"怎么", HOW},          {"怎样", HOW},      {"如何", HOW},
    {"怎麼", HOW},          {"who", WHO},           {"whom", WHO},      {"谁", WHO},
    {"when", WHEN},         {"什么时候", WHEN},     {"何时", WHEN},     {"where", WHERE},
    {"哪里", WHERE},        {"哪儿", WHERE},        {"what", WHAT},     {"是什么", WHAT},
    {"什么是", WHAT},
};

static const char *const NEGATIONS[] = {
    "not", "no", "never", "without", "cannot", "cant", "dont", "doesnt", "didnt", "isnt",
    "arent", "wont", "couldnt", "unable", "不", "没", "无法", "未", "别",
};

/* Said of any question; not in the list of function words. */
static const char *const EMPTY[] = {"please", "help", "need",  "want",   "someone", "anyone",
                                    "anybody", "know", "hi",   "hello",  "hey",     "thanks",
                                    "请",      "请问", "大家", "有人",   "谢谢",    "想",
                                    "知道",    "需要", "帮忙", "各位",   "一个",    "里",
                                    "中",      "为什么", "怎么", "如何", "什么",    "怎样",
                                    "什么时候", "哪里", "谁",  "many",   "much",    "come"};

typedef struct Idea {
    uint64_t key;      /* of its own word */
    GArray *standing;  /* uint64_t: keys that may stand for it, its own first */
    bool latin, known; /* known: the dictionaries have something for it */
} Idea;

struct Gist {
    uint64_t text_key;
    Lang lang;
    Kind kind;
    bool negated;
    GArray *ideas;       /* Idea */
    GArray *own, *wider; /* uint64_t */
};

struct Alike {
    Tokens *tokens;
    Meaning meaning;
    Lexicon *lexicon;
    GArray *keys; /* uint64_t, by number in the lexicon */
    Concepts *concepts;
    Lexicon *empty;
};

static void add_words(Alike *alike, const char *text)
{
    tokens_read(alike->tokens, text);
    for (size_t i = 0; i < alike->tokens->word_count; i++) {
        uint64_t key = alike->tokens->words[i].key;
        if (lexicon_add(alike->lexicon, key) == alike->keys->len)
            g_array_append_val(alike->keys, key);
    }
}

static void add_row(const char *left, const char *right, float weight, void *data)
{
    (void)weight;
    add_words(data, left);
    add_words(data, right);
}

Alike *alike_new(void)
{
    Alike *alike = g_new0(Alike, 1);
    alike->tokens = tokens_new();
    alike->lexicon = lexicon_new();
    alike->keys = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    dictionaries_rows(NULL, add_row, alike);
    alike->concepts = concepts_new(alike->lexicon, alike->tokens, NULL);
    alike->empty = lexicon_new();
    for (size_t i = 0; i < G_N_ELEMENTS(EMPTY); i++) {
        tokens_read(alike->tokens, EMPTY[i]);
        if (alike->tokens->word_count > 0)
            lexicon_add(alike->empty, alike->tokens->words[0].key);
    }
    return alike;
}

void alike_free(Alike *alike)
{
    if (!alike)
        return;
    tokens_free(alike->tokens);
    meaning_clear(&alike->meaning);
    lexicon_free(alike->lexicon);
    lexicon_free(alike->empty);
    g_array_unref(alike->keys);
    concepts_free(alike->concepts);
    g_free(alike);
}

/* The normalised text with single blanks between what is letter or digit, and around it all. */
static char *bare_text(const Tokens *tokens)
{
    GString *bare = g_string_new(" ");
    for (const char *at = tokens->text; at && *at; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        if (c == '\'' || c == 0x2019)
            continue; /* don't, dont */
        if (g_unichar_isalnum(c))
            g_string_append_unichar(bare, c);
        else if (bare->str[bare->len - 1] != ' ')
            g_string_append_c(bare, ' ');
    }
    if (bare->str[bare->len - 1] != ' ')
        g_string_append_c(bare, ' ');
    return g_string_free(bare, FALSE);
}

/* Chinese words stand anywhere, English ones between blanks. */
static bool holds(const char *bare, const char *words)
{
    if ((unsigned char)words[0] >= 0x80)
        return strstr(bare, words) != NULL;
    g_autofree char *parted = g_strconcat(" ", words, " ", NULL);
    return strstr(bare, parted) != NULL;
}

static Kind kind_of(const char *bare)
{
    for (size_t i = 0; i < G_N_ELEMENTS(KINDS); i++)
        if (holds(bare, KINDS[i].words))
            return KINDS[i].kind;
    return KIND_NONE;
}

static bool is_negated(const char *bare)
{
    for (size_t i = 0; i < G_N_ELEMENTS(NEGATIONS); i++)
        if (holds(bare, NEGATIONS[i]))
            return true;
    return false;
}

static bool holds_key(const GArray *keys, uint64_t key)
{
    for (guint i = 0; i < keys->len; i++)
        if (g_array_index(keys, uint64_t, i) == key)
            return true;
    return false;
}

static void add_key(GArray *keys, uint64_t key)
{
    if (!holds_key(keys, key))
        g_array_append_val(keys, key);
}

static void free_idea(void *data)
{
    g_array_unref(((Idea *)data)->standing);
}

static void add_idea(const Alike *alike, Gist *gist, const Concept *concept)
{
    Idea idea = {.key = concept->key,
                 .standing = g_array_new(FALSE, FALSE, sizeof(uint64_t)),
                 .latin = concept->script == SCRIPT_LATIN};
    g_array_append_val(idea.standing, idea.key);
    for (uint32_t a = concept->first; a != ALTERNATIVE_NONE;
         a = alike->meaning.alternatives[a].next) {
        uint32_t word = alike->meaning.alternatives[a].word;
        idea.known = idea.known || word != concept->word;
        add_key(idea.standing, g_array_index(alike->keys, uint64_t, word));
    }
    for (guint i = 0; i < idea.standing->len; i++)
        add_key(gist->wider, g_array_index(idea.standing, uint64_t, i));
    add_key(gist->own, idea.key);
    g_array_append_val(gist->ideas, idea);
}

static bool carries_meaning(const Alike *alike, const Concept *concept)
{
    if (concept->function || concept->whole ||
        lexicon_find(alike->empty, concept->key) != LEXICON_NONE)
        return false;
    /* Part of a longer term that another concept speaks for. */
    return !(concept->absorbed && concept->first == ALTERNATIVE_NONE);
}

Gist *gist_new(Alike *alike, const char *question)
{
    Gist *gist = g_new0(Gist, 1);
    gist->lang = text_language(question);
    gist->ideas = g_array_new(FALSE, FALSE, sizeof(Idea));
    g_array_set_clear_func(gist->ideas, free_idea);
    gist->own = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    gist->wider = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    tokens_read(alike->tokens, question);
    g_autofree char *bare = bare_text(alike->tokens);
    gist->text_key = key_of(bare, strlen(bare));
    gist->kind = kind_of(bare);
    gist->negated = is_negated(bare);
    concepts_read(alike->concepts, alike->lexicon, alike->tokens, &alike->meaning);
    for (size_t i = 0; i < alike->meaning.concept_count && gist->ideas->len < IDEAS_MAX; i++)
        if (carries_meaning(alike, &alike->meaning.concepts[i]))
            add_idea(alike, gist, &alike->meaning.concepts[i]);
    return gist;
}

void gist_free(Gist *gist)
{
    if (!gist)
        return;
    g_array_unref(gist->ideas);
    g_array_unref(gist->own);
    g_array_unref(gist->wider);
    g_free(gist);
}

uint64_t gist_text_key(const Gist *gist)
{
    return gist->text_key;
}

const uint64_t *gist_words(const Gist *gist, bool translated, size_t *count)
{
    const GArray *keys = translated ? gist->wider : gist->own;
    *count = keys->len;
    return (const uint64_t *)(const void *)keys->data;
}

typedef struct Sharing {
    guint shared, missing; /* of the ideas of one */
    bool latin_missing;    /* a name, a version, an option that the other does not have */
    bool known_missing;    /* a word whose meaning is known, and the other does not have it */
} Sharing;

static Sharing share(const Gist *of, const Gist *with)
{
    Sharing sharing = {0};
    for (guint i = 0; i < of->ideas->len; i++) {
        const Idea *idea = &g_array_index(of->ideas, Idea, i);
        bool has = false;
        for (guint k = 0; k < idea->standing->len && !has; k++)
            has = holds_key(with->own, g_array_index(idea->standing, uint64_t, k));
        if (!has && holds_key(with->wider, idea->key))
            has = true;
        sharing.shared += has;
        sharing.missing += !has;
        sharing.latin_missing = sharing.latin_missing || (!has && idea->latin);
        sharing.known_missing = sharing.known_missing || (!has && idea->known);
    }
    return sharing;
}

/* Of one language: what one says beside the other must be little, and on one side only. */
static bool alike_same(const Sharing *a, const Sharing *b, double shared)
{
    return shared >= SHARED_SAME && (a->missing == 0 || b->missing == 0);
}

/*
 * Of two languages: a gap of the dictionaries is forgiven, but no word that they know; and Latin
 * words in a Chinese question are names, which the English one must have.
 */
static bool alike_across(const Sharing *en, const Sharing *zh, double shared)
{
    return shared >= SHARED_ACROSS && !zh->latin_missing && !zh->known_missing &&
           !en->known_missing && en->missing <= zh->missing + 1;
}

bool gist_alike(const Gist *a, const Gist *b)
{
    if (a->text_key == b->text_key)
        return true;
    if (a->ideas->len == 0 || b->ideas->len == 0 || a->negated != b->negated ||
        (a->kind != b->kind && a->kind != KIND_NONE && b->kind != KIND_NONE))
        return false;
    Sharing x = share(a, b), y = share(b, a);
    double shared = (double)(x.shared + y.shared) / (double)(a->ideas->len + b->ideas->len);
    if (a->lang == b->lang)
        return alike_same(&x, &y, shared);
    return a->lang == LANG_EN ? alike_across(&x, &y, shared) : alike_across(&y, &x, shared);
}
