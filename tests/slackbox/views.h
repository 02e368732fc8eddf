/*
 * Modals and home tabs: each person's stack, what they typed, what the app wrote beside it.
 */
#ifndef SLACKBOX_VIEWS_H
#define SLACKBOX_VIEWS_H

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

#define STACK_MAX 3

typedef struct {
    char *id, *owner, *root, *previous, *hash;
    bool home;
    json_t *body;   /* as the app gave it, with ids added */
    json_t *picked; /* block_id → action_id → value */
    json_t *errors; /* block_id → text, from the app; NULL: none */
} View;

View *view_find(const char *id);
View *view_external(const char *external_id);
View *view_top(const char *user);        /* NULL: no modal is open */
View *view_home(const char *user);       /* NULL: none was published */
GPtrArray *view_stack(const char *user); /* View, the top last; the caller's */

/* Each takes body. view_push: a first one begins a stack; NULL with three open already. */
View *view_push(const char *user, json_t *body);
void view_update(View *view, json_t *body);
View *view_publish(const char *user, json_t *body);

void view_close(View *view);
void view_clear(const char *user);
void view_errors(View *view, const json_t *errors);

/* As payloads and answers show it. */
json_t *view_json(const View *view);

void views_reset(void);

#endif
