/*
 * What replies to a question have in common, whoever gives them: the question said again, the
 * buttons under it.
 */
#ifndef COMMANDS_REPLY_H
#define COMMANDS_REPLY_H

#include "commands/feature.h"

extern const Words reply_ask_people, reply_publish; /* labels of buttons */
extern const Words reply_unnamed;                   /* nobody sees who asked */

/* A button's value: "ID LANG", and a word more unless that is NULL. The caller's. */
char *reply_value(int64_t question, Lang lang, const char *word);

/*
 * To who asks about harassment, insults and the like: how the moderators are told. Nothing for
 * other questions.
 */
void reply_offer_report(Message *m, const Request *req, const char *question);

/* Of a command or a form Slack shows nothing: there the reply alone can say what was asked. */
void reply_echo(Message *m, Surface surface, const char *text);

/* Whether there is anybody else to show it to: not in a direct message. */
bool reply_may_publish(const Request *req);

/* Helpful, not helpful, ask people, show to everyone. */
void reply_offer_rating(Message *m, const Request *req, int64_t question, Lang lang);

/* For who waits: solved meanwhile, or not wanted any more. */
void reply_offer_leaving(Message *m, int64_t question, Lang lang);

#endif
