/*
 * The contract between features and bot/: what a feature declares, what it is handed. A feature is
 * one file in this folder and one row in list.h; see ask.c.
 */
#ifndef COMMANDS_FEATURE_H
#define COMMANDS_FEATURE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "commands/effects.h"
#include "commands/weekly.h"
#include "commands/words.h"
#include "knowledge/answer.h"
#include "knowledge/kb.h"
#include "knowledge/retention.h"

typedef enum Who {
    NOBODY, /* a row without .who lets nobody in */
    EVERYONE,
    MODERATORS,
    MAINTAINERS,
} Who;

typedef enum Surface {
    SURFACE_COMMAND,  /* a slash command */
    SURFACE_MENTION,  /* @askd in a channel */
    SURFACE_DM,       /* a message to askd */
    SURFACE_SHORTCUT, /* of a message, or global */
    SURFACE_ACTION,   /* a button or a choice */
    SURFACE_FORM,     /* a submitted form */
    SURFACE_TYPING,   /* options wanted for a select */
    SURFACE_HOME,     /* the Home tab was opened */
    SURFACE_EVENT,    /* whatever else happens in the workspace */
    SURFACE_TIMER,    /* what was put off is due: nobody asks */
    SURFACE_RESULT,   /* Slack's answer to effects_fetch() */
    SURFACE_RECALL,   /* a reply is to be made again: effects_recall() */
} Surface;

typedef struct FormValue {
    const char *id, *value; /* value "" when left empty */
} FormValue;

/* A member of the workspace, as Slack tells of one. */
typedef struct Person {
    const char *id, *locale; /* "zh-CN"; NULL: not told */
    bool is_bot, is_guest, is_gone;
} Person;

typedef struct Channel {
    const char *id, *name, *topic, *purpose; /* the last two NULL when empty */
    bool is_member;                          /* askd is */
    bool is_archived, is_private;
} Channel;

/* What Slack answered to effects_fetch(); of what the method does not tell, nothing is set. */
typedef struct Fetched {
    const char *error;       /* Slack's word, or ours, for why there is no answer; NULL: there is */
    Person person;           /* users.info */
    const Channel *channels; /* conversations.list */
    size_t channel_count;
    const char *const *ids; /* usergroups.users.list */
    size_t id_count;
    const char *cursor; /* there is more: to be asked for with it; else NULL */
} Fetched;

/* What the configuration says that features act on. */
typedef struct Settings {
    const char *triage_channel; /* or NULL: there is none */
    const char *report_channel; /* or NULL: each moderator is told directly */
    char *const *moderators;    /* member and group ids, NULL-terminated, or NULL */
    char *const *maintainers;
    int alert_count;   /* a question asked so often is said aloud there */
    Lang lang;         /* of what is written there */
    GTimeZone *zone;   /* in which days are counted and hours are told; NULL: UTC */
    Weekly digest;     /* when the week is told there */
    bool two_person;   /* what one moderator writes another publishes */
    double strictness; /* of answers: see library_build() */
    Retention retention;
    char *const *auto_answer; /* ids of channels, NULL-terminated, or NULL: nowhere */
    int welcomes_per_minute;  /* 0: nobody is welcomed unasked */
} Settings;

/* One thing a person did. Borrowed for the call; strings are UTF-8, absent ones NULL. */
typedef struct Request {
    Surface surface;
    const char *prefix; /* how commands are called here: "cncf-" for /cncf-ask; "" for none */
    const char *name;   /* "/ask", "ask.helpful", "app_mention" … as the feature declared it */
    const char *team, *user, *channel;
    const char *thread;  /* the thread to answer in, or NULL */
    const char *message; /* ts of the message that the request is about */
    const char *text;    /* a person's words: clean text, mentions of askd taken out; "" for none */
    const char *author, *link; /* of a message's shortcut: who wrote it, or NULL; where it stands */
    const char *parent;        /* likewise: ts of the message whose thread it is in, or NULL */
    const char *lines;         /* likewise: its words as they stand in lines */
    const char *value; /* of the button; what was typed; what the form kept; the tab opened */
    const char *key;   /* of the timer, whose value is above */
    const char *kept;  /* while somebody types into a form: what the form kept */
    const FormValue *values;
    size_t value_count;
    const Person *person;   /* of team_join; else NULL */
    const Fetched *fetched; /* of a result, whose `value` is what effects_fetch() was given */
    bool has_trigger;       /* a form may be opened */
    bool is_private;        /* only the asker sees what is replied */
    Lang lang;              /* to answer in */
    bool lang_is_guess;     /* nothing has told yet what they read */
    Who who;                /* what the asker may at most: EVERYONE, MODERATORS, MAINTAINERS */
    int64_t now_ms;
    const Settings *settings;
    const Library *library; /* what can be answered with; for this call */
    Scratch *scratch;
} Request;

