"""Reads the sample ledgers into rows by field and writes them again in other shapes: a small XLSX
reader and writer and a CSV writer over the standard library, so that a test controls every byte."""
import csv
import datetime
import io
import os
import re
import xml.etree.ElementTree as ElementTree
import zipfile
from xml.sax.saxutils import escape

MAIN = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'
RELATION = '{http://schemas.openxmlformats.org/officeDocument/2006/relationships}'

FIELDS = {
    'roster': 'unit_code department section unit staff_no name kana post employment hired_on '
              'assignment',
    'transfers': 'effective_on change staff_no name new_department new_section new_unit new_post '
                 'old_department old_section old_unit old_post note',
    'accounts': 'user_id kind staff_no name place role state registered_on last_login_at '
                'password_changed_on first_password_changed second_factor failures',
    'id-ledger': 'application_no applied_on application_kind kind target name department section '
                 'system role approver approved_on valid_from valid_until state note',
    'assets': 'asset_no department section name system kind importance personal_data my_number '
              'count use_zone storage_zone place locked_after_hours wire_lock encryption backup '
              'outsourced registered_on reviewed_on retention custodian note',
    'media': 'medium_no medium_kind capacity encryption_function department section registered_on '
             'state',
    'takeouts': 'medium_no department section staff_no name destination purpose contents segment '
                'importance count encryption exception_no approver_no approver_name approved_on '
                'out_on due_on back_on erased checked',
    'services': 'name vendor department section purpose use_kind importance started_on ends_on '
                'state network_manager_approval network_manager_approved_on in_plan terms_checked '
                'check_1 check_2 check_3 check_4 check_5 check_6 check_7 check_8 check_9 region',
}
FIELDS = {part: names.split() for part, names in FIELDS.items()}

# Where each part stands in the sample: kind, file, sheet, header rows, first column of the fields.
SAMPLES = {
    'roster': ('roster', '01_職員名簿.csv', None, (1, 1), 0),
    'transfers': ('transfers', '02_人事異動一覧.csv', None, (2, 2), 0),
    'accounts': ('accounts', '03_アカウント一覧.csv', None, (1, 1), 0),
    'id-ledger': ('id-ledger', '04_ID管理台帳.xlsx', 'ID管理台帳', (2, 2), 0),
    'assets': ('assets', '05_情報資産管理台帳.xlsx', '台帳', (5, 6), 1),
    'media': ('media', '06_外部記録媒体持出管理簿.xlsx', '媒体登録台帳', (2, 2), 0),
    'takeouts': ('media', '06_外部記録媒体持出管理簿.xlsx', '持出管理簿', (3, 4), 1),
    'services': ('services', '07_外部サービス利用台帳.xlsx', '外部サービス', (3, 4), 1),
}
DATE_FIELDS = {'hired_on', 'effective_on', 'registered_on', 'last_login_at', 'password_changed_on',
               'applied_on', 'approved_on', 'valid_from', 'valid_until', 'reviewed_on', 'out_on',
               'due_on', 'back_on', 'started_on', 'ends_on', 'network_manager_approved_on'}
STAFF_FIELDS = {'staff_no', 'custodian', 'approver_no'}


class Date(float):
    """A serial of the 1900 system shown as a date."""


class Number(float):
    """A plain numeric cell."""


class Formula(str):
    """A formula cell; the text is its cached value."""


def serial(text):
    """The 1900 serial of YYYY-MM-DD."""
    return (datetime.date.fromisoformat(text) - datetime.date(1899, 12, 30)).days


def cell_text(cell):
    """The cell as Excel writes it into a CSV file."""
    if isinstance(cell, Date):
        moment = datetime.datetime(1899, 12, 30) + datetime.timedelta(days=float(cell))
        if float(cell) == int(cell):
            return f'{moment.year}/{moment.month}/{moment.day}'
        return moment.strftime('%Y/%m/%d %H:%M:%S')
    if isinstance(cell, Number):
        return str(int(cell)) if float(cell) == int(cell) else repr(float(cell))
    return str(cell)


def is_blank(cell):
    return not isinstance(cell, float) and str(cell).strip(' \t\u3000\u00a0') == ''


# --- reading -----------------------------------------------------------------------------------

def shared_strings(archive):
    if 'xl/sharedStrings.xml' not in archive.namelist():
        return []
    strings = []
    for item in ElementTree.fromstring(archive.read('xl/sharedStrings.xml')):
        runs = [part.text or '' for part in item.iter(MAIN + 't')]
        phonetic = [t.text or '' for rph in item.iter(MAIN + 'rPh') for t in rph.iter(MAIN + 't')]
        strings.append(''.join(runs[:len(runs) - len(phonetic)] if phonetic else runs))
    return strings


