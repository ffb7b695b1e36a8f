#!/usr/bin/env python3
"""clang-format has nothing to change."""
import subprocess
import sys

from sources import c_files
from tap import Tap


def main():
    tap = Tap()
    files = c_files(sys.argv[1])
    run = subprocess.run(['clang-format-14', '--dry-run', *files], capture_output=True, text=True,
                         check=False)
    wrong = sorted({line.split(':')[0] for line in run.stderr.splitlines() if 'warning:' in line})
    tap.none([f'{name}: run clang-format -i' for name in wrong], 'every file is as clang-format has it')
    return tap.done()


if __name__ == '__main__':
    sys.exit(main())
