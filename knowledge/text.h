/*
 * What language a person's words are in, and words made fit to be kept. Pure.
 */
#ifndef KNOWLEDGE_TEXT_H
#define KNOWLEDGE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

typedef enum Lang { LANG_EN, LANG_ZH, LANG_COUNT } Lang;

/* "en" or "zh". */
const char *lang_code(Lang lang);

/*
 * Understands "en", "zh" and locales such as "zh-CN", "zh_TW" and "en-GB". False, and *lang
 * untouched, when it is none of them; NULL is none of them.
 */
bool lang_parse(const char *code, Lang *lang);

/*
 * The language a text is written in: Chinese as soon as it holds a Han character, as mixed text
 * does.
 */
Lang text_language(const char *text);

/* Bytes of one question that are looked at and kept; the rest is cut away between characters. */
enum { TEXT_QUESTION_MAX = 2000 };

/*
 * A copy fit to be kept and searched: valid UTF-8 (what is not becomes U+FFFD), no control
 * characters, white space folded to single blanks and trimmed, at most `max` bytes. "" for nothing.
 */
char *text_clean(const char *text, size_t len, size_t max);

/* A copy of at most `max` bytes, cut between characters, with "…" where something was cut away. */
char *text_shorten(const char *text, size_t max);

/* Which of these `count` words it is (NULL is none of them); -1: none. */
int text_among(const char *word, const char *const *words, int count);

#endif
