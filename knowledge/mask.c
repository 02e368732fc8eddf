/*
 * One pass: where a word begins, each kind of secret is asked how many bytes of it stand there.
 */
#include "knowledge/mask.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

#define DIGITS "0123456789"
#define CAPITALS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define SMALL "abcdefghijklmnopqrstuvwxyz"
#define ALNUM CAPITALS SMALL DIGITS

/*
 * What issuers put in front, so that leaked ones can be found; what may follow, and how much must.
 */
static const struct {
    const char *prefix, *follows;
    size_t least;
} TOKENS[] = {
    {"xoxb-", ALNUM "-", 8},
    {"xoxp-", ALNUM "-", 8},
    {"xoxa-", ALNUM "-", 8},
    {"xoxr-", ALNUM "-", 8},
    {"xoxs-", ALNUM "-", 8},
    {"xoxe-", ALNUM "-", 8},
    {"xoxe.", ALNUM "-.", 8},
    {"xoxc-", ALNUM "-", 8},
    {"xoxd-", ALNUM "-%", 8},
    {"xapp-", ALNUM "-", 8},
    {"sk-", ALNUM "-_", 16},
    {"sk_live_", ALNUM, 16},
    {"rk_live_", ALNUM, 16},
    {"AKIA", CAPITALS DIGITS, 16},
    {"ASIA", CAPITALS DIGITS, 16},
    {"AIza", ALNUM "-_", 30},
    {"ghp_", ALNUM, 20},
    {"gho_", ALNUM, 20},
    {"ghu_", ALNUM, 20},
    {"ghs_", ALNUM, 20},
    {"ghr_", ALNUM, 20},
    {"github_pat_", ALNUM "_", 20},
    {"glpat-", ALNUM "-_", 16},
    {"dckr_pat_", ALNUM "-_", 16},
    {"npm_", ALNUM, 30},
    {"pypi-", ALNUM "-_", 30},
    {"hf_", ALNUM, 20},
    {"hvs.", ALNUM "-_", 20},
};

/* Each returns how many bytes of `at` are such a thing, 0 for none. */
static size_t token(const char *at)
{
    if (!strchr("xsrAghdnp", *at)) /* how the prefixes begin */
        return 0;
    for (size_t i = 0; i < G_N_ELEMENTS(TOKENS); i++) {
        if (*at != *TOKENS[i].prefix || !g_str_has_prefix(at, TOKENS[i].prefix))
            continue;
        size_t prefix = strlen(TOKENS[i].prefix);
        size_t rest = strspn(at + prefix, TOKENS[i].follows);
        if (rest >= TOKENS[i].least)
            return prefix + rest;
    }
    return 0;
}

/* Three parts of base64url; the first is JSON, so it begins with {" as base64 has it. */
static size_t web_token(const char *at)
{
    static const char BASE64[] = ALNUM "-_";
    if (strncmp(at, "eyJ", 3) != 0)
        return 0;
    size_t len = strspn(at, BASE64);
    if (len < 8 || at[len] != '.')
        return 0;
    size_t second = strspn(at + len + 1, BASE64);
    if (second < 8)
        return 0;
    len += 1 + second;
    return at[len] == '.' ? len + 1 + strspn(at + len + 1, BASE64) : len;
}

static size_t bearer(const char *at)
{
    static const char WORD[] = "bearer ";
    size_t word = sizeof WORD - 1;
    if (g_ascii_tolower(*at) != 'b' || g_ascii_strncasecmp(at, WORD, word) != 0)
        return 0;
    size_t len = strspn(at + word, ALNUM "-_.~+/=");
    return len >= 16 ? word + len : 0;
}

