/* A chart in the model: named values, and for the page where each bar, point and letter stands. */
#ifndef ROOM_PICTURE_CHART_H
#define ROOM_PICTURE_CHART_H

#include "page/page.h"

struct chart_value {
    const char *label;
    int64_t value;
};

/* Adds {title, alternative, items: [{label, value}]} to the array `charts`; drawn as bars, or as a
 * line over time. The alternative says in words what the drawing shows. Texts are of the arena. */
void chart_add(struct visit *visit, struct model *charts, const char *title,
               const char *alternative, const struct chart_value *values, int count, bool is_line);

#endif
