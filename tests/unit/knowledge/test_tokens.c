#include "tests/test.h"

#include "knowledge/index/lexicon.h"
#include "knowledge/index/tokens.h"

/* The words of a text as they stand, with bars between them. */
static char *words_of(Tokens *tokens, const char *text)
{
    tokens_read(tokens, text);
    GString *out = g_string_new(NULL);
    for (size_t i = 0; i < tokens->word_count; i++)
        g_string_append_printf(out, "%s%.*s", i ? "|" : "", (int)tokens->words[i].len,
                               tokens->text + tokens->words[i].at);
    return g_string_free(out, FALSE);
}

static void text_is_cut_into_words(void **state)
{
    (void)state;
    static const struct {
        const char *text, *words;
    } cases[] = {
        {"What is Envoy?", "what|is|envoy"},
        {"argo-cd v2.1", "argo-cd|argo|cd|v2.1|v2|1"},
        {"C++ and c#, see a.b.", "c++|c|and|c#|c|see|a.b|a|b"},
        {"部署服务是什么", "部署|服务|是|什么"},
        {"用helm部署", "用|helm|部署"},
        {"ＡＰＩ　證書", "api|证书"},
        {"Café ﬁle", "café|file"},
        {"max_connections", "max_connections|max|connections"},
        {"🙂 ?!", ""},
        {"\xff\xfe", ""},
        {"", ""},
    };
    g_autoptr(Tokens) tokens = tokens_new();
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *words = words_of(tokens, cases[i].text);
        assert_string_equal(words, cases[i].words);
    }
}

static void forms_of_a_word_share_a_key(void **state)
{
    (void)state;
    g_autoptr(Tokens) tokens = tokens_new();
    tokens_read(tokens, "deploys deploying DEPLOYED deploy");
    assert_int_equal(tokens->word_count, 4);
    for (size_t i = 1; i < 4; i++)
        assert_true(tokens->words[i].key == tokens->words[0].key);
    tokens_read(tokens, "容器 容器 證書 证书");
    assert_true(tokens->words[0].key == tokens->words[1].key);
    assert_true(tokens->words[2].key == tokens->words[3].key);
    assert_true(tokens->words[0].key != tokens->words[2].key);
}

static void a_stem_is_the_same_after_ever_so_many_others(void **state)
{
    (void)state;
    g_autoptr(Tokens) tokens = tokens_new();
    tokens_read(tokens, "deploys");
    Word first = tokens->words[0];
    for (int i = 0; i < 100000; i++) {
        g_autofree char *others = g_strdup_printf("word%dings deploying", i);
        tokens_read(tokens, others);
        assert_true(tokens->words[0].key != first.key);
        assert_true(tokens->words[1].key == first.key && tokens->words[1].form != first.form);
    }
    tokens_read(tokens, "deploys");
    assert_true(tokens->words[0].key == first.key && tokens->words[0].form == first.form);
}

static void a_corrected_word_takes_the_other_ones_place(void **state)
{
    (void)state;
    g_autoptr(Tokens) tokens = tokens_new();
    tokens_read(tokens, "prometheus");
    uint64_t right = tokens->words[0].key;
    tokens_read(tokens, "what is promethues");
    tokens_correct(tokens, 2, "prometheus");
    assert_true(tokens->words[2].key == right);
    assert_memory_equal(tokens->text + tokens->words[2].at, "prometheus", 10);
}

static void a_long_word_is_cut_and_memory_is_enough(void **state)
{
    (void)state;
    g_autoptr(Tokens) tokens = tokens_new();
    g_autofree char *letters = g_strnfill(100000, 'x');
    tokens_read(tokens, letters);
    assert_int_equal(tokens->word_count, 1);
    assert_in_range(tokens->words[0].len, 1, 64);
    GString *ligatures = g_string_new(NULL);
    for (int i = 0; i < 1000; i++)
        g_string_append(ligatures, "\xEF\xB7\xBA"); /* one character, eighteen when normalised */
    tokens_read(tokens, ligatures->str);
    assert_true(tokens->len > 18 * 1000);
    g_string_free(ligatures, TRUE);
}

static void numbers_of_keys_are_found_again(void **state)
{
    (void)state;
    g_autoptr(Lexicon) lexicon = lexicon_new();
    for (uint64_t i = 0; i < 10000; i++)
        assert_int_equal(lexicon_add(lexicon, key_join(1, i)), i);
    for (uint64_t i = 0; i < 10000; i++)
        assert_int_equal(lexicon_find(lexicon, key_join(1, i)), i);
    assert_int_equal(lexicon_add(lexicon, key_join(1, 77)), 77);
    assert_int_equal(lexicon_find(lexicon, key_join(2, 1)), LEXICON_NONE);
    assert_int_equal(lexicon_count(lexicon), 10000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_cut_into_words),
        cmocka_unit_test(forms_of_a_word_share_a_key),
        cmocka_unit_test(a_stem_is_the_same_after_ever_so_many_others),
        cmocka_unit_test(a_corrected_word_takes_the_other_ones_place),
        cmocka_unit_test(a_long_word_is_cut_and_memory_is_enough),
        cmocka_unit_test(numbers_of_keys_are_found_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
