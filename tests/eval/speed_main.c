/*
 * speed [ENTRIES…]: what a whole answer's search costs, beside what is demanded and beside SQLite's
 * full-text search (any word, by bm25) over the same entries in the same run. Words are drawn as a
 * language draws them, few often and many seldom; nothing is asked twice.
 */
#include <glib/gstdio.h>
#include <malloc.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "knowledge/answer.h"
#include "knowledge/db.h"

enum { WORDS = 30000, TITLE = 7, PHRASINGS = 2, ANSWER = 40, ASKED = 2000 };
/* Full-text search is asked less the longer it takes; entries are saved so many at a time. */
enum { ASKED_FTS = 100, ASKED_FTS_LEAST = 10, FTS_ENTRIES = 10000000, BATCH = 20000 };

/* CPU of one answer, mean and 99th of a hundred, in microseconds; 0: nothing is demanded. */
typedef struct Demand {
    int64_t entries;
    double mean_us, p99_us, build_s, mib, ratio;
} Demand;
static const Demand DEMANDS[] = {{1000, 40, 0, 0, 0, 0},
                                 {10000, 100, 300, 0, 0, 0},
                                 {100000, 1000, 3000, 3, 250, 20},
                                 {1000000, 0, 60000, 0, 0, 0}};

static double cpu_us(void)
{
    struct timespec at;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &at);
    return (double)at.tv_sec * 1e6 + (double)at.tv_nsec / 1e3;
}

static double resident_mib(void)
{
    long pages = 0;
    malloc_trim(0);
    FILE *file = fopen("/proc/self/statm", "r");
    if (file && fscanf(file, "%*d %ld", &pages) != 1)
        pages = 0;
    if (file)
        fclose(file);
    return (double)pages * (double)sysconf(_SC_PAGESIZE) / (1 << 20);
}

/* --- words ---------------------------------------------------------------------------------- */

/* The same numbers each time: a generator of our own, as libraries change theirs. */
static uint64_t state = 1;
static double next(void)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (double)(state >> 11) / (double)((uint64_t)1 << 53);
}

/* Rank r comes about 1 / r as often as the first. */
static unsigned draw(void)
{
    return (unsigned)(pow(WORDS, next())) - 1;
}

/* "bakoti", "soruma": three syllables tell 30,000 words apart. */
static void append_word(GString *out, unsigned word)
{
    static const char SOUNDS[] = "bcdfghjklmnprstvwz", VOWELS[] = "aeiou";
    if (out->len > 0)
        g_string_append_c(out, ' ');
    for (unsigned i = 0, rest = word + 1; i < 4; i++, rest /= 45)
        if (rest > 0 || i == 0)
            g_string_append_printf(out, "%c%c", SOUNDS[rest % 18], VOWELS[rest / 18 % 5]);
}

static char *words_of(unsigned count)
{
    GString *out = g_string_new(NULL);
    while (count-- > 0)
        append_word(out, draw());
    return g_string_free(out, FALSE);
}

/* --- the base --------------------------------------------------------------------------------- */

static Entry *make_entry(int64_t number)
{
    Entry *entry = entry_new();
    entry->slug = g_strdup_printf("e%07" G_GINT64_FORMAT, number);
    entry->texts[LANG_EN].title = words_of(TITLE);
    entry->texts[LANG_EN].answer = words_of(ANSWER);
    for (int i = 0; i < PHRASINGS; i++)
        g_ptr_array_add(entry->texts[LANG_EN].phrasings, words_of(TITLE));
    return entry;
}

/* A title with a word less and a common one more: what people ask. */
static char *question_of(const Entry *entry)
{
    g_auto(GStrv) words = g_strsplit(entry->texts[LANG_EN].title, " ", -1);
    unsigned gone = (unsigned)(next() * TITLE);
    g_autofree char *other = words_of(1);
    GString *out = g_string_new(other);
    for (unsigned i = 0; words[i]; i++)
        if (i != gone)
            g_string_append_printf(out, " %s", words[i]);
    return g_string_free(out, FALSE);
}

static bool fill(Kb *kb, int64_t count, GPtrArray *questions, GError **error)
{
    EntryChange change;
    if (!kb_begin(kb, 1, error))
        return false;
    for (int64_t i = 0; i < count; i++) {
        if (i > 0 && i % BATCH == 0 && (!kb_commit(kb, error) || !kb_begin(kb, 1, error)))
            return false;
        g_autoptr(Entry) entry = make_entry(i);
        if (!entry_save(kb, entry, "speed", &change, error))
            return false;
        if (i % MAX(1, count / ASKED) == 0)
            g_ptr_array_add(questions, question_of(entry));
    }
    return kb_commit(kb, error);
}

/* --- asking ----------------------------------------------------------------------------------- */

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

typedef struct Cost {
    double mean_us, p99_us;
} Cost;

static Cost cost_of(double *each, unsigned count)
{
    double sum = 0;
    for (unsigned i = 0; i < count; i++)
        sum += each[i];
    qsort(each, count, sizeof *each, by_value);
    return (Cost){sum / count, each[(size_t)(0.99 * count)]};
}

