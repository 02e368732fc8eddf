/*
 * The working memory of one thread's questions: as large as the largest index it has been used for.
 */
#include "knowledge/index/inside.h"

#include "knowledge/index/best.h"

Scratch *scratch_new(void)
{
    Scratch *scratch = g_new0(Scratch, 1);
    scratch->tokens = tokens_new();
    return scratch;
}

void scratch_free(Scratch *scratch)
{
    if (!scratch)
        return;
    tokens_free(scratch->tokens);
    meaning_clear(&scratch->meaning);
    pieces_clear(&scratch->pieces);
    gram_query_clear(&scratch->gram_query);
    g_free(scratch->figures);
    g_free(scratch->peaks);
    g_free(scratch->sums);
    g_free(scratch->best);
    g_free(scratch->met);
    g_free(scratch->slots);
    g_free(scratch->named);
    g_free(scratch);
}

void scratch_fit(const Index *index, Scratch *s)
{
    if (s->entry_room < index->entries->len) {
        s->entry_room = index->entries->len;
        g_free(s->best);
        s->best = g_new0(float, s->entry_room);
        g_free(s->sums);
        s->sums = g_new0(float, BEST_ROOM(s->entry_room));
        s->met = g_renew(uint32_t, s->met, s->entry_room / MET_SHARE + 1);
        s->peaks = g_renew(float, s->peaks, BEST_ROOM(s->entry_room) / BEST_GROUP);
        s->figures = g_renew(float, s->figures, CLASSIFIER_WIDTH(s->entry_room + 1));
    }
    if (s->tag_room < index->tags->len) {
        s->tag_room = index->tags->len;
        g_free(s->named);
        s->named = g_new0(bool, s->tag_room);
    }
    if (s->word_room < lexicon_count(index->lexicon)) {
        s->word_room = lexicon_count(index->lexicon);
        g_free(s->slots);
        s->slots = g_new0(uint32_t, s->word_room);
    }
}
