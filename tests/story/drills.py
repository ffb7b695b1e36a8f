#!/usr/bin/env python3
"""A drill from its plan to what was learned: the script for the facilitator alone, the players on the real
pages, the minutes measured, nothing mixed with real cases. TAP.

    drills.py CHIKIRI
"""
import datetime
import os
import re
import sys

import cast
import harness
import incident_pages
import openapi
import server

ZONE = datetime.timezone(datetime.timedelta(hours=9))


class Hall:
    """The demo city in simulated time: at a new hour the server starts anew, and people sign in when they come."""

    def __init__(self, program):
        self.program, self.plain_run = program, program.run
        self.now = datetime.datetime(2026, 6, 1, 20, 0, tzinfo=ZONE)
        program.run = self.run
        self.folder = harness.demo(program, self.now.isoformat())
        self.served = self.serve()
        self.city = cast.Cast(program, self.folder, self.served)
        incident_pages.add_csirt(self.city)

    def run(self, *words, now=None, **options):
        return self.plain_run(*words, now=now or self.now.isoformat(), **options)

    def serve(self):
        return server.Server(self.program, self.folder,
                             env={'PATH': os.environ['PATH'], 'LANG': 'ja', 'CHIKIRI_NOW': self.now.isoformat()})

    def after(self, minutes, *parts):
        """Minutes later, with these people signed in."""
        self.now += datetime.timedelta(minutes=minutes)
        self.served.close()
        self.served = self.serve()
        for part in parts:
            person = self.city.people[part]
            person.server, person.cookies = self.served, {}
            person.get('/sign-in')
            person.sign_in(person.staff_no, cast.PASSWORD)
        return [self.city.people[part] for part in parts]


def check_plan(tap, people):
    head, handler, staff = (people[part] for part in ('head', 'handler', 'staff'))
    tap.ok('訓練はまだありません' in head.get('/drills').text, '4.4.1: no drill yet, and who plans one')
    tap.same([people[part].get('/drills').status for part in ('staff', 'manager')], [403, 403],
             '4.4.1: who sees no cases sees no drills')
    tap.same(handler.post('/drills', scenario='lost_medium', planned_at='2026-06-01T20:00').status, 403,
             '4.4.1: the head of CSIRT plans')
    bad = head.post('/drills', scenario='none', planned_at='2026-06-01T20:00')
    tap.ok(bad.status == 422 and 'role="alert"' in bad.text, '4.4.1: a scenario is one of the pack')
    done = head.post('/drills', scenario='ransomware_night', planned_at='2026-06-01T20:00', facilitator='')
    tap.same(done.status, 303, '4.4.1: planned') or print('#', re.findall('role="alert">[^<]*', done.text))
    drill = done.fields['location'].removeprefix('/drills/')
    page = head.get(f'/drills/{drill}').text
    tap.ok('参加者に見せないでください' in page and '脅迫文' in page and '訓練を始める' in page,
           '4.4.1: the facilitator reads the script')
    tap.same([handler.get(f'/drills/{drill}').status, people['ciso'].get(f'/api/1/drills/{drill}').status,
              staff.get(f'/drills/{drill}').status], [404, 404, 404], '4.4.1: nobody else before it is over')
    return drill


def check_start(tap, people, drill):
    head, staff = people['head'], people['staff']
    tap.same(people['handler'].post(f'/drills/{drill}/start').status, 404, '4.4.1: players start nothing')
    tap.same(head.post(f'/drills/{drill}/give', number='1').status, 409, '4.4.1: nothing is given before the start')
    tap.same(head.post(f'/drills/{drill}/start').status, 303, '4.4.1: the facilitator starts')
    tap.same((head.post(f'/drills/{drill}/start').status, head.get('/api/1/incidents').json['total']), (409, 0),
             '4.4.1: once, and no case comes of it')
    other = head.send('POST', '/api/1/drills', {'scenario': 'mis_sent_mail', 'planned_at': '2026-06-02T10:00'}).json
    tap.same(head.send('POST', f"/api/1/drills/{other['id']}/start", {}).status, 409, '4.4.1: one drill at a time')
    head.get(f'/drills/{drill}')
    tap.same([head.post(f'/drills/{drill}/give', number=number).status for number in ('1', '1', '9')], [303, 409, 422],
             '4.4.1: what was given is ticked off, once')
    given = [each['given_at'] for each in head.get(f'/api/1/drills/{drill}').json['injects']]
    tap.same((given[0], given[1]), ('2026-06-01T11:00:00Z', None), '4.4.1: with its time')
    tap.ok(drill in staff.get('/incidents/report').text, '4.4.1: the report form tells that a drill is running')
    tap.ok('value="1" checked' in head.get(f'/incidents/report?drill=1').text,
           '4.4.1: the facilitator reports for a player from the script')


def check_play(tap, hall, drill):
    """Reported after 5 minutes, taken after 50 (40 expected), judged after 60, the CISO told after 70."""
    (staff,) = hall.after(5, 'staff')
    case = staff.send('POST', '/api/1/incidents/report', {
        'what': '画面に脅迫文', 'kind': 'ransomware', 'drill': True,
        'asset': hall.city.assets[hall.city.section][0]}).json['id']
    real = staff.send('POST', '/api/1/incidents/report', {'what': '本当の紛失'}).json['id']
    (handler,) = hall.after(45, 'handler')
    handler.send('POST', f'/api/1/incidents/{case}/ack', {})
    (head,) = hall.after(10, 'head')
    head.send('POST', f'/api/1/incidents/{case}/judge', {'verdict': 'incident', 'severity': 'high', 'reason': '暗号化'})
    head = hall.after(10, 'head', 'manager', 'ciso')[0]
    head.send('POST', f'/api/1/incidents/{case}/report_ciso', {'text': '訓練の報告'})
    rows = {row['step']: row for row in head.get(f'/api/1/drills/{drill}').json['expected']}
    tap.same([(rows[step].get('taken_minutes'), rows[step]['is_met'], rows[step]['points'])
              for step in ('report', 'ack', 'judge', 'report_ciso', 'instruct')],
             [(5, True, 20), (50, False, 7), (60, True, 20), (70, True, 20), (None, False, 0)],
             '4.4.1: each step by its minute: all points in time, half when late, none when not taken')
    tap.same(head.get(f'/api/1/drills/{drill}').json['score'], 67, '4.4.1: the score is their sum')
    return case, real


