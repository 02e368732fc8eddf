/*
 * Block Kit's elements, within their limits: what stands within a block to be clicked or filled in.
 * Pure.
 */
#ifndef BOT_ELEMENTS_H
#define BOT_ELEMENTS_H

#include <glib.h>
#include <stdbool.h>

#include "commands/message.h"

enum { ELEMENT_MENU_MAX = 5 /* items behind a "⋯" */ };

/* The action of a choice, a link, a menu or a lookup. */
const char *element_action(const Piece *piece);

/* False for a choice, link, menu or lookup that Slack would refuse the whole message for. */
bool element_can_be_chosen(const Piece *piece);

/* One that can be chosen: a button, an overflow menu or a select. */
void element_choice(GString *out, const Piece *piece, const char *action_id);

/* Of an input, a select or checks: what goes into an input block. */
void element_input(GString *out, const char *key, const Piece *piece);

#endif
