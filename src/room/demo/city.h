/* The city while it is made: its people before and after the transfers, and ways to write texts. */
#ifndef ROOM_DEMO_CITY_H
#define ROOM_DEMO_CITY_H

#include "sheet/writer.h"

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct error;
struct sheet_writer;

enum {
    DEPARTMENT_COUNT = 12,
    SECTION_COUNT = 36,
    UNIT_COUNT = 2, /* of each section */
    STAFF_LIMIT = 440,
    NO_SECTION = -1,
    NO_DAY = -1,
};

/* Sections that the story names; the number is the row in demo_sections. */
enum demo_section_number {
    SECTION_PLANNING = 0,
    SECTION_PUBLICITY = 1,
    SECTION_EQUALITY = 2,
    SECTION_GENERAL = 3,
    SECTION_PERSONNEL = 4,
    SECTION_IT = 5,
    SECTION_CONTRACTS = 6,
    SECTION_CITIZEN_TAX = 7,
    SECTION_PROPERTY_TAX = 8,
    SECTION_TAX_PAYMENT = 9,
    SECTION_CITIZENS = 10,
    SECTION_INSURANCE = 11,
    SECTION_COOPERATION = 12,
    SECTION_ENVIRONMENT = 13,
    SECTION_WASTE = 14,
    SECTION_WELFARE = 15,
    SECTION_ELDERLY = 16,
    SECTION_DISABILITY = 17,
    SECTION_HEALTH = 18,
    SECTION_CHILD_POLICY = 19,
    SECTION_NURSERY = 20,
    SECTION_CHILD_CARE = 21,
    SECTION_COMMERCE = 22,
    SECTION_FARMING = 23,
    SECTION_TOURISM = 24,
    SECTION_TOWN_PLAN = 25,
    SECTION_ROADS = 26,
    SECTION_PARKS = 28,
    SECTION_WATER_OFFICE = 29,
    SECTION_WATER = 30,
    SECTION_SEWERAGE = 31,
    SECTION_EDUCATION = 32,
    SECTION_SCHOOLS = 33,
    SECTION_LIBRARY = 34,
    SECTION_ASSEMBLY = 35,
};

struct demo_section {
    int department;
    const char *name;
    const char *units[UNIT_COUNT];
    const char *head_post; /* NULL: headed by the department's head beside that post */
    int staff;
};

struct demo_department {
    const char *name, *head_post;
    const char *prefix; /* of its asset numbers */
};

struct demo_name {
    const char *written, *kana;
};

extern const struct demo_department demo_departments[DEPARTMENT_COUNT];
extern const struct demo_section demo_sections[SECTION_COUNT];
extern const struct demo_name demo_families[];
extern const struct demo_name demo_given[];
extern const int demo_family_count, demo_given_count;

enum demo_fate {
    FATE_STAYS,
    FATE_LEAVES,
    FATE_RETURNS,
    FATE_MOVES,
    FATE_RISES,
    FATE_LENT,
    FATE_JOINS
};

struct demo_person {
    const char *number; /* six digits */
    const struct demo_name *family, *given;
    int department; /* -1: above the departments */
    int section;    /* on the roster's day; NO_SECTION for heads of departments and above */
    int unit;       /* -1 for heads */
    const char *post, *employment;
    int64_t hired;      /* days, as in base/date.h */
    int second_section; /* held beside the main post; NO_SECTION for most */
    const char *second_post;
    enum demo_fate fate; /* on April 1 */
    int new_section;     /* the main one after the transfers; NO_SECTION when left */
    int new_unit;
    const char *new_post;
    int added_section; /* given beside the main post on April 1 */
};

enum demo_file_number {
    FILE_ROSTER,
    FILE_TRANSFERS,
    FILE_ACCOUNTS,
    FILE_LEDGER,
    FILE_ASSETS,
    FILE_MEDIA,
    FILE_SERVICES,
};

