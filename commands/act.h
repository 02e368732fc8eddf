/*
 * What everything that moderators do with a group of questions has in common: whose turn it is, the
 * form it is done in, and what follows.
 */
#ifndef COMMANDS_ACT_H
#define COMMANDS_ACT_H

#include "commands/feature.h"
#include "commands/tell.h"
#include "knowledge/group.h"

/*
 * The group that the button or the form is about, when it is open and nobody else is on it; left
 * NULL, and the moderator told who was first, otherwise. `input` is where a form says so.
 */
bool act_take(const Request *req, Kb *kb, Effects *out, const char *input, Group **taken,
              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Says who was first; in a form at its input, so that what was typed stays. */
void act_say_first(const Request *req, Effects *out, const Group *group, const char *input);

/* A form about the group, which gets its number back; `submit` is what its button says. */
Form *act_form(const Request *req, Effects *out, const Group *group, const char *action,
               Words title, Words submit);

/* What was typed or chosen, without blanks around it; "" for nothing. The caller's. */
char *act_value(const Request *req, const char *id);

/*
 * What follows every act that was done: the audit, those who wait unless `news` is NULL, the card,
 * the Home tab of who did it in a form.
 */
bool act_follow(const Request *req, Kb *kb, Effects *out, const Group *group, const char *detail,
                const News *news, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The number in a button's value; 0 for none. */
int64_t act_group(const Request *req);

#endif
