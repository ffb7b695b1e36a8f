#!/usr/bin/env python3
"""The sample city in other shapes: whatever encoding, layout or workbook its ledgers come in, the
findings are the same, at the rows where the same data now stand. TAP.

    metamorphic.py CHIKIRI [--quick]
"""
import collections
import json
import os
import random
import re
import sys
import unicodedata

import harness
import sheetmaker
from sheetmaker import Number, Table, Workbook, is_blank
from spellings import (CODES, chain, coded, eras, full_width, marks, no_zeros, real_dates, serials,
                       spaces, words_of_rules)

PARTS = {kind: (kind,) for kind in harness.ORDER}
PARTS['media'] = ('media', 'takeouts')
LABELS = os.path.join(harness.HERE, '../../policy/kishiwada/layouts.json')


def read_words():
    """Heading words by part and field, the plain ones first."""
    with open(LABELS, encoding='utf-8') as file:
        layouts = json.load(file)['layouts']
    words = {}
    for layout in layouts:
        part = layout['part'] or layout['kind']
        words[part] = {field['field']: field['words'] for field in layout['fields']}
    return words


class Shape:
    """How to write the city. Every attribute is one freedom that cities take."""

    def __init__(self, name, **choices):
        self.name = name
        self.seed = 1
        self.csv = None            # options of write_csv, for kinds of one part
        self.book = {}             # options of Workbook
        self.headings = None       # (part, field) -> word, or None for the first word
        self.two_lines = False     # headings in two rows, "upper/lower" words split
        self.shuffle = False       # columns in another order, unknown columns between
        self.titles = 0            # rows before the heading
        self.noise = False         # blank, total, note and heading rows inside
        self.ditto = ''            # mark for a 部 or 課 that is the one above
        self.merged = False        # 部 and 課 of the asset ledger blank below the first
        self.split = False         # data over several sheets
        self.extra_sheets = False  # a guide before and a hidden list between
        self.cell = None           # (part, field, cell) -> cell
        self.places = False        # transfers with 所属 in one cell
        self.hide = False          # some columns hidden
        self.only_kinds = None
        self.profile = None        # (program, kind, path) -> profile path or None
        self.fuzzy_keys = False    # keys may be written in another way
        self.__dict__.update(choices)


