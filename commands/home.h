/*
 * The Home tab, for whatever changes what stands on it.
 */
#ifndef COMMANDS_HOME_H
#define COMMANDS_HOME_H

#include "commands/feature.h"

/* Of whoever the request is from. */
bool home_show(const Request *req, Kb *kb, Effects *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * The same once a form about a question is done with, as Slack does not say where it was opened.
 * Nothing at a shell, which does the same and belongs to no team.
 */
bool home_renew(const Request *req, Kb *kb, Effects *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
