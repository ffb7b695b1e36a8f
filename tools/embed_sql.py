#!/usr/bin/env python3
"""Turns .sql files into one C header of string constants.

    embed_sql.py OUTPUT.h INPUT.sql...

A file with lines `-- name: person_by_number` gives one constant for each block
(SQL_PERSON_BY_NUMBER); a file without them gives one, named after the file. Comments are left out
and white space is collapsed outside quotes.
"""
import os
import re
import sys

NAME = re.compile(r'^--\s*name:\s*(\S+)\s*$')
TOKEN = re.compile(r"""('(?:[^']|'')*')|("(?:[^"]|"")*")|(--[^\n]*)|(/\*.*?\*/)|(\s+)|(['"]|/\*)""",
                   re.DOTALL)
VALID = re.compile(r'^[a-z][a-z0-9_]*$')


def squeeze(path, text):
    """The text without comments, with single spaces outside quotes."""
    parts, at = [], 0
    for match in TOKEN.finditer(text):
        parts.append(text[at:match.start()])
        at = match.end()
        if match.group(6):
            sys.exit(f'{path}: a quote or comment does not end')
        quoted = match.group(1) or match.group(2)
        parts.append(quoted if quoted else ' ')
    parts.append(text[at:])
    pieces, result = re.split(r"""('(?:[^']|'')*'|"(?:[^"]|"")*")""", ''.join(parts)), []
    for index, piece in enumerate(pieces):
        result.append(piece if index % 2 else re.sub(r' +', ' ', piece))
    return ''.join(result).strip()


def c_string(text):
    """C literals, one a source line."""
    escaped = text.replace('\\', '\\\\').replace('"', '\\"').replace('\n', '\\n')
    escaped = escaped.replace('\t', '\\t').replace('\r', '\\r').replace('??', '?\\?')
    pieces, rest = [], escaped
    while len(rest) > 88:
        cut = rest.rfind(' ', 1, 88)
        cut = 88 if cut < 0 else cut + 1
        while rest[cut - 1] == '\\':
            cut -= 1
        pieces.append(rest[:cut])
        rest = rest[cut:]
    pieces.append(rest)
    return '\n'.join(f'    "{piece}"' for piece in pieces)


def blocks(path):
    """Pairs of name and SQL text of one file."""
    with open(path, encoding='utf-8') as file:
        text = file.read()
    lines = text.split('\n')
    if not any(NAME.match(line) for line in lines):
        yield os.path.splitext(os.path.basename(path))[0], squeeze(path, text)
        return
    name, body = None, []
    for line in lines:
        match = NAME.match(line)
        if match:
            if name:
                yield name, squeeze(path, '\n'.join(body))
            elif squeeze(path, '\n'.join(body)):
                sys.exit(f'{path}: SQL before the first name')
            name, body = match.group(1), []
        else:
            body.append(line)
    yield name, squeeze(path, '\n'.join(body))


def main():
    output, inputs = sys.argv[1], sys.argv[2:]
    seen, parts = {}, ['/* Written by tools/embed_sql.py. */\n']
    for path in inputs:
        for name, sql in blocks(path):
            if not VALID.match(name):
                sys.exit(f'{path}: {name}: a name is lower-case letters, digits and _')
            if name in seen:
                sys.exit(f'{path}: {name} is already in {seen[name]}')
            if not sql:
                sys.exit(f'{path}: {name} is empty')
            seen[name] = path
            parts.append(f'static const char __attribute__((unused)) SQL_{name.upper()}[] =\n'
                         f'{c_string(sql)};\n')
    with open(output, 'w', encoding='utf-8') as file:
        file.write('\n'.join(parts))


if __name__ == '__main__':
    main()
