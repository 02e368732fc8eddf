/*
 * A topic's words lead to venues. The best candidates of the index speak for theirs too: they know
 * what a nickname or a Chinese name stands for.
 */
#include "commands/venue.h"

#include <string.h>

enum { QUESTION_MAX = 300 /* bytes that are looked at */ };

/* The first candidate in full, the others less; nothing when the index knows nothing. */
static void add_votes(const Doors *doors, const Answer *answer, double *scores)
{
    if (answer->outcome == OUTCOME_UNKNOWN)
        return;
    double vote = 0.5 + answer->confidence;
    for (size_t i = 0; i < answer->candidate_count && i < 2; i++, vote /= 3) {
        const Entry *voter = answer->candidates[i].entry;
        for (unsigned d = 0; voter->venue && d < doors_count(doors); d++)
            if (strcmp(doors_venue(doors, d)->slug, voter->venue) == 0)
                scores[d] += vote;
    }
}

static int best_first(const void *a, const void *b)
{
    const VenueHit *left = a, *right = b;
    if (left->score != right->score)
        return left->score > right->score ? -1 : 1;
    return strcmp(left->venue->slug, right->venue->slug);
}

static GArray *find(const Library *library, const char *topic, const Answer *answer, unsigned max)
{
    const Doors *doors = library_doors(library);
    GArray *hits = g_array_new(FALSE, FALSE, sizeof(VenueHit));
    g_autofree double *scores = g_new0(double, doors_count(doors) + 1);
    doors_weigh(doors, topic, scores);
    add_votes(doors, answer, scores);
    for (unsigned i = 0; i < doors_count(doors); i++) {
        VenueHit hit = {doors_venue(doors, i), scores[i]};
        if (hit.score >= VENUE_FITS)
            g_array_append_val(hits, hit);
    }
    g_array_sort(hits, best_first);
    g_array_set_size(hits, MIN(hits->len, max));
    return hits;
}

GArray *venue_find(const Library *library, Scratch *scratch, const char *topic, unsigned max)
{
    Answer answer;
    answer_look(library, scratch, topic, &answer);
    return find(library, topic, &answer, max);
}

bool venue_wanted(const char *question)
{
    static const char *const asked[] = {
        "where do i ask", "where to ask",  "where can i ask", "where should i ask",
        "who do i ask",   "which channel", "what channel",    "哪里问",
        "哪儿问",         "在哪问",        "去哪问",          "哪个频道",
        "哪个群",         "问谁",          "到哪里提问",      "去哪里提问"};
    g_autofree char *small = g_ascii_strdown(question, -1);
    for (size_t i = 0; i < G_N_ELEMENTS(asked); i++)
        if (strstr(small, asked[i]))
            return true;
    return false;
}

const Entry *venue_for(const Library *library, const char *question, const Answer *answer)
{
    g_autofree char *begun = text_shorten(question, QUESTION_MAX);
    g_autoptr(GArray) hits = find(library, begun, answer, 1);
    return hits->len > 0 ? g_array_index(hits, VenueHit, 0).venue : library_venue(library, NULL);
}
