/*
 * `askd run`: opens the parts, joins them, serves until SIGTERM or SIGINT, then drains.
 */
#ifndef BOT_RUN_H
#define BOT_RUN_H

#include <glib.h>

#include "bot/config.h"

/*
 * 0 after a stop that was asked for; 2 when it cannot start as configured, or Slack refuses the
 * tokens before it ever served; 1 otherwise. Says why in the log. curl_global_init() has been run.
 */
int run(const Config *config);

#endif
