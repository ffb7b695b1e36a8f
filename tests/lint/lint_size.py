#!/usr/bin/env python3
"""Small files, small functions, few headers reached, and machinery that stays small."""
import os
import statistics
import sys

from sources import INCLUDE, c_files, files_below, read
from tap import Tap

FILE_LINES = 600
FUNCTION_LINES = 60
# The law is a median of 6 and 15 at most. Today's tree is beyond it; it may only come nearer.
REACH_MEDIAN = 10
REACH_MOST = 28
MACHINERY_SHARE = 0.25
# What lists the whole program reaches it all.
REACH_EXCEPTED = ('src/app/',)


def long_functions(root, path):
    """The law of style puts a function's braces alone in the first column, and no table's."""
    start = None
    lines = read(root, path).splitlines()
    for number, line in enumerate(lines, 1):
        if line == '{':
            start = number
        elif line == '}' and start is not None:
            if number - start - 1 > FUNCTION_LINES:
                yield f'{path}:{start}: {number - start - 1} lines: {lines[start - 2].strip()}'
            start = None


def headers_reached(root, path, seen, cache):
    if path not in cache:
        cache[path] = [f'src/{name}' for name in INCLUDE.findall(read(root, path))
                       if name.endswith('.h')]
    for header in cache[path]:
        if header not in seen and os.path.exists(os.path.join(root, header)):
            seen.add(header)
            headers_reached(root, header, seen, cache)
    return seen


def check_reach(tap, root):
    cache, reached = {}, {}
    for path in files_below(root, ['src'], ('.c',)):
        if not path.startswith(REACH_EXCEPTED):
            reached[path] = len(headers_reached(root, path, set(), cache))
    median = statistics.median(reached.values())
    far = sorted(((count, path) for path, count in reached.items() if count > REACH_MOST),
                 reverse=True)
    tap.ok(median <= REACH_MEDIAN,
           f'own headers reached: median {median:g}, at most {REACH_MEDIAN} today, law 6')
    tap.none([f'{path}: {count}' for count, path in far],
             f'own headers reached: {max(reached.values())} at most, {REACH_MOST} today, law 15')


def check_share(tap, root):
    lines = {path: read(root, path).count('\n') for path in files_below(root, ['src'], ('.c', '.h'))}
    machinery = sum(count for path, count in lines.items()
                    if path.startswith(('src/register/', 'src/finding/', 'src/duty/')))
    share = machinery / sum(lines.values())
    tap.ok(share < MACHINERY_SHARE, f'machinery is {share:.0%} of the source, under a quarter')


def main():
    root = sys.argv[1]
    tap = Tap()
    files = c_files(root) + files_below(root, ['tests', 'tools', 'benches'], ('.py', '.sh'))
    long_files = [f'{path}: {count} lines' for path in files
                  if (count := read(root, path).count('\n')) > FILE_LINES]
    tap.none(long_files, f'files of at most {FILE_LINES} lines')
    tap.none([each for path in c_files(root) for each in long_functions(root, path)],
             f'functions of at most {FUNCTION_LINES} lines')
    check_reach(tap, root)
    check_share(tap, root)
    return tap.done()


if __name__ == '__main__':
    sys.exit(main())
