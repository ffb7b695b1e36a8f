#!/usr/bin/env python3
"""What people are told: their inbox, what they owe, and the server that looks at the clocks itself. TAP.

    notices.py CHIKIRI
"""
import re
import sys
import time

import cast
import harness
import openapi
import server

WHAT = '端末に身代金の文が出た'


def wait_for(look, seconds=20):
    """What `look` answers once it answers something."""
    end = time.monotonic() + seconds
    while not (found := look()) and time.monotonic() < end:
        time.sleep(0.2)
    return found


def add_csirt(city):
    head = city.holders['csirt_head'][0]['staff_no']
    city.join('head', head)
    city.join('handler', next(each['staff_no'] for each in city.holders['incident_handler']
                              if each['staff_no'] != head))


def count_shown(page):
    found = re.search(r'未確認 </span>(\d+) 件', page.text)
    return int(found.group(1)) if found else 0


def check_empty(tap, city):
    page = city.people['staff'].get('/notices')
    tap.ok(page.status == 200 and '未確認のお知らせはありません' in page.text, '1.4.1: an empty inbox says so')
    home = city.people['staff'].get('/')
    tap.ok('href="/notices"' in home.text and count_shown(home) == 0 and 'あなたが負う義務' not in home.text,
           '1.4.1: who was told nothing sees the way to the inbox, and no number')


def report(city, asset=None, **more):
    done = city.people['staff'].send('POST', '/api/1/incidents/report', {
        'what': WHAT, 'kind': 'ransomware', 'asset': asset or city.assets[city.section][0], **more})
    return done.json['id']


def check_told(tap, city, case):
    handler, manager = city.people['handler'], city.people['manager']
    told = handler.get('/api/1/notices').json
    tap.same([(one['case'], one['about'], one['drill'], one['acknowledged_at']) for one in told['items']],
             [(case, 'ack', False, None)], '1.4.1: CSIRT finds in the inbox what was reported')
    one = told['items'][0]
    tap.ok(one['due_at'] and 'ランサムウェア' in one['facts'] and case in one['facts'],
           '1.4.1: with the deciding facts and the end', one)
    tap.ok(WHAT not in one['facts'], '1.4.1: and without the words of the finder')
    page = manager.get('/notices')
    tap.ok(f'href="/incidents/{case}"' in page.text and '所管の課で発見の報告がありました' in page.text,
           '10.1.1: the manager in charge finds the way to the case')
    for part in ('handler', 'manager'):
        for path in ('/', '/notices', '/incidents', '/notices?state=all'):
            tap.same(count_shown(city.people[part].get(path)), 1, f'1.4.1: {part} sees the number on {path}')
    tap.same(city.people['staff'].get('/api/1/notices').json['items'], [], '1.4.5: others find nothing')


def check_owed(tap, city, case):
    home = city.people['handler'].get('/')
    tap.ok('あなたが負う義務' in home.text and f'href="/incidents/{case}#steps"' in home.text
           and '受付の確認' in home.text, '10.1.2: home says what is owed, with the way to the step')
    answer = city.people['handler'].get('/api/1/').json
    tap.same([(one['case'], one['about'], one['late']) for one in answer['owed']], [(case, 'ack', False)],
             '10.1.2: the API too')
    tap.same([(one['case'], one['open']) for one in answer['care']], [(case, 1)],
             '1.4: and which open cases are in the care of CSIRT')
    tap.same([len(city.people['manager'].get('/api/1/').json[name]) for name in ('owed', 'care')], [0, 1],
             '1.2.4: the manager in charge owes nothing yet and sees the case')
    other = city.people['member'].get('/api/1/').json
    tap.same((other['owed'], other['care'], other['notices']), ([], [], 0),
             '1.4.5: a member of the committee sees nothing of it')


def check_acknowledged(tap, city, case):
    handler, head, manager = (city.people[part] for part in ('handler', 'head', 'manager'))
    one = handler.get('/api/1/notices').json['items'][0]['id']
    tap.same([who.send('POST', f'/api/1/notices/{one}/acknowledge', {}).status for who in (head, manager)],
             [404, 404], "1.4.1: another's notice is as if it were not there")
    tap.same(handler.send('POST', '/api/1/notices/999999/acknowledge', {}).status, 404, '1.4.1: as one that is not')
    tap.same(len(handler.get('/api/1/notices').json['items']), 1, '1.4.1: refused, nothing has changed')
    done = handler.post(f'/notices/{one}/acknowledge')
    tap.same((done.status, done.fields['location']), (303, '/notices'), '1.4.1: who was told acknowledges')
    page = handler.get('/notices')
    tap.ok(count_shown(page) == 0 and '確認しました。' in page.text, '1.4.1: and the number is gone')
    shown = handler.get('/api/1/notices?state=all').json['items'][0]
    tap.ok(shown['id'] == one and shown['acknowledged_at'], '1.4.1: what was acknowledged is still to be read')
    time.sleep(1.1)  # times are of whole seconds
    again = handler.send('POST', f'/api/1/notices/{one}/acknowledge', {})
    tap.same((again.status, handler.get('/api/1/notices?state=all').json['items'][0]['acknowledged_at']),
             (200, shown['acknowledged_at']), '1.4.1: a second time changes nothing')
    told = {each['staff_no']: each['acknowledged_at'] for each in
            head.get(f'/api/1/incidents/{case}').json['notices'] if each['about'] == 'ack'}
    tap.ok(told[handler.staff_no] and not told[head.staff_no], '1.4.1: the case tells who has read it and who has not')


