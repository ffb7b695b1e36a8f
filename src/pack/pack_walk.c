/* The flow of incidents walked through to every end. A state is the phase with what is owed and
 * what was done. Obligations that no change of phase waits for cannot influence one another, so
 * each group of them is walked with the others left out: all pairs are seen without the product of
 * all. CLAUSE: 10.f2 */
#include "base/arena.h"
#include "base/buffer.h"

#include "pack/incident.h"
#include "pack/pack_private.h"

#include <stdio.h>
#include <string.h>

enum { DUTY_LIMIT = 31, STATE_LIMIT = 8192, TABLE_SIZE = 16384, WALK_BYTES = 1 << 20 };

/* Without these no case of figure 2 is at its end. */
static const char *const mandatory[] = {
    "judge",   "report_ciso", "decide_body",  "report_committee",     "instruct",
    "direct",  "act",         "resolve",      "report_ciso_resolved", "cause",
    "propose", "order",       "measure_done", "notify_persons",       "publish",
    NULL};
static const char *const sent[] = {"send_body/first", "send_body/final", NULL};
static const char *const arrows[] = {"1a", "1b", "2", "3a", "3b", "4",
                                     "5",  "6",  "7", "8a", "8b", NULL};

struct edge {
    unsigned from, needs, owes, drops, own;
    enum phase to;
};

struct state {
    enum phase phase;
    unsigned open, done;
    int parent, by; /* -1 for the first */
};

struct walk {
    struct pack_reader *reader;
    const struct pack_incident *flow;
    struct edge *edges;
    unsigned core;  /* what a change of phase settles or waits for */
    unsigned group; /* what is walked with it */
    struct state *states;
    int *table; /* number of a state + 1, by its hash */
    bool *good; /* an end can be reached */
    int count;
};

static bool is_end(enum phase phase)
{
    return phase >= PHASE_CLOSED;
}

static int duty_number(const struct pack_incident *flow, const char *duty)
{
    for (int i = 0; i < flow->duty_count; i++)
        if (strcmp(flow->duties[i].duty, duty) == 0)
            return i;
    return -1;
}

static unsigned duty_bits(struct walk *walk, const char *const *duties, const char *step)
{
    unsigned bits = 0;

    for (; *duties; duties++) {
        int number = duty_number(walk->flow, *duties);

        if (number >= 0)
            bits |= 1u << number;
        else
            pack_refuse(walk->reader, walk->reader->root, "duties",
                        language_text(walk->reader->language,
                                      "手順「%s」のいう義務「%s」が duties にありません。"),
                        step, *duties);
    }
    return bits;
}

/* A step settles the duty of its name, or of its name and way where there is one. */
static unsigned own_bit(const struct walk *walk, const struct pack_step *step)
{
    char name[80];
    int number = -1;

    if (step->choice) {
        snprintf(name, sizeof(name), "%s/%s", step->step, step->choice);
        number = duty_number(walk->flow, name);
    }
    if (number < 0)
        number = duty_number(walk->flow, step->step);
    return number < 0 ? 0 : 1u << number;
}

static void read_edges(struct walk *walk)
{
    const struct pack_incident *flow = walk->flow;
    unsigned settled = 0;

    walk->edges = pack_array(walk->reader, flow->step_count, sizeof(*walk->edges));
    for (int i = 0; i < flow->step_count; i++) {
        const struct pack_step *step = &flow->steps[i];

        walk->edges[i] = (struct edge){.from = step->from,
                                       .to = step->to,
                                       .needs = duty_bits(walk, step->needs, step->step),
                                       .owes = duty_bits(walk, step->owes, step->step),
                                       .drops = duty_bits(walk, step->drops, step->step),
                                       .own = own_bit(walk, step)};
        settled |= walk->edges[i].own;
    }
    for (int i = 0; i < flow->duty_count; i++)
        if (!(settled & 1u << i))
            pack_refuse(
                walk->reader, walk->reader->root, "duties",
                language_text(walk->reader->language, "義務「%s」を果たす手順がありません。"),
                flow->duties[i].duty);
}

