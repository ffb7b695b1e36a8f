#!/usr/bin/env python3
"""Every header compiles alone, and its guard is its path."""
import concurrent.futures
import glob
import os
import re
import subprocess
import sys

from sources import c_files, read
from tap import Tap

FLAGS = ['-std=gnu17', '-D_GNU_SOURCE', '-Wall', '-Wextra', '-Werror', '-Wno-unused-function',
         '-fsyntax-only', '-x', 'c']


def compile_alone(job):
    root, header, includes = job
    source = f'#include "{header}"\n'
    run = subprocess.run(['gcc', *FLAGS, *includes, '-'], input=source, capture_output=True,
                         text=True, check=False, cwd=root)
    return (header, run.stderr.splitlines()) if run.returncode else None


def guard_of(path):
    """Of the path as it stands in an include."""
    name = path.removeprefix('src/').removeprefix('verifier/')
    return re.sub(r'[^A-Z0-9]', '_', name.upper())


def main():
    root, build = sys.argv[1:3]
    tap = Tap()
    headers = [path for path in c_files(root) if path.endswith('.h')]
    generated = [f'-I{folder}' for folder in
                 glob.glob(os.path.join(build, 'src', '*.p')) +
                 glob.glob(os.path.join(build, 'tests', '*.p'))]
    includes = ['-Isrc', '-I.', '-Inode_modules/better-sqlite3/deps/sqlite3', '-I/usr/include/postgresql',
                *generated]
    jobs = [(root, path.removeprefix('src/'), includes) for path in headers]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        wrong = [found for found in pool.map(compile_alone, jobs) if found]
    tap.none([line for header, lines in wrong for line in [header, *lines[:3]]],
             f'{len(headers)} headers compile alone')
    wrong = []
    for path in headers:
        guard = guard_of(path)
        if f'#ifndef {guard}\n#define {guard}\n' not in read(root, path):
            wrong.append(f'{path}: {guard}')
    tap.none(wrong, "a header's guard is its path")
    return tap.done()


if __name__ == '__main__':
    sys.exit(main())
