#include "tests/tap.h"

#include "base/error.h"
#include "base/language.h"
#include "keeper/keeper.h"
#include "pack/pack.h"

static const struct keeper_person person = {7, "027162", "山田　太郎", "ヤマダ　タロウ"};

static void refused(const struct pack *pack, const struct keeper_person *who, const char *password,
                    const char *reason, const char *name)
{
    struct error error = {.language = LANGUAGE_ENGLISH};
    int status = keeper_judge_password(pack, who, password, &error);

    if (!ok(status == ERROR_INPUT && strstr(error.text, reason) != NULL &&
                strcmp(error.field, "password") == 0 &&
                (*password == 0 || strstr(error.text, password) == NULL),
            "4.3.4: %s", name))
        printf("# %s: %d %s\n", password, status, error.text);
}

static void accepted(const struct pack *pack, const char *password, const char *name)
{
    struct error error = {0};
    int status = keeper_judge_password(pack, &person, password, &error);

    if (!ok(status == 0, "4.3.4: %s", name))
        printf("# %s: %s\n", password, error.text);
}

static void test_guessable(const struct pack *pack)
{
    refused(pack, &person, "nagare-toke", "too short", "eleven letters are too few");
    refused(pack, &person, "", "too short", "so are none");
    refused(pack, &person, "流れる時計とボタンの話です", "plain keyboard",
            "letters that must be converted");
    refused(pack, &person, "Password2026!", "common words / years", "a word and a year");
    refused(pack, &person, "P@ssw0rdP@ssw0rd", "common words", "a word in disguise, twice");
    refused(pack, &person, "Kishiwada-Danjiri", "common words", "the city and its festival");
    refused(pack, &person, "qwertyuiopasdfgh", "rows of keys", "rows of keys");
    refused(pack, &person, "1qaz2wsx3edc", "rows of keys", "columns of keys");
    refused(pack, &person, "lkjhgfdsa-zxcvbnm", "rows of keys", "rows of keys backwards");
    refused(pack, &person, "aaaaaaaaaaaaaaaa", "runs", "one letter");
    refused(pack, &person, "klmnopqrs-98765", "runs", "the alphabet, and counting down");
    refused(pack, &person, "hm4hm4hm4hm4hm4", "repetitions", "the same over and over");
    accepted(pack, "nagare-tokei-botan", "three words without connection");
    accepted(pack, "sakura ga chiru mae no heya", "a sentence that holds a common word");
    accepted(pack, "v9#Kd!x2Lw@q", "twelve random letters");
    char longest[130];
    memset(longest, 0, sizeof longest);
    for (size_t i = 0; i < sizeof longest - 1; i++)
        longest[i] = (char)('!' + i * 29 % 90);
    refused(pack, &person, longest, "too long", "more than 128 letters");
}

static void test_own(const struct pack *pack)
{
    static const struct keeper_person shinichi = {8, "000812", "小野 真一", "ｵﾉ ｼﾝｲﾁﾛｳ"};
    static const struct keeper_person jo = {9, "100001", "LEE Junho", "ジョ　フミコ"};
    static const struct keeper_person kyo = {9, "100001", "大野 京香", "オオノ　キョウカ"};

    refused(pack, &person, "botan-027162-tokei", "your staff number", "the staff number");
    refused(pack, &person, "botan-27162-tokei", "your staff number", "also without its zero");
    refused(pack, &person, "botanYAMADAtokei", "your name", "the family name");
    refused(pack, &person, "botan.y@m4da.tokei", "your name", "in disguise");
    refused(pack, &person, "botantarohtokei", "your name", "the given name in another spelling");
    refused(pack, &shinichi, "botan-sinichiro", "your name", "shi and si are the same");
    refused(pack, &kyo, "botan-ohno-tokei", "your name", "a long vowel in any spelling");
    refused(pack, &kyo, "botan-kyoka-tokei", "your name", "small kana");
    refused(pack, &jo, "botan-humiko-tokei", "your name", "fu and hu are the same");
    refused(pack, &jo, "botan-junho-tokei", "your name", "a name in roman letters");
    accepted(pack, "onotabi-machi-aki", "somebody else's name is no fact of the person");
}

int main(void)
{
    struct error error = {0};
    struct pack *pack = pack_open(NULL, &error);

    if (pack == NULL)
        return 1;
    test_guessable(pack);
    test_own(pack);
    pack_close(pack);
    return done();
}
