#include "finding/rules.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "finding/finding.h"
#include "pack/pack.h"
#include "people/people.h"
#include "register/register.h"

#include <string.h>

enum { RULES_ARENA_BYTES = 64 << 20 };

/* How a check says "the row :key, or any": the two shapes are made of it. */
static const char any_row[] = "(CAST(:key AS INTEGER) IS NULL OR ";

/* The buffer's text in the arena; the buffer is done with. */
static const char *take_text(struct arena *arena, struct buffer *buffer)
{
    const char *text = arena_copy(arena, buffer_string(buffer));

    must(!buffer->full);
    buffer_done(buffer);
    return text;
}

/* The query with each "(... IS NULL OR X = ...)" turned into (1 = 1), or into (X = ...) alone. */
static const char *shape(struct arena *arena, const char *sql, bool one)
{
    struct buffer out = {0};
    const char *rest = sql;

    for (const char *at; (at = strstr(rest, any_row)) != NULL;) {
        const char *kept = at + strlen(any_row);
        const char *end = strstr(kept, "INTEGER))");

        must(end); /* the text was matched when the rules were opened */
        end += strlen("INTEGER))");
        buffer_append(&out, rest, (size_t)(at - rest));
        if (one) {
            buffer_text(&out, "(");
            buffer_append(&out, kept, (size_t)(end - kept));
        } else {
            buffer_text(&out, "(1 = 1)");
        }
        rest = end;
    }
    buffer_text(&out, rest);
    return take_text(arena, &out);
}

/* Whether both queries say so in the way that shape() knows; a check that does not is run whole. */
static bool takes_key(const char *sql)
{
    const char *at = strstr(sql, any_row);

    return at && strstr(at, "INTEGER))");
}

static void make_shape(struct arena *arena, const struct pack_check *check,
                       struct finding_shape *shapes)
{
    bool keyed = takes_key(check->population) && takes_key(check->violation);

    shapes->population = shape(arena, check->population, false);
    shapes->violation = shape(arena, check->violation, false);
    if (!keyed)
        return;
    shapes->population_one = shape(arena, check->population, true);
    shapes->violation_one = shape(arena, check->violation, true);
}

static void add_register(struct finding_rules *rules, const char *name, const struct table *table)
{
    rules->registers[rules->register_count++] =
        (struct finding_register){.name = name, .table = table};
}

struct finding_rules *finding_rules_make(const struct pack *pack,
                                         const struct register_kind *const *kinds,
                                         struct arena *arena)
{
    struct finding_rules *rules = arena_alloc(arena, sizeof(*rules));
    int kind_count = 0, check_count;
    const struct pack_check *checks = pack_checks(pack, &check_count);
    size_t room = (size_t)check_count + 1;

    while (kinds[kind_count])
        kind_count++;
    rules->pack = pack;
    rules->registers = arena_alloc(arena, ((size_t)kind_count + 1) * sizeof(*rules->registers));
    rules->checks = arena_alloc(arena, room * sizeof(*rules->checks));
    rules->shapes = arena_alloc(arena, room * sizeof(*rules->shapes));
    add_register(rules, "units", &unit_table);
    for (int i = 0; i < kind_count; i++)
        if (kinds[i]->table->id != unit_table.id)
            add_register(rules, kinds[i]->part ? kinds[i]->part : kinds[i]->kind, kinds[i]->table);
    for (int i = 0; i < check_count; i++) {
        if (!finding_register(rules, checks[i].reg))
            continue;
        make_shape(arena, &checks[i], &rules->shapes[rules->count]);
        rules->checks[rules->count++] = &checks[i];
    }
    return rules;
}

struct finding_rules *finding_rules_open(const struct pack *pack,
                                         const struct register_kind *const *kinds)
{
    struct arena *arena = arena_open(RULES_ARENA_BYTES);
    struct finding_rules *rules = finding_rules_make(pack, kinds, arena);

    rules->arena = arena;
    return rules;
}

void finding_rules_close(struct finding_rules *rules)
{
    if (rules)
        arena_close(rules->arena);
}

const struct finding_register *finding_register(const struct finding_rules *rules, const char *name)
{
    for (int i = 0; i < rules->register_count; i++)
        if (strcmp(rules->registers[i].name, name) == 0)
            return &rules->registers[i];
    return NULL;
}

const struct finding_register *finding_register_of(const struct finding_rules *rules,
                                                   uint16_t table_id)
{
    for (int i = 0; i < rules->register_count; i++)
        if (rules->registers[i].table->id == table_id)
            return &rules->registers[i];
    return NULL;
}
