#!/usr/bin/env python3
"""Turns gettext catalogues into the C table that language_text() searches.

    po_table.py OUTPUT.h CATALOGUE.po...

Stops with file:line when a catalogue is malformed, a msgid is empty or has two translations,
a msgstr is empty, or the two do not take the same % directives.
"""

import re
import sys

KEYWORD = re.compile(r'(msgid|msgstr)?\s*"((?:[^"\\]|\\.)*)"\s*$')
ESCAPE = re.compile(r"\\(.)")
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"}
DIRECTIVE = re.compile(
    r"%(?:(\d+)\$)?([-+ #0']*(?:\*|\d+)?(?:\.(?:\*|\d*))?(?:hh|h|ll|l|j|z|t|L)?[a-zA-Z%])"
)


class CatalogueError(Exception):
    """What is wrong, with its place."""


def unescape(text, place):
    def letter(match):
        if match.group(1) not in ESCAPES:
            raise CatalogueError(f"{place}: unknown escape \\{match.group(1)}")
        return ESCAPES[match.group(1)]

    return ESCAPE.sub(letter, text)


def read_entries(path):
    """Yields (place, msgid, msgstr) of a catalogue; the header entry is left out."""
    parts = {}
    place = current = None

    def finished():
        if "msgstr" not in parts:
            raise CatalogueError(f"{place}: msgid without msgstr")
        return place, parts["msgid"], parts["msgstr"]

    is_first = True
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            line = line.strip()
            if not line or line.startswith("#"):
                continue
            here = f"{path}:{number}"
            match = KEYWORD.match(line)
            if not match:
                raise CatalogueError(f"{here}: not a msgid, msgstr or string line")
            keyword, text = match.group(1), unescape(match.group(2), here)
            if keyword == "msgid":
                if parts:
                    entry = finished()
                    if not (is_first and entry[1] == ""):
                        yield entry
                    is_first = False
                parts, place = {"msgid": ""}, here
            elif keyword == "msgstr" and ("msgid" not in parts or "msgstr" in parts):
                raise CatalogueError(f"{here}: msgstr without its msgid")
            current = keyword or current
            if current is None:
                raise CatalogueError(f"{here}: string outside an entry")
            parts[current] = parts.get(current, "") + text
    if parts:
        entry = finished()
        if not (is_first and entry[1] == ""):
            yield entry


def directives(text, place):
    """The directives of a format in the order of the arguments they take."""
    found = [m for m in DIRECTIVE.finditer(text) if m.group(2) != "%"]
    numbered = [m for m in found if m.group(1)]
    if numbered and len(numbered) != len(found):
        raise CatalogueError(f"{place}: numbered and plain % directives mixed")
    if numbered:
        return sorted({(int(m.group(1)), m.group(2)) for m in numbered})
    return [(index, m.group(2)) for index, m in enumerate(found, 1)]


def read_catalogues(paths):
    """{msgid: msgstr} of all catalogues together."""
    table, places = {}, {}
    for path in paths:
        for place, msgid, msgstr in read_entries(path):
            if not msgid:
                raise CatalogueError(f"{place}: empty msgid")
            if not msgstr:
                raise CatalogueError(f"{place}: empty msgstr")
            if "\0" in msgid + msgstr:
                raise CatalogueError(f"{place}: NUL character")
            if directives(msgid, place) != directives(msgstr, place):
                raise CatalogueError(f"{place}: msgid and msgstr differ in % directives")
            if table.get(msgid, msgstr) != msgstr:
                raise CatalogueError(f"{place}: translated otherwise at {places[msgid]}")
            table[msgid] = msgstr
            places.setdefault(msgid, place)
    return table


def c_string(text):
    for letter, escape in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t")):
        text = text.replace(letter, escape)
    return '"' + text.replace("\r", "\\r") + '"'


def main(arguments):
    if len(arguments) < 2:
        sys.exit(__doc__)
    try:
        table = read_catalogues(arguments[1:])
        if not table:
            raise CatalogueError("no entries in " + " ".join(arguments[1:]))
    except (CatalogueError, OSError, UnicodeDecodeError) as error:
        sys.exit(f"{error}")
    with open(arguments[0], "w", encoding="utf-8", newline="\n") as out:
        out.write("/* Made by tools/po_table.py from the catalogues in ui/po. */\n")
        out.write("static const struct {\n    const char *japanese, *english;\n")
        out.write("} language_table[] = {\n")
        for msgid in sorted(table, key=lambda text: text.encode()):
            out.write(f"    {{{c_string(msgid)},\n     {c_string(table[msgid])}}},\n")
        out.write("};\n")


if __name__ == "__main__":
    main(sys.argv[1:])
