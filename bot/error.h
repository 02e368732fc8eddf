/*
 * The error domain of bot/.
 */
#ifndef BOT_ERROR_H
#define BOT_ERROR_H

#include <glib.h>

#define BOT_ERROR (bot_error_quark())
GQuark bot_error_quark(void);

typedef enum BotError {
    BOT_ERROR_FAILED,
    BOT_ERROR_CONFIG, /* what was configured; its author can mend it: exit code 2 */
    BOT_ERROR_USAGE,  /* how the program was called: exit code 2 */
} BotError;

#endif
