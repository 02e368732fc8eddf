/*
 * What moderators see of a group of questions: its card in the triage channel, kept up to date in
 * place, and its lines in the queue.
 */
#ifndef COMMANDS_CARD_H
#define COMMANDS_CARD_H

#include "commands/feature.h"
#include "knowledge/group.h"

/*
 * The group's card, posted when it has none yet; and, once it has been asked as often as
 * configured, a word that nobody overlooks. Nothing new without a triage channel.
 */
bool card_refresh(const Request *req, Kb *kb, Effects *out, int64_t group,
                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* In a few lines, with buttons: for the queue. */
void card_line(Message *m, const Request *req, const Group *group);

/* One thing that was done with a group: who, what, when. */
void card_event(Message *m, const Request *req, const GroupEvent *event);

/* "3 d", "5 h", "2 min". The caller's. */
char *card_age(int64_t from_ms, int64_t now_ms, Lang lang);

#endif
