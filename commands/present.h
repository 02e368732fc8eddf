/*
 * How an answer, a venue, a command look: the same wherever they appear. Pure.
 */
#ifndef COMMANDS_PRESENT_H
#define COMMANDS_PRESENT_H

#include "commands/feature.h"
#include "knowledge/entry.h"

/*
 * Title, answer, what was then and what is now, sources, slug. Said first, when the entry has no
 * text in `lang`, that it follows in the other language.
 */
void present_answer(Message *m, const Entry *entry, Lang lang);

/* What was then and what is now, a paragraph each; nothing for what the text has not. */
void present_dated(Message *m, const EntryText *text, Lang lang);

/* Where to ask meanwhile; nothing for NULL. */
void present_venue(Message *m, const Entry *venue, Lang lang);

/* A place to ask: its name and address, and what it is for. */
void present_place(Message *m, const Entry *venue, Lang lang);

/* A moment in the zone of the community, which it names: "2026-11-21 19:20 UTC+08:00". The caller's. */
char *present_time(const Request *req, int64_t at_ms);

/* The entry's name in `lang`, else in the other language; borrowed. */
const char *present_title(const Entry *entry, Lang lang);

/* To somebody whose language nobody knows yet: a button for the other one. Else nothing. */
void present_language_choice(Message *m, const Request *req);

/* A sentence whose "{}" are what commands are called here with: "" or "cncf-". The caller's. */
char *present_sentence(Words sentence, const Request *req);

#endif
