#!/usr/bin/env python3
"""Writes docs/layouts.md: the headings of spreadsheets that are recognised by themselves.

    layouts_doc.py [--check]    --check only says whether the file is up to date
"""
import json
import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SOURCE = os.path.join(ROOT, 'policy/kishiwada/layouts.json')
OUTPUT = os.path.join(ROOT, 'docs/layouts.md')

HEAD = """# Layouts

Made by `tools/layouts_doc.py` from `policy/kishiwada/layouts.json`; a test says when it is out of date.
A spreadsheet or CSV file is read when a heading of it is one of the words below for each required field.
Headings are compared after NFKC, without white space and in one case; `upper/lower` are two rows of
headings. Where nothing fits, write a profile (at the end).
"""

PROFILE = """## A profile

`chikiri profile KIND FILE -o profile.json` writes what was recognised; correct it and give it to
`import --profile profile.json`. A column is named by its heading, by two headings with a slash, or by
its number from 1; `null` means recognise. `values` turns the file's words into the words known here.

```json
{
  "profile": 1,
  "kind": "accounts",
  "encoding": "cp932",
  "delimiter": ",",
  "sheets": [
    {
      "name": null,
      "part": null,
      "header_rows": [3, 4],
      "columns": {
        "user_id": "利用者/ID",
        "staff_no": "利用者/職員番号",
        "state": 7
      },
      "values": {"state": {"1": "有効", "0": "停止"}}
    }
  ]
}
```
"""


def layout_section(layout):
    title = layout['kind'] + (f' ({layout["part"]})' if layout['part'] not in (None, layout['kind']) else '')
    lines = [f'## {title}\n', '| field | 項目 | required | headings |', '|---|---|---|---|']
    for field in layout['fields']:
        required = 'yes' if field['required'] else ''
        if field.get('unless'):
            required = f'unless `{field["unless"]}`'
        words = '、'.join(word.replace('|', '\\|') for word in field['words'])
        lines.append(f'| `{field["field"]}` | {field["label"]} | {required} | {words} |')
    if layout['values']:
        lines.append('\n| field | read as | words |\n|---|---|---|')
    for value in layout['values']:
        words = '、'.join(word.replace('|', '\\|') for word in value['words'])
        lines.append(f'| `{value["field"]}` | {value["canonical"]} | {words} |')
    if layout.get('ignored'):
        lines.append('\nKnown and left alone: ' + '、'.join(layout['ignored']))
    return '\n'.join(lines) + '\n'


def main():
    with open(SOURCE, encoding='utf-8') as file:
        layouts = json.load(file)['layouts']
    text = '\n'.join([HEAD, *(layout_section(layout) for layout in layouts), PROFILE])
    if sys.argv[1:] == ['--check']:
        if not os.path.exists(OUTPUT):
            sys.exit('docs/layouts.md is not there; run tools/layouts_doc.py')
        with open(OUTPUT, encoding='utf-8') as file:
            if file.read() != text:
                sys.exit('docs/layouts.md is out of date; run tools/layouts_doc.py')
        return
    with open(OUTPUT, 'w', encoding='utf-8') as file:
        file.write(text)


if __name__ == '__main__':
    main()
