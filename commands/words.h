/*
 * askd's own voice: a sentence in every language, beside each other where it is said.
 */
#ifndef COMMANDS_WORDS_H
#define COMMANDS_WORDS_H

#include "knowledge/text.h"

typedef struct Words {
    const char *en, *zh; /* both; -Wextra complains of half a pair */
} Words;

static inline const char *words(Words w, Lang lang)
{
    return lang == LANG_ZH ? w.zh : w.en;
}

#endif
