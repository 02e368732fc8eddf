/*
 * Answers of Slack that only an operator can do something about, and what that is. Pure.
 */
#ifndef BOT_SLACK_REFUSED_H
#define BOT_SLACK_REFUSED_H

#include <stdbool.h>

#include "bot/slack/web_api.h"

/* The token is wrong, or too little, whatever is called. */
bool refused_is(const WebResult *result);

/* Socket Mode is off: not the token's fault, and it works as soon as it is switched on. */
bool refused_is_off(const WebResult *result);

/* "Slack refuses the …: …; put …": whole, without the token. The caller's. */
char *refused_text(const WebResult *result, WebToken token);

#endif
