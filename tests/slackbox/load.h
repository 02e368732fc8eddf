/*
 * Many slash commands at once, for benches: envelopes made cheaply, acks counted and not parsed.
 */
#ifndef SLACKBOX_LOAD_H
#define SLACKBOX_LOAD_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* NULL or an error (static). */
const char *load_start(const json_t *spec);
json_t *load_status(void);
void load_stop(void);
void load_reset(void);

/* An ack arrived; true: it was one of the load's. */
bool load_acked(const char *text, size_t len);
/* A response_url was used; true: it was one of the load's. */
bool load_answered(const char *path);

#endif
