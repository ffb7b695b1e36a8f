/* Whether a password can be guessed. The standard asks for length and for what others do not guess,
 * not for kinds of letters; so what can be guessed counts as one letter, and the rest must be long
 * enough. CLAUSE: 4.3.4, 5.7.4 */
#include "keeper/secret.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/language.h"
#include "base/text.h"
#include "crypto/sign.h"
#include "keeper/spelling.h"
#include "pack/pack.h"

#include <stdio.h>
#include <string.h>

enum { SHORTEST = 12, LONGEST = 128, OWN_LETTERS = 3 }; /* shortest: where the pack sets none */

/* What makes a part of a password easy to guess. */
enum part { PART_WORD, PART_KEYS, PART_RUN, PART_YEAR, PART_REPEAT, PARTS };

static const char *const part_names[PARTS] = {"よく使われる語", "キーボードの並び",
                                              "続きの文字や数字", "年", "くり返し"};

static const char *const words[] = {
#include "keeper/words.inc"
};

/* Rows of keys as fingers walk them, of American and Japanese keyboards. */
static const char *const key_rows[] = {
    "1234567890-",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "!@#$%^&*()",
    "!\"#$%&'()",
};

static char small_letter(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
}

/* Whether the typed letter stands for that of the word: p@ssw0rd. */
static bool stands_for(char typed, char letter)
{
    static const char pairs[] = "@a4a3e6g!i1i|i1l|l0o$s5s7t+t2z8b";

    if (small_letter(typed) == letter)
        return true;
    for (const char *pair = pairs; *pair != '\0'; pair += 2)
        if (pair[0] == typed && pair[1] == letter)
            return true;
    return false;
}

static size_t match_word(const char *text, const char *word)
{
    size_t length = 0;

    while (word[length] != '\0')
        if (!stands_for(text[length], word[length]))
            return 0;
        else
            length++;
    return length;
}

static size_t word_at(const char *text)
{
    size_t longest = 0;

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t length = match_word(text, words[i]);

        longest = length > longest ? length : longest;
    }
    return longest;
}

/* How far the text goes along the row from that key, forward or back. */
static size_t walk_row(const char *text, const char *row, const char *key, int step)
{
    size_t length = 0;

    while (key >= row && *key != '\0' && small_letter(text[length]) == *key) {
        length++;
        key += step;
    }
    return length;
}

static size_t keys_at(const char *text)
{
    enum { LEAST = 4 };
    size_t longest = 0;

    for (size_t i = 0; i < sizeof key_rows / sizeof *key_rows; i++)
        for (const char *key = key_rows[i]; *key != '\0'; key++)
            for (int step = -1; step <= 1; step += 2) {
                size_t length = walk_row(text, key_rows[i], key, step);

                longest = length > longest ? length : longest;
            }
    return longest >= LEAST ? longest : 0;
}

/* aaa, abcd, 9876 */
static size_t run_at(const char *text)
{
    size_t length = 1;
    int step = text[1] - text[0];

    if (text[1] == '\0' || step < -1 || step > 1)
        return 0;
    while (text[length] != '\0' && text[length] - text[length - 1] == step)
        length++;
    return length >= (step == 0 ? 3 : 4) ? length : 0;
}

static size_t year_at(const char *text)
{
    bool is_year = strncmp(text, "19", 2) == 0 || strncmp(text, "20", 2) == 0;

    for (int i = 2; is_year && i < 4; i++)
        is_year = text[i] >= '0' && text[i] <= '9';
    return is_year ? 4 : 0;
}

/* Three letters or more that stood before. */
static size_t repeat_at(const char *whole, const char *text)
{
    enum { LEAST = 3 };
    size_t longest = 0;

    for (const char *before = whole; before < text; before++) {
        size_t length = 0;

        while (before + length < text && text[length] != '\0' && before[length] == text[length])
            length++;
        longest = length > longest ? length : longest;
    }
    return longest >= LEAST ? longest : 0;
}

/* The length of the longest part that is easy to guess; 0 when there is none. */
static size_t part_at(const char *whole, const char *text, enum part *ret_part)
{
    const size_t lengths[PARTS] = {word_at(text), keys_at(text), run_at(text), year_at(text),
                                   repeat_at(whole, text)};
    size_t longest = 0;

    for (int i = 0; i < PARTS; i++)
        if (lengths[i] > longest) {
            longest = lengths[i];
            *ret_part = (enum part)i;
        }
    return longest;
}

/* The letters that count, and which kinds of parts were found. */
static int64_t count_letters(const char *password, bool found[PARTS])
{
    int64_t count = 0;

    for (const char *text = password; *text != '\0'; count++) {
        enum part part = PART_WORD;
        size_t length = part_at(password, text, &part);

        found[part] |= length > 0;
        text += length > 0 ? length : 1;
    }
    return count;
}

