"""The same values in the other spellings that ledgers have: each function takes (part, field, cell)
and gives the cell written another way. RULES N1 to N9."""
import itertools
import random
import re
import unicodedata

import sheetmaker
from sheetmaker import Date, Number, cell_text, is_blank

FULL = str.maketrans('0123456789', '０１２３４５６７８９')


def full_width(part, field, cell):
    ids = sheetmaker.STAFF_FIELDS | {'asset_no', 'medium_no', 'user_id', 'application_no', 'failures'}
    if field in ids and isinstance(cell, str):
        return cell.translate(FULL)
    if field in sheetmaker.DATE_FIELDS and isinstance(cell, str):
        return cell.translate(FULL)
    return cell


def spaces(part, field, cell):
    """Spaces around everything and inside personal names."""
    if not isinstance(cell, str) or is_blank(cell):
        return cell
    if field == 'name' and part in ('roster', 'transfers'):
        cell = re.sub('[ \u3000]+', '', cell)
        cell = cell[:1] + '\u3000' + cell[1:]
    if field == 'system' and part == 'id-ledger':
        cell = ' '.join(cell)
    return '\u3000 ' + cell + ' \u3000'


def no_zeros(part, field, cell):
    """Staff numbers as numeric cells: Excel eats leading zeros."""
    text = unicodedata.normalize('NFKC', cell_text(cell)).strip()
    if field in sheetmaker.STAFF_FIELDS and re.fullmatch('[0-9]{1,6}', text):
        return Number(text)
    if field == 'failures' and text.isdigit():
        return Number(text)
    return cell


DATE_TEXT = re.compile(r'(\d{4})[/-](\d{1,2})[/-](\d{1,2})$')


def real_dates(part, field, cell):
    if field in sheetmaker.DATE_FIELDS and isinstance(cell, Number) and 20000 <= cell <= 60000:
        return Date(cell)
    if field not in sheetmaker.DATE_FIELDS or not isinstance(cell, str):
        return cell
    match = DATE_TEXT.match(cell.strip())
    if not match:
        return cell
    try:
        return Date(sheetmaker.serial('%04d-%02d-%02d' % tuple(int(n) for n in match.groups())))
    except ValueError:
        return cell


def serials(part, field, cell):
    if field not in sheetmaker.DATE_FIELDS:
        return cell
    cell = real_dates(part, field, cell)
    if isinstance(cell, Date) and 20000 <= float(cell) <= 60000 and float(cell) == int(cell):
        return Number(float(cell))
    return cell


def eras(part, field, cell):
    """Dates of the present era in the forms RULES N5 lists, changing from row to row."""
    cell = real_dates(part, field, cell)
    if not isinstance(cell, Date) or field == 'last_login_at' or float(cell) != int(cell):
        return cell
    year, month, day = (int(n) for n in cell_text(cell).split('/'))
    era, kanji, base = next((era for era in (('R', '令和', 2018, (2019, 5)), ('H', '平成', 1988, (1989, 2)),
                                             ('S', '昭和', 1925, (1926, 12)))
                             if (year, month) >= era[3]))[:3]
    count = '元' if year - base == 1 else str(year - base)
    forms = (f'{kanji}{count}年{month}月{day}日', f'{era}{year - base}.{month}.{day}',
             f'{era.lower()}{year - base}/{month:02}/{day:02}', f'{year}年{month}月{day}日',
             f'{year}{month:02}{day:02}', f'{year}-{month:02}-{day:02}',
             f'{kanji} {count}年 {month}月 {day}日', f'{kanji}{count}.{month}.{day}',
             f'Ｒ{year - base}．{month}．{day}'.translate(FULL) if era == 'R' else f'{year}/{month}/{day}',
             Number(f'{year}{month:02}{day:02}'))
    return forms[(day + month) % len(forms)]


MARKS = {1: itertools.cycle('○〇◯◎●有レ✓済1'), 0: itertools.cycle('×✕✖Ｘx無未0')}
TRUE, FALSE = set('○〇◯◎●有レ✓済1') | {'あり'}, set('×✕✖ＸxX無未0') | {'なし'}
MARK_FIELDS = {'personal_data', 'my_number', 'locked_after_hours', 'wire_lock', 'encryption', 'backup',
               'outsourced', 'first_password_changed', 'second_factor', 'erased', 'in_plan',
               'terms_checked', 'network_manager_approval', 'encryption_function',
               *(f'check_{i}' for i in range(1, 10))}


def marks(part, field, cell):
    if field not in MARK_FIELDS or not isinstance(cell, str):
        return cell
    text = cell.strip(' \u3000')
    if text in TRUE:
        return next(MARKS[1])
    if text in FALSE:
        return next(MARKS[0])
    return ''


def words_of_rules(part, field, cell):
    """Importance, zone and kind in the other spellings of RULES N7 to N9."""
    text = unicodedata.normalize('NFKC', cell).strip() if isinstance(cell, str) else ''
    if field == 'importance' and text in ('A', 'B', 'C'):
        return random.Random(text + str(id(cell))).choice(
            (text, text.lower(), f'重要度{text}', f'{text}（機密）', chr(ord(text) + 0xFEE0)))
    if field in ('use_zone', 'storage_zone') and re.fullmatch('L[0-4]', text):
        return random.Random(id(cell)).choice((text, text[1], f'区画{text[1]}', f'L－{text[1]}',
                                               f'ｌ{text[1]}', f'区画L{text[1]}'))
    if part == 'assets' and field == 'kind':
        return {'サーバ': 'ｻｰﾊﾞ', 'クラウド': 'ＳａａＳ', '紙': '紙媒体', 'USBメモリ': 'ＵＳＢメモリー',
                '光ディスク': 'DVD-R', '外付けHDD': '外付ＨＤＤ', '磁気テープ': 'ＬＴＯ',
                'パソコン(保存なし)': 'シンクライアント'}.get(text, cell)
    return cell


def chain(*changes):
    def change(part, field, cell):
        for each in changes:
            cell = each(part, field, cell)
        return cell
    return change


CODES = {'kind': {'個人': '1', '共用': '2', 'ベンダ': '3', 'システム': '4'},
         'role': {'参照': '10', '入力': '20', '管理者': '90'},
         'state': {'有効': '0', '停止': '1', 'ロック': '9'},
         'first_password_changed': {'済': 'Y', '未': 'N'},
         'second_factor': {'有': 'T', '無': 'F'}}


def coded(part, field, cell):
    if part != 'accounts' or field not in CODES:
        return cell
    text = cell_text(cell).strip()
    code = CODES[field].get(text, cell)
    return Number(code) if str(code).isdigit() and field == 'role' else code
