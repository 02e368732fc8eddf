/*
 * Reads the two files whole: a base for measuring is megabytes at most. Times are processor time
 * of this thread, so that a busy machine does not make the answers look slow.
 */
#include "knowledge/eval.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "knowledge/index/index.h"
#include "knowledge/kb.h"

enum { PREDICTED = 5 };

/* What the lines of a base become; everything in it belongs to it. */
typedef struct Base {
    GPtrArray *lines; /* json_t */
    GArray *entries;  /* IndexEntry */
    GPtrArray *parts; /* what the entries point to */
} Base;

typedef struct Answer {
    const char *id;
    bool in, first_right, third_right, answered;
    double confidence, us;
} Answer;

static void drop_json(gpointer json)
{
    json_decref(json);
}

static GPtrArray *read_lines(const char *path, GError **error)
{
    g_autofree char *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, error))
        return NULL;
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(drop_json);
    g_auto(GStrv) split = g_strsplit(text, "\n", -1);
    for (size_t i = 0; split[i]; i++) {
        if (!*g_strstrip(split[i]))
            continue;
        json_error_t why;
        json_t *line = json_loads(split[i], JSON_REJECT_DUPLICATES, &why);
        if (!json_is_object(line) || !json_is_string(json_object_get(line, "id"))) {
            g_set_error(error, KB_ERROR, KB_ERROR_INPUT, "%s:%zu: %s", path, i + 1,
                        line ? "no object with an id" : why.text);
            json_decref(line);
            return NULL;
        }
        g_ptr_array_add(lines, line);
    }
    return g_steal_pointer(&lines);
}

/* The texts of "phrasings" or "answers". */
static IndexText *texts_of(Base *base, json_t *array, size_t *count)
{
    size_t i;
    json_t *item;
    *count = 0;
    IndexText *texts = g_new0(IndexText, json_array_size(array) + 1);
    g_ptr_array_add(base->parts, texts);
    json_array_foreach(array, i, item)
    {
        const char *lang = json_string_value(json_object_get(item, "lang"));
        const char *text = json_string_value(json_object_get(item, "text"));
        if (text && lang_parse(lang, &texts[*count].lang))
            texts[(*count)++].text = text;
    }
    return texts;
}

static const char **tags_of(Base *base, json_t *array)
{
    size_t i, count = 0;
    json_t *item;
    const char **tags = g_new0(const char *, json_array_size(array) + 1);
    g_ptr_array_add(base->parts, tags);
    json_array_foreach(array, i, item) if (json_is_string(item)) tags[count++] =
        json_string_value(item);
    return tags;
}

