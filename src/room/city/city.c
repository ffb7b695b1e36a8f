#include "room/city/city.h"

#include "base/date.h"
#include "pack/pack.h"
#include "record/record.h"
#include "store/column_table.h"

static const struct column city_columns[] = {
#define COLUMN COLUMN_ROW
#include "room/city/city.def"
#undef COLUMN
};

const struct table city_table = {50, "city", city_columns, CITY_COLUMNS};

int city_read(struct store *store, struct arena *arena, struct city *ret_city, struct error *error)
{
    struct value values[CITY_COLUMNS];
    int status = table_get(store, &city_table, 1, arena, values, NULL, error);
    if (status != 0)
        return status;
    *ret_city = (struct city){.name = values[CITY_name].text,
                              .origin = values[CITY_origin].text,
                              .pack_version = values[CITY_pack_version].text,
                              .as_of = values[CITY_as_of].text,
                              .is_simulation = values[CITY_simulation].integer == 1,
                              .is_demo = values[CITY_demo].integer == 1,
                              .was_checked = values[CITY_checked_at].kind != VALUE_NULL};
    return 0;
}

int city_write(struct record *record, const struct city *city, const char *pack_id,
               struct error *error)
{
    struct value values[CITY_COLUMNS] = {{0}};
    char now[TIME_SIZE];
    time_format_utc(record_now_us(record), now);
    values[CITY_name] = value_text(city->name);
    values[CITY_origin] = value_text(city->origin);
    values[CITY_pack_id] = value_text(pack_id);
    values[CITY_pack_version] = value_text(city->pack_version);
    values[CITY_as_of] = value_text(city->as_of);
    values[CITY_simulation] = value_integer(city->is_simulation);
    values[CITY_demo] = value_integer(city->is_demo);
    values[CITY_made_at] = value_text(now);
    struct record_context context = {.action = "init", .key = city->name};
    return record_put(record, &city_table, 0, values, &context, NULL, NULL, error);
}

int city_mark_checked(struct record *record, struct arena *arena, struct error *error)
{
    struct value values[CITY_COLUMNS];
    int status = table_get(record_store(record), &city_table, 1, arena, values, NULL, error);
    if (status != 0 || values[CITY_checked_at].kind != VALUE_NULL)
        return status;
    char now[TIME_SIZE];
    time_format_utc(record_now_us(record), now);
    values[CITY_checked_at] = value_text(now);
    struct record_context context = {.action = "check", .key = values[CITY_name].text};
    return record_put(record, &city_table, 1, values, &context, NULL, NULL, error);
}
