/*
 * askd's own voice: a sentence in every language, beside each other where it is said.
 */
#ifndef COMMANDS_WORDS_H
#define COMMANDS_WORDS_H

#include <glib.h>
#include <stdint.h>

#include "knowledge/text.h"

typedef struct Words {
    const char *en, *zh; /* both; -Wextra complains of half a pair */
} Words;

static inline const char *words(Words w, Lang lang)
{
    return lang == LANG_ZH ? w.zh : w.en;
}

/*
 * A sentence whose gaps, each "%s", hold in turn what follows, up to NULL: as many as there are
 * gaps, in both languages in the same order. The caller's, as those below.
 */
char *words_filled(Words sentence, Lang lang, ...) G_GNUC_NULL_TERMINATED;

/* A sentence whose one gap holds a number. */
char *words_counted(Words sentence, Lang lang, int64_t number);

/* A text that calls commands "/{}ask", as they are called here: `prefix` is "" or "cncf-". */
char *words_prefixed(const char *text, const char *prefix);

#endif
