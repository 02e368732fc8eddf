/*
 * Writes JSON, member after member, straight into a string: an answer leaves in one pass, with no
 * tree in between. Commas come by themselves. Pure.
 *
 * `key` is NULL within an array and at the top. Text that is not UTF-8 is mended, never passed on.
 */
#ifndef BOT_SLACK_WIRE_H
#define BOT_SLACK_WIRE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void wire_open(GString *out, const char *key, char bracket);
void wire_close(GString *out, char bracket);
void wire_text(GString *out, const char *key, const char *value);
void wire_text_len(GString *out, const char *key, const char *value, size_t len);
void wire_bool(GString *out, const char *key, bool value);
void wire_int(GString *out, const char *key, int64_t value);
void wire_json(GString *out, const char *key, const char *json, size_t len); /* as it stands */

/* A part of a text: no quotes around it, and no key. */
void wire_words(GString *out, const char *text, size_t len);

#endif
