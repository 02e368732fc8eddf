/*
 * Words quoted one by one, so that no character of theirs is FTS5's own.
 */
#include "knowledge/match.h"

/* Chinese characters apart, which makes a phrase of them within quotes. */
static void append_word(GString *out, const Tokens *tokens, const Word *word)
{
    const char *at = tokens->text + word->at, *end = at + word->len;
    if (word->script == SCRIPT_LATIN) {
        g_string_append_len(out, at, word->len);
        return;
    }
    for (const char *next; at < end; at = next) {
        next = g_utf8_next_char(at);
        g_string_append_len(out, at, next - at);
        if (next < end)
            g_string_append_c(out, ' ');
    }
}

char *match_text(Tokens *tokens, const char *text)
{
    GString *out = g_string_new(NULL);
    tokens_read(tokens, text);
    for (size_t i = 0; i < tokens->word_count; i++) {
        if (tokens->words[i].whole)
            continue; /* its parts follow */
        if (out->len > 0)
            g_string_append_c(out, ' ');
        append_word(out, tokens, &tokens->words[i]);
    }
    return g_string_free(out, FALSE);
}

char *match_expression(Tokens *tokens, const char *words, MatchKind kind)
{
    GString *out = g_string_new(NULL);
    int count = 0;
    tokens_read(tokens, words);
    for (size_t i = 0; i < tokens->word_count && count < MATCH_WORDS_MAX; i++) {
        const Word *word = &tokens->words[i];
        if (word->whole)
            continue;
        if (count++ > 0)
            g_string_append(out, kind == MATCH_ALL ? " AND " : " OR ");
        g_string_append_c(out, '"');
        append_word(out, tokens, word);
        g_string_append(out, word->script == SCRIPT_LATIN ? "\"*" : "\"");
    }
    if (count == 0)
        g_string_append(out, "\"\"");
    return g_string_free(out, FALSE);
}
