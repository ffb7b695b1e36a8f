/* Rendering: a walk over the steps, written straight into the buffer. */
#include "template/template.h"

#include "base/buffer.h"
#include "base/scan.h"
#include "base/text.h"
#include "template/model.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* The buffer while it is written in place: from `at` up to `end` there is room. */
struct output {
    struct buffer *buffer;
    char *at, *end;
};

/* What a section stands in; the innermost first. */
struct frame {
    const struct model *model;
    const struct frame *outer;
};

struct walk {
    struct output output;
    enum language language;
    const struct model *whole[KEY_COUNT]; /* members of the model itself, which has many */
};

/* Room for `length` bytes; false when the buffer's limit forbids it. */
static bool make_room(struct output *output, size_t length)
{
    struct buffer *buffer = output->buffer;

    buffer->length = (size_t)(output->at - buffer->data);
    size_t room = buffer_room(buffer, length);
    output->at = buffer->data + buffer->length;
    output->end = output->at + room;
    return room >= length;
}

/* memcpy() without the call for the short texts that pages are made of: two pieces that overlap. */
static inline void copy(char *to, const char *from, size_t length)
{
    if (length > 32) {
        memcpy(to, from, length);
    } else if (length >= 16) {
        memcpy(to, from, 16);
        memcpy(to + length - 16, from + length - 16, 16);
    } else if (length >= 8) {
        memcpy(to, from, 8);
        memcpy(to + length - 8, from + length - 8, 8);
    } else if (length >= 4) {
        memcpy(to, from, 4);
        memcpy(to + length - 4, from + length - 4, 4);
    } else {
        for (size_t i = 0; i < length; i++)
            to[i] = from[i];
    }
}

static inline void put(struct output *output, const char *bytes, size_t length)
{
    if (length > (size_t)(output->end - output->at) && !make_room(output, length))
        return;
    copy(output->at, bytes, length);
    output->at += length;
}

/* What the letters become that mean something to HTML, in text and in quoted attributes alike. */
static void put_entity(struct output *output, char letter)
{
    switch (letter) {
    case '&':
        put(output, "&amp;", 5);
        break;
    case '<':
        put(output, "&lt;", 4);
        break;
    case '>':
        put(output, "&gt;", 4);
        break;
    case '"':
        put(output, "&quot;", 6);
        break;
    default:
        put(output, "&#39;", 5);
        break;
    }
}

static inline bool has_meaning(char letter)
{
    return letter == '&' || letter == '<' || letter == '>' || letter == '"' || letter == '\'';
}

/* Two of the letters that mean something differ in one bit each: & and ', < and >. */
static inline bool are_plain(uint64_t letters)
{
    const uint64_t ones = UINT64_MAX / 255;

    return (scan_equal(letters | ones, '\'') | scan_equal(letters | ones << 1, '>') |
            scan_equal(letters, '"')) == 0;
}

/* How far the text goes without a letter that means something. */
static size_t plain_length(const char *text, size_t length)
{
    size_t i = 0;

    if (length - 1 < 8 && are_plain(scan_short(text, length)))
        return length;
    while (i + 8 < length && are_plain(scan_word(text + i)))
        i += 8;
    if (i > 0 && i + 8 >= length && are_plain(scan_word(text + length - 8)))
        return length;
    while (i < length && !has_meaning(text[i]))
        i++;
    return i;
}

static void put_escaped(struct output *output, const char *text)
{
    size_t left = strlen(text);

    for (;;) {
        size_t length = plain_length(text, left);

        put(output, text, length);
        if (length == left)
            return;
        put_entity(output, text[length]);
        text += length + 1;
        left -= length + 1;
    }
}

/* RFC 3986 unreserved: what needs no percent sign anywhere in an address. */
static bool is_unreserved(unsigned char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '-' || byte == '.' || byte == '_' || byte == '~';
}

static void put_encoded(struct output *output, const char *text)
{
    static const char digits[] = "0123456789ABCDEF";

    for (; *text; text++) {
        unsigned char byte = (unsigned char)*text;

        if (is_unreserved(byte))
            put(output, text, 1);
        else
            put(output, (const char[]){'%', digits[byte >> 4], digits[byte & 15]}, 3);
    }
}

/* Whether the address stays with us: a place of this page ("#there"), or a path, not another host
 * ("//host", "/\host") and without the tabs and line breaks that browsers drop before they look. */
static bool is_own_path(const char *text)
{
    if (text[0] != '#' && (text[0] != '/' || text[1] == '/' || text[1] == '\\'))
        return false;
    for (; *text; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7f)
            return false;
    return true;
}

