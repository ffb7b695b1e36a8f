/* Libraries found at run time. */
#ifndef BASE_LIBRARY_H
#define BASE_LIBRARY_H

#include <stdbool.h>

/* Puts the function called `name` of a library that dlopen() gave into the function pointer at
 * `ret_function`; false, and NULL there, when it has none. */
bool library_find(void *handle, const char *name, void *ret_function);

#endif
