#!/usr/bin/env python3
"""Each declared table (NAME.def) equals the SQL that makes it (CREATE TABLE NAME)."""
import os
import re
import sys

from sources import files_below, read
from tap import Tap

COLUMN = re.compile(r'^COLUMN\((\w+),\s*(TEXT|INTEGER),|^#include "([^"]+\.def)"', re.MULTILINE)
TABLE = re.compile(r'CREATE TABLE (\w+) \((.*?)\n\)( STRICT)?;', re.DOTALL)
ADDED = re.compile(r'ALTER TABLE (\w+) ADD COLUMN (\w+) (\w+);')
DECLARED = re.compile(r'const struct table \w+ = \{\s*(\d+),\s*"(\w+)"')
# Lists of columns that other lists take in; no tables.
SHARED = ('common.def',)


def declared_columns(root, path):
    columns = []
    for name, kind, included in COLUMN.findall(read(root, path)):
        columns.extend(declared_columns(root, f'src/{included}') if included else [(name, kind)])
    return columns


def sql_tables(root):
    found, added = {}, []
    for path in files_below(root, ['src'], ('.sql',)):
        for name, body, strict in TABLE.findall(read(root, path)):
            columns = []
            for line in body.splitlines():
                words = line.split('--')[0].split()
                if len(words) >= 2 and words[0].islower():
                    columns.append((words[0], words[1].rstrip(',')))
            found[name] = (columns, bool(strict))
        added += ADDED.findall(read(root, path))
    for name, column, kind in added:
        found[name][0].append((column, kind))
    return found


def main():
    root = sys.argv[1]
    tap = Tap()
    tables = sql_tables(root)
    declared = {}
    for path in files_below(root, ['src'], ('.c',)):
        for number, name in DECLARED.findall(read(root, path)):
            declared.setdefault(int(number), []).append(name)
    tap.none([f'{number}: {names}' for number, names in declared.items() if len(names) > 1],
             'no number of a table is used twice')
    names = sorted(name for group in declared.values() for name in group)
    files = {os.path.basename(path)[:-4]: path for path in files_below(root, ['src'], ('.def',))
             if os.path.basename(path) not in SHARED}
    tap.none(sorted(set(files) ^ set(names)), 'each declared table has its .def, and each .def its table')
    for name, path in sorted(files.items()):
        want = [('id', 'INTEGER'), ('entry', 'INTEGER')] + declared_columns(root, path)
        got, strict = tables.get(name, ([], False))
        tap.none([f'{path}: {pair}' for pair in want if pair not in got] +
                 [f'SQL: {pair}' for pair in got if pair not in want] +
                 ([] if got == want or set(got) != set(want) else ['the order differs']) +
                 ([] if strict else ['not STRICT']),
                 f'{name}: the declaration is the SQL table')
    return tap.done()


if __name__ == '__main__':
    sys.exit(main())
