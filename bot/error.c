/*
 * The name of bot/'s error domain.
 */
#include "bot/error.h"

G_DEFINE_QUARK(askd - bot - error, bot_error)
