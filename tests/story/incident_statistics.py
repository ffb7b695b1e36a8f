#!/usr/bin/env python3
"""Statistics of cases, drills apart, and the half-yearly list for the public: no more of a case than was
published. TAP.

    incident_statistics.py CHIKIRI
"""
import io
import re
import sys
import zipfile

import cast
import harness
import openapi
import server

SECRET = '職員甲の端末から漏れた'
PUBLIC = '市の端末が一台、外部と通信しました。'
MEASURE = '設定を見直しました。'


def act(person, case, step, **fields):
    done = person.send('POST', f'/api/1/incidents/{case}/{step}', fields)
    if done.status not in (200, 201):
        raise RuntimeError(f'{step}: {done}')
    return done.json


def tell(city, noticed_at, **more):
    said = {'what': SECRET, 'noticed_at': noticed_at, 'asset': city.assets[city.section][0], **more}
    return city.people['manager'].send('POST', '/api/1/incidents/report', said).json['id']


def judge(city, case):
    act(city.people['head'], case, 'ack')
    act(city.people['head'], case, 'judge', verdict='incident', severity='high', reason='x')


def make_cases(city):
    """In September by JST though August by UTC; in October; a drill; one that is none."""
    head = city.people['head']
    told = {'edge': tell(city, '2026-09-01T00:30', kind='malware'), 'late': tell(city, '2026-10-05T10:00', kind='lost_device'),
            'drill': tell(city, '2026-09-10T10:00', kind='malware', drill=True), 'none': tell(city, '2026-09-11T10:00')}
    for part in ('edge', 'late', 'drill'):
        judge(city, told[part])
    act(head, told['none'], 'ack')
    act(head, told['none'], 'judge', verdict='not_incident', reason='誤報')
    at = f"/api/1/incidents/{told['edge']}/documents"
    made = head.send('POST', at, {'kind': 'announcement'}).json
    texts = [{'summary': PUBLIC, 'prevention': MEASURE}.get(field['field'], 'x') for field in made['fields']]
    made = head.send('POST', f"{at}/{made['number']}", {'texts': texts}).json
    act(head, told['edge'], 'publish', decision='done', document=made['number'])
    act(head, told['late'], 'publish', decision='not_needed', text='内々の事情', reason='被害なし')
    return told


def check_numbers(tap, city):
    stats = city.people['ciso'].get('/api/1/incidents/statistics').json
    tap.same((stats['by_month'], stats['by_kind'], stats['by_severity']),
             ({'2026-09': 2, '2026-10': 1}, {'': 1, 'lost_device': 1, 'malware': 1}, {'': 1, 'high': 2}),
             '10.2.1: cases are counted by month of the city, kind and severity')
    owed = {each['duty']: each['owed'] for each in stats['late']}
    tap.same((owed['ack'], owed['report_ciso']), (3, 2), '10.1.2: what was owed, and how much of it was late')
    tap.same({each['duty']: each['late'] for each in stats['late']}['notify_persons'], 2,
             '10.1.2: what is open past its end is late, whether a clock was looked at since or not')
    times = {each['step']: each for each in stats['times']}
    tap.ok(times['judge']['cases'] == 3 and times['judge']['median_minutes'] <= times['judge']['longest_minutes'],
           '10.2.1: how long each step took', times)
    tap.same(city.ask('incident', 'stats'), stats, '10.2.1: the command says the same')
    drills = city.people['ciso'].get('/api/1/incidents/statistics?drill=1').json
    tap.same((drills['by_month'], drills['by_kind']), ({'2026-09': 1}, {'malware': 1}), '4.4.1: drills are counted apart')
    for part in ('staff', 'manager'):
        tap.same([city.people[part].get(f'/incidents/{page}').status for page in ('statistics', 'publication')], [403, 403],
                 f'1.4.5: {part} does not see the whole city')


def check_page(tap, city):
    page = city.people['ciso'].get('/incidents/statistics').text
    bars = re.findall(r'<rect class="bar', page)
    tap.ok(len(bars) >= 8 and '月ごとの案件' in page and '訓練は数えていません' in page, '10.2.1: the page draws them', len(bars))
    tap.ok('インシデントかどうかの判断' in page and 'ＣＩＳＯへの発生の報告' in page, '10.2.1: steps and duties by their names')
    tap.ok('href="/incidents/statistics"' in city.people['ciso'].get('/incidents').text, '10.2.1: the list leads there')
    empty = city.people['ciso'].get('/incidents/publication?half=2001-1').text
    tap.ok('この期間の案件はありません' in empty, '1.4.5: a half with no case says so')


def check_publication(tap, city, told):
    ciso = city.people['ciso']
    first, second = (ciso.get(f'/api/1/incidents/publication?half=2026-{half}').json for half in (1, 2))
    tap.same([(row['number'], row['month'], row['kind'], row['severity'], row['text'], row['measures'])
              for row in first['items']], [(told['edge'], '2026-09', 'malware', 'high', PUBLIC, MEASURE)],
             '1.4.5: the first half: judged cases, with the words that were published')
    tap.same([(row['number'], row['text'], row['measures']) for row in second['items']], [(told['late'], None, None)],
             '1.4.5: what was not published shows no words')
    for half in (1, 2):
        page = ciso.get(f'/incidents/publication?half=2026-{half}').text
        tap.ok(SECRET not in page and '<tbody>' in page, f'1.4.5: half {half} tells nothing that was not published')
    sheet = ciso.get('/incidents/publication/export?half=2026-1')
    tap.ok(sheet.bytes == ciso.get('/incidents/publication/export?half=2026-1').bytes, '1.4.5: twice the same bytes')
    with zipfile.ZipFile(io.BytesIO(sheet.bytes)) as book:
        words = ''.join(book.read(name).decode() for name in book.namelist() if name.endswith('.xml'))
    tap.ok(PUBLIC in words and told['edge'] in words and told['late'] not in words and SECRET not in words,
           '1.4.5: the same as a spreadsheet')
    for wrong in ('2026', '2026-3', 'x-1', '2026-1x'):
        tap.same(ciso.get(f'/api/1/incidents/publication?half={wrong}').status, 422, f'1.4.5: half {wrong} is none')
    ciso.language = 'en'
    page = ciso.get('/incidents/publication?half=2026-1')
    tap.ok('first half of fiscal 2026' in page.text, '1.4.5: in English too', page.text[-3500:])
    ciso.language = 'ja'


def check_documented(tap, city):
    ciso = city.people['ciso']
    document = openapi.Document(ciso.get('/api/1/openapi.json').json)
    for path in ('/incidents/statistics', '/incidents/publication'):
        schema = openapi.answer_schema(document.tree['paths'][path]['get'])
        tap.same(document.wrong(schema, ciso.get(f'/api/1{path}').json, path), [], f'10.2.1: {path} gives what is documented')


def main():
    program = harness.Program(sys.argv[1])
    tap = harness.Tap()
    folder = harness.demo(program)
    served = server.Server(program, folder)
    try:
        city = cast.Cast(program, folder, served)
        city.join('head', city.holders['csirt_head'][0]['staff_no'])
        told = make_cases(city)
        check_numbers(tap, city)
        check_page(tap, city)
        check_publication(tap, city, told)
        check_documented(tap, city)
    finally:
        status, errors = served.close()
    tap.same((status, errors), (0, ''), 'the server ends quietly when told to')
    program.close()
    return tap.done()


if __name__ == '__main__':
    sys.exit(main())
