/*
 * Plain stochastic gradient descent (adaptive rates overfit here), the rate falling in a straight
 * line, the examples in an order drawn from a fixed seed. Rows are pieces, columns classes, eight
 * at a time; columns whose gradient is next to nothing are passed over, most of them after an
 * epoch or two. Learnt in floats, kept in 16 bits.
 */
#include "knowledge/index/classifier.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { STEPS = 15000, EPOCHS_LEAST = 4, EPOCHS_MOST = 20, REVISIT = 4 };
static const float SURE = 0.1f;
enum { LANES = 4, BLOCK = 16, PIECES = 65536, ROW_NONE = 0, ROWS_AT_ONCE = 128 };
static const float RATE_FIRST = 10, RATE_LAST = 0.5f, DECAY = 3e-5f, GRADIENT_LEAST = 5e-4f;

typedef float Floats __attribute__((vector_size(LANES * sizeof(float))));
typedef int32_t Ints __attribute__((vector_size(LANES * sizeof(int32_t))));
typedef int16_t Shorts __attribute__((vector_size(LANES * sizeof(int16_t))));
/* Memory read and written as vectors, wherever it lies. */
typedef Floats FloatsAt __attribute__((aligned(4), may_alias));
typedef Ints IntsAt __attribute__((aligned(4), may_alias));
typedef Shorts ShortsAt __attribute__((aligned(2), may_alias));

struct Classifier {
    uint32_t classes;
    size_t width;
    const uint16_t *rows; /* by piece: row + 1, or ROW_NONE */
    const int16_t *weights;
    size_t weight_count;
    bool is_lent; /* rows and weights are somebody else's memory */
    float unit;
};

/* A piece of an example: where its row begins among the weights, and what it counts for. */
typedef struct Feature {
    uint32_t at;
    float value;
} Feature;

typedef struct Training {
    Feature *features;
    uint32_t *ends; /* by example */
    uint32_t *order;
    float *weights, *figures;
    bool *sure;       /* by example: it was right with hardly a doubt when last seen */
    uint32_t *active; /* columns whose gradient matters */
    float scale;      /* of all weights: decay touches one number instead of all */
    size_t width;
} Training;

/* exp() to six digits, the same on every machine: for -80 ≤ x ≤ 0. */
static Floats exponential(Floats x)
{
    Ints n = __builtin_convertvector(x * 1.44269504f - 0.5f, Ints);
    Floats whole = __builtin_convertvector(n, Floats);
    Floats r = x - whole * 0.693359375f + whole * 2.12194440e-4f;
    Floats y = 1.9875691500e-4f * r + 1.3981999507e-3f;
    y = y * r + 8.3334519073e-3f;
    y = y * r + 4.1665795894e-2f;
    y = y * r + 1.6666665459e-1f;
    y = y * r + 5.0000001201e-1f;
    y = y * r * r + r + 1;
    return y * (Floats)((n + 127) << 23); /* the bits of 2 to the n */
}

static uint64_t draw(uint64_t *state)
{
    uint64_t x = *state += 0x9E3779B97F4A7C15u;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

static void shuffle(uint32_t *order, size_t count, uint64_t *state)
{
    for (size_t i = count; i > 1; i--) {
        size_t j = draw(state) % i;
        uint32_t swap = order[i - 1];
        order[i - 1] = order[j];
        order[j] = swap;
    }
}

/* Rows for the pieces that at least two examples have: a piece of one alone teaches nothing. */
static uint32_t number_rows(Classifier *classifier, const Example *examples, size_t count)
{
    g_autofree uint32_t *last = g_new0(uint32_t, PIECES);
    g_autofree uint8_t *seen = g_new0(uint8_t, PIECES);
    uint32_t rows = 0;
    uint16_t *numbers = g_new0(uint16_t, PIECES);
    classifier->rows = numbers;
    for (uint32_t i = 0; i < count; i++)
        for (size_t k = 0; k < examples[i].count; k++) {
            uint16_t piece = examples[i].pieces[k];
            if (last[piece] == i + 1)
                continue;
            last[piece] = i + 1;
            if (++seen[piece] == 2 && rows < UINT16_MAX)
                numbers[piece] = (uint16_t)++rows;
            seen[piece] = MIN(seen[piece], 2);
        }
    return rows;
}

/* The features of a text: each row once, its value 1 + ln(times), the whole of length 1. */
static size_t features_of(const Classifier *classifier, const uint16_t *pieces, size_t count,
                          uint8_t *times, Feature *out)
{
    size_t found = 0;
    float squares = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t row = classifier->rows[pieces[i]];
        if (row != ROW_NONE && times[row]++ == 0)
            out[found++].at = row - 1;
    }
    for (size_t i = 0; i < found; i++) {
        uint8_t *of = &times[out[i].at + 1];
        out[i].value = *of == 1 ? 1 : 1 + logf(*of);
        squares += out[i].value * out[i].value;
        *of = 0;
    }
    for (size_t i = 0; i < found; i++) {
        out[i].value /= sqrtf(squares);
        out[i].at *= (uint32_t)classifier->width;
    }
    return found;
}