/* From its first line to its last; to the end of the text when that was cut off. */
static size_t private_key(const char *at)
{
    static const char BEGIN[] = "-----BEGIN ", END[] = "-----END ";
    if (strncmp(at, BEGIN, sizeof BEGIN - 1) != 0)
        return 0;
    const char *label = at + sizeof BEGIN - 1;
    size_t len = strspn(label, CAPITALS DIGITS " ");
    g_autofree char *said = g_strndup(label, len);
    if (!g_str_has_suffix(said, "PRIVATE KEY") && !g_str_has_suffix(said, "PRIVATE KEY BLOCK"))
        return 0;
    const char *end = strstr(label, END);
    const char *dashes = end ? strstr(end + sizeof END - 1, "-----") : NULL;
    return dashes ? (size_t)(dashes - at) + 5 : strlen(at);
}

/* `password=…` and its kin: the name stays, what stands behind it goes. */
static size_t setting(const char *at, size_t *keep)
{
    static const char *const NAMES[] = {"password", "passwd", "pwd",        "secret", "token",
                                        "api_key",  "apikey", "access_key", "密码",   "口令"};
    for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        size_t name = strlen(NAMES[i]);
        if (g_ascii_strncasecmp(at, NAMES[i], name) != 0)
            continue;
        size_t equals = at[name] == '=' ? 1 : 0;
        if (!equals)
            continue;
        size_t len = strcspn(at + name + 1, " \t\r\n,;&\"'<>");
        if (len < 4 || strchr("$<{[*", at[name + 1]))
            continue; /* nothing, or a name for it: $TOKEN */
        *keep = name + 1;
        return name + 1 + len;
    }
    return 0;
}

/* `://user:password@`: both go. */
static size_t in_address(const char *at, size_t *keep)
{
    if (strncmp(at, "://", 3) != 0)
        return 0;
    size_t len = strcspn(at + 3, "/?#@ \t\r\n");
    if (at[3 + len] != '@' || !memchr(at + 3, ':', len))
        return 0;
    *keep = 3;
    return 3 + len;
}

/* What may stand before an @. Every word is asked, and strspn() would draw up its set each time. */
static size_t local_part(const char *at)
{
    size_t len = 0;
    while (g_ascii_isalnum(at[len]) || (at[len] && strchr("._%+-", at[len])))
        len++;
    return len;
}

/* "git@github.com" is how repositories are named, and nobody's address. */
static size_t email(const char *at)
{
    size_t local = local_part(at);
    if (local == 0 || at[local] != '@' || (local == 3 && strncmp(at, "git", 3) == 0))
        return 0;
    size_t domain = strspn(at + local + 1, ALNUM ".-");
    while (domain > 0 && strchr(".-", at[local + domain]))
        domain--;
    const char *host = at + local + 1;
    const char *dot = domain ? memrchr(host, '.', domain) : NULL;
    if (!dot || dot == host)
        return 0;
    size_t top = domain - (size_t)(dot + 1 - host);
    return top >= 2 && strspn(dot + 1, CAPITALS SMALL) >= top ? local + 1 + domain : 0;
}

/* Digits with single blanks or dashes between; how many bytes, and the digits themselves. */
static size_t digits_at(const char *at, char *digits, size_t max, size_t *count)
{
    size_t len = 0;
    *count = 0;
    for (size_t i = 0; at[i] && *count < max; i++) {
        if (g_ascii_isdigit(at[i])) {
            digits[(*count)++] = at[i];
            len = i + 1;
        } else if (!strchr(" -", at[i]) || len != i || i == 0) {
            break;
        }
    }
    return len;
}

static bool luhn(const char *digits, size_t count)
{
    unsigned sum = 0;
    for (size_t i = 0; i < count; i++) {
        unsigned digit = (unsigned)(digits[count - 1 - i] - '0') << (i & 1);
        sum += digit > 9 ? digit - 9 : digit;
    }
    return sum % 10 == 0 && strspn(digits, "0") < count;
}

static size_t card(const char *at)
{
    char digits[20] = "";
    size_t count, len = digits_at(at, digits, 19, &count);
    bool ends = !g_ascii_isalnum(at[len]);
    /* Cards of all issuers begin with 2 to 6; a time in milliseconds, with 1. */
    return ends && count >= 13 && strchr("23456", digits[0]) && luhn(digits, count) ? len : 0;
}

