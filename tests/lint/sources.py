"""The files of the tree that are ours, and their text without what does not matter."""
import json
import os
import re

FOLDERS = ('src', 'tests', 'benches', 'verifier', 'print')
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]+"([^"]+)"', re.MULTILINE)
GENERATED = re.compile(r'(_sql\.h|^language_table\.h|^(test_)?templates\.h)$')
TOKEN = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', re.DOTALL)
TAG = re.compile(r'CLAUSE:\s*((?:[0-9][0-9A-Za-z.]*(?:,\s*(?:(?:\*|--)\s+)?)?)+)')


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


def line_of(text, position):
    return text.count('\n', 0, position) + 1


def blank(text):
    """The text with all but line breaks turned into spaces."""
    return re.sub(r'[^\n]', ' ', text)


def code_only(text):
    """C without comments, strings and characters, every line where it was."""
    return TOKEN.sub(lambda match: blank(match.group()), text)


def without_comments(text):
    return TOKEN.sub(lambda m: blank(m.group()) if m.group().startswith('/') else m.group(), text)


def clause_ids(root):
    """Every id that can be cited: clauses and their parts."""
    found = set()
    for clause in json.loads(read(root, 'policy/kishiwada/clauses.json'))['clauses']:
        found.add(clause['id'])
        found.update(part['id'] for part in clause.get('parts', ()))
    return found


def clause_tags(text):
    """(position, id) of every tag."""
    for match in TAG.finditer(text):
        for number in re.findall(r'[0-9][0-9A-Za-z.]*', match.group(1)):
            yield match.start(), number.rstrip('.')
