/*
 * The Web API: tokens, scopes and rate limits in one place, a table of methods a family.
 */
#ifndef SLACKBOX_API_H
#define SLACKBOX_API_H

#include "tests/slackbox/faults.h"
#include "tests/slackbox/world.h"

#define APP_TOKEN "xapp-test-1-A0ASKD-1"
#define BOT_TOKEN "xoxb-test-1-askd"

/* One call under way. */
typedef struct {
    const char *method;
    const Exchange *ex;
    const json_t *args;
    json_t *refusal; /* set by call_refuse() and the checks below */
} Call;

/* The answer, a new object; NULL: the call was refused. */
typedef json_t *(*MethodFn)(Call *call);

typedef struct {
    const char *name;
    MethodFn run;
    const char *scope;   /* NULL: none, or the method asks by itself */
    unsigned per_minute; /* 0: not limited here */
} Method;

/* A family's table, ended by a nameless row. */
extern const Method chat_methods[], view_methods[], conversation_methods[], user_methods[],
    file_methods[], other_methods[];

const char *call_str(const Call *call, const char *name); /* NULL: absent or "" */
bool call_bool(const Call *call, const char *name);
int64_t call_int(const Call *call, const char *name, int64_t absent);

/* Return NULL (false), so that a method can return them. */
json_t *call_refuse(Call *call, const char *error);
bool call_scope(Call *call, const char *scope);
/* The channel that `name` names, if the bot may see it. */
Channel *call_channel(Call *call, const char *name);
/* A page of a list: takes it, returns the slice and the cursor for the next, "" at the end. */
json_t *call_page(Call *call, json_t *list, int64_t most, char **next);

json_t *call_done(void); /* {"ok":true} */

/* Serves what comes to the API port. */
void api_route(Exchange *ex);
void api_reset(void);
void api_limit(bool on);
void api_revoke(void); /* the app was uninstalled */

#endif
