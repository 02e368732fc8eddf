/*
 * Names that somebody may mean while they type into a menu.
 */
#ifndef COMMANDS_COMPLETE_H
#define COMMANDS_COMPLETE_H

#include "commands/catalogue.h"
#include "commands/feature.h"

/*
 * Options for what has been typed (all, while that is nothing): names that have it in them, in
 * either language, then those it may be a typing error of. Their value is "LANG SLUG".
 */
void complete_names(const Request *req, Effects *out, CatalogueFn is);

#endif