class Maker:
    def __init__(self, shape, parts, words):
        self.shape = shape
        self.parts = parts
        self.words = words
        self.random = random.Random(shape.seed)
        self.places = collections.defaultdict(dict)

    def word(self, part, field):
        if self.shape.headings is not None:
            return self.shape.headings(part, field, self.words[part][field])
        return self.words[part][field][0]

    def columns(self, part):
        """(field or None, heading) in the order of the file."""
        fields = list(sheetmaker.FIELDS[part])
        if self.shape.places and part == 'transfers':
            fields = [field for field in fields
                      if not re.search('_(department|section|unit)$', field)]
            fields.insert(4, 'new_place')
            fields.insert(-2, 'old_place')
        columns = [(field, self.word(part, field)) for field in fields]
        if self.shape.shuffle:
            self.random.shuffle(columns)
            for i in range(3):
                columns.insert(self.random.randrange(len(columns) + 1), (None, f'独自項目{i + 1}'))
        return columns

    def heading_rows(self, columns):
        two = self.shape.two_lines or any('/' in word for _, word in columns)
        if not two:
            return [[word for _, word in columns]]
        upper, lower, last = [], [], None
        for _, word in columns:
            if '/' in word:
                above, below = word.split('/', 1)
                upper.append('' if above == last else above)
                lower.append(below)
                last = above
            else:
                upper.append(word)
                lower.append('')
                last = word
        return [upper, lower]

    def group(self, columns):
        """Two-line words of one upper word stand together, as merged cells do."""
        groups = collections.OrderedDict()
        for column in columns:
            key = column[1].split('/')[0] if '/' in column[1] else column
            groups.setdefault(key, []).append(column)
        return [column for group in groups.values() for column in group]

    def value(self, part, row, field):
        if field is None:
            return self.random.choice(['', 'あ', '1', '－'])
        if field in ('new_place', 'old_place'):
            side = field[:3]
            names = [str(row.cells[f'{side}_{level}']) for level in ('department', 'section', 'unit')]
            while names and is_blank(names[-1]):
                names.pop()
            cell = '\u3000'.join(names)
        else:
            cell = row.cells[field]
        return self.shape.cell(part, field, cell) if self.shape.cell else cell

    def noise(self, table, heads, width):
        kind = self.random.randrange(6)
        if kind == 0:
            table.add([])
        elif kind == 1:
            table.add(['小計', '', '12件'] + [''] * (width - 3))
        elif kind == 2:
            table.add(['※ この欄は所属長が確認すること'])
        elif kind == 3:
            table.add(['【令和８年度】'])
        elif kind == 4:
            for row in heads:
                table.add(list(row))
        else:
            table.add(['合　計', Number(34)] + [''] * (width - 2))

    def fill(self, part, table, rows):
        columns = self.group(self.columns(part))
        heads = self.heading_rows(columns)
        for i in range(self.shape.titles):
            table.add([['情報セキュリティ台帳'], ['', '', '様式第2号'], ['令和8年4月1日現在'], []][i % 4])
        for row in heads:
            table.add(row)
        if self.shape.hide:
            table.hidden_columns = [i for i in range(len(columns)) if i % 3 == 1]
        above = None
        for row in rows:
            if self.shape.noise and self.random.random() < 0.04:
                self.noise(table, heads, len(columns))
                above = None
            cells = [self.value(part, row, field) for field, _ in columns]
            shown = list(cells)
            for i, (field, _) in enumerate(columns):
                if field not in ('department', 'section') or above is None or is_blank(cells[i]):
                    continue
                same = all(above[j] == cells[j] for j, (name, _) in enumerate(columns)
                           if name in ('department', 'section'))
                if self.shape.ditto and above[i] == cells[i]:
                    shown[i] = self.shape.ditto
                elif self.shape.merged and part == 'assets' and same:
                    shown[i] = ''
            above = cells
            number = table.add(shown)
            self.places[part][row.place] = (table.name, number)

    def tables(self, part, name):
        rows = self.parts[part]
        tables = []
        if self.shape.extra_sheets:
            guide = Table('記入要領')
            guide.add(['この台帳の書き方'])
            guide.add(['重要度', 'A・B・C のどれか'])
            tables.append(guide)
            if part not in ('media', 'takeouts') and self.shape.profile is None:
                tables.append(self.example(part, rows))
        if self.shape.split and part in ('assets', 'roster', 'services'):
            size = len(rows) // 3 + 1
            pieces = [rows[i:i + size] for i in range(0, len(rows), size)]
        else:
            pieces = [rows]
        for i, piece in enumerate(pieces):
            table = Table(name if len(pieces) == 1 else f'{name}({i + 1})')
            self.fill(part, table, piece)
            tables.append(table)
            if self.shape.extra_sheets and i == 0:
                hidden = Table('リスト', 'hidden')
                for word in ('サーバ', '紙', 'A', 'B'):
                    hidden.add([word])
                tables.append(hidden)
        return tables

    def example(self, part, rows):
        """How to fill in the form: the same headings, a row that is nobody's."""
        state, places = self.random.getstate(), dict(self.places[part])
        table = Table('記入例')
        self.fill(part, table, rows[3:4])
        self.random.setstate(state)
        self.places[part] = places
        return table

    def write(self, kind, folder):
        parts = PARTS[kind]
        if self.shape.csv is not None and not (self.shape.profile and len(parts) > 1):
            paths = []
            for part in parts:
                table = Table(None)
                self.fill(part, table, self.parts[part])
                paths.append(os.path.join(folder, f'{part}.csv'))
                sheetmaker.write_csv(paths[-1], table, **self.shape.csv)
            return paths
        tables = [table for part in parts for table in self.tables(part, f'表{part}')]
        seen = set()
        tables = [table for table in tables if not (table.name in seen or seen.add(table.name))]
        path = os.path.join(folder, f'{kind}.xlsx')
        Workbook(tables, **self.shape.book).write(path)
        return [path]

    def place(self, part, old):
        sheet, number = self.places[part][old]
        return str(number) if sheet is None else f'{sheet}!{number}'


PART_OF_REGISTER = {'accounts': 'accounts', 'assets': 'assets', 'takeouts': 'takeouts',
                    'media': 'media', 'services': 'services', 'id-ledger': 'id-ledger'}


def part_of_place(kind, sheet):
    if kind == 'media':
        return 'media' if sheet and '登録' in sheet else 'takeouts'
    return kind


