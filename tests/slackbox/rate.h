/*
 * Token buckets by name.
 */
#ifndef SLACKBOX_RATE_H
#define SLACKBOX_RATE_H

/* Takes one. Returns 0, or the seconds until there is one again. */
unsigned rate_take(const char *bucket, double per_second, double burst);
void rate_reset(void);

#endif