def date_styles(archive):
    root = ElementTree.fromstring(archive.read('xl/styles.xml'))
    codes = {int(each.get('numFmtId')): each.get('formatCode') for each in root.iter(MAIN + 'numFmt')}
    formats = root.find(MAIN + 'cellXfs')
    answer = []
    for style in formats if formats is not None else []:
        number = int(style.get('numFmtId', '0'))
        code = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', '', codes.get(number, ''))
        answer.append(14 <= number <= 22 or 27 <= number <= 36 or 50 <= number <= 58 or
                      re.search('[ymdeg]', code, re.IGNORECASE) is not None and 'General' not in code)
    return answer


def column_of(reference):
    column = 0
    for letter in re.match('[A-Z]+', reference).group():
        column = column * 26 + ord(letter) - 64
    return column - 1


def read_cell(cell, strings, dates):
    kind = cell.get('t', 'n')
    value = cell.find(MAIN + 'v')
    if kind == 'inlineStr':
        return ''.join(t.text or '' for t in cell.iter(MAIN + 't'))
    if value is None or value.text is None:
        return ''
    if kind == 's':
        return strings[int(value.text)]
    if kind != 'n':
        return value.text
    style = int(cell.get('s', '0'))
    return Date(value.text) if style < len(dates) and dates[style] else Number(value.text)


def read_workbook(path, wanted):
    with zipfile.ZipFile(path) as archive:
        strings, dates = shared_strings(archive), date_styles(archive)
        book = ElementTree.fromstring(archive.read('xl/workbook.xml'))
        links = {each.get('Id'): each.get('Target')
                 for each in ElementTree.fromstring(archive.read('xl/_rels/workbook.xml.rels'))}
        sheet = [each for each in book.iter(MAIN + 'sheet') if each.get('name') == wanted][0]
        target = links[sheet.get(RELATION + 'id')]
        name = target.lstrip('/') if target.startswith('/') else 'xl/' + target
        rows = {}
        for row in ElementTree.fromstring(archive.read(name)).iter(MAIN + 'row'):
            cells = []
            for cell in row.iter(MAIN + 'c'):
                column = column_of(cell.get('r'))
                cells += [''] * (column + 1 - len(cells))
                cells[column] = read_cell(cell, strings, dates)
            rows[int(row.get('r'))] = cells
    return rows


def read_records(path, encoding='cp932'):
    with open(path, encoding=encoding, newline='') as file:
        return {number: record for number, record in enumerate(csv.reader(file), 1)}


class Row:
    """One data row: where it stood, and its cells by field."""

    def __init__(self, place, cells):
        self.place = place
        self.cells = cells


def is_data(cells, headings):
    texts = [cell_text(cell).strip(' \u3000') for cell in cells if not is_blank(cell)]
    if not texts or re.match('小計|合計|※|【', texts[0]):
        return False
    return sum(text in headings for text in texts) < 2


def load(folder):
    """The sample by part: the fields' headings and the data rows, merges and dittos filled in."""
    parts = {}
    for part, (kind, name, sheet, (first, last), shift) in SAMPLES.items():
        path = os.path.join(folder, name)
        rows = read_records(path) if sheet is None else read_workbook(path, sheet)
        headings = {cell_text(cell).strip() for number in range(first, last + 1)
                    for cell in rows.get(number, []) if not is_blank(cell)}
        fields = FIELDS[part]
        data, before = [], None
        for number in range(last + 1, max(rows) + 1):
            cells = rows.get(number, [])
            if not is_data(cells, headings):
                text = ''.join(cell_text(cell) for cell in cells).strip()
                before = before if re.match('※|【', text) else None
                continue
            cells = list(cells) + [''] * (len(fields) + shift - len(cells))
            values = dict(zip(fields, cells[shift:]))
            for field in ('department', 'section'):
                merged = part == 'assets' and before and is_blank(values[field])
                ditto = str(values.get(field, '')).strip() in ('〃', '同上', '”')
                if merged or ditto:
                    values[field] = before[field]
            before = values
            data.append(Row(f'{sheet}!{number}' if sheet else str(number), values))
        parts[part] = data
    return parts


# --- shaping -----------------------------------------------------------------------------------

