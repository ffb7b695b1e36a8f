#!/usr/bin/env python3
"""Lists the Japanese sentences in C sources and templates that have no English in the catalogues.

    po_check.py FOLDER CATALOGUE.po...

Looks at the format of error_set(), at the texts given to language_text() and tr(), and at the
phrases {{"..."}} of templates. Exits 1 when one is missing, with file:line of each.
"""

import pathlib
import re
import sys

import po_table

TOKEN = re.compile(
    r"""(?P<comment>/\*.*?\*/|//[^\n]*)|(?P<string>"(?:[^"\\\n]|\\.)*")|(?P<char>'(?:[^'\\\n]|\\.)*')"""
    r"""|(?P<word>[A-Za-z_]\w*)|(?P<space>\s+|\\\n)|(?P<other>.)""",
    re.S,
)
# Which argument is the sentence; None looks at all of them.
SENTENCE_ARGUMENT = {"error_set": 3, "language_text": 1, "tr": None}
PHRASE = re.compile(r'\{\{\s*"((?:[^"\\]|\\.)*)"\s*\}\}')
# What the length macros of <inttypes.h> are on 64-bit Linux.
LENGTH_MACRO = re.compile(r"PRI([diouxX])(8|16|32|64|MAX)$")
LENGTHS = {"8": "", "16": "", "32": "", "64": "l", "MAX": "l"}


def tokens(source):
    """(kind, text, line) of everything but comments and white space."""
    line = 1
    for match in TOKEN.finditer(source):
        if match.lastgroup not in ("comment", "space"):
            yield match.lastgroup, match.group(), line
        line += match.group().count("\n")


def literal_text(literal, place):
    hex_or_octal = re.search(r"\\(x|[0-7])", literal)
    if hex_or_octal:
        raise po_table.CatalogueError(f"{place}: write the letters themselves, not numbers")
    return po_table.unescape(literal[1:-1], place)


def call_sentences(stream, start, function, path):
    """(line, text) of the sentences among the arguments that begin at stream[start]."""
    depth, argument, text, text_line = 1, 0, None, 0
    wanted = SENTENCE_ARGUMENT[function]
    for kind, token, line in stream[start:]:
        macro = LENGTH_MACRO.match(token) if kind == "word" else None
        if wanted in (None, argument):
            if kind == "string":
                text_line = line if text is None else text_line
                text = (text or "") + literal_text(token, f"{path}:{line}")
                continue
            if macro and text is not None:
                text += LENGTHS[macro.group(2)] + macro.group(1)
                continue
        if text is not None:
            yield text_line, text
            text = None
        if token in ("(", "[", "{"):
            depth += 1
        elif token in (")", "]", "}"):
            depth -= 1
            if depth == 0:
                return
        elif token == "," and depth == 1:
            argument += 1


def phrases(path):
    """(line, text) of every phrase of a template."""
    source = path.read_text(encoding="utf-8")
    for match in PHRASE.finditer(source):
        line = source.count("\n", 0, match.start()) + 1
        yield line, po_table.unescape(match.group(1), f"{path}:{line}")


def sentences(path):
    """(line, text) of every Japanese sentence of a source file."""
    if path.suffix == ".html":
        yield from phrases(path)
        return
    stream = list(tokens(path.read_text(encoding="utf-8")))
    for index, (kind, token, _) in enumerate(stream[:-1]):
        if kind == "word" and token in SENTENCE_ARGUMENT and stream[index + 1][1] == "(":
            for line, text in call_sentences(stream, index + 2, token, path):
                if not text.isascii():
                    yield line, text


def main(arguments):
    if len(arguments) < 2:
        sys.exit(__doc__)
    missing = 0
    try:
        table = po_table.read_catalogues(arguments[1:])
        folder = pathlib.Path(arguments[0])
        for path in sorted([*folder.rglob("*.c"), *folder.rglob("*.html")]):
            for line, text in sentences(path):
                if text not in table:
                    print(f"{path}:{line}: no English: {po_table.c_string(text)}")
                    missing += 1
    except (po_table.CatalogueError, OSError, UnicodeDecodeError) as error:
        sys.exit(f"{error}")
    sys.exit(1 if missing else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
