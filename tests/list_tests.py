#!/usr/bin/env python3
"""Lists programs for meson: one line each, the source and the .sql files whose generated headers it
includes, by itself or through headers of tests/, separated by spaces.

    list_tests.py SOURCE_FOLDER FOLDER PATTERN...
"""
import glob
import os
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)


def included(root, path, seen):
    with open(os.path.join(root, path), encoding='utf-8') as file:
        for name in INCLUDE.findall(file.read()):
            if name in seen:
                continue
            seen.add(name)
            if name.startswith('tests/'):
                included(root, name, seen)
    return seen


def main():
    root, folder, *patterns = sys.argv[1:]
    below = os.path.join(root, folder)
    paths = [path for pattern in patterns for path in glob.glob(os.path.join(below, pattern))]
    for path in sorted(set(paths)):
        headers = included(root, os.path.relpath(path, root), set())
        sql = sorted(header.removesuffix('_sql.h') + '.sql' for header in headers
                     if header.endswith('_sql.h'))
        print(' '.join([os.path.relpath(path, below), *sql]))


if __name__ == '__main__':
    main()