/* NULL when the form has no such input. */
const char *request_value(const Request *req, const char *id);

/* False: it failed for reasons that are not the asker's (disk, bug); all it did is undone. */
typedef bool (*RunFn)(const Request *req, Kb *kb, Effects *out, GError **error);

/*
 * Everybody but moderators has an allowance of so much an hour, from which each of these rows takes
 * its cost: nothing said, 1. Forms and typing cost nothing, as a row that cost something opened
 * them.
 */
enum { COST_FREE = -1, COST_PEOPLE = 3 /* it makes work for people */ };

typedef struct Command {
    const char *name; /* "/ask" */
    Words usage;      /* "[question]"; absent: nothing follows it */
    Words summary;
    Who who;
    int cost;
    bool is_prose; /* what follows are sentences, which tell their writer's language */
    RunFn run;
} Command;

/* "/askd NAME …", for what is not asked for often; Request.text is what follows the name. */
typedef struct Subcommand {
    const char *name; /* "language" */
    Words usage;      /* "en|zh|auto"; absent: nothing follows it */
    Words summary;
    Who who;
    RunFn run;
} Subcommand;

/* A button, a select or a form, by the action name the feature gave it: "FEATURE.VERB". */
typedef struct Action {
    const char *name;
    Who who;
    int cost;
    RunFn run;
} Action;

typedef struct Shortcut {
    const char *name; /* the callback id: "FEATURE.VERB" */
    Words label;      /* 24 characters at most; Slack shows the first language only */
    Words summary;
    bool of_message; /* else global */
    Who who;
    int cost;
    RunFn run;
} Shortcut;

typedef struct Event {
    const char *name; /* of Slack's event: "app_mention"; "message.im" for a DM */
    Who who;
    int cost;
    RunFn run;
} Event;

/*
 * What effects_later() put off. It is taken away before it runs, once; one that has to run again
 * puts itself off anew. After a failure, which undoes all it did, it comes again ten minutes later.
 * Those whose time passed while askd was not running come soon after its start, a few at a time.
 * The request has no user and no channel, its language is that of the settings.
 */
typedef struct TimerRow {
    const char *name; /* "FEATURE.VERB" */
    RunFn run;
    /* Runs soon after every start, too, and after the clock was set back: with its value, or NULL. */
    bool at_start;
} TimerRow;

/* What an effects_fetch() brought. It comes once, and also when Slack would not answer. */
typedef struct Result {
    const char *name; /* "FEATURE.WHAT" */
    RunFn run;
} Result;

/*
 * A reply that got lost, made again: with effects_reply(), and without a trace in the base. The
 * request has neither user nor channel; its value is what effects_recall() was given.
 */
typedef struct Recall {
    const char *name; /* "FEATURE.WHAT" */
    RunFn run;
} Recall;

/*
 * What a command has put off to be done aside, by effects_errand(). The request is the command's,
 * its value what was given; it has no scratch, and the Kb reads only. What it may do is reply.
 */
typedef struct Errand {
    const char *name; /* "FEATURE.WHAT" */
    RunFn run;
} Errand;

/* What a feature needs of Slack only where the configuration asks for it. */
#define FEATURE_AUTO_ANSWER "auto-answer" /* channels are named where askd answers unasked */
#define FEATURE_GROUPS "groups"           /* moderators or maintainers are named by a user group */

/* Each array ends with a row of zeros; an absent one is NULL. */
typedef struct Feature {
    const char *name;
    const char *option; /* in the manifest only when this is configured; NULL: always */
    const Command *commands;
    const Subcommand *subcommands;
    const Action *actions;
    const Shortcut *shortcuts;
    const Event *events;
    const TimerRow *timers;
    const Result *results;
    const Recall *recalls;
    const Errand *errands;
    const char *const *scopes; /* of the bot token, NULL-terminated */
} Feature;

/* Every feature, NULL-terminated, in the order of list.h. */
extern const Feature *const features[];

const Command *feature_command(const char *name);
const Subcommand *feature_subcommand(const char *name);
const Action *feature_action(const char *name);
const Shortcut *feature_shortcut(const char *name);
const Event *feature_event(const char *name);
const TimerRow *feature_timer(const char *name);
const Result *feature_result(const char *name);
const Recall *feature_recall(const char *name);
const Errand *feature_errand(const char *name);

#endif
