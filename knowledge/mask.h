/*
 * Secrets and personal data in a person's words, taken out before anything is kept: tokens and keys
 * of well-known kinds, passwords in addresses and settings, e-mail addresses, card, telephone and
 * identity numbers. What is no such thing stays as it is. Pure.
 */
#ifndef KNOWLEDGE_MASK_H
#define KNOWLEDGE_MASK_H

#include <stddef.h>

/*
 * A copy with "[token]", "[private key]", "[password]", "[email]", "[card number]", "[phone
 * number]" or "[id number]" where such a thing stood; *count, if asked, how many there were. `text`
 * is valid UTF-8, and so is the copy.
 */
char *mask_text(const char *text, size_t *count);

#endif
