/*
 * Sentences with gaps. The compiler could not check a format that comes in two languages, so what
 * fills a gap is always text.
 */
#include "commands/words.h"

static const char GAP[] = "%s";

char *words_filled(Words sentence, Lang lang, ...)
{
    g_auto(GStrv) parts = g_strsplit(words(sentence, lang), GAP, -1);
    GString *out = g_string_new(parts[0]);
    va_list values;
    va_start(values, lang);
    for (size_t i = 1; parts[0] && parts[i]; i++) {
        const char *value = va_arg(values, const char *);
        g_assert(value); /* as many as there are gaps */
        g_string_append(out, value);
        g_string_append(out, parts[i]);
    }
    va_end(values);
    return g_string_free(out, FALSE);
}

char *words_counted(Words sentence, Lang lang, int64_t number)
{
    g_autofree char *figure = g_strdup_printf("%" G_GINT64_FORMAT, number);
    return words_filled(sentence, lang, figure, NULL);
}

char *words_prefixed(const char *text, const char *prefix)
{
    GString *out = g_string_new(text);
    g_string_replace(out, "{}", prefix, 0);
    return g_string_free(out, FALSE);
}
