/*
 * Uploads: an address for the bytes, the bytes, the message that shares them.
 */
#include <string.h>

#include "tests/slackbox/api.h"
#include "tests/slackbox/blocks.h"
#include "tests/slackbox/files.h"
#include "tests/slackbox/form_body.h"
#include "tests/slackbox/posting.h"

typedef struct {
    char *name;
    int64_t length;
    bool uploaded, completed;
} File;

static GHashTable *files; /* id → File */
static char *base;

static void file_free(void *data)
{
    File *file = data;
    g_free(file->name);
    g_free(file);
}

void files_reset(void)
{
    g_clear_pointer(&files, g_hash_table_unref);
    files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, file_free);
}

void files_set_base(const char *address)
{
    g_free(base);
    base = g_strdup(address);
}

static json_t *get_upload_url(Call *call)
{
    const char *name = call_str(call, "filename");
    int64_t length = call_int(call, "length", 0);
    if (!name || length <= 0)
        return call_refuse(call, "missing_argument");
    char *id = world_id("F0BOX");
    File *file = g_new0(File, 1);
    file->name = g_strdup(name);
    file->length = length;
    g_hash_table_insert(files, id, file);
    g_autofree char *url = g_strdup_printf("%s/upload/v1/%s", base, id);
    return json_pack("{s:b, s:s, s:s}", "ok", 1, "upload_url", url, "file_id", id);
}

static bool right_length(const Exchange *ex, const json_t *args, int64_t wanted)
{
    const char *name;
    json_t *value;
    if (ex->body->len == (guint)wanted)
        return true;
    json_object_foreach((json_t *)args, name, value)
    {
        if (json_is_integer(value) && json_integer_value(value) == wanted)
            return true;
        if (json_is_string(value) && (int64_t)json_string_length(value) == wanted)
            return true;
    }
    return false;
}

static Answer take(Exchange *ex, json_t *args, const char *method)
{
    (void)method;
    File *file = g_hash_table_lookup(files, ex->path + strlen("/upload/v1/"));
    if (!file)
        return answer_text(404, "no such upload");
    if (!right_length(ex, args, file->length))
        return answer_text(400, "wrong length");
    file->uploaded = true;
    return answer_text(200, "OK");
}

void file_upload(Exchange *ex)
{
    const char *error = NULL;
    json_t *args = form_body(ex, &error);
    fault_serve(ex, args ? args : json_object(), "upload", take);
}

/* The files named, as messages and answers show them; NULL: one is not there. */
static json_t *named_files(const json_t *wanted)
{
    json_auto_t *list = json_array();
    size_t at;
    json_t *item;
    json_array_foreach(wanted, at, item)
    {
        const char *id = json_string_value(json_object_get(item, "id"));
        const char *title = json_string_value(json_object_get(item, "title"));
        File *file = id ? g_hash_table_lookup(files, id) : NULL;
        if (!file || !file->uploaded || file->completed)
            return NULL;
        file->completed = true;
        json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:I, s:s}", "id", id, "name",
                                              file->name, "title", title ? title : file->name,
                                              "size", (json_int_t)file->length, "user", BOT_USER));
    }
    return json_array_size(list) > 0 ? g_steal_pointer(&list) : NULL;
}

static json_t *share(Call *call, const json_t *shared)
{
    Channel *channel = call_channel(call, call_str(call, "channel_id") ? "channel_id" : "channels");
    if (!channel)
        return NULL;
    if (!channel_has(channel, BOT_USER))
        return call_refuse(call, "not_in_channel");
    const char *comment = call_str(call, "initial_comment");
    json_t *body = json_pack("{s:s, s:s, s:b, s:O}", "text", comment ? comment : "", "subtype",
                             "file_share", "upload", 1, "files", shared);
    posting_post(channel, call_str(call, "thread_ts"), NULL, body);
    return call_done();
}

static json_t *complete_upload(Call *call)
{
    bool bad = false;
    json_auto_t *wanted = json_member(call->args, "files", &bad);
    json_auto_t *list = bad ? NULL : named_files(wanted);
    if (!list)
        return call_refuse(call, "file_not_found");
    bool shares = call_str(call, "channel_id") || call_str(call, "channels");
    json_auto_t *done = shares ? share(call, list) : call_done();
    return done ? json_pack("{s:b, s:O}", "ok", 1, "files", list) : NULL;
}

const Method file_methods[] = {
    {"files.getUploadURLExternal", get_upload_url, "files:write", 100},
    {"files.completeUploadExternal", complete_upload, "files:write", 100},
    {0},
};
