/* roles.json: the roles of tables 1 to 3, the posts they are bound to, who decides for whom; and
 * rights.json: what each role may do. CLAUSE: 1.2.1-1.4, 5.6.2, 5.6.3 */
#include "base/text.h"

#include "pack/pack_private.h"

#include <string.h>

static const char *const bound_words[] = {
    [BOUND_POST] = "post",
    [BOUND_SECTION_HEAD] = "section_head",
    [BOUND_SYSTEM_OWNER_HEAD] = "system_owner_head",
    [BOUND_NAMED] = "named",
    [BOUND_DEPARTMENT_HEADS] = "department_heads",
    [BOUND_SECTION_MEMBERS] = "section_members",
    NULL,
};
static const char *const unit_kinds[] = {"city", "section", "system", NULL};
static const char *const several_words[] = {"one", "all", NULL};
static const char *const actions[] = {"view",    "edit",   "import", "export",     "approve",
                                      "appoint", "excuse", "verify", "administer", NULL};
static const char *const scopes[] = {[SCOPE_OWN_SECTION] = "own_section",
                                     [SCOPE_OWN_SYSTEM] = "own_system",
                                     [SCOPE_ALL] = "all",
                                     NULL};

/* Decides for others without being a role of the tables. */
static const char console_operator[] = "console_operator";

static void read_bound(struct pack_reader *reader, const json_t *item, struct pack_role *role)
{
    const json_t *bound = pack_read_object(reader, item, "bound");

    pack_allow(reader, bound, "how departments except_departments sections posts several");
    int how = pack_read_choice(reader, bound, "how", bound_words);

    role->how = how;
    role->departments = pack_read_words(reader, bound, "departments", text_unit_key);
    role->except_departments = pack_read_words(reader, bound, "except_departments", text_unit_key);
    role->sections = pack_read_words(reader, bound, "sections", text_unit_key);
    role->posts = pack_read_words(reader, bound, "posts", text_unit_key);
    role->is_one = pack_read_choice(reader, bound, "several", several_words) == 0;
    if (!reader->code && role->how == BOUND_POST && !role->posts[0])
        pack_refuse(
            reader, bound, NULL,
            language_text(reader->language,
                          "職に結び付く役割「%s」に posts がありません。職名を書いてください。"),
            role->id);
}

/* {"role": ID, ...} or null. */
static const char *read_stand_in(struct pack_reader *reader, const json_t *item)
{
    const json_t *stand_in = json_object_get(item, "stand_in");

    if (!stand_in || json_is_null(stand_in))
        return NULL;
    return pack_read_text(reader, pack_read_object(reader, item, "stand_in"), "role");
}

static void read_role(struct pack_reader *reader, const json_t *item, struct pack_role *role)
{
    pack_allow(reader, item,
               "id title_ja title_en table row clause bound named_by stand_in unit_kind "
               "vacancy_is_finding note_ja note_en");
    role->id = pack_read_id(reader, item, "id");
    role->title = pack_read_pair(reader, item, "title");
    if (!json_is_null(json_object_get(item, "table"))) {
        role->table = (int)pack_read_integer(reader, item, "table", 1, 3);
        role->row = (int)pack_read_integer(reader, item, "row", 1, 100);
    }
    role->clause = pack_read_text(reader, item, "clause");
    pack_need_clause(reader, item, "clause", role->clause);
    read_bound(reader, item, role);
    role->named_by = pack_read_optional(reader, item, "named_by");
    role->stand_in = read_stand_in(reader, item);
    role->unit_kind = unit_kinds[pack_read_choice(reader, item, "unit_kind", unit_kinds)];
    role->vacancy_is_finding = pack_read_bool(reader, item, "vacancy_is_finding");
    role->note = pack_read_optional_pair(reader, item, "note");
    if (!reader->code && (role->how == BOUND_NAMED) != (role->named_by != NULL))
        pack_refuse(reader, item, "named_by",
                    language_text(reader->language, "指名される役割には named_by が要り、"
                                                    "ほかの役割には書けません（%s）。"),
                    role->id);
}

static void read_groups(struct pack_reader *reader)
{
    struct pack *pack = reader->pack;
    int count;
    const json_t *array = pack_read_array(reader, reader->root, "groups", &count);

    pack->groups = pack_array(reader, count, sizeof(*pack->groups));
    for (int i = 0; i < count && !reader->code; i++) {
        const json_t *item = pack_read_item(reader, array, i);
        struct pack_group *group = &pack->groups[i];

        pack_allow(reader, item, "id title_ja title_en members note_ja note_en");
        group->id = pack_read_id(reader, item, "id");
        group->title = pack_read_pair(reader, item, "title");
        group->members = pack_read_words(reader, item, "members", NULL);
        for (const char *const *member = group->members; *member; member++)
            pack_need_role(reader, item, "members", *member);
        if (!reader->code && pack_role(pack, group->id))
            pack_refuse(reader, item, "id",
                        language_text(reader->language,
                                      "「%s」は前にもあります。どちらかを除いてください。"),
                        group->id);
    }
    pack->group_count = reader->code ? 0 : count;
    pack_index_build(reader, &pack->group_index, pack->groups, count, sizeof(*pack->groups), array,
                     "id");
}

static void need_decider(struct pack_reader *reader, const json_t *item, const char *key,
                         const char *id)
{
    if (strcmp(id, console_operator) != 0)
        pack_need_role(reader, item, key, id);
}

