/*
 * A story runs the whole daemon against slackbox: people say and click things, then a test looks at
 * what each of them sees, at what Slack was told and at the question log. Both programs are this
 * process's children and never outlive it; ports are free ones, files are in a temporary folder.
 *
 * What is awaited is awaited by slackbox or by looking again, for a minute and more, so that a slow
 * machine or a sanitizer only makes a story longer. A story that fails says so by cmocka and prints
 * the end of the daemon's log.
 */
#ifndef TESTS_STORY_STORY_H
#define TESTS_STORY_STORY_H

#include "tests/test.h"

#include <jansson.h>
#include <sys/types.h>

enum { PATIENCE_MS = 90 * 1000 /* for what must happen */ };

typedef struct Story {
    char *folder, *db, *log; /* the daemon's log is a file */
    char *api, *control, *app_token, *bot_token;
    pid_t slackbox, askd; /* 0: not running */
    char **env;           /* of the daemon, "NAME=VALUE" */
    void *curl;
    GPtrArray *answers; /* json_t *: what slackbox said, kept until the next story_reset() */
} Story;

/* --- the stage -------------------------------------------------------------------------------- */

/* slackbox runs and the environment is set; options end with NULL. */
Story *story_begin(const char *option, ...) G_GNUC_NULL_TERMINATED;

/* Ends both; true when the daemon had nothing to reproach itself with: see askd_stop(). */
bool story_end(Story *s);

/* Slack as it was at the start; the daemon, its connections and its database stay. */
void story_reset(Story *s);

/* The daemon's environment, from its next start on; NULL takes the variable away. */
void story_env(Story *s, const char *name, const char *value);

/* The daemon's configuration file, from its next start on. */
void story_config(Story *s, const char *text);

/* Slack knows the app as the manifest of that configuration says. */
void story_install(Story *s);

/* For groups whose tests share a running daemon: what to hand to cmocka_run_group_tests(). */
int story_group_begin(void **state);
int story_group_begin_small(void **state); /* in a base with one entry: see askd_teach_one() */
int story_group_end(void **state);
int story_test_begin(void **state);

/* --- the daemon ------------------------------------------------------------------------------- */

void askd_spawn(Story *s);             /* only starts it */
void askd_start(Story *s);             /* and waits until it is connected and can answer */
int askd_wait(Story *s);               /* until it ends by itself: its exit code, -signal if killed */
void askd_kill(Story *s);              /* SIGKILL */
void askd_stop(Story *s);              /* SIGTERM; fails unless it exits 0 and no sanitizer complained */
bool askd_is_dead(Story *s);           /* true once, when it has ended: it is not ours any more */
bool askd_said(Story *s, const char *words); /* on stderr, since its last start */
void expect_said(Story *s, const char *words);

/* Another askd with the same environment and file: its exit code, and what it printed (both streams). */
int askd_run(Story *s, char **output, const char *command, ...) G_GNUC_NULL_TERMINATED;

/* Imports one entry, in English: what it printed if that failed. */
void askd_teach(Story *s, const char *slug, const char *title, const char *answer);

/* What containerd does; with this as its one entry the daemon is up at once. */
void askd_teach_one(Story *s);

/* --- slackbox --------------------------------------------------------------------------------- */

/* The answer of a control verb, borrowed; `format` as for json_pack(), NULL: nothing to say. */
json_t *control(Story *s, const char *verb, const char *format, ...);
json_int_t stat_of(Story *s, const char *name);                      /* a number of `stats` */
json_int_t calls_of(Story *s, const char *method);                   /* how often it was called */
void fault(Story *s, const char *json);                              /* `fault`, as JSON text */
void connections_wait(Story *s, int count);                          /* exactly so many live */
void settled_wait(Story *s);                                         /* no envelope is open */
bool eventually(Story *s, bool (*holds)(Story *s, const void *what), const void *what);

/* --- what people do, and see ------------------------------------------------------------------ */

/* The act's answer; acked, or the story fails. */
json_t *slash(Story *s, const char *user, const char *channel, const char *command,
              const char *text);
const char *say(Story *s, const char *user, const char *channel, const char *text); /* its ts */
json_t *click(Story *s, const char *user, const char *channel, const char *ts, const char *label);

/* What that person sees of the bot, in the text or the blocks; threads included. */
json_t *seen(Story *s, const char *user, const char *channel, const char *contains);
size_t seen_count(Story *s, const char *user, const char *channel, const char *contains);

/* Waits for it; the newest message that matches, borrowed. */
json_t *expect_seen(Story *s, const char *user, const char *channel, const char *contains);
/* At this moment nobody but `user`, or nobody at all when that is NULL, sees it anywhere. */
void expect_hidden(Story *s, const char *user, const char *contains);
const char *ts_of(const json_t *message);

/* Whether these words stand in a message, a payload or a view, in text or blocks. */
bool says(const json_t *message, const char *words);

/*
 * One question all the way: asked with /ask, answered in the ack, by whatever connection. It is asked
 * again where only a slow machine was to blame.
 */
void expect_answering(Story *s);

/* --- the log ---------------------------------------------------------------------------------- */

/* How many questions hold these words; of any state, or of one ("open"). */
size_t logged(Story *s, const char *words, const char *state);

#endif