/* What a page shows of it; "" for nothing. */
static const char *shown_text(const struct model *model, char space[TEXT_INTEGER_SIZE])
{
    if (!model)
        return "";
    if (model->shown)
        return model->shown;
    if (model->text)
        return model->text;
    if (model->kind == MODEL_INTEGER)
        return text_integer(model->integer, space);
    if (model->kind == MODEL_BOOL)
        return model->integer ? "true" : "false";
    return "";
}

static inline const struct model *find(const struct walk *walk, const struct frame *frame,
                                       uint16_t key)
{
    for (; frame->outer; frame = frame->outer) {
        /* {{#url}}{{url}}{{/url}}: the section found it already. */
        if (frame->model->key == key && frame->model->kind < MODEL_OBJECT)
            return frame->model;
        const struct model *found = model_member(frame->model, key);
        if (found)
            return found;
    }
    return walk->whole[key];
}

static void render_steps(struct walk *walk, const struct template_step *step,
                         const struct frame *frame);

static void render_inside(struct walk *walk, const struct template_step *step,
                          const struct model *model, const struct frame *frame)
{
    if (model->kind != MODEL_ARRAY) {
        render_steps(walk, step, &(struct frame){model, frame});
        return;
    }
    for (const struct model *element = model->first; element; element = element->next)
        render_steps(walk, step, &(struct frame){element, frame});
}

/* Renders a section, or its opposite, or the one that its opposite follows at once: "{{/key}}
 * {{^key}}" in one line is an "else", and is not looked up again. Returns the last step of it. */
static const struct template_step *render_section(struct walk *walk,
                                                  const struct template_step *step,
                                                  const struct frame *frame)
{
    const struct model *model = find(walk, frame, step->key);
    bool is_true = model && model->kind != MODEL_NULL && model_is_true(model);
    const struct template_step *end = step + step->skip, *other = end + 1;

    if (step->verb == TEMPLATE_INVERTED) {
        if (!is_true)
            render_steps(walk, step + 1, frame);
        return end;
    }
    bool has_other =
        other->verb == TEMPLATE_INVERTED && other->key == step->key && other->length == 0;
    if (is_true)
        render_inside(walk, step + 1, model, frame);
    else if (has_other)
        render_steps(walk, other + 1, frame);
    return has_other ? other + other->skip : end;
}

static void put_value(struct walk *walk, const struct template_step *step,
                      const struct frame *frame)
{
    struct output *output = &walk->output;
    char space[TEXT_INTEGER_SIZE];
    const char *text = shown_text(
        step->verb == TEMPLATE_SELF ? frame->model : find(walk, frame, step->key), space);

    if (step->verb == TEMPLATE_PART)
        put_encoded(output, text);
    else if (step->verb == TEMPLATE_ADDRESS && !is_own_path(text))
        put(output, "#", 1);
    else
        put_escaped(output, text);
}

/* Runs to the end of the section or of the template. As deep as sections and partials are nested,
 * which the build knows to be finite. */
static void render_steps(struct walk *walk, const struct template_step *step,
                         const struct frame *frame)
{
    for (;; step++) {
        put(&walk->output, step->text, step->length);
        if (step->verb == TEMPLATE_SECTION || step->verb == TEMPLATE_INVERTED) {
            step = render_section(walk, step, frame);
        } else if (step->verb == TEMPLATE_PHRASE) {
            render_steps(walk, step->partial[walk->language].steps, frame);
        } else if (step->verb == TEMPLATE_PARTIAL) {
            render_steps(walk, step->partial->steps, frame);
        } else if (step->verb == TEMPLATE_STOP || step->verb == TEMPLATE_END) {
            return;
        } else {
            put_value(walk, step, frame);
        }
    }
}

void template_render(const struct template *template, const struct model *model,
                     enum language language, struct buffer *buffer)
{
    struct walk walk = {{.buffer = buffer}, language, {NULL}};
    size_t room = buffer_room(buffer, 1);

    if (room == 0)
        return;
    for (const struct model *member = model->first; member; member = member->next)
        if (!walk.whole[member->key])
            walk.whole[member->key] = member;
    walk.output.at = buffer->data + buffer->length;
    walk.output.end = walk.output.at + room;
    render_steps(&walk, template->steps, &(struct frame){model, NULL});
    buffer->length = (size_t)(walk.output.at - buffer->data);
    buffer->data[buffer->length] = '\0';
}
