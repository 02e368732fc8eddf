/*
 * Any bytes as a message on the socket: read without harm, and an id that is found in them can be
 * sent back as it stands.
 */
#include <jansson.h>
#include <stdint.h>
#include <string.h>

#include <glib.h>

#include "bot/socket/socket_frame.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    Frame frame;
    const char *bytes = (const char *)data;
    frame_read(bytes, len, &frame);
    g_assert_true(frame.num_connections >= 0 && frame.life_s >= 0);
    g_assert_null(strpbrk(frame.word, " =\n\""));
    g_assert_null(strpbrk(frame.host, " =\n\""));
    g_autofree char *id = len > 0 ? frame_envelope_id(bytes, len) : NULL;
    if (id) {
        g_autofree char *ack = g_strdup_printf("{\"envelope_id\":\"%s\"}", id);
        json_auto_t *json = json_loads(ack, 0, NULL);
        g_assert_cmpstr(json_string_value(json_object_get(json, "envelope_id")), ==, id);
    }
    return 0;
}