class Table:
    """What one sheet is to look like before it is written: rows of cells, and where each data row of
    the sample went."""

    def __init__(self, name, state='visible'):
        self.name = name
        self.state = state
        self.rows = []
        self.places = {}
        self.merges = []
        self.hidden_columns = []

    def add(self, cells):
        self.rows.append(cells)
        return len(self.rows)


def write_csv(path, table, encoding='cp932', end='\r\n', delimiter=',', quote_all=False):
    text = io.StringIO(newline='')
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end,
                        quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL)
    width = max(len(row) for row in table.rows)
    for row in table.rows:
        writer.writerow([cell_text(cell) for cell in row] + [''] * (width - len(row)))
    with open(path, 'wb') as file:
        marks = {'utf-16-le': b'\xff\xfe', 'utf-16-be': b'\xfe\xff'}
        file.write(marks.get(encoding, b'') + encode(text.getvalue(), encoding))


def encode(text, encoding):
    """CP932 has no ✕ and no ✓; what else it lacks becomes 〓, as Excel's own saving does with '?'."""
    if encoding != 'cp932':
        return text.encode(encoding)
    text = text.translate(str.maketrans('✕✖✓✔', '××レレ'))
    return ''.join(letter if letter.encode('cp932', 'ignore') else '〓' for letter in text).encode('cp932')


def letters(column):
    name = ''
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


class Strings:
    def __init__(self, rich):
        self.index = {}
        self.items = []
        self.rich = rich

    def at(self, text):
        if text not in self.index:
            self.index[text] = len(self.items)
            self.items.append(self.item(text))
        return self.index[text]

    def item(self, text):
        keep = ' xml:space="preserve"'
        if not self.rich or len(text) < 2:
            return f'<si><t{keep}>{escape(text)}</t></si>'
        half = len(text) // 2
        return (f'<si><r><t{keep}>{escape(text[:half])}</t></r><r><rPr><b/><sz val="11"/></rPr>'
                f'<t{keep}>{escape(text[half:])}</t></r><rPh sb="0" eb="1"><t>ヨミガナ</t></rPh>'
                '<phoneticPr fontId="1"/></si>')


HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
NAMESPACE = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
STRICT = 'http://purl.oclc.org/ooxml/spreadsheetml/main'
LINKS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
STYLES = ('<styleSheet xmlns="{0}"><numFmts count="3"><numFmt numFmtId="176" formatCode="'
          '[$-411]ggge&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@"/><numFmt numFmtId="177" '
          'formatCode="[$-411]ge\\.m\\.d;@"/><numFmt numFmtId="178" formatCode="&quot;第&quot;0&quot;'
          '号&quot;"/></numFmts><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
          '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
          '<cellXfs count="5"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/>'
          '<xf numFmtId="176" applyNumberFormat="1"/><xf numFmtId="177" applyNumberFormat="1"/>'
          '<xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>')


