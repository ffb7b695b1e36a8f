#include "room/organisation/first_person.h"

#include "pack/pack.h"
#include "people/people.h"
#include "record/record.h"
#include "register/register.h"

int organisation_add_first(const struct register_scene *scene, const struct first_person *first,
                           int64_t *ret_person_id, struct error *error)
{
    const struct record_context context = {
        .action = "first run", .key = first->staff_no, .result = "ok"};
    const struct unit_names names = {.department = first->department, .section = first->section};
    struct value values[PERSON_COLUMNS] = {{VALUE_NULL, 0, NULL}};
    struct assignment work = {.post = first->post, .how = "main"};
    struct record *record = scene->record;
    int64_t known_from = record_next_index(record);
    int result = people_ensure_unit(record, &names, scene->today, &context, &work.place, error);

    if (result == 0)
        result =
            people_ensure_post(record, work.place.section_id, first->post,
                               pack_is_section_head(scene->pack, first->post), &context, error);
    if (result < 0)
        return result;
    values[PERSON_staff_no] = value_text(first->staff_no);
    values[PERSON_name] = value_text(first->name);
    values[PERSON_kana] = value_text(first->kana);
    values[PERSON_row_key] = value_text(first->staff_no);
    values[PERSON_section_id] = value_integer(work.place.section_id);
    result = record_put(record, &person_table, 0, values, &context, &work.person_id, NULL, error);
    if (result == 0)
        result = people_assign(record, known_from, NULL, &work, &context, error);
    if (result == 0)
        *ret_person_id = work.person_id;
    return result;
}