def check_console(tap, city):
    """The command line acknowledges for the one who acts, as from a call list on paper."""
    head = city.people['head']
    one = str(head.get('/api/1/notices').json['items'][0]['id'])
    tap.same(city.program.run('duty', 'acknowledge', one, '--data', city.folder, '--as',
                              city.people['manager'].staff_no).status, 4, "1.4.1: another's is refused at the console")
    tap.same(city.program.run('duty', 'acknowledge', one, '--data', city.folder, '--as', head.staff_no).status, 0,
             '1.4.1: the own is acknowledged there too')
    tap.same(head.get('/api/1/notices').json['total'], 0, '1.4.1: and the inbox knows')


def check_pages(tap, city):
    """Many notices come in parts, the newest first."""
    cases = [report(city) for _ in range(52)]
    first = city.people['manager'].get('/api/1/notices').json
    tap.same((first['total'], len(first['items'])), (53, 50), '1.4.1: many notices come fifty at a time')
    second = city.people['manager'].get(first['next']).json
    got = [one['case'] for one in first['items'] + second['items']]
    tap.same((got[:52], second['next']), (cases[::-1], None), '1.4.1: newest first')


def check_drill(tap, city):
    case = report(city, drill=True)
    one = city.people['manager'].get('/api/1/notices').json['items'][0]
    tap.same((one['case'], one['drill']), (case, True), '4.4.1: of a drill it says so')
    page = city.people['manager'].get('/notices').text
    tap.ok('訓練' in page[page.index('<article'):page.index('</article>')], '4.4.1: on the page as well')


def check_english(tap, city):
    reader = city.people['manager']
    reader.language = 'en'
    text = reader.get('/notices').text
    tap.ok('Something was reported in a section in your charge' in text and '>Acknowledge<' in text
           and not re.findall(r'.*(?:お知らせ|確認).*', text), '1.4.1: the inbox is there in English', re.findall(r'.*(?:お知らせ|確認).*', text))
    reader.language = 'ja'


def check_documented(tap, city):
    document = openapi.Document(city.people['head'].get('/api/1/openapi.json').json)
    wrong = []
    for path, asked in (('/notices', '/api/1/notices?state=all'), ('/', '/api/1/')):
        wrong += document.wrong(openapi.answer_schema(document.tree['paths'][path]['get']),
                                city.people['manager'].get(asked).json, path)
    tap.ok(not wrong, '10.f2: inbox and home answer as documented', '\n'.join(wrong))


def late_marks(city, case):
    return {each['kind']: each['late'] for each in
            city.people['head'].get(f'/api/1/incidents/{case}').json['obligations']}


def check_clocks(tap):
    """Nobody runs the clocks but the server. In a simulated city it starts at another hour."""
    program = harness.Program(sys.argv[1])
    folder = program.fresh()
    at = '2026-04-01T{}:00+09:00'
    program.run('init', '--data', folder, '--demo', '--simulation', now=at.format('09:00'))
    case = program.run('incident', 'report', '--data', folder, '--what', WHAT, '--json', now=at.format('10:00')).json['id']

    def told():
        shown = program.run('incident', 'show', case, '--data', folder, '--json', now=at.format('18:00')).json
        return sorted((each['about'], each['level'], each['staff_no']) for each in shown['notices'])

    def serve(hour):
        return server.Server(program, folder, env={'PATH': '/usr/bin:/bin', 'CHIKIRI_NOW': at.format(hour)})

    before = told()
    served = serve('10:01')
    time.sleep(3)
    tap.same(told(), before, '1.4.4: before its time nothing more is told')
    served.kill()
    served = serve('18:00')
    after = wait_for(lambda: len(told()) > len(before) and told())
    tap.ok(after and {level for about, level, _ in after if about == 'ack'} == {0, 1, 2, 3},
           '1.4.4: the server that stood still tells all that is due, without cron', (before, after))
    run = program.run('duty', 'run', '--data', folder, '--json', now=at.format('18:00')).json
    tap.same((run['scanned'], run['notices'], told()), (0, 0, after), '1.4.4: cron beside it says nothing twice')
    served.kill()
    served = serve('18:00')
    time.sleep(3)
    tap.same(told(), after, '1.4.4: nor does the server after kill -9')
    status, errors = served.close()
    tap.same((status, errors), (0, ''), 'the server ends quietly when told to')
    tap.same(program.run('verify', '--data', folder, now=at.format('18:00')).status, 0,
             '1.4.4: what the clock wrote verifies')
    program.close()


def main():
    program = harness.Program(sys.argv[1])
    tap = harness.Tap()
    folder = harness.demo(program)
    served = server.Server(program, folder)
    try:
        city = cast.Cast(program, folder, served)
        add_csirt(city)
        check_empty(tap, city)
        case = report(city)
        check_told(tap, city, case)
        check_owed(tap, city, case)
        check_acknowledged(tap, city, case)
        check_console(tap, city)
        check_pages(tap, city)
        check_drill(tap, city)
        check_english(tap, city)
        check_documented(tap, city)
    finally:
        status, errors = served.close()
    tap.same((status, errors), (0, ''), 'the server ends quietly when told to')
    check_clocks(tap)
    program.close()
    return tap.done()


if __name__ == '__main__':
    sys.exit(main())