class Story:
    def __init__(self, program, samples, tap):
        self.program = program
        self.tap = tap
        self.samples = samples
        self.parts = sheetmaker.load(samples)
        self.words = read_words()
        self.base = self.baseline()

    def baseline(self):
        """Import problems and findings of the sample as it is, which must be the published ones."""
        files = {kind: os.path.join(self.samples, name) for kind, name in harness.FILES.items()}
        data, answers = self.program.city(files)
        base = self.collect(data, answers)
        names = {kind: name for kind, name in harness.FILES.items()}
        want = harness.truth(self.samples)
        codes = {code for _, code, _, _ in want}
        got = {(names[kind], code, place, key) for kind, code, place, key, _, _ in base
               if code in codes}
        self.tap.ok(got == want, 'the sample as it is: every published finding and no other',
                    f'missing {sorted(want - got)[:9]}\nextra {sorted(got - want)[:9]}')
        return base

    def collect(self, data, answers):
        found = set()
        self.rows = {}
        for kind, list_of in answers.items():
            for done in list_of:
                answer = done.json
                self.rows[kind] = answer.get('rows')
                if not answer.get('applied'):
                    print(f'# {kind} refused: {done.err.strip()[:300]}')
                for problem in answer.get('problems', []):
                    found.add((kind, problem['code'], harness.place_of(problem), problem['key'],
                               None, None))
        for row in self.program.findings(data):
            if row['source_row'] is None:
                continue
            kind = {'takeouts': 'media'}.get(row['register'], row['register'])
            found.add((kind, row['code'], row['source_row'], row['key'], row['section'],
                       re.sub(r'\s', '', row['responsible'] or '')))
        return found

    def expected(self, maker, kinds):
        want = set()
        for kind, code, place, key, section, responsible in self.base:
            if kind not in kinds:
                continue
            part = part_of_place(kind, place.split('!')[0] if '!' in place else None)
            want.add((kind, code, maker.place(part, place), key, section, responsible))
        return want

    def tell(self, shape):
        """Writes the city in the shape, reads it, and compares."""
        kinds = shape.only_kinds or harness.ORDER
        maker = Maker(shape, self.parts, self.words)
        folder = self.program.fresh('files')
        os.mkdir(folder)
        files, profiles = {}, {}
        for kind in harness.ORDER:
            if kind in kinds:
                files[kind] = maker.write(kind, folder)
                if shape.profile:
                    profile = shape.profile(self, maker, kind, files[kind][0], folder)
                    if profile:
                        profiles[kind] = profile
            else:
                files[kind] = os.path.join(self.samples, harness.FILES[kind])
        data, answers = self.program.city(files, profiles)
        got = {each for each in self.collect(data, answers) if each[0] in kinds}
        want = self.expected(maker, kinds)
        if shape.fuzzy_keys:
            got = {(a, b, c, e, f) for a, b, c, _, e, f in got}
            want = {(a, b, c, e, f) for a, b, c, _, e, f in want}
        missing, extra = sorted(want - got, key=str), sorted(got - want, key=str)
        self.tap.ok(not missing and not extra, shape.name,
                    f'missing {len(missing)} {missing[:8]}\nextra {len(extra)} {extra[:8]}\n'
                    f'rows {self.rows}')
        return data


# --- profiles -------------------------------------------------------------------------------------

def own_heading(part, field, words):
    """A heading no city shares."""
    return f'{part[0]}甲{sheetmaker.FIELDS[part].index(field) if field in sheetmaker.FIELDS[part] else 99}号'


def own_two_lines(part, field, words):
    index = sheetmaker.FIELDS[part].index(field)
    return f'{part[0]}群{index // 4}/丙{index % 4}'


def write_profile(folder, kind, sheets, encoding=None, delimiter=None):
    path = os.path.join(folder, f'profile-{kind}.json')
    with open(path, 'w', encoding='utf-8') as file:
        json.dump({'profile': 1, 'kind': kind, 'encoding': encoding, 'delimiter': delimiter,
                   'sheets': sheets}, file, ensure_ascii=False)
    return path