static void prepare(Training *t, const Classifier *classifier, const Example *examples,
                    size_t count)
{
    size_t pieces = 0, at = 0;
    for (size_t i = 0; i < count; i++)
        pieces += examples[i].count;
    g_autofree uint8_t *times = g_new0(uint8_t, UINT16_MAX + 1);
    t->features = g_new(Feature, pieces + 1);
    t->ends = g_new(uint32_t, count + 1);
    t->order = g_new(uint32_t, count + 1);
    for (size_t i = 0; i < count; i++) {
        at +=
            features_of(classifier, examples[i].pieces, examples[i].count, times, t->features + at);
        t->ends[i] = (uint32_t)at;
        t->order[i] = (uint32_t)i;
    }
    t->scale = 1;
    t->width = classifier->width;
    t->figures = g_new0(float, t->width);
    t->active = g_new(uint32_t, t->width);
}

/* figures = Σ value · row, a block of columns at a time, so that the sums stay in registers. */
static void predict(const Training *t, const Feature *first, const Feature *end)
{
    for (size_t c = 0; c < t->width; c += BLOCK) {
        Floats a = {0}, b = {0}, d = {0}, e = {0};
        for (const Feature *f = first; f < end; f++) {
            const float *row = t->weights + f->at + c;
            a += *(const FloatsAt *)row * f->value;
            b += *(const FloatsAt *)(row + LANES) * f->value;
            d += *(const FloatsAt *)(row + 2 * LANES) * f->value;
            e += *(const FloatsAt *)(row + 3 * LANES) * f->value;
        }
        FloatsAt *to = (FloatsAt *)(t->figures + c);
        to[0] = a * t->scale;
        to[1] = b * t->scale;
        to[2] = d * t->scale;
        to[3] = e * t->scale;
    }
}

/* Figures → the gradient: how much too likely each class is thought. */
static void find_gradient(Training *t, uint32_t classes, uint32_t right)
{
    float most = t->figures[0], sum = 0;
    for (uint32_t c = 1; c < classes; c++)
        most = MAX(most, t->figures[c]);
    for (uint32_t c = 0; c < t->width; c++)
        t->figures[c] = c < classes ? MAX(t->figures[c] - most, -80) : -80;
    for (size_t c = 0; c < t->width; c += LANES) {
        FloatsAt *at = (FloatsAt *)(t->figures + c);
        *at = exponential(*at);
        sum += ((*at)[0] + (*at)[1]) + ((*at)[2] + (*at)[3]);
    }
    for (size_t c = 0; c < t->width; c += LANES)
        *(FloatsAt *)(t->figures + c) *= 1 / sum;
    t->figures[right] -= 1;
}

static bool matters(const float *gradient)
{
    float sum = 0;
    for (size_t i = 0; i < LANES; i++)
        sum += fabsf(gradient[i]);
    return sum > GRADIENT_LEAST;
}

static void learn(Training *t, const Example *example, uint32_t index, uint32_t classes, float rate)
{
    const Feature *first = t->features + (index ? t->ends[index - 1] : 0);
    const Feature *end = t->features + t->ends[index];
    predict(t, first, end);
    find_gradient(t, classes, example->class);
    t->sure[index] = t->figures[example->class] > -SURE;

    t->scale *= 1 - rate * DECAY;
    uint32_t active = 0;
    for (uint32_t c = 0; c < t->width; c += LANES)
        if (matters(t->figures + c)) {
            *(FloatsAt *)(t->figures + c) *= rate / t->scale;
            t->active[active++] = c;
        }
    for (const Feature *f = first; f < end; f++) {
        float *row = t->weights + f->at;
        for (uint32_t i = 0; i < active; i++) {
            uint32_t c = t->active[i];
            *(FloatsAt *)(row + c) -= *(const FloatsAt *)(t->figures + c) * f->value;
        }
    }
}

static void quantise(Classifier *classifier, const Training *t, size_t weights)
{
    float most = 1e-9f;
    for (size_t i = 0; i < weights; i++)
        most = MAX(most, fabsf(t->weights[i]));
    int16_t *rounded = g_new(int16_t, weights);
    for (size_t i = 0; i < weights; i++)
        rounded[i] = (int16_t)(t->weights[i] / most * INT16_MAX);
    classifier->weights = rounded;
    classifier->weight_count = weights;
    classifier->unit = most * t->scale / INT16_MAX;
}

static unsigned epochs_for(size_t count)
{
    return (unsigned)CLAMP(STEPS / MAX(count, 1), EPOCHS_LEAST, EPOCHS_MOST);
}

