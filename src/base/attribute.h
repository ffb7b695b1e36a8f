/* Attributes that only one of our compilers has. */
#ifndef BASE_ATTRIBUTE_H
#define BASE_ATTRIBUTE_H

/* Marks an opener whose result `closer` must get back as its first argument. gcc follows it through
 * the callers; clang 14 has no such form and only sees that the result is not thrown away. */
#if defined(__GNUC__) && !defined(__clang__)
#define CLOSED_BY(closer) __attribute__((malloc(closer, 1), warn_unused_result))
#else
#define CLOSED_BY(closer) __attribute__((warn_unused_result))
#endif

#endif