/* What every flow has, whatever a city makes of it. */
static void check_figure(struct walk *walk)
{
    const struct pack_incident *flow = walk->flow;
    const struct pack_step *yes = pack_step(flow, "decide_body", "yes");

    for (const char *const *arrow = arrows; *arrow; arrow++) {
        bool found = false;

        for (int i = 0; i < flow->step_count; i++)
            found |= flow->steps[i].arrow && strcmp(flow->steps[i].arrow, *arrow) == 0;
        if (!found)
            pack_refuse(
                walk->reader, walk->reader->root, "steps",
                language_text(walk->reader->language, "図２の矢印「%s」に当たる手順がありません。"),
                *arrow);
    }
    duty_bits(walk, mandatory, "close");
    unsigned owed = yes ? walk->edges[yes - flow->steps].owes : 0;
    unsigned reports = duty_bits(walk, sent, "decide_body");
    if ((owed & reports) != reports)
        pack_refuse(walk->reader, walk->reader->root, "steps",
                    language_text(walk->reader->language,
                                  "関係機関へ報告すると決めても、報告の義務が生じません: %s"),
                    "decide_body/yes");
}

/* Duties that a change of phase settles or waits for, and those that lead to them. */
static void find_core(struct walk *walk)
{
    unsigned before;

    do {
        before = walk->core;
        for (int i = 0; i < walk->flow->step_count; i++) {
            const struct edge *edge = &walk->edges[i];

            if (edge->to != PHASE_NONE || (edge->own & walk->core))
                walk->core |= edge->own | edge->needs;
            else if (edge->owes & walk->core)
                walk->core |= edge->own;
        }
    } while (walk->core != before);
}

/* The duty with all that its steps make owed or wait for, outside the core. */
static unsigned find_group(const struct walk *walk, unsigned group)
{
    unsigned before;

    do {
        before = group;
        for (int i = 0; i < walk->flow->step_count; i++) {
            const struct edge *edge = &walk->edges[i];
            unsigned own = edge->own & ~walk->core;

            if (own && (group & (own | edge->owes | edge->needs)))
                group |= (own | edge->owes | edge->needs) & ~walk->core;
        }
    } while (group != before);
    return group;
}

/* The number of the state, made when it is new; -1 when there are too many. */
static int find_state(struct walk *walk, const struct state *state)
{
    unsigned slot =
        (state->open * 2654435761u ^ state->done * 40503u ^ (unsigned)state->phase << 7) %
        TABLE_SIZE;

    for (; walk->table[slot]; slot = (slot + 1) % TABLE_SIZE) {
        const struct state *held = &walk->states[walk->table[slot] - 1];

        if (held->phase == state->phase && held->open == state->open && held->done == state->done)
            return walk->table[slot] - 1;
    }
    if (walk->count == STATE_LIMIT)
        return -1;
    walk->states[walk->count] = *state;
    walk->table[slot] = ++walk->count;
    return walk->count - 1;
}

/* Where the step leads from the state; false when it cannot be taken there. */
static bool follow(const struct walk *walk, int from, int step, struct state *ret_state)
{
    const struct state *state = &walk->states[from];
    const struct edge *edge = &walk->edges[step];
    unsigned walked = walk->core | walk->group;
    unsigned needs = edge->needs & walked, owes = edge->owes & walked;

    if (!(edge->from & 1u << state->phase) || (needs & ~state->done) || (needs & state->open) ||
        (edge->to == PHASE_CLOSED && state->open))
        return false;
    *ret_state = (struct state){.phase = edge->to != PHASE_NONE ? edge->to : state->phase,
                                .open = (state->open & ~edge->own & ~edge->drops) | owes,
                                .done = (state->done | edge->own) & walked,
                                .parent = from,
                                .by = step};
    if (is_end(state->phase) && edge->to != PHASE_NONE) { /* a new round */
        ret_state->open = owes;
        ret_state->done = 0;
    } else if (edge->to > PHASE_CLOSED) {
        ret_state->open = 0;
    }
    return true;
}

