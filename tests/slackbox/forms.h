/*
 * What people picked and typed in the elements of a message or a view: `state.values`.
 */
#ifndef SLACKBOX_FORMS_H
#define SLACKBOX_FORMS_H

#include <jansson.h>
#include <stdbool.h>

/* An element and where it stands; all borrowed. */
typedef struct {
    const char *block_id, *action_id, *type, *label;
    json_t *element, *block;
} Field;

/* The element with that action_id or label (NULL: any), in that block (NULL: any). */
bool form_find(const json_t *blocks, const char *block_id, const char *action_id, const char *label,
               Field *field);

/* state.values: what was picked, else the initial values, nulls for the rest. A new object. */
json_t *form_values(const json_t *blocks, const json_t *picked);

/*
 * Puts what a person gave (a string, list, bool, null; options by value or label) into picked, an
 * object block_id → action_id → value. False: the element has no such option.
 */
bool form_pick(json_t *picked, const Field *field, const json_t *given);

/*
 * The same for many: keys are block_ids, action_ids or labels. Returns the first key that fits
 * nothing.
 */
const char *form_fill(json_t *picked, const json_t *blocks, const json_t *values);

/* What Slack's own form refuses: block_id → text; NULL when nothing. */
json_t *form_complaints(const json_t *blocks, const json_t *picked);

/* What is in `picked` of blocks that stay (same block_id and action_id). A new object. */
json_t *form_carry_over(const json_t *blocks, const json_t *picked);

#endif