static void base_clear(Base *base)
{
    g_clear_pointer(&base->lines, g_ptr_array_unref);
    g_clear_pointer(&base->parts, g_ptr_array_unref);
    g_clear_pointer(&base->entries, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Base, base_clear)

/* An entry's number is its line, from 0. */
static bool base_read(Base *base, const char *path, GError **error)
{
    base->lines = read_lines(path, error);
    if (!base->lines)
        return false;
    base->parts = g_ptr_array_new_with_free_func(g_free);
    base->entries = g_array_new(FALSE, FALSE, sizeof(IndexEntry));
    for (guint i = 0; i < base->lines->len; i++) {
        json_t *line = base->lines->pdata[i];
        IndexEntry entry = {.id = i, .tags = tags_of(base, json_object_get(line, "tags"))};
        entry.phrasings = texts_of(base, json_object_get(line, "phrasings"), &entry.phrasing_count);
        entry.answers = texts_of(base, json_object_get(line, "answers"), &entry.answer_count);
        g_array_append_val(base->entries, entry);
    }
    return true;
}

static double cpu_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static const char *slug(const Base *base, int64_t id)
{
    return json_string_value(json_object_get(base->lines->pdata[id], "id"));
}

static bool holds(json_t *gold, const char *id)
{
    size_t i;
    json_t *item;
    json_array_foreach(gold, i, item) if (json_is_string(item) &&
                                          strcmp(json_string_value(item), id) == 0) return true;
    return false;
}

static Answer judge(const Base *base, const Index *index, json_t *query, const IndexResult *result)
{
    json_t *gold = json_object_get(query, "gold");
    Answer answer = {.id = json_string_value(json_object_get(query, "id")),
                     .in = json_array_size(gold) > 0,
                     .confidence = result->confidence};
    double sure, offered;
    index_thresholds(index, &sure, &offered);
    answer.answered = result->hit_count > 0 && result->confidence >= sure;
    for (size_t i = 0; i < MIN(3, result->hit_count); i++)
        if (holds(gold, slug(base, result->hits[i].id))) {
            answer.third_right = true;
            answer.first_right = answer.first_right || i == 0;
        }
    return answer;
}

static void predict(const Base *base, const Answer *answer, const IndexResult *result, FILE *out)
{
    json_t *hits = json_array();
    for (size_t i = 0; i < MIN(PREDICTED, result->hit_count); i++)
        json_array_append_new(hits, json_pack("{s:s, s:f}", "id", slug(base, result->hits[i].id),
                                              "score", result->hits[i].score));
    json_auto_t *line = json_pack("{s:s, s:o, s:f, s:b}", "id", answer->id, "results", hits,
                                  "confidence", answer->confidence, "answered", answer->answered);
    json_dumpf(line, out, JSON_COMPACT);
    putc('\n', out);
}

/* Every query asked; the first few once more before, so that working memory has grown. */
static GArray *ask_all(const Base *base, const Index *index, const GPtrArray *queries,
                       FILE *predictions)
{
    g_autoptr(Scratch) scratch = scratch_new();
    g_autofree IndexResult *result = g_new(IndexResult, 1);
    GArray *answers = g_array_new(FALSE, FALSE, sizeof(Answer));
    for (guint i = 0; i < MIN(50, queries->len) + queries->len; i++) {
        bool warm = i >= MIN(50, queries->len);
        json_t *query = queries->pdata[warm ? i - MIN(50, queries->len) : i];
        const char *text = json_string_value(json_object_get(query, "query"));
        double start = cpu_us();
        index_ask(index, scratch, text ? text : "", result);
        double took = cpu_us() - start;
        if (!warm)
            continue;
        Answer answer = judge(base, index, query, result);
        answer.us = took;
        g_array_append_val(answers, answer);
        if (predictions)
            predict(base, &answer, result, predictions);
    }
    return answers;
}

static int by_number(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* One figure of each answer that is answerable, or is not, in order. */
static GArray *column(const GArray *answers, bool in, size_t offset)
{
    GArray *column = g_array_new(FALSE, FALSE, sizeof(double));
    for (guint i = 0; i < answers->len; i++) {
        const Answer *answer = &g_array_index(answers, Answer, i);
        if (answer->in == in)
            g_array_append_vals(column, G_STRUCT_MEMBER_P(answer, offset), 1);
    }
    g_array_sort(column, by_number);
    return column;
}

static double at(const GArray *numbers, guint i)
{
    return g_array_index(numbers, double, i);
}

static double quantile(const GArray *numbers, double share)
{
    double place = share * (numbers->len - 1);
    guint low = (guint)place, high = MIN(low + 1, numbers->len - 1);
    return at(numbers, low) + (at(numbers, high) - at(numbers, low)) * (place - low);
}

static double below(const GArray *numbers, double limit)
{
    guint count = 0;
    while (count < numbers->len && at(numbers, count) < limit)
        count++;
    return 100.0 * count / numbers->len;
}

/* The share of pairs in which the answerable question has more confidence; a tie is half. */
static double auroc_of(const GArray *in, const GArray *out)
{
    double won = 0;
    for (guint i = 0, less = 0, even = 0; i < in->len; i++) {
        while (less < out->len && at(out, less) < at(in, i))
            less++;
        even = MAX(even, less);
        while (even < out->len && at(out, even) <= at(in, i))
            even++;
        won += less + 0.5 * (even - less);
    }
    return 100 * won / ((double)in->len * out->len);
}

static double percent(size_t part, size_t whole)
{
    return whole ? 100.0 * (double)part / (double)whole : NAN;
}

static void sum_up(const GArray *answers, EvalFigures *f)
{
    g_autoptr(GArray) in = column(answers, true, G_STRUCT_OFFSET(Answer, confidence));
    g_autoptr(GArray) out = column(answers, false, G_STRUCT_OFFSET(Answer, confidence));
    size_t first = 0, third = 0, accepted = 0, joint = 0, refused = 0;
    for (guint i = 0; i < answers->len; i++) {
        const Answer *answer = &g_array_index(answers, Answer, i);
        first += answer->in && answer->first_right;
        third += answer->in && answer->third_right;
        accepted += answer->in && answer->answered;
        joint += answer->in && answer->answered && answer->first_right;
        refused += !answer->in && !answer->answered;
        f->mean_us += answer->us / answers->len;
    }
    f->answerable = in->len;
    f->unanswerable = out->len;
    f->acc1 = percent(first, in->len);
    f->r3 = percent(third, in->len);
    f->accepted = percent(accepted, in->len);
    f->joint = percent(joint, in->len);
    f->refused = percent(refused, out->len);
    f->auroc = f->oos95 = f->oos90 = NAN;
    if (in->len > 0 && out->len > 0) {
        f->auroc = auroc_of(in, out);
        f->oos95 = below(out, quantile(in, 0.05));
        f->oos90 = below(out, quantile(in, 0.10));
    }
}

static double p99_us(const GArray *answers)
{
    g_autoptr(GArray) in = column(answers, true, G_STRUCT_OFFSET(Answer, us));
    g_autoptr(GArray) out = column(answers, false, G_STRUCT_OFFSET(Answer, us));
    g_array_append_vals(in, out->data, out->len);
    g_array_sort(in, by_number);
    return in->len ? quantile(in, 0.99) : 0;
}

bool eval_measure(const char *kb_jsonl, const char *queries_jsonl, EvalFigures *figures,
                  FILE *predictions, GError **error)
{
    g_auto(Base) base = {0};
    if (!base_read(&base, kb_jsonl, error))
        return false;
    g_autoptr(GPtrArray) queries = read_lines(queries_jsonl, error);
    if (!queries)
        return false;

    *figures = (EvalFigures){.entries = base.entries->len};
    IndexOptions options = {.strictness = 0.5};
    double start = cpu_us();
    g_autoptr(Index) index =
        index_build((const IndexEntry *)(void *)base.entries->data, base.entries->len, &options);
    figures->build_ms = (cpu_us() - start) / 1000;
    g_autoptr(GArray) answers = ask_all(&base, index, queries, predictions);
    sum_up(answers, figures);
    figures->p99_us = p99_us(answers);
    return true;
}

bool eval_run(const char *kb_jsonl, const char *queries_jsonl, FILE *out, GError **error)
{
    EvalFigures f;
    if (!eval_measure(kb_jsonl, queries_jsonl, &f, NULL, error))
        return false;
    fprintf(out,
            "entries %zu\nanswerable %zu\nunanswerable %zu\nacc1 %.1f\nr3 %.1f\nauroc %.1f\n"
            "oos@95 %.1f\noos@90 %.1f\naccepted %.1f\njoint %.1f\noosrec %.1f\n"
            "build_ms %.1f\nmean_us %.1f\np99_us %.1f\n",
            f.entries, f.answerable, f.unanswerable, f.acc1, f.r3, f.auroc, f.oos95, f.oos90,
            f.accepted, f.joint, f.refused, f.build_ms, f.mean_us, f.p99_us);
    return true;
}
