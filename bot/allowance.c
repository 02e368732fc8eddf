/*
 * What is left to a person is computed from when it was so much: nothing ticks.
 */
#include "bot/allowance.h"

enum { HOUR_MS = 3600 * 1000 };

typedef struct Person {
    double left;
    int64_t at_ms; /* when it was so much */
    bool is_told;
} Person;

struct Allowance {
    int per_hour;
    GHashTable *people; /* char * user → Person */
};

Allowance *allowance_new(int per_hour)
{
    Allowance *a = g_new0(Allowance, 1);
    a->per_hour = per_hour;
    a->people = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return a;
}

void allowance_free(Allowance *a)
{
    if (!a)
        return;
    g_hash_table_unref(a->people);
    g_free(a);
}

static double left_now(const Allowance *a, const Person *person, int64_t now_ms)
{
    double back = (double)MAX(now_ms - person->at_ms, 0) * a->per_hour / HOUR_MS;
    return MIN(person->left + back, a->per_hour);
}

/* Looking at all of them is rare: as long as there is room nobody is looked for. */
static void make_room(Allowance *a, int64_t now_ms)
{
    GHashTableIter all;
    void *user, *person;
    const char *richest = NULL;
    double most = -1;
    if (g_hash_table_size(a->people) < ALLOWANCE_PEOPLE_MAX)
        return;
    g_hash_table_iter_init(&all, a->people);
    while (g_hash_table_iter_next(&all, &user, &person))
        if (left_now(a, person, now_ms) > most) {
            most = left_now(a, person, now_ms);
            richest = user;
        }
    g_hash_table_remove(a->people, richest);
}

static Person *find(Allowance *a, const char *user, int64_t now_ms)
{
    Person *person = g_hash_table_lookup(a->people, user);
    if (person)
        return person;
    make_room(a, now_ms);
    person = g_new(Person, 1);
    *person = (Person){.left = a->per_hour, .at_ms = now_ms};
    g_hash_table_insert(a->people, g_strdup(user), person);
    return person;
}

int64_t allowance_take(Allowance *a, const char *user, int cost, int64_t now_ms)
{
    if (a->per_hour == 0)
        return 0;
    Person *person = find(a, user, now_ms);
    double need = MIN(cost, a->per_hour); /* what costs more than all there is costs all */
    person->left = left_now(a, person, now_ms);
    person->at_ms = now_ms;
    if (person->left < need)
        return (int64_t)((need - person->left) * HOUR_MS / a->per_hour) + 1;
    person->left -= need;
    person->is_told = false;
    return 0;
}

bool allowance_tell(Allowance *a, const char *user)
{
    Person *person = g_hash_table_lookup(a->people, user);
    bool told = person && person->is_told;
    if (person)
        person->is_told = true;
    return !told;
}
