/*
 * Whom we believe over TLS: SSL_CERT_FILE and SSL_CERT_DIR where they are set, else the system's
 * folder of authorities. A folder with hashed names is read a certificate at a time, as wanted; the
 * bundle of all of them costs 30 ms and a MiB at every start.
 */
#ifndef BOT_TLS_H
#define BOT_TLS_H

#include <glib.h>

#include <openssl/ssl.h>

/* What to do about a certificate that is not believed. */
#define TLS_ADVICE                                                                                 \
    "where a proxy or an authority of your own signs, SSL_CERT_FILE names its certificate"

/* File and folder for a library to read, either or both NULL; both: its own defaults. */
void tls_authorities(const char **file, const char **folder);

/* A client's context: TLS 1.2 at least, the peer verified. The caller's (SSL_CTX_free). */
SSL_CTX *tls_client(GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
