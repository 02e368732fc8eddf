/*
 * Both ways out, the socket and the Web API, against a TLS server with a certificate made here:
 * whom they believe, and how they pass a proxy.
 */
#include "tests/test.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <curl/curl.h>
#include <glib/gstdio.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "bot/slack/web_api.h"
#include "bot/socket/socket_mode.h"
#include "bot/tls.h"
#include "tests/unit/bot/peer.h"

/* The server's identity, and where it lies for those who are to believe it. */
static EVP_PKEY *key;
static X509 *cert;
static char *folder, *file, *hashed;

static void add_extension(X509 *to, int nid, const char *value)
{
    X509V3_CTX ctx;
    X509V3_set_ctx(&ctx, to, to, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
    assert_non_null(extension);
    X509_add_ext(to, extension, -1);
    X509_EXTENSION_free(extension);
}

static int make_identity(void **state)
{
    (void)state;
    key = EVP_EC_gen("P-256");
    cert = X509_new();
    X509_set_version(cert, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(cert), 1);
    X509_gmtime_adj(X509_getm_notBefore(cert), -3600);
    X509_gmtime_adj(X509_getm_notAfter(cert), 3600);
    X509_set_pubkey(cert, key);
    X509_NAME *name = X509_get_subject_name(cert);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"askd test", -1, -1,
                               0);
    X509_set_issuer_name(cert, name);
    add_extension(cert, NID_basic_constraints, "critical,CA:TRUE");
    add_extension(cert, NID_subject_alt_name,
                  "DNS:localhost,DNS:wss.slack.invalid,DNS:slack.invalid");
    assert_true(X509_sign(cert, key, EVP_sha256()) > 0);

    folder = g_dir_make_tmp("askd-tls-XXXXXX", NULL);
    file = g_build_filename(folder, "ca.pem", NULL);
    g_autofree char *hash = g_strdup_printf("%08lx.0", X509_subject_name_hash(cert));
    hashed = g_build_filename(folder, hash, NULL);
    FILE *out = fopen(file, "w");
    assert_true(PEM_write_X509(out, cert));
    fclose(out);
    assert_int_equal(symlink("ca.pem", hashed), 0);
    return 0;
}

static int drop_identity(void **state)
{
    (void)state;
    g_unlink(hashed);
    g_unlink(file);
    g_rmdir(folder);
    g_free(hashed);
    g_free(file);
    g_free(folder);
    X509_free(cert);
    EVP_PKEY_free(key);
    return 0;
}

/* Slack behind TLS, for one connection, and behind a proxy where the first word is CONNECT. */
typedef struct Server {
    int listener, port;
    bool is_proxy;
    const char *answer; /* NULL: a websocket with its hello */
    pthread_t thread;
    bool has_handshaken;
    char *connect, *head;
} Server;

static char *read_head(SSL *ssl)
{
    GString *head = g_string_new(NULL);
    char c;
    while (!g_str_has_suffix(head->str, "\r\n\r\n") && SSL_read(ssl, &c, 1) == 1)
        g_string_append_c(head, c);
    return g_string_free(head, FALSE);
}

static void say(SSL *ssl, const char *text)
{
    SSL_write(ssl, text, (int)strlen(text));
}

static void say_hello(SSL *ssl, const char *head)
{
    g_autofree char *sec_key = peer_header(head, "Sec-WebSocket-Key");
    if (!sec_key)
        return;
    g_autofree char *salted = g_strconcat(sec_key, "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", NULL);
    unsigned char digest[20];
    EVP_Digest(salted, strlen(salted), digest, NULL, EVP_sha1(), NULL);
    g_autofree char *accept = g_base64_encode(digest, sizeof(digest));
    g_autofree char *answer =
        g_strdup_printf("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                        "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n",
                        accept);
    say(ssl, answer);
    g_autoptr(GByteArray) frame = g_byte_array_new();
    peer_frame_into(frame, 0x80 | PEER_TEXT, "{\"type\":\"hello\"}", 16);
    SSL_write(ssl, frame->data, (int)frame->len);
    char c;
    while (SSL_read(ssl, &c, 1) == 1) /* until it leaves */
        continue;
}

static void *serve(void *user)
{
    Server *s = user;
    int fd = peer_accept(s->listener);
    if (s->is_proxy) {
        s->connect = peer_read_head(fd);
        peer_say(fd, "HTTP/1.1 200 Connection established\r\n\r\n");
    }
    SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
    SSL_CTX_use_certificate(ctx, cert);
    SSL_CTX_use_PrivateKey(ctx, key);
    SSL *ssl = SSL_new(ctx);
    SSL_set_fd(ssl, fd);
    s->has_handshaken = SSL_accept(ssl) == 1;
    if (s->has_handshaken) {
        s->head = read_head(ssl);
        if (s->answer)
            say(ssl, s->answer);
        else
            say_hello(ssl, s->head);
    }
    SSL_free(ssl);
    SSL_CTX_free(ctx);
    close(fd);
    return NULL;
}

