/*
 * The packaged dictionaries are tab-separated: a head, then its equivalents with blanks between
 * them, "-" joining the words of one; a line that starts with # is a remark.
 */
#include "knowledge/index/dictionaries.h"

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "knowledge/index/lexicon.h"
#include "knowledge/packaged.h"

/* CC-CEDICT: senses of a headword that are looked at, their words, a headword's bytes. */
enum { SENSES = 6, SENSE_WORDS = 3, HEAD_SHORTEST = 6, HEAD_LONGEST = 24, LINE = 4096 };
static const float CEDICT = 0.48f;

static const struct {
    const char *path;
    float weight;
} DICTIONARIES[] = {
    {"dictionaries/aliases.tsv", 0.8f},
    {"dictionaries/names.tsv", 0.8f},
    {"dictionaries/it_terms.tsv", 0.8f},
    {"dictionaries/words.tsv", 0.6f},
};

static void read_line(char *line, float weight, DictionaryRowFn each, void *data)
{
    char *tab = strchr(line, '\t');
    if (line[0] == '#' || !tab)
        return;
    *tab = '\0';
    g_strdelimit(line, "-", ' ');
    g_auto(GStrv) equivalents = g_strsplit(tab + 1, " ", -1);
    for (char **to = equivalents; *to; to++)
        if (**to)
            each(line, g_strdelimit(*to, "-", ' '), weight, data);
}

static void read_packaged(const char *path, float weight, DictionaryRowFn each, void *data)
{
    const PackagedFile *file = packaged_find(path);
    g_auto(GStrv) lines = g_strsplit(file ? file->data : "", "\n", -1);
    for (char **line = lines; *line; line++)
        read_line(*line, weight, each, data);
}

/* A sense worth having: one to three words, no reference to another headword, no surname. */
static bool plain_sense(const char *sense)
{
    static const char *const skipped[] = {"surname ", "variant of ", "see ", "CL:", "old variant"};
    size_t blanks = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(skipped); i++)
        if (strstr(sense, skipped[i]))
            return false;
    for (const char *at = sense; *at; at++)
        blanks += *at == ' ';
    return *sense && blanks < SENSE_WORDS;
}

/* Takes away what stands in round brackets, and a verb's "to". */
static void strip_sense(char *sense)
{
    char *to = sense;
    int depth = 0;
    for (const char *at = sense; *at; at++) {
        depth += *at == '(';
        if (depth == 0)
            *to++ = *at;
        depth -= *at == ')' && depth > 0;
    }
    *to = '\0';
    if (g_str_has_prefix(sense, "to "))
        memmove(sense, sense + 3, strlen(sense + 3) + 1);
    g_strstrip(sense);
}

/* "傳統 简体 [pin1 yin1] /sense/sense/" */
static void read_cedict_line(char *line, DictionaryRowFn each, void *data)
{
    char *simplified = strchr(line, ' '), *pinyin = strstr(line, " ["), *senses = strchr(line, '/');
    if (line[0] == '#' || !simplified || !senses || !pinyin || pinyin <= simplified)
        return;
    *pinyin = '\0';
    simplified++;
    if (strlen(simplified) < HEAD_SHORTEST || strlen(simplified) > HEAD_LONGEST)
        return;
    g_auto(GStrv) split = g_strsplit(senses, "/", SENSES + 2);
    for (size_t i = 1; i <= SENSES && split[i] && split[i + 1]; i++) {
        strip_sense(split[i]);
        if (plain_sense(split[i]))
            each(simplified, split[i], CEDICT, data);
    }
}

/* Somebody may have put CC-CEDICT there, or not: without it the packaged ones must do. */
static void read_cedict(const char *path, DictionaryRowFn each, void *data)
{
    FILE *file = path ? fopen(path, "r") : NULL;
    if (!file)
        return;
    char line[LINE];
    while (fgets(line, sizeof line, file))
        read_cedict_line(line, each, data);
    fclose(file);
}

void dictionaries_rows(const char *cedict_path, DictionaryRowFn each, void *data)
{
    for (size_t i = 0; i < G_N_ELEMENTS(DICTIONARIES); i++)
        read_packaged(DICTIONARIES[i].path, DICTIONARIES[i].weight, each, data);
    read_cedict(cedict_path, each, data);
}

void dictionaries_function_words(DictionaryWordFn each, void *data)
{
    const PackagedFile *file = packaged_find("dictionaries/function_words.txt");
    g_auto(GStrv) lines = g_strsplit(file ? file->data : "", "\n", -1);
    for (char **line = lines; *line; line++) {
        g_auto(GStrv) words = g_strsplit(**line == '#' ? "" : *line, " ", -1);
        for (char **word = words; *word; word++)
            each(*word, data);
    }
}

uint64_t dictionaries_key(void)
{
    uint64_t key = 0;
    for (const PackagedFile *file = packaged_files; file->path; file++)
        if (g_str_has_prefix(file->path, "dictionaries/"))
            key = key_join(key, key_of(file->data, file->len));
    return key;
}