static const char *path_to(const struct walk *walk, int number)
{
    const char *path = "";

    for (; walk->states[number].parent >= 0; number = walk->states[number].parent) {
        const struct pack_step *step = &walk->flow->steps[walk->states[number].by];

        path = arena_format(walk->reader->pack->arena, "%s%s%s%s%s", step->step,
                            step->choice ? "/" : "", step->choice ? step->choice : "",
                            *path ? " > " : "", path);
    }
    return path;
}

/* Whether a step left out by this closed state is one the standard asks for. */
static void check_closed(struct walk *walk, int number, unsigned asked)
{
    unsigned missing = asked & (walk->core | walk->group) & ~walk->states[number].done;

    for (int i = 0; i < walk->flow->duty_count; i++)
        if (missing & 1u << i)
            pack_refuse(walk->reader, walk->reader->root, "steps",
                        language_text(walk->reader->language, "「%s」をしないまま終結できます: %s"),
                        walk->flow->duties[i].duty, path_to(walk, number));
}

static void visit_states(struct walk *walk, unsigned asked)
{
    const struct state start = {.phase = PHASE_NONE, .parent = -1, .by = -1};
    struct state next;

    walk->count = 0;
    memset(walk->table, 0, TABLE_SIZE * sizeof(*walk->table));
    find_state(walk, &start);
    for (int i = 0; i < walk->count && !walk->reader->code; i++) {
        if (walk->states[i].phase == PHASE_CLOSED)
            check_closed(walk, i, asked);
        for (int j = 0; j < walk->flow->step_count; j++)
            if (follow(walk, i, j, &next) && find_state(walk, &next) < 0)
                pack_refuse(walk->reader, walk->reader->root, "steps",
                            language_text(walk->reader->language,
                                          "流れの場合の数が多すぎて確かめられません。"));
    }
}

/* From every state an end must be within reach: later states first, since most steps lead on. */
static void check_ends(struct walk *walk)
{
    bool has_changed = true;
    struct state next;

    for (int i = 0; i < walk->count; i++)
        walk->good[i] = is_end(walk->states[i].phase);
    while (has_changed) {
        has_changed = false;
        for (int i = walk->count - 1; i >= 0; i--)
            for (int j = 0; j < walk->flow->step_count && !walk->good[i]; j++)
                if (follow(walk, i, j, &next) && walk->good[find_state(walk, &next)])
                    walk->good[i] = has_changed = true;
    }
    for (int i = 0; i < walk->count; i++)
        if (!walk->good[i])
            pack_refuse(walk->reader, walk->reader->root, "steps",
                        language_text(walk->reader->language,
                                      "ここまで来ると、どうしても終わりに着けません: %s"),
                        path_to(walk, i));
}

int pack_walk_incident(struct pack_reader *reader, const struct pack_incident *flow)
{
    struct walk walk = {.reader = reader, .flow = flow};
    unsigned seen = 0;

    if (flow->duty_count > DUTY_LIMIT)
        return pack_refuse(reader, reader->root, "duties",
                           language_text(reader->language, "義務は %d 種類までです。"), DUTY_LIMIT);
    read_edges(&walk);
    if (!reader->code)
        check_figure(&walk);
    if (reader->code)
        return reader->code;
    find_core(&walk);
    unsigned asked = duty_bits(&walk, mandatory, "close");
    struct arena *arena = arena_open(WALK_BYTES); /* of no use afterwards */
    walk.states = arena_alloc(arena, STATE_LIMIT * sizeof(*walk.states));
    walk.table = arena_alloc(arena, TABLE_SIZE * sizeof(*walk.table));
    walk.good = arena_alloc(arena, STATE_LIMIT * sizeof(*walk.good));
    for (int i = 0; i < flow->duty_count && !reader->code; i++) {
        if ((walk.core | seen) & 1u << i)
            continue;
        walk.group = find_group(&walk, 1u << i);
        seen |= walk.group;
        visit_states(&walk, asked);
        if (!reader->code)
            check_ends(&walk);
    }
    arena_close(arena);
    return reader->code;
}
