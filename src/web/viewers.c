#include "web/viewers.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "base/text.h"
#include "people/people.h"
#include "people/seats.h"
#include "record/changes.h"
#include "room/system/system.h"

#include <stdlib.h>
#include <string.h>

enum { KEPT = 64, STAFF_SIZE = 8, VIEWER_BYTES = 8 << 20 };

struct kept {
    char staff_no[STAFF_SIZE]; /* "" when the place is free */
    char on[DATE_SIZE];
    struct arena *arena; /* NULL until the place is first taken */
    struct viewer viewer;
};

struct viewers {
    struct record_changes *changes; /* borrowed */
    int64_t seen;                   /* size of the record the kept ones are true for */
    int next;                       /* the place that is given away next */
    struct kept kept[KEPT];
    struct seats *seats;
};

struct viewers *viewers_open(struct record_changes *changes)
{
    struct viewers *viewers = calloc(1, sizeof *viewers);

    must(viewers != NULL);
    viewers->changes = changes;
    viewers->seats = seats_open();
    return viewers;
}

static void forget_all(struct viewers *viewers)
{
    for (int i = 0; i < KEPT; i++)
        viewers->kept[i].staff_no[0] = '\0';
    seats_forget(viewers->seats);
}

void viewers_close(struct viewers *viewers)
{
    if (viewers == NULL)
        return;
    for (int i = 0; i < KEPT; i++)
        arena_close(viewers->kept[i].arena);
    seats_close(viewers->seats);
    free(viewers);
}

/* Forgets all when an entry since the last look is about what rights come from. */
static int keep_true(struct viewers *viewers, struct store *store, struct error *error)
{
    static const struct table *const sources[] = {
        &unit_table,        &person_table,         &assignment_table,        &post_table,
        &appointment_table, &reorganisation_table, &information_system_table};
    int64_t size;
    uint64_t changed;
    int result =
        record_changes_since(viewers->changes, store, viewers->seen, &size, &changed, error);

    if (result < 0 || size == viewers->seen)
        return result;
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
        if ((changed & (uint64_t)1 << sources[i]->id) != 0)
            forget_all(viewers);
    viewers->seen = size;
    return 0;
}

/* Reads the viewer into the place. */
static int take_place(struct kept *kept, struct store *store, const struct pack *pack,
                      const char *staff_no, const char *on, struct error *error)
{
    struct arena *arena = kept->arena != NULL ? kept->arena : arena_open(VIEWER_BYTES);

    kept->arena = arena;
    arena_reset(arena);
    kept->staff_no[0] = '\0';
    int result = people_viewer(store, pack, staff_no, on, arena, &kept->viewer, error);
    if (result == 0) {
        text_cut(kept->staff_no, sizeof kept->staff_no, staff_no);
        memcpy(kept->on, on, DATE_SIZE);
    }
    return result;
}

int viewers_find(struct viewers *viewers, struct store *store, const struct pack *pack,
                 const char *staff_no, const char *on, struct viewer *ret_viewer,
                 struct error *error)
{
    int result = keep_true(viewers, store, error);

    if (result < 0)
        return result;
    seats_begin(viewers->seats, on);
    for (int i = 0; i < KEPT; i++)
        if (strcmp(viewers->kept[i].staff_no, staff_no) == 0 &&
            strcmp(viewers->kept[i].on, on) == 0) {
            *ret_viewer = viewers->kept[i].viewer;
            return 0;
        }
    struct kept *kept = &viewers->kept[viewers->next];
    result = take_place(kept, store, pack, staff_no, on, error);
    if (result < 0)
        return result;
    viewers->next = (viewers->next + 1) % KEPT;
    *ret_viewer = kept->viewer;
    return 0;
}

struct seats *viewers_seats(struct viewers *viewers)
{
    return viewers->seats;
}