static void read_deciders(struct pack_reader *reader)
{
    struct pack *pack = reader->pack;
    int count;
    const json_t *table = pack_read_object(reader, reader->root, "decides_for");
    const json_t *array = pack_read_array(reader, table, "conflicts", &count);

    pack->deciders = pack_array(reader, count, sizeof(*pack->deciders));
    for (int i = 0; i < count && !reader->code; i++) {
        const json_t *item = pack_read_item(reader, array, i);
        struct pack_decider *decider = &pack->deciders[i];

        pack_allow(reader, item, "act roles decided_by fallback note_ja note_en");
        decider->act = pack_read_id(reader, item, "act");
        decider->roles = pack_read_words(reader, item, "roles", NULL);
        decider->decided_by = pack_read_text(reader, item, "decided_by");
        decider->fallback = pack_read_words(reader, item, "fallback", NULL);
        decider->note = pack_read_optional_pair(reader, item, "note");
        for (const char *const *role = decider->roles; *role; role++) {
            pack_need_role(reader, item, "roles", *role);
            if (strcmp(*role, decider->decided_by) == 0)
                pack_refuse(
                    reader, item, "decided_by",
                    language_text(reader->language,
                                  "「%s」は自分のことを決められません。別の役割にしてください。"),
                    *role);
        }
        need_decider(reader, item, "decided_by", decider->decided_by);
        for (const char *const *role = decider->fallback; *role; role++)
            need_decider(reader, item, "fallback", *role);
    }
    pack->decider_count = reader->code ? 0 : count;
    const json_t *last = pack_read_object(reader, table, "last_resort");
    need_decider(reader, last, "decided_by", pack_read_text(reader, last, "decided_by"));
    pack_need_role(reader, last, "review_by", pack_read_text(reader, last, "review_by"));
    pack_need_parameter(reader, last, "review_days_parameter",
                        pack_read_text(reader, last, "review_days_parameter"));
}

int pack_read_roles(struct pack_reader *reader)
{
    struct pack *pack = reader->pack;
    int count;
    const json_t *array = pack_read_array(reader, reader->root, "roles", &count);

    pack_allow(reader, reader->root,
               "section_head_posts department_head_posts roles groups decides_for");
    pack->section_head_posts =
        pack_read_words(reader, reader->root, "section_head_posts", text_unit_key);
    pack->department_head_posts =
        pack_read_words(reader, reader->root, "department_head_posts", text_unit_key);
    pack->roles = pack_array(reader, count, sizeof(*pack->roles));
    for (int i = 0; i < count && !reader->code; i++)
        read_role(reader, pack_read_item(reader, array, i), &pack->roles[i]);
    pack->role_count = reader->code ? 0 : count;
    pack_index_build(reader, &pack->role_index, pack->roles, count, sizeof(*pack->roles), array,
                     "id");
    if (!reader->code) {
        read_groups(reader);
        read_deciders(reader);
    }
    return reader->code;
}

int pack_check_roles(struct pack_reader *reader)
{
    const struct pack *pack = reader->pack;
    const json_t *array = json_object_get(reader->root, "roles");

    for (int i = 0; i < pack->role_count; i++) {
        const json_t *item = json_array_get(array, (size_t)i);
        const struct pack_role *role = &pack->roles[i];

        if (role->named_by)
            pack_need_role(reader, item, "named_by", role->named_by);
        if (role->stand_in)
            pack_need_role(reader, item, "stand_in", role->stand_in);
    }
    return reader->code;
}

static void read_right(struct pack_reader *reader, const json_t *item, const char *role,
                       struct pack_right *right)
{
    pack_allow(reader, item, "action registers scope");
    right->role = role;
    right->action = actions[pack_read_choice(reader, item, "action", actions)];
    right->scope = pack_read_choice(reader, item, "scope", scopes);
    right->registers = pack_read_words(reader, item, "registers", NULL);
    for (const char *const *kind = right->registers; *kind; kind++)
        if (strcmp(*kind, "*") != 0)
            pack_need_register(reader, item, "registers", **kind == '-' ? *kind + 1 : *kind);
}

/* How many rights all roles have together. */
static int count_rights(const json_t *array)
{
    size_t count = 0, i;
    json_t *item;

    json_array_foreach(array, i, item) count += json_array_size(json_object_get(item, "may"));
    return count > PACK_MAX_ITEMS ? PACK_MAX_ITEMS : (int)count;
}

int pack_read_rights(struct pack_reader *reader)
{
    struct pack *pack = reader->pack;
    int count;
    pack_allow(reader, reader->root, "rights");
    const json_t *array = pack_read_array(reader, reader->root, "rights", &count);
    int limit = count_rights(array);

    pack->rights = pack_array(reader, limit, sizeof(*pack->rights));
    for (int i = 0; i < count && !reader->code; i++) {
        int may_count;
        const json_t *item = pack_read_item(reader, array, i);
        const char *role = pack_read_text(reader, item, "role");
        const json_t *may = pack_read_array(reader, item, "may", &may_count);

        pack_allow(reader, item, "role may");
        if (!pack_is_role_or_group(pack, role))
            pack_need_role(reader, item, "role", role);
        for (int j = 0; j < may_count && !reader->code && pack->right_count < limit; j++)
            read_right(reader, pack_read_item(reader, may, j), role,
                       &pack->rights[pack->right_count++]);
    }
    return reader->code;
}

/* Whether `post` is one of the folded words; white space in it does not count. */
static bool is_post(const char *const *words, const char *post)
{
    for (; *words; words++) {
        const char *a = *words, *b = post;
        uint32_t left, right;

        do {
            left = text_next(&a);
            do {
                right = text_next(&b);
            } while (right == ' ' || right == '\t' || right == 0xA0 || right == 0x3000);
        } while (left == right && left != 0);
        if (left == right)
            return true;
    }
    return false;
}

bool pack_is_section_head(const struct pack *pack, const char *post)
{
    return post && is_post(pack->section_head_posts, post);
}

bool pack_is_department_head(const struct pack *pack, const char *post)
{
    return post && is_post(pack->department_head_posts, post);
}
