#!/usr/bin/env python3
"""Lists the test programs for meson: one line each, the source and the .sql files whose generated
headers it includes, by itself or through headers of tests/, separated by spaces.

    list_tests.py SOURCE_FOLDER
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
    root = sys.argv[1]
    folder = os.path.join(root, 'tests')
    paths = glob.glob(f'{folder}/*/test_*.c') + glob.glob(f'{folder}/room/*/test_*.c')
    for path in sorted(paths):
        name = os.path.relpath(path, folder)
        headers = included(root, f'tests/{name}', set())
        sql = sorted(header.removesuffix('_sql.h') + '.sql' for header in headers
                     if header.endswith('_sql.h'))
        print(' '.join([name, *sql]))


if __name__ == '__main__':
    main()