def profile_by(how, null_names=False):
    """A profile by 'heading' or by 'number', for headings the words do not know."""
    def make(story, maker, kind, path, folder):
        maker.random = random.Random(maker.shape.seed)
        sheets = []
        for part in PARTS[kind]:
            columns = maker.group(maker.columns(part))
            named = {field: (i + 1 if how == 'number' else word)
                     for i, (field, word) in enumerate(columns) if field}
            values = {}
            if part == 'accounts' and maker.shape.cell is not None:
                values = {field: {**{code: word for word, code in codes.items()}}
                          for field, codes in CODES.items()}
                values['first_password_changed'] = {'Y': '済', 'N': '未'}
                values['second_factor'] = {'T': '有', 'F': '無'}
            first = maker.shape.titles + 1
            last = first + len(maker.heading_rows(columns)) - 1
            name = f'表{part}' if path.endswith('.xlsx') and not null_names else None
            sheets.append({'name': name, 'part': part if kind == 'media' else None,
                           'header_rows': [first, last], 'columns': named, 'values': values})
        return write_profile(folder, kind, sheets)
    return make


def profile_as_written(story, maker, kind, path, folder):
    """The profile that the program writes, unedited."""
    output = os.path.join(folder, f'written-{kind}.json')
    story.program.run('profile', kind, path, '-o', output)
    return output


# --- the shapes -----------------------------------------------------------------------------------

def plain_words(part, field, words):
    return [word for word in words if '/' not in word][0]


def other_words(step):
    def choose(part, field, words):
        plain = [word for word in words if '/' not in word]
        return plain[step % len(plain)]
    return choose


def remarked_words(part, field, words):
    """Words with numbers before and remarks behind, as forms have them."""
    word = plain_words(part, field, words)
    index = sheetmaker.FIELDS[part].index(field) if field in sheetmaker.FIELDS[part] else 0
    forms = ('{}※１', '{}（注）', '{}\n（記入例を参照）', '{} *', '３．{}', ' {} ', '{}')
    return forms[index % len(forms)].format(word)


def spread_words(part, field, words):
    word = plain_words(part, field, words)
    return '\n'.join(word) if len(word) < 6 else '\u3000'.join(word)


def two_line_words(step):
    """An "upper/lower" word where the field has one."""
    def choose(part, field, words):
        double = [word for word in words if '/' in word]
        plain = [word for word in words if '/' not in word]
        return double[step % len(double)] if double else plain[step % len(plain)]
    return choose


def shapes(quick):
    xlsx = {}
    all_at_once = dict(shuffle=True, titles=3, noise=True, hide=True, extra_sheets=True)
    yield Shape('CP932, CRLF, every field quoted', csv=dict(quote_all=True))
    yield Shape('UTF-16LE, tabs', csv=dict(encoding='utf-16-le', delimiter='\t'))
    yield Shape('one workbook a register, inline strings, absolute targets',
                book=dict(strings='inline', absolute=True))
    yield Shape('everything at once: shuffled, titles, noise, hidden columns, more sheets', seed=5,
                cell=chain(no_zeros, real_dates), book=dict(strings='rich', is_1904=True),
                split=True, merged=True, two_lines=True, **all_at_once)
    yield Shape('headings of its own, coded values, a profile by heading', headings=own_heading,
                cell=coded, profile=profile_by('heading'), titles=2, shuffle=True)
    if quick:
        return
    yield Shape('UTF-8 without a mark, LF', csv=dict(encoding='utf-8', end='\n'))
    yield Shape('UTF-8 with a mark, LF, tabs', csv=dict(encoding='utf-8-sig', end='\n', delimiter='\t'))
    yield Shape('UTF-16LE, commas, quoted', csv=dict(encoding='utf-16-le', quote_all=True))
    yield Shape('UTF-16BE, commas, CRLF', csv=dict(encoding='utf-16-be'))
    yield Shape('CSV with titles, noise, shuffled columns', csv={}, titles=3, noise=True, shuffle=True,
                seed=2)
    yield Shape('CSV, merged cells blank below', csv={}, merged=True)
    yield Shape('ditto marks 〃', ditto='〃', noise=True, seed=3)
    yield Shape('ditto words 同上 in CSV', ditto='同上', csv={})
    yield Shape('ditto marks ”', ditto='”', book=dict(strings='inline'))
    yield Shape('1904 workbook with real dates', book=dict(is_1904=True), cell=real_dates)
    yield Shape('serial numbers for dates', cell=serials)
    yield Shape('eras and other forms of dates', cell=eras)
    yield Shape('formula cells with cached values', book=dict(formulas=True))
    yield Shape('rich text with phonetic runs', book=dict(strings='rich'), shuffle=True, seed=4)
    yield Shape('prefixed namespace, stored without compression', book=dict(prefix='x', stored=True))
    yield Shape('strict namespace', book=dict(strict=True))
    yield Shape('cells without references', book=dict(places=False))
    yield Shape('numeric staff numbers without leading zeros', cell=no_zeros, fuzzy_keys=True)
    yield Shape('full-width digits and IDs', cell=full_width, csv={}, fuzzy_keys=True)
    yield Shape('spaces around everything', cell=spaces, csv={})
    yield Shape('spaces around everything, workbook', cell=spaces)
    yield Shape('other marks', cell=marks)
    yield Shape('other spellings of class, zone and kind', cell=words_of_rules)
    yield Shape('three sheets of data, a guide and a hidden list', split=True, extra_sheets=True,
                merged=True)
    yield Shape('transfers with the place in one cell', places=True, only_kinds=('transfers',))
    yield Shape('transfers with the place in one cell, CSV', places=True, only_kinds=('transfers',),
                csv={}, shuffle=True, seed=9)
    for step in (1, 3):
        yield Shape(f'other heading words {step}', headings=other_words(step), shuffle=True, seed=step)
        yield Shape(f'two-line heading words {step}', headings=two_line_words(step), titles=1,
                    seed=step)
    yield Shape('heading words with remarks', headings=remarked_words, shuffle=True, seed=8)
    yield Shape('heading words spread over their cells', csv={}, headings=spread_words)
    yield Shape('two-line heading words, CSV', headings=two_line_words(2), csv={})
    yield Shape('the profile the program writes, unedited (CSV)', profile=profile_as_written, titles=2,
                csv=dict(encoding='utf-16-le', delimiter='\t'))
    yield Shape('the profile the program writes, unedited (XLSX)', profile=profile_as_written,
                headings=two_line_words(4), extra_sheets=True, split=True)
    yield Shape('a profile by column number', headings=own_heading, profile=profile_by('number'),
                csv=dict(encoding='utf-16-be'), titles=3)
    yield Shape('a profile by upper/lower heading', headings=own_two_lines,
                profile=profile_by('heading'), titles=1)
    yield Shape('a profile with everything left to recognise', headings=own_heading, extra_sheets=True,
                profile=profile_by('heading', null_names=True))


