"""The files of the tree that are ours."""
import os

FOLDERS = ('src', 'tests', 'bench', 'verifier')


def files_below(root, folders, endings):
    """Paths from the root, in order."""
    found = []
    for folder in folders:
        for place, _, names in os.walk(os.path.join(root, folder)):
            found.extend(os.path.relpath(os.path.join(place, name), root)
                         for name in names if name.endswith(endings))
    return sorted(found)


def c_files(root, folders=FOLDERS):
    return files_below(root, folders, ('.c', '.h'))


def read(root, path):
    with open(os.path.join(root, path), encoding='utf-8') as file:
        return file.read()
