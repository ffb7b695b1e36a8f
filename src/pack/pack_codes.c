/* codes.json: every problem and finding with clause, severity and sentences; and common causes. */
#include "pack/pack_private.h"

#include <string.h>

static const char *const kinds[] = {
    [CODE_PROBLEM] = "problem", [CODE_FINDING] = "finding", [CODE_FILE] = "file", NULL};
static const char *const severities[] = {"breach", "recommendation", "error", "warning", NULL};

/* A finding is a breach or a recommendation; what an import reports is an error or a warning. */
static void check_severity(struct pack_reader *reader, const json_t *item,
                           const struct pack_code *code)
{
    bool of_finding =
        strcmp(code->severity, "breach") == 0 || strcmp(code->severity, "recommendation") == 0;

    if (of_finding != (code->kind == CODE_FINDING))
        pack_refuse(
            reader, item, "severity",
            language_text(reader->language,
                          "「%s」の重さ「%s」は、その種類（%s）では使えません。"
                          "指摘なら breach か recommendation、ほかは error か warning です。"),
            code->code, code->severity, kinds[code->kind]);
}

/* One or two capital letters, then one or two digits. */
static void check_code_name(struct pack_reader *reader, const json_t *item, const char *name)
{
    size_t letters = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    size_t digits = strspn(name + letters, "0123456789");

    if (!reader->code &&
        (letters < 1 || letters > 2 || digits < 1 || digits > 2 || name[letters + digits] != '\0'))
        pack_refuse(
            reader, item, "code",
            language_text(
                reader->language,
                "「%s」はコードに使えません。英大文字一つか二つと数字二桁までで書いてください。"),
            name);
}

static void read_code(struct pack_reader *reader, const json_t *item, struct pack_code *code)
{
    const struct pack *pack = reader->pack;

    pack_allow(reader, item,
               "code kind clause severity force register title_ja title_en explain_ja explain_en "
               "action_ja action_en cause responsible");
    code->code = pack_read_text(reader, item, "code");
    check_code_name(reader, item, code->code);
    int kind = pack_read_choice(reader, item, "kind", kinds);
    code->kind = kind == CODE_FINDING ? CODE_FINDING : kind == CODE_FILE ? CODE_FILE : CODE_PROBLEM;
    code->severity = severities[pack_read_choice(reader, item, "severity", severities)];
    check_severity(reader, item, code);
    code->force = pack_read_force(reader, item, "force");
    code->title = pack_read_pair(reader, item, "title");
    code->explain = pack_read_pair(reader, item, "explain");
    code->action = pack_read_pair(reader, item, "action");
    code->responsible = pack_read_text(reader, item, "responsible");
    pack_need_role(reader, item, "responsible", code->responsible);
    code->clause = code->kind == CODE_FILE ? pack_read_optional(reader, item, "clause")
                                           : pack_read_text(reader, item, "clause");
    if (code->clause)
        pack_need_clause(reader, item, "clause", code->clause);
    code->reg = pack_read_optional(reader, item, "register");
    if (code->reg && strcmp(code->reg, "*") != 0)
        pack_need_register(reader, item, "register", code->reg);
    code->cause = pack_read_optional(reader, item, "cause");
    if (code->cause && pack_index_find(&pack->cause_index, code->cause) < 0)
        pack_refuse(reader, item, "cause",
                    language_text(reader->language, "原因「%s」は causes にありません。"
                                                    "id を確かめてください。"),
                    code->cause);
}

static void read_causes(struct pack_reader *reader)
{
    struct pack *pack = reader->pack;
    int count;
    const json_t *array = pack_read_array(reader, reader->root, "causes", &count);

    pack->causes = pack_array(reader, count, sizeof(*pack->causes));
    for (int i = 0; i < count && !reader->code; i++) {
        const json_t *item = pack_read_item(reader, array, i);

        pack_allow(reader, item, "id title_ja title_en fix_ja fix_en");
        pack->causes[i].id = pack_read_id(reader, item, "id");
        pack->causes[i].title = pack_read_pair(reader, item, "title");
        pack->causes[i].fix = pack_read_pair(reader, item, "fix");
    }
    pack->cause_count = reader->code ? 0 : count;
    pack_index_build(reader, &pack->cause_index, pack->causes, count, sizeof(*pack->causes), array,
                     "id");
}

int pack_read_codes(struct pack_reader *reader)
{
    struct pack *pack = reader->pack;
    int count;

    pack_allow(reader, reader->root, "codes causes");
    read_causes(reader);
    const json_t *array = pack_read_array(reader, reader->root, "codes", &count);
    pack->codes = pack_array(reader, count, sizeof(*pack->codes));
    for (int i = 0; i < count && !reader->code; i++)
        read_code(reader, pack_read_item(reader, array, i), &pack->codes[i]);
    pack->code_count = reader->code ? 0 : count;
    pack_index_build(reader, &pack->code_index, pack->codes, count, sizeof(*pack->codes), array,
                     "code");
    return reader->code;
}
