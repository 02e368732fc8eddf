/*
 * Token files and token kinds.
 */
#include "bot/slack/token.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bot/error.h"

enum { TOKEN_BYTES_MAX = 1024 };

static char *fail(GError **error, const char *where, const char *path, const char *what)
{
    g_set_error(error, BOT_ERROR, BOT_ERROR_CONFIG, "%s: %s: %s", where, path, what);
    return NULL;
}

/* Looks at the open file, not at the path, which somebody could exchange meanwhile. */
static bool is_private(int fd, const char *where, const char *path, GError **error)
{
    struct stat st;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        fail(error, where, path, "a token stands in an ordinary file, and this is none");
        return false;
    }
    if (st.st_mode & 077) {
        fail(error, where, path, "others can read the token in this file; `chmod 600` it");
        return false;
    }
    return true;
}

static char *read_line(int fd, const char *where, const char *path, GError **error)
{
    char text[TOKEN_BYTES_MAX + 1];
    ssize_t len = read(fd, text, sizeof text);
    if (len < 0)
        return fail(error, where, path, g_strerror(errno));
    if (len > TOKEN_BYTES_MAX)
        return fail(error, where, path, "this is too long for a token");
    text[len] = '\0';
    g_strstrip(text);
    if (!*text)
        return fail(error, where, path, "this file is empty; put the token in it");
    if (strpbrk(text, " \t\r\n"))
        return fail(error, where, path,
                    "the file must hold the token on one line and nothing else");
    return g_strdup(text);
}

static char *read_file(const char *path, const char *where, bool check, GError **error)
{
    /* O_NONBLOCK: a pipe in its place must not make us wait. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0)
        return fail(error, where, path, g_strerror(errno));
    char *token = NULL;
    if (!check || is_private(fd, where, path, error))
        token = read_line(fd, where, path, error);
    close(fd);
    return token;
}

char *token_read(const char *path, const char *where, GError **error)
{
    return read_file(path, where, true, error);
}

char *token_credential(const char *name, GError **error)
{
    const char *folder = g_getenv("CREDENTIALS_DIRECTORY");
    if (!folder || !*folder)
        return NULL;
    g_autofree char *path = g_build_filename(folder, name, NULL);
    if (access(path, F_OK) != 0)
        return NULL;
    /* systemd guards that folder, with an ACL whose mask looks like a group's right to read. */
    return read_file(path, "CREDENTIALS_DIRECTORY", false, error);
}

/* --- kinds --------------------------------------------------------------------------------- */

static const struct {
    const char *prefix, *what;
} KINDS[] = {
    {"xapp-", "an app-level token (xapp-…), which belongs in SLACK_APP_TOKEN"},
    {"xoxb-", "a bot token (xoxb-…), which belongs in SLACK_BOT_TOKEN"},
    {"xoxp-", "a user token (xoxp-…), which askd never wants"},
    {"xoxe.", "a token that expires; turn token rotation off for the app and install it again"},
    {"xoxe-", "a refresh token; turn token rotation off for the app and install it again"},
};

static const struct {
    const char *name, *prefix, *source;
} WANTED[] = {
    [TOKEN_APP] =
        {"SLACK_APP_TOKEN", "xapp-",
         "make an app-level token (xapp-…) with the scope connections:write under \"Basic "
         "Information\" of the app"},
    [TOKEN_BOT] = {"SLACK_BOT_TOKEN", "xoxb-",
                   "copy the bot token (xoxb-…) from \"OAuth & Permissions\" of the app"},
};

static bool refuse(GError **error, TokenKind kind, const char *what)
{
    g_set_error(
        error, BOT_ERROR, BOT_ERROR_CONFIG,
        "%s: %s: %s at https://api.slack.com/apps and set %s, or %s_FILE to a file that holds it",
        WANTED[kind].name, what, WANTED[kind].source, WANTED[kind].name, WANTED[kind].name);
    return false;
}

bool token_check(const char *token, TokenKind kind, GError **error)
{
    if (!token || !*token)
        return refuse(error, kind, "there is no token");
    const char *prefix = WANTED[kind].prefix;
    for (size_t i = 0; i < G_N_ELEMENTS(KINDS); i++) {
        if (!g_str_has_prefix(token, KINDS[i].prefix) || strcmp(KINDS[i].prefix, prefix) == 0)
            continue;
        g_autofree char *what = g_strdup_printf("this is %s", KINDS[i].what);
        return refuse(error, kind, what);
    }
    size_t len = strlen(token);
    if (!g_str_has_prefix(token, prefix) || len == strlen(prefix) ||
        strspn(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.") != len)
        return refuse(error, kind, "this is no Slack token");
    return true;
}
