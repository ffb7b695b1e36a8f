#!/usr/bin/env python3
"""The call list: who keeps it, who sees it, who is on call, and the sheet on the wall. TAP.

    csirt.py CHIKIRI
"""
import datetime
import sys

import cast
import harness
import notices
import openapi
import server

PHONE, MAIL = '072-000-1234', 'handler@city.example'


def check_empty(tap, city):
    page = city.people['head'].get('/csirt')
    tap.ok(page.status == 200 and '緊急連絡先がまだありません' in page.text, '1.4: an empty call list says what to do')
    gaps = city.people['head'].get('/api/1/csirt').json['gaps']
    tap.ok(len(gaps) >= 5, '1.4: nobody is on call in any night of the week', gaps)


def check_kept(tap, city):
    head, handler = city.people['head'], city.people['handler']
    row = {'staff_no': handler.staff_no, 'call_order': '1', 'office_phone': '1234', 'off_phone': PHONE, 'mail': MAIL,
           'stand_in': head.staff_no}
    refused = {part: city.people[part].send('POST', '/api/1/contacts', row).status
               for part in ('handler', 'ciso', 'manager', 'auditor', 'staff')}
    tap.same(set(refused.values()), {403}, '1.4: only the head of CSIRT keeps the contacts')
    made = head.send('POST', '/api/1/contacts', row)
    tap.same(made.status, 201, '1.4: the head does')
    for wrong, why in (({'mail': 'no address'}, 'an address without @'), ({'staff_no': '999999'}, 'a stranger'),
                       ({'stand_in': '999999'}, 'a strange stand-in'), ({'staff_no': ''}, 'nobody')):
        tap.same(head.send('POST', '/api/1/contacts', {**row, **wrong}).status, 422, f'1.4: not {why}')
    text = f'職員番号,呼ぶ順,内線,夜間の電話,メール\n{head.staff_no},2,1111,072-000-9999,head@city.example\n'
    path = city.program.at('contacts.csv')
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)
    done = city.program.run('import', 'contacts', path, '--data', city.folder, '--json', '--as', head.staff_no)
    tap.ok(done.status == 0 and done.json['changes']['added'] == 1, '1.4: contacts come from a spreadsheet too', done.out)
    return made.json['id']


def check_seen(tap, city, row):
    seen = {part: (city.people[part].get('/api/1/csirt').status, city.people[part].get('/api/1/contacts').status,
                   city.people[part].get(f'/api/1/contacts/{row}').status)
            for part in ('head', 'handler', 'ciso', 'auditor', 'manager', 'officer', 'staff', 'system')}
    tap.same({part for part, answers in seen.items() if answers == (200, 200, 200)}, {'head', 'handler', 'ciso'},
             '1.4: CSIRT and the CISO see telephones')
    tap.ok(all(200 not in answers for part, answers in seen.items() if part not in ('head', 'handler', 'ciso')),
           '1.4: the auditor, managers and others do not', seen)
    for part in ('auditor', 'manager', 'staff'):
        for path in ('/api/1/search?q=' + PHONE, '/registers', f'/api/1/search?q={MAIL}'):
            tap.ok(PHONE not in city.people[part].get(path).text.replace(f'value="{PHONE}"', ''),
                   f'1.4: {part} finds none by {path}')
    tap.same(city.program.run('export', 'contacts', '--data', city.folder, '--format', 'csv', '--as',
                              city.people['auditor'].staff_no).status, 4, '1.4: nor does the auditor export them')
    tap.same(city.people['auditor'].get('/api/1/on-call').status, 200, '1.4: who was on call is there to be audited')


def check_on_call(tap, city):
    head, handler = city.people['head'], city.people['handler']
    now = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=9)))
    times = [(now + datetime.timedelta(hours=hours)).strftime('%Y-%m-%d %H:%M') for hours in (-1, 24 * 8)]
    row = {'role': 'インシデントハンドラー', 'staff_no': handler.staff_no, 'from_at': times[0], 'until_at': times[1]}
    tap.same(head.send('POST', '/api/1/on-call', {**row, 'until_at': times[0]}).status, 422, '1.4: a watch has a length')
    tap.same(head.send('POST', '/api/1/on-call', {**row, 'from_at': 'いつか'}).status, 422, '1.4: and times')
    tap.same(handler.send('POST', '/api/1/on-call', row).status, 403, '1.4: nobody but the head puts people on call')
    made = head.send('POST', '/api/1/on-call', row)
    tap.same(made.status, 201, '1.4: the head does')
    sheet = head.get('/api/1/csirt').json
    tap.same([(one['staff_no'], one['role']) for one in sheet['watch']], [(handler.staff_no, 'インシデントハンドラー')],
             '1.4: the sheet says who is on call now')
    tap.same(sheet['gaps'], [], '1.4: the week has no gap any more')
    tap.same([(one['staff_no'], one['on_call']) for one in sheet['items']],
             [(handler.staff_no, True), (head.staff_no, False)], '1.4: people stand in the order of calling')
    tap.same(sheet['items'][0]['stand_in'], head.staff_no, '1.4: with their stand-ins')
    page = head.get('/csirt').text
    tap.ok(PHONE in page and 'print-only' in page and '>当番<' in page, '7.2.8: the page is the sheet to print')


def check_recorded(tap, city):
    views = city.program.run('export', 'contacts', '--data', city.folder, '--format', 'json', '--as',
                             city.people['head'].staff_no)
    tap.same(views.status, 0, '1.4: the head takes the list along')
    listed = city.people['ciso'].get('/api/1/record?class=view').json['items']
    tap.ok(any(one['register'] == 'contacts' or one['key'] == '/csirt' for one in listed),
           '5.7.3: who looked at telephones is on record', listed[:3])


def check_documented(tap, city):
    document = openapi.Document(city.people['head'].get('/api/1/openapi.json').json)
    wrong = []
    for path in ('/csirt', '/contacts', '/on-call'):
        wrong += document.wrong(openapi.answer_schema(document.tree['paths'][path]['get']),
                                city.people['head'].get('/api/1' + path).json, path)
    tap.ok(not wrong, '1.4: the call list answers as documented', '\n'.join(wrong))


def main():
    program = harness.Program(sys.argv[1])
    tap = harness.Tap()
    folder = harness.demo(program)
    served = server.Server(program, folder)
    try:
        city = cast.Cast(program, folder, served)
        notices.add_csirt(city)
        check_empty(tap, city)
        row = check_kept(tap, city)
        check_seen(tap, city, row)
        check_on_call(tap, city)
        check_recorded(tap, city)
        check_documented(tap, city)
    finally:
        status, errors = served.close()
    tap.same((status, errors), (0, ''), 'the server ends quietly when told to')
    program.close()
    return tap.done()


if __name__ == '__main__':
    sys.exit(main())
