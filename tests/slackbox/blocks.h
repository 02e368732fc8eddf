/*
 * Block Kit: what Slack would refuse, in its words; and the ids it adds to what it takes.
 */
#ifndef SLACKBOX_BLOCKS_H
#define SLACKBOX_BLOCKS_H

#include <glib.h>
#include <jansson.h>

/* Complaints, char *, none when all is well. */
GPtrArray *blocks_check_message(const json_t *blocks);
GPtrArray *blocks_check_view(const json_t *view);
GPtrArray *blocks_check_options(const json_t *answer); /* of a block_suggestion */

/* The sum of the texts in UTF-16 units, as msg_blocks_too_long counts it. */
size_t blocks_units(const json_t *blocks);

/* Gives a block_id and action_id to what has none. */
void blocks_complete(json_t *blocks);

#endif
