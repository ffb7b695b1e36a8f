#include "room/incident/step_field.h"

#include <stddef.h>
#include <string.h>

static const struct step_field fields[] = {
    {"text", "記すこと", LOOK_AREA},
    {"reason", "理由", LOOK_AREA},
    {"unit", "どの課（部 課）", LOOK_LINE},
    {"into", "統合先の案件番号", LOOK_LINE},
    {"verdict", "判断", LOOK_CHOICE},
    {"severity", "重大さ", LOOK_CHOICE},
    {"persons", "本人の数", LOOK_NUMBER},
    {"my_number", "特定個人情報を含む", LOOK_CHOICE},
    {"service_stopped", "市民サービスが止まっている", LOOK_CHOICE},
    {"body", "関係機関", LOOK_CHOICE},
    {"due", "報告するか", LOOK_CHOICE},
    {"report", "どの報告か", LOOK_CHOICE},
    {"way", "伝えた方法", LOOK_LINE},
    {"sent_at", "送った日時（空なら今）", LOOK_TIME},
    {"number", "受付番号", LOOK_LINE},
    {"whom", "だれに", LOOK_CHOICE},
    {"to", "だれへ（部 課、職員番号、委託先）", LOOK_LINE},
    {"kind", "指示か勧告か", LOOK_CHOICE},
    {"due_at", "いつまでに", LOOK_TIME},
    {"for", "どの義務を済ませるか", LOOK_CHOICE},
    {"decision", "決めたこと", LOOK_CHOICE},
    {"person", "職員番号", LOOK_LINE},
    {"code", "原因", LOOK_CHOICE},
    {"document", "送った文書", LOOK_CHOICE},
    {"type", "指標の種類", LOOK_CHOICE},
    {"value", "指標の値（hxxp や [.] の形でも読めます）", LOOK_LINE},
    {"seen_at", "見た日時", LOOK_TIME},
    {"file", "ファイル", LOOK_FILE},
};

const struct step_field *step_field_called(const char *name)
{
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (strcmp(fields[i].name, name) == 0)
            return &fields[i];
    return NULL;
}
