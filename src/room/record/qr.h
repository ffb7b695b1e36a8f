/* A text as a picture that a camera reads. */
#ifndef ROOM_RECORD_QR_H
#define ROOM_RECORD_QR_H

struct arena;
struct model;

/* Fills "d" (the dark squares as an SVG path) and "width" (squares on a side, with the quiet zone)
 * into the object, for pages only; nothing when the text is too long. */
void record_fill_qr(struct arena *arena, struct model *object, const char *text);

#endif
