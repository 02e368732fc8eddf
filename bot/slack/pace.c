/*
 * Every limit is one number, the time at which its bucket would be full again: a call is allowed
 * while that lies no further ahead than the burst. So a limit that was not touched for a while
 * needs no memory, and forgetting it changes nothing.
 */
#include "bot/slack/pace.h"

#include <stdbool.h>
#include <string.h>

/* What one name may do: `burst` calls at once, then one each every_ms. */
typedef struct Limit {
    int64_t every_ms;
    int burst;
} Limit;

typedef struct Bucket {
    int64_t full_ms; /* when the whole burst is there again */
    int64_t held_ms; /* Slack's own word: nothing before */
} Bucket;

struct Pace {
    GHashTable *methods; /* name → Bucket; as many as we call */
    GHashTable *targets; /* channel or URL → Bucket; PACE_TARGETS_MAX */
};

static const char POST[] = "chat.postMessage";
static const Limit CHANNEL = {.every_ms = 1000, .burst = 3};

/*
 * A fifth of the minute's budget at once, the rest spread, so that no minute sees more than all of
 * it.
 */
#define PER_MINUTE(n)                                                                              \
    {                                                                                              \
        .every_ms = 60000 / ((n) - (n) / 5), .burst = (n) / 5                                      \
    }
static const Limit TIER_2 = PER_MINUTE(20), TIER_3 = PER_MINUTE(50), TIER_4 = PER_MINUTE(100),
                   POSTS = PER_MINUTE(300);

static const struct {
    const char *method;
    const Limit *limit;
} METHODS[] = {
    {POST, &POSTS},
    {"chat.postEphemeral", &TIER_4},
    {"conversations.list", &TIER_2},
    {"usergroups.users.list", &TIER_2},
    {"users.info", &TIER_4},
    {"views.open", &TIER_4},
    {"views.publish", &TIER_4},
    {"views.push", &TIER_4},
};

static bool is_url(const char *method)
{
    return strstr(method, "://") != NULL;
}

static const Limit *limit_of(const char *method)
{
    for (size_t i = 0; i < G_N_ELEMENTS(METHODS); i++)
        if (strcmp(METHODS[i].method, method) == 0)
            return METHODS[i].limit;
    return &TIER_3; /* where most of Slack's methods are */
}

/* What a call counts against besides its method; NULL: nothing. */
static const char *target_of(const char *method, const char *target)
{
    if (is_url(method))
        return method;
    return strcmp(method, POST) == 0 ? target : NULL;
}

static int64_t wait_of(const Bucket *bucket, const Limit *limit, int64_t now_ms)
{
    if (!bucket)
        return 0;
    int64_t allowed_ms = limit ? bucket->full_ms - (limit->burst - 1) * limit->every_ms : now_ms;
    int64_t wait_ms = MAX(allowed_ms, bucket->held_ms) - now_ms;
    return MAX(wait_ms, 0);
}

static void count(Bucket *bucket, const Limit *limit, int64_t now_ms)
{
    bucket->full_ms = MAX(bucket->full_ms, now_ms) + limit->every_ms;
}

/* Drops the bucket that is the least loss: the one that is free again soonest. */
static void forget_one(GHashTable *buckets)
{
    GHashTableIter it;
    const char *soonest = NULL;
    int64_t least_ms = INT64_MAX;
    void *key, *value;
    g_hash_table_iter_init(&it, buckets);
    while (g_hash_table_iter_next(&it, &key, &value)) {
        const Bucket *bucket = value;
        int64_t free_ms = MAX(bucket->full_ms, bucket->held_ms);
        if (free_ms < least_ms) {
            least_ms = free_ms;
            soonest = key;
        }
    }
    g_hash_table_remove(buckets, soonest);
}

static Bucket *bucket_for(GHashTable *buckets, const char *name)
{
    Bucket *bucket = g_hash_table_lookup(buckets, name);
    if (bucket)
        return bucket;
    if (g_hash_table_size(buckets) >= PACE_TARGETS_MAX)
        forget_one(buckets);
    bucket = g_new0(Bucket, 1);
    bucket->full_ms = bucket->held_ms = INT64_MIN / 2;
    g_hash_table_insert(buckets, g_strdup(name), bucket);
    return bucket;
}

Pace *pace_new(void)
{
    Pace *pace = g_new0(Pace, 1);
    pace->methods = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    pace->targets = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return pace;
}

void pace_free(Pace *pace)
{
    if (!pace)
        return;
    g_hash_table_unref(pace->methods);
    g_hash_table_unref(pace->targets);
    g_free(pace);
}

int64_t pace_wait_ms(const Pace *pace, const char *method, const char *target, int64_t now_ms)
{
    int64_t wait_ms = 0;
    const char *name = target_of(method, target);
    if (name)
        wait_ms = wait_of(g_hash_table_lookup(pace->targets, name),
                          is_url(method) ? NULL : &CHANNEL, now_ms);
    if (is_url(method))
        return wait_ms;
    int64_t method_ms =
        wait_of(g_hash_table_lookup(pace->methods, method), limit_of(method), now_ms);
    return MAX(wait_ms, method_ms);
}

void pace_sent(Pace *pace, const char *method, const char *target, int64_t now_ms)
{
    if (is_url(method))
        return;
    count(bucket_for(pace->methods, method), limit_of(method), now_ms);
    const char *name = target_of(method, target);
    if (name)
        count(bucket_for(pace->targets, name), &CHANNEL, now_ms);
}

void pace_hold(Pace *pace, const char *method, const char *target, int64_t until_ms)
{
    const char *name = target_of(method, target);
    Bucket *bucket = name ? bucket_for(pace->targets, name) : bucket_for(pace->methods, method);
    bucket->held_ms = MAX(bucket->held_ms, until_ms);
}

int64_t pace_backoff_ms(unsigned tries, uint32_t random)
{
    return pace_jitter_ms(tries, 1000, PACE_BACKOFF_MAX_MS, random);
}

int64_t pace_jitter_ms(unsigned tries, int64_t first_ms, int64_t most_ms, uint32_t random)
{
    int64_t ceiling_ms = first_ms;
    for (unsigned i = 1; i < tries && ceiling_ms < most_ms; i++)
        ceiling_ms *= 2;
    ceiling_ms = MIN(ceiling_ms, most_ms);
    return (int64_t)((uint64_t)ceiling_ms * random / UINT32_MAX);
}