static void server_start(Server *s)
{
    s->listener = peer_listen(&s->port);
    assert_int_equal(pthread_create(&s->thread, NULL, serve, s), 0);
}

static void server_end(Server *s)
{
    pthread_join(s->thread, NULL);
    close(s->listener);
    g_free(s->connect);
    g_free(s->head);
}

/* ---- the two ways out ------------------------------------------------------------------------ */

typedef struct Outcome {
    SocketMode *sm;
    char *url;
    char *trouble; /* as readyz would say it */
    bool was_asked, is_live, has_failed;
    WebOutcome web;
    bool is_done;
} Outcome;

static void ignore_message(uint64_t link, const char *bytes, size_t len, void *user)
{
    (void)link, (void)bytes, (void)len, (void)user;
}

static void ignore_sent(int64_t tag, SocketFate fate, void *user)
{
    (void)tag, (void)fate, (void)user;
}

/* The first attempt tells; the second is not made. */
static void on_want_address(void *user)
{
    Outcome *o = user;
    o->has_failed = o->was_asked;
    if (o->was_asked) {
        o->trouble = g_strdup(socket_mode_trouble(o->sm));
        socket_mode_stop(o->sm);
    } else
        socket_mode_address(o->sm, o->url, false, 0, NULL);
    o->was_asked = true;
}

static void on_live(int count, void *user)
{
    Outcome *o = user;
    if (count > 0) {
        o->is_live = true;
        socket_mode_stop(o->sm);
    }
}

static bool socket_gets_hello(char *url)
{
    Outcome o = {.url = url};
    const Config config = {.connections = 1};
    const SocketModeHooks hooks = {.message = ignore_message,
                                   .sent = ignore_sent,
                                   .want_address = on_want_address,
                                   .live = on_live,
                                   .user = &o};
    g_autoptr(GError) error = NULL;
    o.sm = socket_mode_new(&config, &hooks, &error);
    assert_ok(o.sm, error);
    socket_mode_run(o.sm);
    socket_mode_free(o.sm);
    g_free(url);
    assert_true(o.is_live != o.has_failed);
    if (o.has_failed)
        assert_true(g_str_has_prefix(o.trouble, "the certificate is not believed: "));
    g_free(o.trouble);
    return o.is_live;
}

static void keep(const WebResult *result, void *user)
{
    Outcome *o = user;
    o->web = result->outcome;
    o->is_done = true;
}

static WebOutcome web_call(char *api_url)
{
    Outcome o = {0};
    const Config config = {.api_url = api_url, .bot_token = (char *)"xoxb-test-1"};
    g_autoptr(GError) error = NULL;
    g_autoptr(WebApi) api = web_api_new(&config, &error);
    assert_ok(api, error);
    const WebCall call = {
        .method = "auth.test", .token = WEB_TOKEN_BOT, .form = true, .timeout_ms = 10000};
    web_api_start(api, &call);
    while (!o.is_done)
        web_api_poll(api, 1000, keep, &o);
    g_free(api_url);
    return o.web;
}

static const char OK[] =
    "HTTP/1.1 200 OK\r\nContent-Length: 11\r\nConnection: close\r\n\r\n{\"ok\":true}";

static bool both_believe(const char *host, bool *socket, bool *web)
{
    Server one = {0}, two = {.answer = OK};
    server_start(&one);
    *socket = socket_gets_hello(g_strdup_printf("wss://%s:%d/link/?ticket=1", host, one.port));
    server_end(&one);
    server_start(&two);
    *web = web_call(g_strdup_printf("https://%s:%d/api/", host, two.port)) == WEB_OK;
    server_end(&two);
    return *socket && *web;
}

static void forget_environment(void)
{
    static const char *const NAMES[] = {"SSL_CERT_FILE", "SSL_CERT_DIR", "HTTPS_PROXY",
                                        "https_proxy",   "NO_PROXY",     "no_proxy",
                                        "ALL_PROXY",     "all_proxy",    "http_proxy"};
    for (unsigned i = 0; i < G_N_ELEMENTS(NAMES); i++)
        g_unsetenv(NAMES[i]);
}

/* ---------------------------------------------------------------------------------------------- */

static void who_is_named_in_ssl_cert_file_is_believed(void **state)
{
    (void)state;
    bool socket, web;
    forget_environment();
    g_setenv("SSL_CERT_FILE", file, TRUE);
    both_believe("localhost", &socket, &web);
    assert_true(socket);
    assert_true(web);
}

