/*
 * The two clocks: wall time dates what is kept, monotonic time measures waits.
 */
#ifndef BOT_CLOCK_H
#define BOT_CLOCK_H

#include <stdint.h>

int64_t clock_ms(void);           /* wall, since 1970 */
int64_t clock_monotonic_us(void); /* for differences only */

#endif
