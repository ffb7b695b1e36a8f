/* chikiri-print: one document as JSON on the standard input, the same as PDF (A4, fonts embedded)
 * on the standard output. A program of its own, so that what reads fonts and shapes letters is not
 * in the server: it lives for one document, within limits that it sets itself.
 *
 * {"title", "mark", "number", "to", "from", "date", "foot", "created_at",
 *  "fields": [{"label", "text"}]}; members may be missing or null.
 *
 * Exit status: 0 drawn; 2 not such JSON; 3 the Japanese font is not installed; 4 not drawn. */
#include <jansson.h>
#include <pango/pangocairo.h>

#include <cairo-pdf.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum status { DRAWN = 0, NOT_READ = 2, NO_FONT = 3, NOT_DRAWN = 4 };

enum { CPU_SECONDS = 20, FILES = 64, OUTPUT_BYTES = 64 << 20, MEMORY_BYTES = 1 << 30 };

static const char font_family[] = "Noto Sans CJK JP";

/* Points: A4 with 20 mm around. */
static const double page_width = 595.28, page_height = 841.89, margin = 56.7, label_width = 110,
                    gap = 10, row_gap = 5;

struct drawing {
    cairo_t *cairo;
    const json_t *document;
    double y;
    int page, pages; /* `pages` 0 while they are only counted */
};

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text ? text : "";
}

