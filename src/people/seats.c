#include "people/seats.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "base/text.h"
#include "people/people.h"

#include <stdlib.h>
#include <string.h>

enum { ROLE_SIZE = 64, SEATS_BYTES = 32 << 20 };

struct seats {
    char role[ROLE_SIZE]; /* "": nothing is remembered */
    char on[DATE_SIZE];
    struct arena *arena;
    struct role_holding *holdings;
    int count;
};

struct seats *seats_open(void)
{
    struct seats *seats = calloc(1, sizeof *seats);

    must(seats != NULL);
    seats->arena = arena_open(SEATS_BYTES);
    return seats;
}

void seats_close(struct seats *seats)
{
    if (seats == NULL)
        return;
    arena_close(seats->arena);
    free(seats);
}

void seats_forget(struct seats *seats)
{
    seats->role[0] = '\0';
    arena_reset(seats->arena);
}

void seats_begin(struct seats *seats, const char *on)
{
    if (strcmp(seats->on, on) != 0)
        seats_forget(seats);
}

int seats_find(struct seats *seats, struct store *store, const struct pack *pack, const char *role,
               const char *on, struct arena *arena, struct role_holding **ret_holdings,
               int *ret_count, struct error *error)
{
    struct moment moment = {.known_to = INT64_MAX};

    memcpy(moment.on, on, DATE_SIZE);
    bool is_free = seats != NULL && seats->role[0] == '\0' && strlen(role) < ROLE_SIZE;
    bool is_known =
        seats != NULL && !is_free && strcmp(seats->role, role) == 0 && strcmp(seats->on, on) == 0;
    if (!is_free && !is_known)
        return people_roles(store, pack, &moment, role, 0, arena, ret_holdings, ret_count, error);
    if (is_free) {
        arena_reset(seats->arena);
        int status = people_roles(store, pack, &moment, role, 0, seats->arena, &seats->holdings,
                                  &seats->count, error);
        if (status < 0)
            return status;
        text_cut(seats->role, sizeof seats->role, role);
        memcpy(seats->on, on, DATE_SIZE);
    }
    *ret_holdings = seats->holdings;
    *ret_count = seats->count;
    return 0;
}