static Cost ask_askd(const Library *library, const GPtrArray *questions)
{
    g_autofree double *each = g_new(double, questions->len);
    g_autoptr(Scratch) scratch = scratch_new();
    Answer answer;
    for (unsigned i = 0; i < MIN(questions->len, 50u); i++)
        answer_look(library, scratch, questions->pdata[i], &answer);
    for (unsigned i = 0; i < questions->len; i++) {
        double start = cpu_us();
        answer_look(library, scratch, questions->pdata[i], &answer);
        each[i] = cpu_us() - start;
    }
    return cost_of(each, questions->len);
}

static bool ask_fts(Kb *kb, int64_t entries, const GPtrArray *questions, Cost *cost, GError **error)
{
    unsigned most = (unsigned)CLAMP(FTS_ENTRIES / entries, ASKED_FTS_LEAST, ASKED_FTS);
    unsigned count = MIN(questions->len, most);
    g_autofree double *each = g_new(double, count);
    sqlite3_stmt *best = NULL;
    static const char sql[] = "SELECT rowid FROM entry_search WHERE entry_search MATCH ?1"
                              " ORDER BY rank LIMIT 5";
    if (sqlite3_prepare_v2(kb->sqlite, sql, -1, &best, NULL) != SQLITE_OK) {
        db_fail(kb, error, "cannot search");
        return false;
    }
    for (unsigned i = 0; i < count; i++) {
        g_auto(GStrv) words = g_strsplit(questions->pdata[i], " ", -1);
        g_autofree char *any = g_strjoinv(" OR ", words);
        double start = cpu_us();
        sqlite3_bind_text(best, 1, any, -1, SQLITE_STATIC);
        while (sqlite3_step(best) == SQLITE_ROW)
            ;
        sqlite3_reset(best);
        each[i] = cpu_us() - start;
    }
    sqlite3_finalize(best);
    *cost = cost_of(each, count);
    return true;
}

/* --- the table -------------------------------------------------------------------------------- */

static char mark(double figure, double demand, bool at_least)
{
    if (demand <= 0)
        return ' ';
    return (at_least ? figure >= demand : figure <= demand) ? '+' : '!';
}

static const Demand *demand_of(int64_t entries)
{
    static const Demand none = {0};
    for (size_t i = 0; i < G_N_ELEMENTS(DEMANDS); i++)
        if (DEMANDS[i].entries == entries)
            return &DEMANDS[i];
    return &none;
}

/* As after the first start: only then are they drawn. */
static bool keep_thresholds(Kb *kb, GError **error)
{
    g_autoptr(Library) library = library_build(kb, 0.5, error);
    return library && kb_begin(kb, 2, error) && library_keep(library, kb, error) &&
           kb_commit(kb, error);
}

/* In a file, so that the base's own memory is no part of what is measured. */
static bool measure(const char *path, int64_t entries, GError **error)
{
    const Demand *demand = demand_of(entries);
    g_autoptr(GPtrArray) questions = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(Kb) kb = kb_open(path, error);
    Cost fts;
    if (!kb || !fill(kb, entries, questions, error) ||
        !ask_fts(kb, entries, questions, &fts, error))
        return false;
    if (!keep_thresholds(kb, error))
        return false;
    double before_mib = resident_mib(), start = cpu_us();
    g_autoptr(Library) library = library_build(kb, 0.5, error);
    if (!library)
        return false;
    double build_s = (cpu_us() - start) / 1e6, mib = resident_mib() - before_mib;
    Cost askd = ask_askd(library, questions);
    double ratio = fts.mean_us / askd.mean_us;
    printf("%8" G_GINT64_FORMAT " %8.1f%c %8.1f%c %10.0f %7.0f%c %7.2f%c %7.0f%c\n", entries,
           askd.mean_us, mark(askd.mean_us, demand->mean_us, false), askd.p99_us,
           mark(askd.p99_us, demand->p99_us, false), fts.mean_us, ratio,
           mark(ratio, demand->ratio, true), build_s, mark(build_s, demand->build_s, false), mib,
           mark(mib, demand->mib, false));
    fflush(stdout);
    return true;
}

static bool measure_in_folder(const char *folder, const char *entries, GError **error)
{
    static const char *const ENDS[] = {"", "-wal", "-shm"};
    g_autofree char *path = g_build_filename(folder, "speed.db", NULL);
    bool done = measure(path, CLAMP(g_ascii_strtoll(entries, NULL, 10), 1, 10000000), error);
    for (size_t i = 0; i < G_N_ELEMENTS(ENDS); i++) {
        g_autofree char *file = g_strconcat(path, ENDS[i], NULL);
        g_remove(file);
    }
    return done;
}

int main(int argc, char **argv)
{
    static const char *const SIZES[] = {"1000", "10000", "100000", NULL};
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_dir_make_tmp("speed-XXXXXX", &error);
    const char *const *sizes = argc > 1 ? (const char *const *)argv + 1 : SIZES;
    bool done = folder;
    printf("%8s %9s %9s %10s %8s %8s %8s\n", "entries", "mean us", "p99 us", "FTS5 us", "times",
           "build s", "MiB");
    for (; done && *sizes; sizes++)
        done = measure_in_folder(folder, *sizes, &error);
    if (folder)
        g_rmdir(folder);
    if (!done)
        fprintf(stderr, "speed: %s\n", error->message);
    return done ? 0 : 1;
}
