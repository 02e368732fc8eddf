/*
 * The stages of a project at the CNCF, as people name them. Pure.
 */
#ifndef COMMANDS_STAGE_H
#define COMMANDS_STAGE_H

#include "commands/words.h"

enum { STAGES = 4 };

typedef struct Stage {
    const char *code; /* "graduated": the value of the fact "stage" */
    Words name;
    const char *about;   /* the slug of the entry that has its criteria */
    const char *also[4]; /* other words for it */
} Stage;

/* From the last to the first; what is archived at the end. */
extern const Stage stages[STAGES];

/* By code or by any word for it, in either language; NULL for none. */
const Stage *stage_find(const char *word);

/* The code itself when it is no stage; NULL for NULL. Borrowed. */
const char *stage_name(const char *code, Lang lang);

#endif
