#!/usr/bin/env python3
"""Every Japanese sentence of sources and templates has its English twin."""
import glob
import os
import subprocess
import sys

from tap import Tap


def main():
    root = sys.argv[1]
    tap = Tap()
    catalogues = sorted(glob.glob(os.path.join(root, 'ui/po/en.po')) +
                        glob.glob(os.path.join(root, 'ui/po/en.d/*.po')))
    for folder, what in (('src', 'sentence of the sources'), ('ui/templates', 'phrase of a page')):
        run = subprocess.run([sys.executable, os.path.join(root, 'tools/po_check.py'),
                              os.path.join(root, folder), *catalogues],
                             capture_output=True, text=True, check=False)
        tap.none((run.stdout + run.stderr).splitlines() if run.returncode else [],
                 f'every {what} has its English')
    return tap.done()


if __name__ == '__main__':
    sys.exit(main())
