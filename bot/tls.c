/*
 * OpenSSL's own defaults would read the whole bundle at every start.
 */
#include "bot/tls.h"

#include <stdbool.h>
#include <string.h>

#include <openssl/err.h>

#include "bot/error.h"

static const char SYSTEM_FOLDER[] = "/etc/ssl/certs";

/* "5ed36f99.0", as OpenSSL looks certificates up. */
static bool is_hashed(const char *name)
{
    return strspn(name, "0123456789abcdef") == 8 && name[8] == '.' && g_ascii_isdigit(name[9]);
}

static bool holds_hashed(const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name;
    while (dir && (name = g_dir_read_name(dir)))
        if (is_hashed(name))
            return true;
    return false;
}

static const char *variable(const char *name)
{
    const char *value = g_getenv(name);
    return value && *value ? value : NULL;
}

void tls_authorities(const char **file, const char **folder)
{
    *file = variable("SSL_CERT_FILE");
    *folder = variable("SSL_CERT_DIR");
    if (!*file && !*folder && holds_hashed(SYSTEM_FOLDER))
        *folder = SYSTEM_FOLDER;
}

static bool load(SSL_CTX *ctx, GError **error)
{
    const char *file, *folder;
    tls_authorities(&file, &folder);
    if (!file && !folder)
        return SSL_CTX_set_default_verify_paths(ctx) == 1;
    if (file && SSL_CTX_load_verify_file(ctx, file) != 1) {
        g_set_error(error, BOT_ERROR, BOT_ERROR_CONFIG,
                    "SSL_CERT_FILE: %s holds no certificates that can be read", file);
        return false;
    }
    return !folder || SSL_CTX_load_verify_dir(ctx, folder) == 1;
}

SSL_CTX *tls_client(GError **error)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    if (!ctx || !load(ctx, error)) {
        SSL_CTX_free(ctx);
        if (error && !*error)
            g_set_error(error, BOT_ERROR, BOT_ERROR_FAILED, "TLS cannot be set up");
        ERR_clear_error();
        return NULL;
    }
    SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION);
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_mode(ctx, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                              SSL_MODE_RELEASE_BUFFERS);
    return ctx;
}
