#!/usr/bin/env python3
"""Lists the files with an ending below a folder, sorted: list_sources.py ROOT FOLDER ENDING."""
import os
import sys

root, folder, ending = sys.argv[1:]
found = [os.path.relpath(os.path.join(where, name), root)
         for where, _, names in os.walk(os.path.join(root, folder))
         for name in names if name.endswith(ending)]
print('\n'.join(sorted(found)))
