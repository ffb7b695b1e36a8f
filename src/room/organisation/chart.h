/* Tables 1 to 3 as the pages of this room show them. CLAUSE: 1.1, 1.2.1, 1.3, 1.4 */
#ifndef ROOM_ORGANISATION_CHART_H
#define ROOM_ORGANISATION_CHART_H

#include "people/people.h"
#include "template/model.h"
#include <stdbool.h>

struct error;
struct pack_role;
struct pack_text;
struct register_scene;
struct visit;

/* Who holds what at a moment, as far as the viewer may see it. Owned by the scene's arena. */
struct chart {
    const struct visit *visit;
    const struct register_scene *scene;
    struct moment moment;
    const struct role_holding **holdings;
    int count;
};

/* `section_id` (0: all) asks for the seats of one section and of the systems it owns; `section`
 * (part of a name, NULL: all) narrows those of sections and systems. ERROR_DENIED when the viewer
 * may see no people at all. */
int chart_read(const struct visit *visit, const struct moment *moment, int64_t section_id,
               const char *section, struct chart *ret_chart, struct error *error);

/* The members "at", "tables" and "others" of the root, with what only pages show beside them. */
void chart_add_tables(const struct chart *chart, struct model *root);
/* The member "figure": its lines as data, and for pages the drawing of figure 1. */
void chart_add_figure(const struct chart *chart, struct model *root);

/* The members "unit", "holders", "vacant" and "stand_ins" of one seat. */
void chart_add_seat(const struct chart *chart, const struct role_holding *holding,
                    struct model *seat);
/* What of a kind of unit ("section", "system") holds which role: for pages, one row a unit. */
void chart_add_crossing(const struct chart *chart, const char *kind, struct model *parent);

/* main, concurrent, acting, appointed in words; NULL for NULL. */
const char *chart_how(const struct register_scene *scene, const char *how);
/* The pack's text in the reader's language. */
const char *chart_text(const struct register_scene *scene, struct pack_text text);

#endif
