/* The call list as people meet it: its two registers, and the sheet that hangs on the wall for when
 * mail is the victim. CLAUSE: 1.4, 7.2.8 */
#ifndef ROOM_CSIRT_CSIRT_PAGES_H
#define ROOM_CSIRT_CSIRT_PAGES_H

#include "page/page.h"

struct register_face;

extern const struct register_face contact_face, on_call_face;
extern const struct page csirt_pages[];

#endif