static PangoLayout *lay_out(const struct drawing *drawing, const char *text, double points,
                            bool is_bold, double width)
{
    PangoLayout *layout = pango_cairo_create_layout(drawing->cairo);
    PangoFontDescription *font = pango_font_description_new();

    pango_font_description_set_family_static(font, font_family);
    pango_font_description_set_absolute_size(font, points * PANGO_SCALE);
    pango_font_description_set_weight(font, is_bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_context_set_language(pango_layout_get_context(layout), pango_language_from_string("ja"));
    pango_layout_set_font_description(layout, font);
    pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_spacing(layout, (int)(points * 0.35 * PANGO_SCALE));
    pango_layout_set_text(layout, text, -1);
    pango_font_description_free(font);
    return layout;
}

static double height_of(PangoLayout *layout)
{
    int height;

    pango_layout_get_size(layout, NULL, &height);
    return (double)height / PANGO_SCALE;
}

static void draw_at(const struct drawing *drawing, double x, double y, const char *text,
                    double points, PangoAlignment alignment, double width)
{
    PangoLayout *layout = lay_out(drawing, text, points, false, width);

    pango_layout_set_alignment(layout, alignment);
    cairo_move_to(drawing->cairo, x, y);
    pango_cairo_show_layout(drawing->cairo, layout);
    g_object_unref(layout);
}

static double bottom(void)
{
    return page_height - margin;
}

static double inner_width(void)
{
    return page_width - 2 * margin;
}

static void start_page(struct drawing *drawing)
{
    char number[64];

    if (drawing->page > 0)
        cairo_show_page(drawing->cairo);
    drawing->page++;
    drawing->y = margin;
    snprintf(number, sizeof(number), "%d / %d", drawing->page, drawing->pages);
    draw_at(drawing, margin, bottom() + 14, text_of(drawing->document, "foot"), 6.5,
            PANGO_ALIGN_LEFT, inner_width() - 40);
    draw_at(drawing, page_width - margin - 60, bottom() + 14, number, 8, PANGO_ALIGN_RIGHT, 60);
}

/* A paragraph of the head, over the whole width. */
static void put_paragraph(struct drawing *drawing, const char *key, double points, bool is_bold,
                          PangoAlignment alignment)
{
    const char *text = text_of(drawing->document, key);

    if (*text == '\0')
        return;
    PangoLayout *layout = lay_out(drawing, text, points, is_bold, inner_width());
    pango_layout_set_alignment(layout, alignment);
    cairo_move_to(drawing->cairo, margin, drawing->y);
    pango_cairo_show_layout(drawing->cairo, layout);
    drawing->y += height_of(layout) + points * 0.6;
    g_object_unref(layout);
}

static void rule(const struct drawing *drawing)
{
    cairo_set_line_width(drawing->cairo, 0.5);
    cairo_move_to(drawing->cairo, margin, drawing->y);
    cairo_line_to(drawing->cairo, page_width - margin, drawing->y);
    cairo_stroke(drawing->cairo);
}

/* Line by line, since a text may be longer than its page. */
static void put_lines(struct drawing *drawing, PangoLayout *layout)
{
    PangoLayoutIter *iterator = pango_layout_get_iter(layout);

    do {
        PangoRectangle line;

        pango_layout_iter_get_line_extents(iterator, NULL, &line);
        double height = (double)line.height / PANGO_SCALE;
        double ascent = (double)(pango_layout_iter_get_baseline(iterator) - line.y) / PANGO_SCALE;
        if (drawing->y + height > bottom())
            start_page(drawing);
        cairo_move_to(drawing->cairo, margin + label_width + gap, drawing->y + ascent);
        pango_cairo_show_layout_line(drawing->cairo, pango_layout_iter_get_line_readonly(iterator));
        drawing->y += height + (double)pango_layout_get_spacing(layout) / PANGO_SCALE;
    } while (pango_layout_iter_next_line(iterator));
    pango_layout_iter_free(iterator);
}

static void put_field(struct drawing *drawing, const json_t *field)
{
    double width = inner_width() - label_width - gap;
    PangoLayout *label = lay_out(drawing, text_of(field, "label"), 10, true, label_width);
    PangoLayout *text = lay_out(drawing, text_of(field, "text"), 10, false, width);
    double label_height = height_of(label);

    if (drawing->y + label_height + row_gap > bottom())
        start_page(drawing);
    rule(drawing);
    drawing->y += row_gap;
    int page = drawing->page;
    double end = drawing->y + label_height;
    cairo_move_to(drawing->cairo, margin, drawing->y);
    pango_cairo_show_layout(drawing->cairo, label);
    put_lines(drawing, text);
    if (page == drawing->page && drawing->y < end)
        drawing->y = end;
    drawing->y += row_gap;
    g_object_unref(label);
    g_object_unref(text);
}

/* Returns how many pages it came to. */
static int draw(cairo_surface_t *surface, const json_t *document, int pages)
{
    struct drawing drawing = {.cairo = cairo_create(surface), .document = document, .pages = pages};
    const json_t *fields = json_object_get(document, "fields");

    start_page(&drawing);
    put_paragraph(&drawing, "number", 8, false, PANGO_ALIGN_RIGHT);
    put_paragraph(&drawing, "mark", 12, true, PANGO_ALIGN_CENTER);
    put_paragraph(&drawing, "date", 10, false, PANGO_ALIGN_RIGHT);
    put_paragraph(&drawing, "to", 11, false, PANGO_ALIGN_LEFT);
    put_paragraph(&drawing, "from", 10, false, PANGO_ALIGN_RIGHT);
    drawing.y += 8;
    put_paragraph(&drawing, "title", 15, true, PANGO_ALIGN_CENTER);
    drawing.y += 8;
    for (size_t i = 0; i < json_array_size(fields); i++)
        put_field(&drawing, json_array_get(fields, i));
    rule(&drawing);
    cairo_show_page(drawing.cairo);
    cairo_destroy(drawing.cairo);
    return drawing.page;
}

static bool has_font(void)
{
    PangoFontFamily **families;
    int count;
    bool found = false;

    pango_font_map_list_families(pango_cairo_font_map_get_default(), &families, &count);
    for (int i = 0; i < count && !found; i++)
        found = strcmp(pango_font_family_get_name(families[i]), font_family) == 0;
    g_free(families);
    return found;
}

static cairo_status_t put_bytes(void *closure, const unsigned char *bytes, unsigned length)
{
    (void)closure;
    return fwrite(bytes, 1, length, stdout) == length ? CAIRO_STATUS_SUCCESS
                                                      : CAIRO_STATUS_WRITE_ERROR;
}

/* The same document gives the same bytes: nothing of the clock goes in. */
static enum status print(const json_t *document)
{
    cairo_surface_t *nowhere = cairo_pdf_surface_create(NULL, page_width, page_height);
    int pages = draw(nowhere, document, 0);

    cairo_surface_destroy(nowhere);
    cairo_surface_t *surface =
        cairo_pdf_surface_create_for_stream(put_bytes, NULL, page_width, page_height);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, text_of(document, "title"));
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE,
                                   text_of(document, "created_at"));
    draw(surface, document, pages);
    cairo_surface_finish(surface);
    cairo_status_t status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    return status == CAIRO_STATUS_SUCCESS && fflush(stdout) == 0 ? DRAWN : NOT_DRAWN;
}

static void limit(__rlimit_resource_t resource, rlim_t most)
{
    const struct rlimit both = {most, most};

    if (setrlimit(resource, &both) != 0)
        _exit(NOT_DRAWN);
}

int main(void)
{
    const struct sigaction ignored = {.sa_handler = SIG_IGN};

    limit(RLIMIT_CPU, CPU_SECONDS);
    limit(RLIMIT_AS, MEMORY_BYTES);
    limit(RLIMIT_NOFILE, FILES);
    limit(RLIMIT_FSIZE, OUTPUT_BYTES);
    limit(RLIMIT_CORE, 0);
    if (sigaction(SIGXFSZ, &ignored, NULL) != 0)
        return NOT_DRAWN;
    json_t *document = json_loadf(stdin, JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_object(document))
        return NOT_READ;
    enum status status = has_font() ? print(document) : NO_FONT;
    json_decref(document);
    return (int)status;
}
