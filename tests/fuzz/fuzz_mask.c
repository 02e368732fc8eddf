/*
 * Any words: what comes out is UTF-8, and the same when nothing was found in it.
 */
#include <glib.h>
#include <stdint.h>
#include <string.h>

#include "knowledge/mask.h"
#include "knowledge/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    size_t count;
    g_autofree char *text = text_clean((const char *)data, len, TEXT_QUESTION_MAX);
    g_autofree char *masked = mask_text(text, &count);
    g_assert(g_utf8_validate(masked, -1, NULL));
    g_assert(count > 0 || strcmp(masked, text) == 0);
    return 0;
}