# --- every heading word ---------------------------------------------------------------------------

def check_words(story):
    """Each listed word, beside the plain words of the other fields, names its field's column."""
    wrong, count = [], 0
    folder = story.program.fresh('words')
    os.mkdir(folder)
    for part, fields in sheetmaker.FIELDS.items():
        kind = 'media' if part == 'takeouts' else part
        words = story.words[part]
        rounds = max(len(words[field]) for field in fields)
        for step in range(rounds):
            chosen = {field: words[field][min(step, len(words[field]) - 1)] for field in fields}
            count += len(chosen)
            wrong += try_words(story, kind, part, chosen, folder)
    story.tap.ok(not wrong, f'{count} heading words name their fields', '\n'.join(wrong[:20]))
    return count


def try_words(story, kind, part, chosen, folder):
    maker = Maker(Shape('words'), {}, {})
    columns = maker.group(list(chosen.items()))
    table = Table(None)
    for row in maker.heading_rows(columns):
        table.add(row)
    path = os.path.join(folder, 'words.csv')
    table.add(['x'] * len(columns))
    sheetmaker.write_csv(path, table, encoding='utf-8')
    done = story.program.run('profile', kind, path)
    try:
        got = done.json['sheets'][0]['columns']
    except (ValueError, LookupError):
        return [f'{part}: {done.err.strip()[:200]} {chosen}']
    return [f'{part}.{field}: {word} -> {got.get(field)}' for field, word in chosen.items()
            if fold(str(got.get(field)).split('/')[-1]) != fold(word.split('/')[-1]) or
            ('/' in word and fold(got[field]) != fold(word))]


def fold(text):
    return re.sub(r'\s', '', unicodedata.normalize('NFKC', text)).casefold()


def main():
    program, samples, quick = harness.start('metamorphic')
    tap = harness.Tap()
    try:
        story = Story(program, samples, tap)
        only = [word[7:] for word in sys.argv if word.startswith('--only=')]
        for shape in shapes(quick):
            if not only or only[0] in shape.name:
                story.tell(shape)
        if not quick and not only:
            check_words(story)
    finally:
        program.close()
    sys.exit(tap.done())


if __name__ == '__main__':
    main()
