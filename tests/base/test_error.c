/* Errors and the two languages. */
#include "base/error.h"

#include "base/language.h"
#include "base/text.h"
#include "tests/base/child.h"
#include "tests/tap.h"

static int fail(struct error *error, const char *detail)
{
    return error_set(error, ERROR_INPUT, "F01", "理由：%s", detail);
}

static void test_set(void)
{
    struct error error = {.field = "old", .clause = "old"};

    is_int(fail(&error, "列がありません"), ERROR_INPUT, "the code comes back");
    is_text(error.text, "理由：列がありません", "the sentence");
    is_text(error.id, "F01", "the problem code");
    ok(error.code == ERROR_INPUT && !error.field[0] && !error.clause[0],
       "what was there before is gone");
    is_int(error_at(&error, "資産番号", "5.1(2)"), ERROR_INPUT, "the code comes back again");
    is_text(error.field, "資産番号", "the field");
    is_text(error.clause, "5.1(2)", "the clause");
    error_at(&error, NULL, NULL);
    is_text(error.field, "資産番号", "NULL leaves it");
    is_int(fail(NULL, "x"), ERROR_INPUT, "nobody need want the details");
    is_int(error_at(NULL, "x", "y"), ERROR_FAULT, "without an error to fill it is a fault");
    error_set(&error, ERROR_FAULT, NULL, "%d", 5);
    is_text(error.id, "", "no problem code");
}

static void test_cut(void)
{
    struct error error = {0};
    char text[1200];
    bool whole = true;

    for (size_t shift = 0; shift < 4; shift++) {
        memset(text, 'a', shift);
        for (size_t at = shift; at + 3 < sizeof(text); at += 3)
            memcpy(text + at, "長", 4);
        error_set(&error, ERROR_INPUT, text, "%s", text);
        error_at(&error, text, text);
        whole = whole && text_is_utf8(error.text, strlen(error.text)) &&
                text_is_utf8(error.field, strlen(error.field)) &&
                text_is_utf8(error.clause, strlen(error.clause)) &&
                text_is_utf8(error.id, strlen(error.id)) && strlen(error.text) >= 636 &&
                strlen(error.field) >= 60;
    }
    ok(whole, "too long a text is cut between characters");
    error_set(&error, ERROR_INPUT, "", "%s", "終");
    is_text(error.text, "終", "a short text is not cut");
}

static void test_languages(void)
{
    struct error error = {.language = LANGUAGE_ENGLISH};

    is_text(language_text(LANGUAGE_JAPANESE, "はい"), "はい", "Japanese is the source");
    is_text(language_text(LANGUAGE_ENGLISH, "はい"), "Yes", "English from the catalogue");
    is_text(language_text(LANGUAGE_ENGLISH, "いいえ"), "No", "and another");
    is_text(language_text(LANGUAGE_ENGLISH, "訳のない文"), "訳のない文", "the source without one");
    is_text(language_text(LANGUAGE_ENGLISH, ""), "", "even when empty");
    error_set(&error, ERROR_BUSY, "", "はい");
    is_text(error.text, "Yes", "errors speak the owner's language");
    ok(error.language == LANGUAGE_ENGLISH, "which stays");
}

static void test_exit_statuses(void)
{
    static const int statuses[][2] = {
        {0, 0},
        {ERROR_INPUT, 3},
        {ERROR_DENIED, 4},
        {ERROR_MISSING, 3},
        {ERROR_CONFLICT, 3},
        {ERROR_BUSY, 5},
        {ERROR_LIMIT, 3},
        {ERROR_STALE, 3},
        {ERROR_FAULT, 70},
        {-99, 70},
    };

    for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++)
        is_int(error_exit_status(statuses[i][0]), statuses[i][1], "exit status");
}

static void break_invariant(void)
{
    must(1 + 1 == 3);
}

int main(void)
{
    test_set();
    test_cut();
    test_languages();
    test_exit_statuses();
    ok(child_aborts(break_invariant), "must() stops the program");
    return done();
}
