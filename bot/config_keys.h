/*
 * What may be configured: a table of keys, and the reader of each, which says what is wrong with a
 * value and what to do. For bot/config.c's eyes only. Pure.
 */
#ifndef BOT_CONFIG_KEYS_H
#define BOT_CONFIG_KEYS_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "bot/config.h"

/* Where one value came from, for the error that names it: "askd.conf:12" or "ASKD_DB". */
typedef struct ConfigValue {
    char *text, *where;
} ConfigValue;
void config_value_clear(ConfigValue *value);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ConfigValue, config_value_clear)

/* False, with "WHERE: what" as the error. */
bool config_refuse(GError **error, const ConfigValue *value, const char *what);

/* Checks the value and puts it into the member of Config at that offset. */
typedef bool (*ConfigReadFn)(Config *config, size_t offset, const ConfigValue *value,
                             GError **error);

typedef struct ConfigKey {
    const char *group, *name;
    size_t offset;     /* in Config */
    ConfigReadFn read; /* NULL: token.c's business */
    const char *env;
    const char *option;
    size_t option_offset; /* in ConfigOptions; 0 with no `option` */
} ConfigKey;

extern const ConfigKey config_keys[]; /* ended by a row of zeros */

#endif
