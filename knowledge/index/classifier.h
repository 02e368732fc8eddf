/*
 * Which entry does a question belong to, learnt from the entries' phrasings: multinomial logistic
 * regression over pieces of text. Worth its training only where an entry has several phrasings.
 * Same examples, same classifier, to the bit. Pure.
 */
#ifndef KNOWLEDGE_INDEX_CLASSIFIER_H
#define KNOWLEDGE_INDEX_CLASSIFIER_H

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

#include "knowledge/index/shelf.h"

typedef struct Classifier Classifier;

typedef struct Example {
    const uint16_t *pieces; /* as grams.h makes them */
    size_t count;
    uint32_t class;
    float pull; /* how much is learnt from it: 1, or less */
} Example;

/* Room for the figures of all classes and what rounds their number up. */
#define CLASSIFIER_WIDTH(classes) (((size_t)(classes) + 15) & ~(size_t)15)

/* NULL when it would take more than `weights_max` weights. */
Classifier *classifier_train(const Example *examples, size_t count, uint32_t classes,
                             size_t weights_max);
/* The bytes that are read must outlive it: its weights, most of an index, stay among them. */
Classifier *classifier_read(Shelf *shelf);
void classifier_write(Shelf *shelf, const Classifier *classifier);
void classifier_free(Classifier *classifier);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Classifier, classifier_free)

/* A figure for each class, their mean 0: the higher, the likelier. */
void classifier_ask(const Classifier *classifier, const uint16_t *pieces, size_t count,
                    float *figures);

#endif
