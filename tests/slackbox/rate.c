#include "tests/slackbox/rate.h"

#include "tests/slackbox/net.h"

typedef struct {
    double tokens;
    int64_t at_ms;
} Bucket;

static GHashTable *buckets; /* name → Bucket */

unsigned rate_take(const char *name, double per_second, double burst)
{
    if (!buckets)
        buckets = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    Bucket *bucket = g_hash_table_lookup(buckets, name);
    if (!bucket) {
        bucket = g_new0(Bucket, 1);
        *bucket = (Bucket){.tokens = burst, .at_ms = net_ms()};
        g_hash_table_insert(buckets, g_strdup(name), bucket);
    }
    double scale = (double)net_scaled(1000000) / 1000000.0;
    double rate = per_second / MAX(scale, 1e-6);
    double since = (double)(net_ms() - bucket->at_ms) / 1000.0;
    bucket->at_ms = net_ms();
    bucket->tokens = MIN(burst, bucket->tokens + since * rate);
    if (bucket->tokens >= 1) {
        bucket->tokens -= 1;
        return 0;
    }
    double wait = (1 - bucket->tokens) / rate;
    return (unsigned)wait + 1;
}

void rate_reset(void)
{
    g_clear_pointer(&buckets, g_hash_table_unref);
}
