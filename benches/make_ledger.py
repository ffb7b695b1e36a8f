#!/usr/bin/env python3
"""Writes an asset ledger of N rows and 24 columns as a workbook, the same for the same N.

    make_ledger.py N ROSTER.csv OUTPUT.xlsx

Departments, sections and custodians are those of the roster (CP932, as `chikiri demo` writes it).
"""
import csv
import string
import sys
import zipfile
from xml.sax.saxutils import escape

HEADINGS = ['No.', '資産番号', '部', '課', '情報資産名', '関連情報システム', '形態', '重要度', '個人情報',
            '特定個人情報', '件数', '使用区画', '保管区画', '保管場所', '時間外施錠', '盗難防止ワイヤー', '暗号化',
            'バックアップ', '外部委託', '登録日', '最終見直し日', '保存年限', '担当者職員番号', '備考']
KINDS = ['パソコン（保存あり）', '紙', 'サーバ', 'USBメモリ', '光ディスク', 'パソコン（保存なし）']
MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
RELATIONS = 'http://schemas.openxmlformats.org/package/2006/relationships'
OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'


def staff(path):
    """(department, section, staff number) of the roster's people who have a section."""
    with open(path, encoding='cp932', newline='') as file:
        rows = list(csv.reader(file))
    head = next(row for row in rows if '職番' in row)
    department, section, number = head.index('部局名'), head.index('課室名'), head.index('職番')
    return [(row[department], row[section], row[number]) for row in rows[rows.index(head) + 1:]
            if len(row) == len(head) and row[section].strip() and row[number].strip().isdigit()]


def row_xml(number, cells):
    parts = [f'<row r="{number}">']
    for letter, cell in zip(string.ascii_uppercase, cells):
        if isinstance(cell, int):
            parts.append(f'<c r="{letter}{number}"><v>{cell}</v></c>')
        else:
            parts.append(f'<c r="{letter}{number}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>')
    return ''.join(parts) + '</row>'


def ledger(count, people):
    yield row_xml(1, HEADINGS)
    for i in range(count):
        department, section, number = people[i % len(people)]
        letters = string.ascii_uppercase[i // 260000] + string.ascii_uppercase[i // 10000 % 26]
        importance = 'ABC'[i % 3]
        zone = 'L4' if KINDS[i % 6] == 'サーバ' else 'L3'
        yield row_xml(i + 2, [
            i + 1, f'{letters}-{i % 10000:04}', department, section, f'業務資料{i:06}の台帳', '財務会計システム',
            KINDS[i % 6], importance, '○' if importance == 'A' else '×', '×', 100,
            'L4' if zone == 'L4' else 'L2', zone, '執務室', '○', '○', '○', '○', '×', 'R5.4.1',
            46000 + i % 60, '５年', number, f'備考{i % 97}'])


def main():
    count, roster, output = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    parts = {
        '[Content_Types].xml':
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/></Types>',
        '_rels/.rels':
            f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        'xl/workbook.xml':
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
            '<sheet name="台帳" sheetId="1" r:id="rId1"/></sheets></workbook>',
        'xl/_rels/workbook.xml.rels':
            f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" Type="{OFFICE}/worksheet" '
            'Target="worksheets/sheet1.xml"/></Relationships>',
        'xl/worksheets/sheet1.xml':
            f'<worksheet xmlns="{MAIN}"><sheetData>' + ''.join(ledger(count, staff(roster))) +
            '</sheetData></worksheet>',
    }
    with zipfile.ZipFile(output, 'w', zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)


main()
