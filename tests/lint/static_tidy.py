#!/usr/bin/env python3
"""clang-tidy, with the checks of .clang-tidy."""
import os
import shutil
import sys

from commands import compile_commands, run_each
from tap import Tap

# Of gcc alone.
UNKNOWN = ('-fstack-clash-protection', '-ftrivial-auto-var-init=zero')


def main():
    root, build = sys.argv[1:3]
    tap = Tap()
    tool = shutil.which('clang-tidy-14') or shutil.which('clang-tidy')
    if tool is None:
        tap.skip('clang-tidy', 'not installed')
        return tap.done()
    jobs = []
    for path, (words, folder) in sorted(compile_commands(root, build, ['src', 'verifier', 'print']).items()):
        kept = [word for word in words[1:] if word not in UNKNOWN and not word.startswith('-W')]
        jobs.append((path, [tool, '--quiet', os.path.join(root, path), '--', *kept,
                            '-Wno-everything'], folder))
    for path, status, output in run_each(jobs, root):
        tap.ok(status == 0, f'clang-tidy {path}', output.splitlines()[:20])
    return tap.done()


if __name__ == '__main__':
    sys.exit(main())
