/*
 * What Slack answered to a fetch → the flat struct that features read. Pure.
 */
#ifndef BOT_SLACK_FETCHED_H
#define BOT_SLACK_FETCHED_H

#include <glib.h>
#include <stddef.h>

#include "bot/slack/document.h"
#include "commands/feature.h"

typedef struct FetchedBody FetchedBody;

/*
 * Members that are missing, or of another type, are absent; what is no JSON is the error
 * "not_json".
 */
FetchedBody *fetched_read(const char *bytes, size_t len);
FetchedBody *fetched_refused(const char *error);
void fetched_free(FetchedBody *body);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FetchedBody, fetched_free)

/* Borrowed from the body. */
const Fetched *fetched_facts(const FetchedBody *body);

/* A user object, as it stands in answers and in team_join; borrows from the node's document. */
Person fetched_person(const Node *user);

#endif
