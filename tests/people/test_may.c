#include "tests/people/city.h"

#include "base/error.h"
#include "pack/pack.h"
#include "people/people.h"

enum { ROUNDS = 20000, GRANTS = 4 };

static const char *const actions[] = {"view",    "edit",   "import", "export",     "approve",
                                      "appoint", "excuse", "verify", "administer", "fly"};
static const char *const kinds[] = {"assets", "media",  "takeouts",     "services",  "findings",
                                    "people", "units",  "accounts",     "id-ledger", "systems",
                                    "roster", "record", "appointments", "unheard-of"};

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 16;
}

/* The definition, told again: some right of a role held there names action and register. */
static bool is_covered(const struct viewer *viewer, const struct pack_right *right,
                       const char *action, const char *kind, int64_t section_id, int64_t system_id)
{
    bool names_kind = false, in_reach = false;

    for (const char *const *each = right->registers; *each; each++)
        names_kind |= strcmp(*each, "*") == 0 || strcmp(*each, kind) == 0;
    for (int i = 0; i < viewer->grant_count; i++) {
        const struct viewer_grant *grant = &viewer->grants[i];

        if (strcmp(grant->role, right->role) != 0)
            continue;
        in_reach |= right->scope == SCOPE_ALL;
        in_reach |=
            right->scope == SCOPE_OWN_SECTION && section_id && grant->section_id == section_id;
        in_reach |= right->scope == SCOPE_OWN_SYSTEM && system_id && grant->system_id == system_id;
    }
    return names_kind && in_reach && strcmp(right->action, action) == 0;
}

static void test_property(const struct pack *pack)
{
    int right_count, role_count, wrong = 0, allowed = 0, outside_scope = 0;
    const struct pack_right *rights = pack_rights(pack, &right_count);
    const struct pack_role *roles = pack_roles(pack, &role_count);
    uint32_t state = 7;

    for (int round = 0; round < ROUNDS; round++) {
        struct viewer_grant grants[GRANTS];
        struct viewer viewer = {.grants = grants};
        bool covered = false;

        viewer.grant_count = (int)(next_random(&state) % (GRANTS + 1));
        for (int i = 0; i < viewer.grant_count; i++) {
            uint32_t role = next_random(&state) % ((uint32_t)role_count + 1);

            grants[i].role = role == (uint32_t)role_count ? "staff" : roles[role].id;
            grants[i].section_id = next_random(&state) % 4;
            grants[i].system_id = next_random(&state) % 3;
        }
        const char *action = actions[next_random(&state) % 10];
        const char *kind = kinds[next_random(&state) % 14];
        int64_t section = next_random(&state) % 4, system = next_random(&state) % 3;
        for (int i = 0; i < right_count; i++)
            covered |= is_covered(&viewer, &rights[i], action, kind, section, system);
        bool answer = may(&viewer, pack, action, kind, section, system);
        wrong += answer != covered;
        allowed += answer;
        outside_scope += answer && may_scope(&viewer, pack, action, kind) == 0;
    }
    is_int(wrong, 0,
           "5.6.3: random viewers are allowed exactly what a right of a role held covers");
    is_int(outside_scope, 0, "5.6.3: and nothing where the scope is none");
    ok(allowed > ROUNDS / 50, "5.6.3: some of them are allowed something (%d)", allowed);
}

static void test_scopes(const struct pack *pack)
{
    const struct viewer_grant grants[] = {{"staff", 1, 0},
                                          {"staff", 2, 0},
                                          {"security_manager", 1, 0},
                                          {"system_administrator", 0, 9}};
    struct viewer viewer = {.grants = grants, .grant_count = 4, .staff_no = "000001", .name = "甲"};
    struct viewer nobody = {0}, console = {.is_console = true};
    struct error error = {0};

    ok(may(&viewer, pack, "edit", "assets", 1, 0), "2.2: a manager edits the own section's ledger");
    ok(!may(&viewer, pack, "edit", "assets", 2, 0),
       "2.2: not that of a section where the manager only works");
    ok(may(&viewer, pack, "view", "assets", 2, 0), "2.2: but may look at it");
    ok(!may(&viewer, pack, "view", "assets", 3, 0), "2.2: and not at others");
    ok(!may(&viewer, pack, "edit", "assets", 0, 0), "2.2: a row of no section is nobody's own");
    ok(may(&viewer, pack, "import", "accounts", 0, 9), "1.2.6: an administrator's own system");
    ok(!may(&viewer, pack, "import", "accounts", 0, 8), "1.2.6: and no other");
    is_int(may_scope(&viewer, pack, "view", "assets"), 1, "5.6.3: own sections are scope 1");
    is_int(may_scope(&viewer, pack, "excuse", "findings"), 0, "5.6.3: none is scope 0");
    is_int(may_scope(&console, pack, "excuse", "findings"), 2, "5.6.3: the console has all");
    ok(may(&console, pack, "administer", "anything", 0, 0), "5.6.3: the console may everything");
    ok(!may(&nobody, pack, "view", "assets", 1, 0), "5.6.3: without a role nothing is allowed");
    is_int(may_refuse(&viewer, "edit", "assets", &error), ERROR_DENIED,
           "5.6.3: a refusal is denied");
    is_text(error.clause, "5.6.3", "5.6.3: and names the clause");
}

int main(void)
{
    struct error error = {0};
    struct pack *pack = pack_open(NULL, &error);

    if (!pack) {
        printf("Bail out! %s\n", error.text);
        return 1;
    }
    test_scopes(pack);
    test_property(pack);
    pack_close(pack);
    return done();
}
