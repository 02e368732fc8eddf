/*
 * Any bytes as a table, once with commas and once with tabs.
 */
#include "tests/fuzz/round_trip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    read_and_check(table_read, "fuzz.csv", data, len);
    read_and_check(table_read, "fuzz.tsv", data, len);
    return 0;
}
