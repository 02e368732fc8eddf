/*
 * Each item of what the first knowledge must say, by the command that concerns it: what is typed,
 * and what must be in the reply, in both languages.
 */
#include "tests/unit/commands/shelf.h"

typedef struct Row {
    const char *items; /* of the list of facts */
    const char *command, *text;
    Lang lang;
    const char *says[6];
} Row;

static const Row rows[] = {
    /* I24, I25, I23, I22: venues by topic. */
    {"I24",
     "/channels",
     "storage driver slow on docker",
     LANG_EN,
     {"**[Docker Community Slack: storage]"}},
    {"I24", "/channels", "存储驱动很慢", LANG_ZH, {"**[Docker 社区 Slack：存储]"}},
    {"I24", "/channels", "swarm", LANG_EN, {"**[Docker Community Slack: Swarm]"}},
    {"I24", "/channels", "docker 容器网络不通", LANG_ZH, {"**[Docker 社区 Slack：网络]"}},
    {"I24", "/channels", "alpine", LANG_ZH, {"**[Docker 社区 Slack：Alpine Linux]"}},
    {"I24", "/channels", "docker for windows does not start", LANG_EN, {"Docker for Windows]"}},
    {"I24", "/channels", "苹果电脑", LANG_ZH, {"Docker for Mac"}},
    {"I25",
     "/channels",
     "docker forum",
     LANG_EN,
     {"**[Docker Forums]", "https://forums.docker.com/"}},
    {"I25", "/channels", "Docker 论坛", LANG_ZH, {"https://forums.docker.com/"}},
    {"I22",
     "/channels",
     "bug in the docker engine",
     LANG_EN,
     {"https://github.com/moby/moby/issues"}},
    {"I27", "/channels", "meetups near me", LANG_EN, {"meetups"}},
    {"I38", "/channels", "kubernetes", LANG_EN, {"**[Kubernetes Slack]"}},
    {"I38", "/channels", "k8s 的问题", LANG_ZH, {"Kubernetes"}},
    {"I55", "/channels", "envoy", LANG_EN, {"**[Envoy Slack]"}},
    {"I55", "/channels", "特使", LANG_ZH, {"**[Envoy Slack]"}},
    {"I62", "/channels", "linkerd 报错", LANG_ZH, {"**[Linkerd Slack]"}},
    {"I64", "/channels", "rook ceph cluster", LANG_EN, {"**[Rook Slack]"}},
    {"I74", "/channels", "kubernetes 中文文档", LANG_ZH, {"https://kubernetes.io/zh-cn/"}},
    {"I72", "/channels", "istio docs in chinese", LANG_EN, {"https://istio.io/latest/zh/"}},
    {"I90",
     "/channels",
     "where do I write a KEP?",
     LANG_EN,
     {"https://github.com/kubernetes/enhancements"}},
    {"-",
     "/channels",
     "sourdough bread",
     LANG_EN,
     {"I know no place for just that", "https://slack.cncf.io"}},
    {"-", "/channels", "红烧肉", LANG_ZH, {"我没有找到"}},
    {"I23-I27",
     "/channels",
     "",
     LANG_EN,
     {"**Chat**", "**Forums**", "**Meetups and events**", "Docker Forums",
      "/channels storage driver"}},
    {"I23-I27",
     "/channels",
     "",
     LANG_ZH,
     {"**聊天频道**", "**论坛**", "**聚会与活动**", "/channels 存储驱动很慢"}},
};

static void each_item_is_said_by_its_command(void **state)
{
    Shelf *shelf = *state;
    unsigned wrong = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const Row *row = &rows[i];
        const Message *m = shelf_command(shelf, row->command, row->text, row->lang);
        for (const char *const *words = row->says; *words; words++) {
            if (desk_says(m, *words))
                continue;
            wrong++;
            g_autofree char *all = shelf_print(m);
            fprintf(stderr, "%s %s %s (%s) does not say: %s\n%s\n", row->items, row->command,
                    row->text, lang_code(row->lang), *words, all);
        }
    }
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_item_is_said_by_its_command),
    };
    return cmocka_run_group_tests(tests, shelf_open, shelf_close);
}
