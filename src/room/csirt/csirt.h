/* The call list of CSIRT as registers: contacts, and who is on call. CLAUSE: 1.4 */
#ifndef ROOM_CSIRT_CSIRT_H
#define ROOM_CSIRT_CSIRT_H

#include "register/register.h"

extern const struct register_kind contact_kind, on_call_kind;

#endif
