/*
 * Any bytes as JSON lines.
 */
#include "tests/fuzz/round_trip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    read_and_check(jsonl_read, "fuzz.jsonl", data, len);
    return 0;
}