Classifier *classifier_train(const Example *examples, size_t count, uint32_t classes,
                             size_t weights_max)
{
    g_autoptr(Classifier) classifier = g_new0(Classifier, 1);
    classifier->classes = classes;
    classifier->width = CLASSIFIER_WIDTH(classes);
    size_t weights = number_rows(classifier, examples, count) * classifier->width;
    if (weights == 0 || weights > weights_max)
        return NULL;

    Training t = {.weights = g_new0(float, weights)};
    prepare(&t, classifier, examples, count);
    unsigned epochs = epochs_for(count);
    t.sure = g_new0(bool, count);
    uint64_t state = 1;
    size_t steps = (size_t)epochs * count;
    for (size_t step = 0; step < steps; step++) {
        if (step % count == 0)
            shuffle(t.order, count, &state);
        float rate = RATE_FIRST + (RATE_LAST - RATE_FIRST) * (float)step / (float)steps;
        uint32_t index = t.order[step % count];
        if (t.sure[index] && (step / count + index) % REVISIT != 0)
            continue;
        learn(&t, &examples[index], index, classes, rate * examples[index].pull);
    }
    quantise(classifier, &t, weights);
    g_free(t.sure);
    g_free(t.features);
    g_free(t.ends);
    g_free(t.order);
    g_free(t.figures);
    g_free(t.active);
    g_free(t.weights);
    return g_steal_pointer(&classifier);
}

void classifier_free(Classifier *classifier)
{
    if (!classifier)
        return;
    if (!classifier->is_lent) {
        g_free((void *)classifier->rows);
        g_free((void *)classifier->weights);
    }
    g_free(classifier);
}

static void shelve(Shelf *shelf, Classifier *classifier)
{
    size_t rows = PIECES * sizeof *classifier->rows;
    size_t weights = classifier->weight_count * sizeof *classifier->weights;
    shelf_item(shelf, classifier->classes);
    shelf_item(shelf, classifier->unit);
    shelf_lend(shelf, (const void **)&classifier->rows, &rows);
    shelf_lend(shelf, (const void **)&classifier->weights, &weights);
    classifier->weight_count = weights / sizeof *classifier->weights;
    classifier->width = CLASSIFIER_WIDTH(classifier->classes);
}

Classifier *classifier_read(Shelf *shelf)
{
    Classifier *classifier = g_new0(Classifier, 1);
    classifier->is_lent = true;
    shelve(shelf, classifier);
    return classifier;
}

void classifier_write(Shelf *shelf, const Classifier *classifier)
{
    Classifier copy = *classifier;
    shelve(shelf, &copy);
}

/* A block of columns at a time, so that the sums stay in registers. */
static void add_rows(const int16_t *const *rows, size_t count, size_t width, IntsAt *sums)
{
    for (size_t c = 0; c < width; c += BLOCK, sums += BLOCK / LANES) {
        Ints a = sums[0], b = sums[1], d = sums[2], e = sums[3];
        for (size_t i = 0; i < count; i++) {
            const ShortsAt *row = (const ShortsAt *)(rows[i] + c);
            a += __builtin_convertvector(row[0], Ints);
            b += __builtin_convertvector(row[1], Ints);
            d += __builtin_convertvector(row[2], Ints);
            e += __builtin_convertvector(row[3], Ints);
        }
        sums[0] = a;
        sums[1] = b;
        sums[2] = d;
        sums[3] = e;
    }
}

/* The rows of the pieces that have one, added up: whole numbers, where the figures will stand. */
static void add_up(const Classifier *classifier, const uint16_t *pieces, size_t count, IntsAt *sums)
{
    const int16_t *rows[ROWS_AT_ONCE];
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t row = classifier->rows[pieces[i]];
        if (row != ROW_NONE)
            rows[found++] = classifier->weights + (row - 1) * classifier->width;
        if (found == ROWS_AT_ONCE) {
            add_rows(rows, found, classifier->width, sums);
            found = 0;
        }
    }
    add_rows(rows, found, classifier->width, sums);
}

void classifier_ask(const Classifier *classifier, const uint16_t *pieces, size_t count,
                    float *figures)
{
    float mean = 0;
    memset(figures, 0, classifier->width * sizeof *figures);
    if (count == 0)
        return;
    count = MIN(count, PIECES); /* so many weights fit into a sum */
    add_up(classifier, pieces, count, (IntsAt *)figures);
    for (size_t c = 0; c < classifier->width; c += LANES)
        *(FloatsAt *)(figures + c) =
            __builtin_convertvector(*(const IntsAt *)(figures + c), Floats);
    for (uint32_t c = 0; c < classifier->classes; c++)
        mean += figures[c] / (float)classifier->classes;
    float factor = classifier->unit / sqrtf((float)count);
    for (uint32_t c = 0; c < classifier->classes; c++)
        figures[c] = (figures[c] - mean) * factor;
}