def check_marks(tap, hall, case, real):
    """A drill is called one everywhere, and counted nowhere else."""
    head, manager = hall.city.people['head'], hall.city.people['manager']
    tap.ok('訓練です' in head.get(f'/incidents/{case}').text and '訓練です' not in head.get(f'/incidents/{real}').text.replace('「訓練です」', ''),
           '4.4.1: the page of the case says so')
    rows = {row['id']: row['is_drill'] for row in head.get('/api/1/incidents').json['items']}
    tap.same((rows[case], rows[real]), (True, False), '4.4.1: and the list')
    tap.same([[row['id'] for row in head.get(f'/api/1/incidents?drill={value}').json['items']] for value in '10'],
             [[case], [real]], '4.4.1: which tells them apart')
    told = head.get(f'/api/1/incidents/{case}').json['notices']
    tap.ok(told and all(each['facts'].startswith('【訓練】') for each in told), '4.4.1: what people are told begins with it')
    tap.ok(not any('訓練' in (each['facts'] or '') for each in head.get(f'/api/1/incidents/{real}').json['notices']),
           '4.4.1: and of a real case it does not')
    tap.ok('訓練' in manager.get('/notices').text, '4.4.1: in the inbox too')
    listed = {row['id']: row['is_drill'] for row in hall.program.run(
        'incident', 'list', '--data', hall.folder, '--json').json}
    tap.same((listed[case], listed[real]), (True, False), '4.4.1: the command lists it as a drill')
    rows = {row['incident_no']: row['is_drill'] for row in hall.program.run(
        'export', 'incidents', '--data', hall.folder, '--format', 'json').json}
    tap.same((bool(rows[case]), bool(rows[real])), (True, False), '4.4.1: the export marks it')
    ask = ('incident', 'stats', '--data', hall.folder, '--json')
    counts = [hall.program.run(*ask, *more).json['by_phase'] for more in ((), ('--drill',))]
    tap.same(counts, [{'reported': 1}, {'declared': 1}], '4.4.1: statistics keep them apart')
    later = (hall.now + datetime.timedelta(days=60)).isoformat()
    hall.program.run('check', '--data', hall.folder, '--json', now=later)
    about = [row for row in hall.program.run('findings', '--data', hall.folder, '--json', now=later).json
             if row['code'].startswith('I')]
    tap.same(({case in str(row) for row in about}, {real in str(row) for row in about}), ({False}, {True}),
             '4.4.1: findings are about real cases only')


def check_finish(tap, hall, drill, case, real):
    head, ciso = hall.after(120, 'head', 'ciso')
    head.get(f'/drills/{drill}')
    tap.same(head.post(f'/drills/{drill}/finish').status, 303, '4.4.1: the drill is finished')
    ended = head.get(f'/api/1/incidents/{case}').json
    tap.same((ended['phase'], {each['state'] for each in ended['obligations']} & {'open'}), ('closed', set()),
             '4.4.1: its case is over and nothing is owed any more')
    tap.same(head.get(f'/api/1/incidents/{real}').json['phase'], 'reported', '4.4.1: a real one goes on')
    head.get(f'/drills/{drill}')
    tap.same(head.post(f'/drills/{drill}/lessons', text='夜間の名簿が古かった').status, 303, '4.4.1: what was learned')
    report = ciso.get(f'/api/1/drills/{drill}')
    tap.same((report.json['score'], report.json['lessons'], report.json.get('situation'), len(report.json['cases'])),
             (67, '夜間の名簿が古かった', None, 1), '4.4.1: the CISO reads the report, not the script')
    page = ciso.get(f'/drills/{drill}').text
    tap.ok('目安より遅い' in page and '夜間の名簿が古かった' in page, '4.4.1: on the page too')
    tap.ok('instruct' in [each['duty'] for each in report.json['late']], '4.4.1: with the duties that were late',
           report.json['late'])
    head.language = 'en'
    tap.ok('later than expected' in head.get(f'/drills/{drill}').text, '4.4.1: and in English')
    head.language = 'ja'
    document = openapi.Document(head.get('/api/1/openapi.json').json)
    for path, asked in (('/drills', '/api/1/drills'), ('/drills/{id}', f'/api/1/drills/{drill}')):
        schema = openapi.answer_schema(document.tree['paths'][path]['get'])
        tap.same(document.wrong(schema, head.get(asked).json, asked), [], f'4.4.1: {path} gives what is documented')


def main():
    program, tap = harness.Program(sys.argv[1]), harness.Tap()
    hall = Hall(program)
    try:
        drill = check_plan(tap, hall.city.people)
        check_start(tap, hall.city.people, drill)
        case, real = check_play(tap, hall, drill)
        check_marks(tap, hall, case, real)
        check_finish(tap, hall, drill, case, real)
    finally:
        status, errors = hall.served.close()
    tap.same((status, errors), (0, ''), 'the server ends quietly when told to')
    tap.same(program.run('verify', '--data', hall.folder).status, 0, '4.4.1: all of it leaves a record that verifies')
    program.close()
    return tap.done()


if __name__ == '__main__':
    sys.exit(main())
