/*
 * Block Kit's composition objects, within their limits: what blocks, views and menus are made of.
 * Pure.
 */
#ifndef BOT_OBJECTS_H
#define BOT_OBJECTS_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

enum {
    OBJECT_LABEL_MAX = 75,    /* of buttons and options */
    OBJECT_OPTIONS_MAX = 100, /* of one menu */
};

/* mrkdwn, which is within its limit and not blank, as it stands. */
void object_mrkdwn(GString *out, const char *key, const char *text, size_t len);

/* Plain text of ours or of an entry's title: on one line, cut to `units`, never empty. */
void object_plain(GString *out, const char *key, const char *text, size_t units);

/* Of a menu. Slack takes a value of 1 to 150 bytes, which object_is_option() says. */
void object_option(GString *out, const char *key, const char *value, const char *label);
bool object_is_option(const char *value);

/* Slack refuses a text that has nothing in it. */
bool object_is_blank(const char *text);

#endif
