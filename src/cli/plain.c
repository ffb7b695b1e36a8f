#include "cli/plain.h"

#include "base/buffer.h"
#include "base/error.h"
#include "cli/cli.h"
#include "register/register.h"
#include "store/table.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

struct printer {
    const struct register_kind *kind;
    enum language language;
};

static void print_value(const struct printer *printer, const char *label, const json_t *value,
                        int depth);

static const char *label_of(const struct printer *printer, const char *key)
{
    int column = printer->kind != NULL ? table_column(printer->kind->table, key) : -1;
    if (column < 0 || printer->kind->table->columns[column].noun == NOUN_INTERNAL)
        return key;
    const struct column *about = &printer->kind->table->columns[column];
    return printer->language == LANGUAGE_ENGLISH ? about->english : about->label;
}

static bool is_empty(const json_t *value)
{
    return json_is_null(value) || (json_is_array(value) && json_array_size(value) == 0) ||
           (json_is_object(value) && json_object_size(value) == 0);
}

static void print_members(const struct printer *printer, const json_t *object, int depth)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)object, key, value)
    {
        if (!is_empty(value))
            print_value(printer, label_of(printer, key), value, depth);
    }
}

static void print_list(const struct printer *printer, const json_t *list, int depth)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *item = json_array_get(list, i);
        if (json_is_object(item)) {
            printf("%*s-\n", depth * 2, "");
            print_members(printer, item, depth + 1);
        } else {
            print_value(printer, "-", item, depth);
        }
    }
}

static void print_value(const struct printer *printer, const char *label, const json_t *value,
                        int depth)
{
    printf("%*s%s", depth * 2, "", label);
    if (json_is_string(value))
        printf(": %s\n", json_string_value(value));
    else if (json_is_integer(value))
        printf(": %lld\n", (long long)json_integer_value(value));
    else if (json_is_boolean(value))
        printf(": %s\n", json_is_true(value) ? "○" : "×");
    else
        putchar('\n');
    if (json_is_object(value))
        print_members(printer, value, depth + 1);
    if (json_is_array(value))
        print_list(printer, value, depth + 1);
}

void plain_print(struct cli *cli, const struct register_kind *kind)
{
    struct printer printer = {.kind = kind, .language = cli->error.language};
    json_error_t problem;
    json_t *root = json_loadb(buffer_string(&cli->output), cli->output.length, 0, &problem);
    must(root != NULL);
    if (json_is_array(root))
        print_list(&printer, root, 0);
    else
        print_members(&printer, root, 0);
    json_decref(root);
    buffer_clear(&cli->output);
}
