#!/usr/bin/env python3
"""The committee's minutes: written by its secretariat beside the case that the meeting was about, read by
its members, printed, taken out and in as a spreadsheet, every change on record. TAP.

    minutes.py CHIKIRI
"""
import sys

import cast
import harness
import server

DECISION = '全庁の端末を止めない。\n監視を強める。'


def tell_case(city):
    """A case that the CISO calls the committee together for."""
    head, ciso = city.people['head'], city.people['ciso']
    case = head.send('POST', '/api/1/incidents/report', {'what': '偽のメール', 'kind': 'malware'}).json['id']
    for person, step, fields in ((head, 'ack', {}), (head, 'judge', {'verdict': 'incident', 'severity': 'high',
                                                                     'reason': '広がり'}),
                                 (ciso, 'convene', {'whom': 'members', 'text': '本日 16 時'})):
        done = person.send('POST', f'/api/1/incidents/{case}/{step}', fields)
        if done.status != 200:
            raise RuntimeError(f'{step}: {done}')
    return case


def check_written(tap, city, case):
    secretary = city.people['secretary']
    page = secretary.get(f'/minutes/new?incident_no={case}').text
    tap.ok(f'value="{case}"' in page and '<textarea id="field-decision"' in page,
           '10.1.3: minutes are begun from the case, with room for what was decided')
    done = secretary.post('/minutes', minutes_no='R8-3', held_on='R8.6.1', subject='偽のメールへの対応', incident_no=case,
                          present='委員長、委員', absent='委員一人（代理あり）', opinion='避難所の連絡を先に', decision=DECISION)
    tap.same(done.status, 303, '1.3: the secretariat writes them') or print(f'# {done}')
    at = done.fields['location']
    row = secretary.get(f'/api/1{at}').json
    tap.same((row['minutes_no'], row['held_on'], row['decision'].replace('\r\n', '\n')), ('R8-3', '2026-06-01', DECISION),
             '1.3: as they were written, line by line')
    return at


def check_refused(tap, city):
    secretary = city.people['secretary']
    whole = {'minutes_no': 'R8-4', 'held_on': '2026-06-02', 'subject': '定例'}
    for wrong, field in (({'minutes_no': ''}, 'minutes_no'), ({'held_on': ''}, 'held_on'), ({'subject': ''}, 'subject'),
                         ({'incident_no': 'I1999-0001'}, 'incident_no')):
        done = secretary.send('POST', '/api/1/minutes', {**whole, **wrong})
        tap.same((done.status, done.json['error']['field']), (422, field), f'1.3: {wrong} is refused at {field}')
    again = secretary.send('POST', '/api/1/minutes', {**whole, 'minutes_no': 'R8-3'})
    tap.same(again.status, 409, '1.3: a number stands once')
    for part in ('member', 'ciso', 'staff'):
        tap.same(city.people[part].send('POST', '/api/1/minutes', whole).status, 403,
                 f'1.3: {part} does not write the minutes')


def check_read(tap, city, case, at):
    for part in ('member', 'ciso', 'head'):
        person = city.people[part]
        tap.same((person.get(at).status, person.get(f'/api/1/minutes?incident_no={case}').json['total']), (200, 1),
                 f'1.3: {part} reads them')
    tap.same(city.people['staff'].get(at).status, 404, '1.3: others do not')
    paper = city.people['member'].get(f'{at}/print').text
    tap.ok('様式 1.3-1' in paper and '監視を強める。' in paper and 'class="as-typed"' in paper, '1.3: they print as a form')
    shown = city.people['ciso'].get(f'/incidents/{case}').text
    tap.ok(f'/minutes?incident_no={case}' in shown and '/minutes/new' not in shown, '10.1.3: the case leads to them')
    tap.ok(f'/minutes/new?incident_no={case}' in city.people['secretary'].get(f'/incidents/{case}').text,
           '10.1.3: and who writes them begins there')


def check_changed(tap, city, at):
    secretary = city.people['secretary']
    tag = secretary.get(f'/api/1{at}').fields['etag']
    done = secretary.send('PATCH', f'/api/1{at}', {'decision': '外部との接続を止める。', 'reason': '誤記'}, **{'If-Match': tag})
    tap.same(done.status, 200, '1.3: they are corrected with a reason') or print(f'# {done}')
    history = secretary.get(f'/api/1{at}?history=1').json['history']
    tap.same([each['action'] for each in history], ['set', 'add'], '1.3: what they said before stays on record')


def check_spreadsheet(tap, city, program, folder):
    path = program.at('minutes.xlsx')
    city.ask('export', 'minutes', '--format', 'xlsx', '-o', path)
    done = program.imports(folder, 'minutes', path, mode='all')
    tap.same((done.status, done.json['changes']['unchanged'], done.json['problems']), (0, 1, []),
             '1.3: the spreadsheet of them comes back as it went') or print('# ' + done.out)
    state = {each['id']: each['carriers'] for each in city.ask('clauses')}
    tap.ok(any(each['id'] == 'minutes' for each in state['10.1.3']), '10.1.3: the clause is carried by them')


def main():
    program = harness.Program(sys.argv[1])
    tap = harness.Tap()
    folder = harness.demo(program)
    served = server.Server(program, folder)
    try:
        city = cast.Cast(program, folder, served)
        city.join('head', city.holders['csirt_head'][0]['staff_no'])
        taken = {person.staff_no for person in city.people.values()}
        city.join('secretary', next(each['staff_no'] for each in city.holders['committee_secretariat']
                                    if each['staff_no'] not in taken))
        case = tell_case(city)
        at = check_written(tap, city, case)
        check_refused(tap, city)
        check_read(tap, city, case, at)
        check_changed(tap, city, at)
        check_spreadsheet(tap, city, program, folder)
    finally:
        status, errors = served.close()
    tap.same((status, errors), (0, ''), 'the server ends quietly when told to')
    tap.same(program.run('verify', '--data', folder).status, 0, '1.3: all of it verifies')
    program.close()
    return tap.done()


if __name__ == '__main__':
    sys.exit(main())
