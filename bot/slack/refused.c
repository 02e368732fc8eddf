/*
 * Slack's words for it, and a remedy for each.
 */
#include "bot/slack/refused.h"

#include <string.h>

static bool is_word(const WebResult *result, const char *const *words)
{
    return result->outcome == WEB_REFUSED && result->error && g_strv_contains(words, result->error);
}

bool refused_is(const WebResult *result)
{
    static const char *const WORDS[] = {"not_authed",
                                        "invalid_auth",
                                        "account_inactive",
                                        "token_revoked",
                                        "token_expired",
                                        "not_allowed_token_type",
                                        "missing_scope",
                                        "no_permission",
                                        "access_denied",
                                        "accesslimited",
                                        "ekm_access_denied",
                                        "team_access_not_granted",
                                        "forbidden_team",
                                        "enterprise_is_restricted",
                                        "two_factor_setup_required",
                                        NULL};
    return is_word(result, WORDS);
}

bool refused_is_off(const WebResult *result)
{
    static const char *const WORDS[] = {"link_disabled", NULL};
    return is_word(result, WORDS);
}

static const char *remedy(const char *word, bool is_app)
{
    if (strcmp(word, "missing_scope") != 0)
        return "put a valid one into the environment or its file and start again";
    return is_app ? "make one with the scope connections:write under \"Basic Information\", "
                    "\"App-Level Tokens\" of the app and start again"
                  : "add the scope under \"OAuth & Permissions\" of the app, where `askd manifest` "
                    "says which, install it again and start again";
}

char *refused_text(const WebResult *result, WebToken token)
{
    bool is_app = token == WEB_TOKEN_APP;
    return g_strdup_printf("Slack refuses the %s: %s%s%s; %s",
                           is_app ? "app token (SLACK_APP_TOKEN)" : "bot token (SLACK_BOT_TOKEN)",
                           result->error, result->detail ? ", " : "",
                           result->detail ? result->detail : "", remedy(result->error, is_app));
}
