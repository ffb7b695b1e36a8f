#include "duty/write.h"

#include "base/arena.h"
#include "base/json.h"
#include "duty/duty.h"
#include "people/people.h"

#include <string.h>

static void write_text(const struct obligation *obligation, enum obligation_column column,
                       struct json *json)
{
    json_text_at(json, obligation_table.columns[column].name, obligation_text(obligation, column));
}

void duty_write(const struct duty_scene *scene, const struct obligation *obligation,
                const struct holder *owners, int owner_count, struct json *json)
{
    static const enum obligation_column texts[] = {
        OBLIGATION_arrow,  OBLIGATION_clause,     OBLIGATION_body,          OBLIGATION_report,
        OBLIGATION_class,  OBLIGATION_creditor,   OBLIGATION_basis,         OBLIGATION_basis_at,
        OBLIGATION_due_at, OBLIGATION_state,      OBLIGATION_text,          OBLIGATION_settled_at,
        OBLIGATION_reason, OBLIGATION_owner_role, OBLIGATION_owner_outside,
    };
    const char *duty = obligation_text(obligation, OBLIGATION_duty);
    int64_t parent_id = obligation_number(obligation, OBLIGATION_parent_id);

    json_integer_at(json, "id", obligation->id);
    json_text_at(json, "case", obligation_text(obligation, OBLIGATION_subject_key));
    json_integer_at(json, "round", obligation_number(obligation, OBLIGATION_round));
    json_text_at(json, "kind", arena_copy_bytes(scene->arena, duty, strcspn(duty, "/")));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        write_text(obligation, texts[i], json);
    json_text_at(json, "owner", owner_count > 0 ? owners[0].staff_no : NULL);
    json_text_at(json, "owner_name", owner_count > 0 ? owners[0].name : NULL);
    json_key(json, "owners");
    json_array_start(json);
    for (int i = 0; i < owner_count; i++)
        json_text(json, owners[i].staff_no);
    json_array_end(json);
    json_bool_at(json, "late", obligation_is_late(scene, obligation));
    json_bool_at(json, "drill", obligation_number(obligation, OBLIGATION_is_drill) == 1);
    json_key(json, "for");
    if (parent_id)
        json_put_integer(json, parent_id);
    else
        json_put_null(json);
}
