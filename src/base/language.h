/* The two languages of everything a person reads. Source strings are Japanese; the English ones are
 * in ui/po/en.po, compiled to a table at build. */
#ifndef BASE_LANGUAGE_H
#define BASE_LANGUAGE_H

enum language { LANGUAGE_JAPANESE, LANGUAGE_ENGLISH };

/* The text in `language`; `japanese` itself when it has no translation. Never NULL; not owned. */
const char *language_text(enum language language, const char *japanese)
    __attribute__((format_arg(2)));

#endif
