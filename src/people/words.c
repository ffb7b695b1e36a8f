/* The words of rights and of the record, as people say them. */
#include "people/people.h"

#include <string.h>

struct word {
    const char *word, *japanese, *english;
};

static const struct word acts[] = {
    {"acknowledge", "確認", "acknowledgement"},
    {"add", "登録", "registration"},
    {"administer", "管理", "administration"},
    {"appoint", "任命", "appointment"},
    {"approve", "承認", "approval"},
    {"check", "点検", "check"},
    {"corrections", "是正の報告", "report of corrections"},
    {"edit", "変更", "change"},
    {"end", "廃止", "end"},
    {"erase", "内容の消去", "erasure of the content"},
    {"excuse", "例外の承認", "exception"},
    {"export", "書出し", "export"},
    {"import", "取込", "import"},
    {"init", "開始", "beginning"},
    {"reorganise", "組織の変更", "reorganisation"},
    {"restore", "復元", "restoration"},
    {"set", "変更", "change"},
    {"undo", "取消し", "undoing"},
    {"verify", "検証", "verification"},
    {"view", "閲覧", "viewing"},
};

static const struct word matters[] = {
    {"*", "市全体", "the whole city"},
    {"accounts", "アカウント一覧", "accounts"},
    {"appointments", "任命", "appointments"},
    {"assets", "情報資産管理台帳", "information assets"},
    {"contacts", "緊急連絡先", "emergency contacts"},
    {"corrections", "是正の報告", "reports of corrections"},
    {"declarations", "保有なしの申告", "declarations of holding none"},
    {"devices", "機器台帳", "devices"},
    {"exceptions", "例外", "exceptions"},
    {"findings", "指摘", "findings"},
    {"id-ledger", "ID管理台帳", "ID ledger"},
    {"imports", "取込", "imports"},
    {"incidents", "事案", "incidents"},
    {"media", "媒体登録台帳", "removable media"},
    {"minutes", "委員会議事録", "minutes of the committee"},
    {"on-call", "当番表", "on-call roster"},
    {"people", "職員", "people"},
    {"places", "場所台帳", "places and their zones"},
    {"posts", "職", "posts"},
    {"record", "記録", "the record"},
    {"reorganisations", "組織の変更", "reorganisations"},
    {"rights", "承認済みの権限", "approved rights"},
    {"roster", "職員名簿", "the roster"},
    {"services", "外部サービス利用台帳", "external services"},
    {"systems", "情報システム台帳", "information systems"},
    {"takeouts", "媒体持出管理簿", "media take-outs"},
    {"tokens", "ＡＰＩトークン", "API tokens"},
    {"transfers", "人事異動", "transfers"},
    {"units", "組織", "units"},
    {"users", "利用者", "users"},
};

static const char *name(const struct word *words, size_t count, const char *word,
                        enum language language)
{
    for (size_t i = 0; word != NULL && i < count; i++)
        if (strcmp(words[i].word, word) == 0)
            return language == LANGUAGE_JAPANESE ? words[i].japanese : words[i].english;
    return word;
}

const char *people_name_act(const char *act, enum language language)
{
    return name(acts, sizeof acts / sizeof *acts, act, language);
}

const char *people_name_matter(const char *kind, enum language language)
{
    return name(matters, sizeof matters / sizeof *matters, kind, language);
}
