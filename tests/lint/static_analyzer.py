#!/usr/bin/env python3
"""gcc's analyzer over every file of the program: without optimisation, where it sees most."""
import os
import re
import sys

from commands import compile_commands, run_each
from tap import Tap

OPTIMISING = re.compile(r'^(-O\w*|-D_FORTIFY_SOURCE=\d)$')


def main():
    root, build = sys.argv[1:3]
    tap = Tap()
    jobs = []
    for path, (words, folder) in sorted(compile_commands(root, build, ['src', 'verifier', 'print']).items()):
        kept = ['gcc'] + [word for word in words[1:] if not OPTIMISING.match(word)]
        jobs.append((path, [*kept, '-O0', '-fanalyzer', '-Werror', '-fdiagnostics-color=never',
                            '-fdiagnostics-path-format=none', '-c', os.path.join(root, path),
                            '-o', os.devnull], folder))
    for path, status, output in run_each(jobs, root):
        tap.ok(status == 0, f'gcc -fanalyzer {path}', output.splitlines()[:20])
    return tap.done()


if __name__ == '__main__':
    sys.exit(main())