static bool holds_word(const char *text, const char *word)
{
    if (strlen(word) < OWN_LETTERS)
        return false;
    for (; *text != '\0'; text++)
        if (match_word(text, word) > 0)
            return true;
    return false;
}

/* Whether the password holds a part of the name, in any spelling. */
static bool holds_name(struct arena *arena, const char *spelling, const char *name)
{
    char *rest = text_nfkc(arena, name != NULL ? name : "");
    char *part;

    while ((part = strsep(&rest, " ,.-")) != NULL)
        if (holds_word(spelling, spelling_of_name(arena, part)))
            return true;
    return false;
}

static bool holds_number(const char *password, const char *staff_no)
{
    enum { LEAST = 4 };
    const char *short_no = staff_no + strspn(staff_no, "0");

    return strstr(password, strlen(short_no) >= LEAST ? short_no : staff_no) != NULL;
}

static bool is_own(const struct keeper_person *person, const char *password)
{
    enum { ARENA_BYTES = 1 << 20 };
    struct arena *arena = arena_open(ARENA_BYTES);
    char *spelling = spelling_of(arena, password);
    bool result = holds_number(password, person->staff_no) ||
                  holds_name(arena, spelling, person->name) ||
                  holds_name(arena, spelling, person->kana);

    secret_wipe(spelling, strlen(spelling));
    arena_close(arena);
    return result;
}

static bool is_typable(const char *password)
{
    for (; *password != '\0'; password++)
        if (*password < ' ' || *password > '~')
            return false;
    return true;
}

static int64_t shortest(const struct pack *pack)
{
    const struct pack_parameter *parameter = pack_parameter(pack, "password_min_length");

    return parameter != NULL && parameter->is_set ? parameter->integer : SHORTEST;
}

/* "common words / years" in the reader's language */
static void name_parts(const bool found[PARTS], enum language language, char *out, size_t size)
{
    size_t length = 0;

    for (int i = 0; i < PARTS; i++)
        if (found[i] && length < size)
            length += (size_t)snprintf(out + length, size - length, "%s%s", length > 0 ? " / " : "",
                                       language_text(language, part_names[i]));
}

static int judge(const struct keeper_person *person, const char *password, int64_t least,
                 struct error *error)
{
    int64_t length = (int64_t)strlen(password);
    bool found[PARTS] = {false};
    char names[256] = "";

    if (!is_typable(password))
        return error_set(error, ERROR_INPUT, "",
                         "パスワードは半角の英字、数字、記号で決めてください。");
    if (length < least)
        return error_set(error, ERROR_INPUT, "",
                         "パスワードが短すぎます。%lld 文字以上にしてください。", (long long)least);
    if (length > LONGEST)
        return error_set(error, ERROR_INPUT, "",
                         "パスワードが長すぎます。%d 文字以内にしてください。", LONGEST);
    if (is_own(person, password))
        return error_set(error, ERROR_INPUT, "",
                         "パスワードに自分の職員番号、氏名やその読みが入っています。"
                         "人が推測できない別の語にしてください。");
    int64_t count = count_letters(password, found);
    if (count >= least)
        return 0;
    name_parts(found, error != NULL ? error->language : LANGUAGE_JAPANESE, names, sizeof names);
    return error_set(error, ERROR_INPUT, "",
                     "パスワードに推測されやすい部分（%s）があります。一か所を一文字と数えて "
                     "%lld 文字以上になるように、つながりのない語を足してください。",
                     names, (long long)least);
}

int keeper_judge_password(const struct pack *pack, const struct keeper_person *person,
                          const char *password, struct error *error)
{
    if (judge(person, password, shortest(pack), error) == 0)
        return 0;
    return error_at(error, "password", "4.3.4");
}

int keeper_choose_password(struct keeper *keeper, struct store *store, const struct pack *pack,
                           const struct keeper_person *person, const char *password,
                           struct keeper_hash *ret_hash, struct error *error)
{
    enum keeper_verdict verdict;
    int status = keeper_judge_password(pack, person, password, error);

    if (status == 0)
        status = keeper_check_password(keeper, store, person->id, password, &verdict, error);
    if (status != 0)
        return status;
    if (verdict == KEEPER_GOOD || verdict == KEEPER_MUST_CHANGE) {
        error_set(error, ERROR_INPUT, "",
                  "今と同じパスワードです。別のパスワードを決めてください。");
        return error_at(error, "password", "4.3.4");
    }
    secret_hash(keeper, password, ret_hash);
    return 0;
}