/* A Chinese mobile number, with or without +86. */
static size_t phone(const char *at)
{
    size_t skip = 0;
    if (strncmp(at, "+86", 3) == 0)
        skip = 3 + strspn(at + 3, " -");
    char digits[16] = "";
    size_t count, len = digits_at(at + skip, digits, 15, &count);
    bool ends = !g_ascii_isalnum(at[skip + len]);
    return ends && count == 11 && digits[0] == '1' && digits[1] >= '3' ? skip + len : 0;
}

/* A Chinese identity number: seventeen digits and one that checks them (ISO 7064, MOD 11-2). */
static size_t identity(const char *at)
{
    static const int WEIGHTS[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    if (!g_ascii_isdigit(*at) || strspn(at, DIGITS) < 17 || !at[17])
        return 0;
    for (size_t i = 0; i < G_N_ELEMENTS(WEIGHTS); i++)
        sum += (at[i] - '0') * WEIGHTS[i];
    bool checks = g_ascii_toupper(at[17]) == "10X98765432"[sum % 11];
    return checks && !g_ascii_isalnum(at[18]) ? 18 : 0;
}

typedef struct Secret {
    size_t len, keep; /* keep: bytes at its beginning that stay */
    const char *name;
} Secret;

/* `needs`: of these bytes one at least stands in every such thing. */
static const struct {
    size_t (*find)(const char *at);
    const char *needs, *name;
} KINDS[] = {
    {token, ALNUM, "[token]"},         {web_token, ".", "[token]"},
    {bearer, " ", "[token]"},          {email, "@", "[email]"},
    {identity, DIGITS, "[id number]"}, {phone, DIGITS, "[phone number]"},
    {card, DIGITS, "[card number]"},   {private_key, "-", "[private key]"},
};
static const struct {
    size_t (*find)(const char *at, size_t *keep);
    const char *needs;
} PARTS[] = {{setting, "="}, {in_address, "@"}};

/* Which kinds there may be in a text: most have hardly one, and most texts none at all. */
typedef struct Possible {
    bool kinds[G_N_ELEMENTS(KINDS)], parts[G_N_ELEMENTS(PARTS)];
} Possible;

static Possible possible_in(const char *text)
{
    Possible possible;
    for (size_t i = 0; i < G_N_ELEMENTS(KINDS); i++)
        possible.kinds[i] = strpbrk(text, KINDS[i].needs) != NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(PARTS); i++)
        possible.parts[i] = strpbrk(text, PARTS[i].needs) != NULL;
    return possible;
}

static Secret secret_at(const char *at, const Possible *possible)
{
    Secret secret = {.name = "[password]"};
    for (size_t i = 0; i < G_N_ELEMENTS(KINDS); i++) {
        size_t len = possible->kinds[i] ? KINDS[i].find(at) : 0;
        if (len > 0)
            return (Secret){.len = len, .name = KINDS[i].name};
    }
    for (size_t i = 0; i < G_N_ELEMENTS(PARTS) && secret.len == 0; i++)
        if (possible->parts[i])
            secret.len = PARTS[i].find(at, &secret.keep);
    return secret;
}

static bool in_word(char c)
{
    return g_ascii_isalnum(c) || c == '_';
}

char *mask_text(const char *text, size_t *count)
{
    GString *out = g_string_sized_new(strlen(text));
    Possible possible = possible_in(text);
    size_t found = 0;
    for (const char *at = text; *at;) {
        /*
         * A word is looked at where it begins: looking at each of its letters would take squares.
         */
        bool begins = at == text || !in_word(at[-1]) || !in_word(*at);
        Secret secret = begins ? secret_at(at, &possible) : (Secret){0};
        g_string_append_len(out, at, (gssize)secret.keep);
        if (secret.len > 0) {
            g_string_append(out, secret.name);
            at += secret.len;
            found++;
        } else {
            g_string_append_c(out, *at++);
        }
    }
    if (count)
        *count = found;
    return g_string_free(out, FALSE);
}
