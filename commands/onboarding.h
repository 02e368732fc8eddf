/*
 * What newcomers are shown: goals to choose from, the steps of the chosen one, how far they are.
 * The words are entries of kind welcome, so that moderators can change them: "welcome" itself,
 * "welcome-GOAL" for each goal, "welcome-check-in"; a line `- [ ] …` of a goal is a step, and "{}"
 * stands for what commands are called here with.
 */
#ifndef COMMANDS_ONBOARDING_H
#define COMMANDS_ONBOARDING_H

#include "commands/feature.h"
#include "knowledge/newcomer.h"

/* A welcome entry as it is told in one language. */
typedef struct WelcomeText {
    char *title, *body; /* NULL: there is no such entry; the body without its steps */
    GPtrArray *steps;   /* char *, Markdown */
} WelcomeText;
void welcome_text_clear(WelcomeText *text);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(WelcomeText, welcome_text_clear)

/* As it reads at this moment, whatever the library still says. */
bool welcome_text_read(Kb *kb, const char *slug, Lang lang, const char *prefix, WelcomeText *text,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Goals, or the chosen one's steps: for a welcome, in answer to a button, in the Home tab. */
bool onboarding_show(Message *m, Kb *kb, const Newcomer *newcomer, Lang lang, const char *prefix,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The goals' buttons alone. */
bool onboarding_goals(Message *m, Kb *kb, Lang lang, const char *prefix,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Buttons that stand below what is written to somebody unasked. */
void onboarding_offer_stop(Message *m, Lang lang);

/* The part of the Home tab; for who is no newcomer, a button to be shown round. */
bool onboarding_home(Message *m, const Request *req, Kb *kb,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