class Workbook:
    """Options: strings shared|inline|rich; is_1904; absolute targets; prefix of the namespace;
    strict namespace; places=False leaves out the r attributes; formulas wraps texts as formulas."""

    def __init__(self, tables, strings='shared', is_1904=False, absolute=False, prefix='',
                 strict=False, places=True, formulas=False, stored=False):
        self.tables = tables
        self.strings = Strings(strings == 'rich')
        self.inline = strings == 'inline'
        self.is_1904 = is_1904
        self.absolute = absolute
        self.prefix = prefix
        self.space = STRICT if strict else NAMESPACE
        self.places = places
        self.formulas = formulas
        self.stored = stored
        self.dates = 0

    def text_cell(self, at, text):
        if self.formulas or isinstance(text, Formula):
            return f'<c{at} t="str"><f>T("x")</f><v>{escape(text)}</v></c>'
        if self.inline:
            return (f'<c{at} t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>')
        return f'<c{at} t="s"><v>{self.strings.at(text)}</v></c>'

    def cell(self, row, column, cell):
        at = f' r="{letters(column)}{row}"' if self.places else ''
        if isinstance(cell, Date):
            self.dates += 1
            number = float(cell) - (1462 if self.is_1904 else 0)
            style = 4 if number != int(number) else 1 + self.dates % 3
            shown = repr(number) if number != int(number) else int(number)
            return f'<c{at} s="{style}"><v>{shown}</v></c>'
        if isinstance(cell, Number):
            number = int(cell) if float(cell) == int(cell) else float(cell)
            formula = '<f>0+1</f>' if self.formulas else ''
            return f'<c{at}>{formula}<v>{number}</v></c>'
        if cell == '':
            return f'<c{at} s="0"/>' if not self.places else ''
        return self.text_cell(at, str(cell))

    def sheet(self, table):
        out = [f'<worksheet xmlns="{self.space}"><sheetData>']
        for number, cells in enumerate(table.rows, 1):
            inside = ''.join(self.cell(number, i, cell) for i, cell in enumerate(cells))
            if inside or not self.places:
                out.append((f'<row r="{number}">' if self.places else '<row>') + inside + '</row>')
        out.append('</sheetData>')
        if table.hidden_columns:
            cols = ''.join(f'<col min="{i + 1}" max="{i + 1}" width="9" hidden="1"/>'
                           for i in table.hidden_columns)
            out.insert(1, '')
            out[0] = out[0].replace('<sheetData>', f'<cols>{cols}</cols><sheetData>')
        if table.merges:
            cells = ''.join(f'<mergeCell ref="{each}"/>' for each in table.merges)
            out.append(f'<mergeCells count="{len(table.merges)}">{cells}</mergeCells>')
        out.append('</worksheet>')
        return self.prefixed(''.join(out))

    def prefixed(self, xml):
        if not self.prefix:
            return HEAD + xml
        xml = re.sub(r'<(/?)([a-zA-Z])', rf'<\1{self.prefix}:\2', xml)
        return HEAD + xml.replace(' xmlns=', f' xmlns:{self.prefix}=', 1)

    def write(self, path):
        sheets = [self.sheet(table) for table in self.tables]
        names = ''.join(f'<sheet name="{escape(table.name)}" sheetId="{i}"'
                        f'{"" if table.state == "visible" else f" state={chr(34)}{table.state}{chr(34)}"}'
                        f' r:id="rId{i}"/>' for i, table in enumerate(self.tables, 1))
        base = '/xl/' if self.absolute else ''
        links = ''.join(f'<Relationship Id="rId{i}" Type="{LINKS}/worksheet" '
                        f'Target="{base}worksheets/sheet{i}.xml"/>'
                        for i in range(1, len(sheets) + 1))
        links += f'<Relationship Id="rIdS" Type="{LINKS}/styles" Target="{base}styles.xml"/>'
        if self.strings.items:
            links += (f'<Relationship Id="rIdT" Type="{LINKS}/sharedStrings" '
                      f'Target="{base}sharedStrings.xml"/>')
        flag = '<workbookPr date1904="1"/>' if self.is_1904 else '<workbookPr/>'
        book = (f'<workbook xmlns="{self.space}" xmlns:r="{LINKS}">{flag}'
                f'<sheets>{names}</sheets></workbook>')
        method = zipfile.ZIP_STORED if self.stored else zipfile.ZIP_DEFLATED
        with zipfile.ZipFile(path, 'w', method) as archive:
            archive.writestr('[Content_Types].xml', HEAD + self.types(len(sheets)))
            target = '/xl/workbook.xml' if self.absolute else 'xl/workbook.xml'
            archive.writestr('_rels/.rels', HEAD + f'<Relationships xmlns="{PACKAGE}/relationships">'
                             f'<Relationship Id="rId1" Type="{LINKS}/officeDocument" '
                             f'Target="{target}"/></Relationships>')
            archive.writestr('xl/_rels/workbook.xml.rels', HEAD +
                             f'<Relationships xmlns="{PACKAGE}/relationships">{links}'
                             '</Relationships>')
            archive.writestr('xl/workbook.xml', HEAD + book)
            archive.writestr('xl/styles.xml', HEAD + STYLES.format(self.space))
            if self.strings.items:
                archive.writestr('xl/sharedStrings.xml', self.prefixed(
                    f'<sst xmlns="{self.space}">{"".join(self.strings.items)}</sst>'))
            for i, sheet in enumerate(sheets, 1):
                archive.writestr(f'xl/worksheets/sheet{i}.xml', sheet)

    @staticmethod
    def types(count):
        kind = 'application/vnd.openxmlformats-officedocument.spreadsheetml.'
        sheets = ''.join(f'<Override PartName="/xl/worksheets/sheet{i}.xml" '
                         f'ContentType="{kind}worksheet+xml"/>' for i in range(1, count + 1))
        return (f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType='
                '"application/vnd.openxmlformats-package.relationships+xml"/><Default '
                'Extension="xml" ContentType="application/xml"/><Override PartName='
                f'"/xl/workbook.xml" ContentType="{kind}sheet.main+xml"/>{sheets}</Types>')
