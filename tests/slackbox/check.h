/*
 * The checker behind blocks.h: walks JSON with a pointer to where it is and notes what Slack would
 * say.
 */
#ifndef SLACKBOX_CHECK_H
#define SLACKBOX_CHECK_H

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

typedef enum { IN_MESSAGE = 1, IN_MODAL = 2, IN_HOME = 4, ANYWHERE = 7 } Surface;
typedef enum { IN_SECTION = 1, IN_ACTIONS = 2, IN_INPUT = 4, IN_CONTEXT = 8 } Place;
typedef enum { PLAIN, ANY_TEXT } TextKind;

typedef struct {
    GString *path;
    GPtrArray *errors; /* char *: "must be … [json-pointer:/…]" */
    Surface surface;
    GHashTable *block_ids;
    GHashTable *action_ids; /* of the block being looked at */
    unsigned focused;       /* elements with focus_on_load */
    unsigned inputs;
    unsigned tables;
    size_t markdown_units;
} Check;

void check_fault(Check *check, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* Goes into a member or an item; pass what it returns to check_leave(). */
size_t check_enter(Check *check, const char *member);
size_t check_enter_item(Check *check, size_t at);
void check_leave(Check *check, size_t mark);

/* fields: the names that may be there, separated and surrounded by spaces. */
void check_fields(Check *check, const json_t *json, const char *fields);
/* The member's text has 1…max characters; required: it is there. */
void check_string(Check *check, const json_t *json, const char *name, bool required, size_t max);
void check_text(Check *check, const json_t *json, const char *name, bool required, size_t max,
                TextKind kind);
/* The member as an array of 1…max items, else NULL. */
const json_t *check_array(Check *check, const json_t *json, const char *name, bool required,
                          size_t max);
void check_int(Check *check, const json_t *json, const char *name, json_int_t min, json_int_t max);
void check_one_of(Check *check, const json_t *json, const char *name, const char *allowed);

/* elements.c */
void check_element(Check *check, const json_t *element, Place place);

#endif