static void who_is_in_ssl_cert_dir_is_believed(void **state)
{
    (void)state;
    bool socket, web;
    forget_environment();
    g_setenv("SSL_CERT_DIR", folder, TRUE);
    both_believe("localhost", &socket, &web);
    assert_true(socket);
    assert_true(web);
}

static void a_stranger_is_not_believed(void **state)
{
    (void)state;
    bool socket, web;
    forget_environment();
    both_believe("localhost", &socket, &web);
    assert_false(socket);
    assert_false(web);
}

static void a_certificate_for_another_name_is_not_believed(void **state)
{
    (void)state;
    bool socket, web;
    forget_environment();
    g_setenv("SSL_CERT_FILE", file, TRUE);
    both_believe("127.0.0.1", &socket, &web); /* it names localhost */
    assert_false(socket);
    assert_false(web);
}

static void a_file_without_certificates_is_an_error_in_words(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    forget_environment();
    g_setenv("SSL_CERT_FILE", "/dev/null", TRUE);
    assert_null(tls_client(&error));
    assert_non_null(strstr(error->message, "SSL_CERT_FILE"));
}

static void the_systems_folder_is_read_a_certificate_at_a_time(void **state)
{
    (void)state;
    const char *ca_file, *ca_folder;
    forget_environment();
    tls_authorities(&ca_file, &ca_folder);
    assert_null(ca_file);
    if (g_file_test("/etc/ssl/certs/ca-certificates.crt", G_FILE_TEST_EXISTS))
        assert_string_equal(ca_folder, "/etc/ssl/certs");
}

static void both_go_through_the_proxy_with_its_password(void **state)
{
    (void)state;
    forget_environment();
    g_setenv("SSL_CERT_FILE", file, TRUE);
    Server one = {.is_proxy = true}, two = {.is_proxy = true, .answer = OK};
    server_start(&one);
    g_autofree char *proxy = g_strdup_printf("http://me:p%%40ss@127.0.0.1:%d", one.port);
    g_setenv("HTTPS_PROXY", proxy, TRUE);
    assert_true(socket_gets_hello(g_strdup("wss://wss.slack.invalid/link/?ticket=1")));
    assert_true(g_str_has_prefix(one.connect, "CONNECT wss.slack.invalid:443 HTTP/1."));
    g_autofree char *auth = peer_header(one.connect, "Proxy-Authorization");
    assert_int_equal(g_ascii_strcasecmp(auth, "Basic bWU6cEBzcw=="), 0);
    g_autofree char *host = peer_header(one.head, "Host");
    assert_string_equal(host, "wss.slack.invalid");
    server_end(&one);

    server_start(&two);
    g_autofree char *second = g_strdup_printf("http://me:p%%40ss@127.0.0.1:%d", two.port);
    g_setenv("HTTPS_PROXY", second, TRUE);
    assert_int_equal(web_call(g_strdup("https://slack.invalid/api/")), WEB_OK);
    assert_true(g_str_has_prefix(two.connect, "CONNECT slack.invalid:443 HTTP/1."));
    server_end(&two);
}

static void loopback_goes_past_the_proxy(void **state)
{
    (void)state;
    bool socket, web;
    forget_environment();
    g_setenv("SSL_CERT_FILE", file, TRUE);
    g_setenv("HTTPS_PROXY", "http://127.0.0.1:1", TRUE); /* where nobody listens */
    g_setenv("http_proxy", "http://127.0.0.1:1", TRUE);
    both_believe("localhost", &socket, &web);
    assert_true(socket);
    assert_true(web);
}

static GLogWriterOutput write_nothing(GLogLevelFlags level, const GLogField *fields, gsize count,
                                      gpointer user)
{
    (void)level, (void)fields, (void)count, (void)user;
    return G_LOG_WRITER_HANDLED;
}

int main(void)
{
    g_log_set_writer_func(write_nothing, NULL, NULL);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_is_named_in_ssl_cert_file_is_believed),
        cmocka_unit_test(who_is_in_ssl_cert_dir_is_believed),
        cmocka_unit_test(a_stranger_is_not_believed),
        cmocka_unit_test(a_certificate_for_another_name_is_not_believed),
        cmocka_unit_test(a_file_without_certificates_is_an_error_in_words),
        cmocka_unit_test(the_systems_folder_is_read_a_certificate_at_a_time),
        cmocka_unit_test(both_go_through_the_proxy_with_its_password),
        cmocka_unit_test(loopback_goes_past_the_proxy),
    };
    return cmocka_run_group_tests(tests, make_identity, drop_identity);
}