struct demo_city {
    struct arena *arena;
    uint64_t random;
    const char *directory;
    struct demo_person staff[STAFF_LIMIT];
    int staff_count; /* those of the roster come first */
    int roster_count;
    int first_of[SECTION_COUNT]; /* the first person of each section; the head where it has one */
    int head_of[SECTION_COUNT];  /* on the roster's day */
    int rows[FILE_SERVICES + 1]; /* of data, written so far */
};

extern const char demo_city_name[];
extern const char demo_system_name[];
enum { DAY_OF_CHECK = 20544 }; /* 2026-04-01 in days since 1970 */

/* The names of the files. */
extern const char demo_roster_file[], demo_transfers_file[], demo_accounts_file[],
    demo_ledger_file[], demo_assets_file[], demo_media_file[], demo_services_file[];

/* demo_people.c, demo_transfers.c: who is there, and who moves. The first comes before the other.
 */
void demo_make_people(struct demo_city *city);
void demo_make_transfers(struct demo_city *city);
/* Adds somebody with a name and a number that nobody else has, and no place yet. */
struct demo_person *demo_add_person(struct demo_city *city, bool is_regular);
bool demo_is_employed(const struct demo_person *person);
/* Whether nothing changes for the person on April 1 and no second post is held. */
bool demo_is_settled(const struct demo_person *person);
/* The person at that place of the section's list on the roster's day. */
struct demo_person *demo_person_at(struct demo_city *city, int section, int position);
/* Someone of the section who stays there, no head; a different one for another `turn`. */
const struct demo_person *demo_settled_at(struct demo_city *city, int section, int turn);
/* The one who leaves, or moves away from, the section. */
const struct demo_person *demo_leaver_of(struct demo_city *city, int section);
const struct demo_person *demo_mover_of(struct demo_city *city, int section);

/* One writer for each file. */
int demo_write_roster(struct demo_city *city, struct error *error);
int demo_write_transfers(struct demo_city *city, struct error *error);
int demo_write_accounts(struct demo_city *city, struct error *error); /* the ID ledger too */
int demo_write_assets(struct demo_city *city, struct error *error);
int demo_write_media(struct demo_city *city, struct error *error);
int demo_write_services(struct demo_city *city, struct error *error);
/* The name of a service that is in use and has its row in the ledger. */
const char *demo_service_in_use(int turn);
/* The name of one whose use has ended. */
const char *demo_service_ended(void);

/* A file being written. The first failure stays in *error and stops the rest. */
struct demo_out {
    struct sheet_writer *writer;
    struct error *error;
    int status;
};

struct demo_out demo_out_open(struct demo_city *city, const char *name, enum sheet_format format,
                              struct error *error);
void demo_out_sheet(struct demo_out *out, const char *name, const int *widths, int count);
void demo_out_row(struct demo_out *out, enum cell_style style, const char *const *cells, int count);
/* A row with text in its first cell only; NULL for a blank row. */
void demo_out_line(struct demo_out *out, enum cell_style style, const char *text);
/* Finishes the file and frees; 0 or the error's code. */
int demo_out_close(struct demo_out *out);

/* demo_text.c: a number below `limit`; and the many ways in which people write one thing. */
int demo_below(struct demo_city *city, int limit);
bool demo_one_in(struct demo_city *city, int count);
const char *demo_wide(struct demo_city *city, const char *ascii);
const char *demo_date_text(struct demo_city *city, int64_t day); /* NO_DAY: empty or a dash */
const char *demo_date_plain(struct demo_city *city, int64_t day, char separator);
const char *demo_date_era(struct demo_city *city, int64_t day);
const char *demo_staff_number_text(struct demo_city *city, const char *number);
const char *demo_name_text(struct demo_city *city, const struct demo_person *person);
const char *demo_id_text(struct demo_city *city, const char *id);
const char *demo_importance_text(struct demo_city *city, char letter);
const char *demo_zone_text(struct demo_city *city, int zone); /* -1: empty or a dash */
enum demo_mark { MARK_BLANK, MARK_YES, MARK_NO };
const char *demo_mark_text(struct demo_city *city, enum demo_mark mark);
const char *demo_dash_text(struct demo_city *city);
const char *demo_number(struct demo_city *city, int64_t number);

#endif
