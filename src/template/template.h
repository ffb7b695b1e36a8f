/* Templates without logic, compiled at build from ui/templates/ (tools/embed_templates.py): names,
 * sections, inverted sections, partials; every value is escaped, always. docs/templates.md */
#ifndef TEMPLATE_TEMPLATE_H
#define TEMPLATE_TEMPLATE_H

#include "base/language.h"
#include <stdint.h>

struct buffer;
struct model;

enum template_verb {
    TEMPLATE_STOP,
    TEMPLATE_VALUE,   /* {{key}}: escaped; nothing for null */
    TEMPLATE_ADDRESS, /* {{key}} at the start of a href, src or action: "#" unless a path of ours */
    TEMPLATE_PART,    /* {{key}} further on in one: percent-encoded */
    TEMPLATE_SELF,    /* {{.}} */
    TEMPLATE_PHRASE,  /* {{"日本語 {key}"}}: in the reader's language, {key} escaped */
    TEMPLATE_SECTION, /* {{#key}} */
    TEMPLATE_INVERTED, /* {{^key}} */
    TEMPLATE_END,      /* {{/key}} */
    TEMPLATE_PARTIAL,  /* {{>name}} */
};

/* Literal text and the tag after it. */
struct template_step {
    uint8_t verb;
    uint16_t key;    /* enum model_key */
    uint32_t skip;   /* of a section, inverted or not: how many steps on its END stands */
    uint32_t length; /* of `text` */
    const char *text;
    const struct template *partial; /* of a phrase: one for each language */
};

struct template
{
    const char *name;
    const struct template_step *steps;
};

/* Appends the template to `buffer`, with the names of `model` and, within sections, of the nearest
 * object that has them. Cannot fail but by the buffer's limit (its `full`). No byte of a value
 * leaves the text or the attribute it stands in. */
void template_render(const struct template *template, const struct model *model,
                     enum language language, struct buffer *buffer);

#endif
