#!/usr/bin/env python3
"""Incidents in front of a browser and by programs: the report of anyone, the case for those who are in
it, the steps of those whose they are. TAP.

    incident_pages.py CHIKIRI
"""
import hashlib
import re
import sys
import urllib.parse

import cast
import harness
import openapi
import server

WHAT = '画面に身代金の文が出た'


def add_csirt(city):
    """The head of CSIRT and a handler, from the city's own posts."""
    head = city.holders['csirt_head'][0]['staff_no']
    city.join('head', head)
    city.join('handler', next(each['staff_no'] for each in city.holders['incident_handler']
                              if each['staff_no'] != head))


def steps_offered(case, text):
    return re.findall(rf'action="/incidents/{case}/(\w+)"', text)


def check_empty(tap, city):
    page = city.people['staff'].get('/incidents')
    tap.ok(page.status == 200 and '案件はありません' in page.text and 'href="/incidents/report"' in page.text,
           '10.1.1: with no case the page asks for a report')
    tap.ok('/incidents/report' in city.people['staff'].get('/').text, '10.1.1: every page leads to the report')


def check_report(tap, city):
    staff = city.people['staff']
    form = staff.get('/incidents/report').text
    tap.ok('value="ransomware"' in form and 'name="contained"' in form and 'name="caller"' not in form,
           '10.1.1: the report asks for little, and only CSIRT whose words it is')
    empty = staff.post('/incidents/report', what=' ', asset='X')
    tap.ok(empty.status == 422 and 'role="alert"' in empty.text and 'value="X"' in empty.text,
           '10.1.1: it must say what; what was typed stays')
    other = staff.post('/incidents/report', what='x', caller='市民')
    tap.same(other.status, 403, '1.4.1: only CSIRT reports for a caller')
    done = staff.post('/incidents/report', what=WHAT, kind='ransomware', asset=city.assets[city.section][0],
                      noticed_at='', contained='通信線を抜いた')
    tap.same(done.status, 303, '10.1.1: anyone employed reports')
    return done.fields['location'].removeprefix('/incidents/')


def check_seen(tap, city, case):
    for part, named in (('staff', False), ('manager', True), ('head', True), ('handler', True)):
        page = city.people[part].get(f'/incidents/{case}')
        tap.ok(page.status == 200 and WHAT in page.text, f'1.4.5: {part} sees the case')
        listed = city.people[part].get('/api/1/incidents').json
        tap.same([row['id'] for row in listed['items']], [case], f'1.4.5: {part} finds it in the list')
        tap.ok(not named or '次の期限' in page.text, f'10.f2: {part} sees what is due next')
    stranger = city.people['system']
    tap.same([stranger.get(f'{at}/incidents/{case}').status for at in ('', '/api/1')], [404, 404],
             '1.4.5: for staff of another section there is no such case')
    tap.same(stranger.post(f'/incidents/{case}/note', text='x').status, 404, '1.4.5: nor anything to do in it')
    tap.same((stranger.get('/api/1/incidents').json['items'], WHAT in stranger.get('/incidents').text),
             ([], False), '1.4.5: nor is it listed')
    told = {each['staff_no'] for each in city.people['head'].get(f'/api/1/incidents/{case}').json['notices']}
    tap.ok(city.people['manager'].staff_no in told, '10.1.1: the manager in charge was told', told)


def check_offers(tap, city, case):
    for part in ('staff', 'manager', 'head', 'handler'):
        person = city.people[part]
        may = person.get(f'/api/1/incidents/{case}').json['may']
        tap.same(steps_offered(case, person.get(f'/incidents/{case}').text), may,
                 f'10.f2: {part} is offered the steps that are theirs now, and no other')


def check_steps(tap, city, case):
    head, handler, manager = (city.people[part] for part in ('head', 'handler', 'manager'))
    early = head.post(f'/incidents/{case}/judge', verdict='incident', severity='serious', reason='暗号化')
    tap.ok(early.status == 409 and 'role="alert"' in early.text and WHAT in early.text,
           '10.f2: too early, and the page says what comes first', early)
    tap.same(head.send('POST', f'/api/1/incidents/{case}/judge', {'verdict': 'incident'}).json['error']['field'],
             'ack', '10.f2: as the API does')
    tap.same(city.people['staff'].post(f'/incidents/{case}/ack').status, 403, '1.4.1: CSIRT takes it, not the finder')
    handler.get(f'/incidents/{case}')
    tap.same(handler.post(f'/incidents/{case}/ack', text='受付').status, 303, '1.4.1: a handler takes it')
    check_offers(tap, city, case)
    head.get(f'/incidents/{case}')
    lacking = head.post(f'/incidents/{case}/judge', verdict='incident', severity='high', reason='')
    tap.ok(lacking.status == 422 and 'value="high" selected' in lacking.text, '1.4.2: a judgement has its reason', lacking)
    tap.ok('理由を書いてください' in lacking.text and 'reason=' not in lacking.text,
           '1.4.2: what is missing is called as its field is')
    tap.same(manager.post(f'/incidents/{case}/judge', verdict='incident', reason='x').status, 403,
             '1.4.2: the judgement is the head\'s')
    done = head.post(f'/incidents/{case}/judge', verdict='incident', severity='serious', reason='暗号化', persons='')
    tap.same(done.status, 303, '1.4.2: the head judges by the page')
    check_offers(tap, city, case)
    refused = handler.send('POST', f'/api/1/incidents/{case}/report_ciso', {'text': 'x'})
    tap.same((refused.status, refused.json['error']['clause']), (403, '1.4.3'), '1.4.3: the CISO is told by the head')
    after = head.send('POST', f'/api/1/incidents/{case}/report_ciso', {'text': '重大な事案'})
    tap.same((after.status, after.json['phase'], 'report_ciso' in [each['step'] for each in after.json['steps']]),
             (200, 'declared', True), '1.4.3: and is, by the API')
    shown = city.people['ciso'].get(f'/incidents/{case}').text
    tap.ok('重大な事案' in shown and '図２ 3a' in shown, '10.f2: the CISO reads it on the page')
    states = dict(re.findall(r'<li>(\d[ab]?) [^<]*: ([^<]+)</li>', shown))
    tap.same([len(states), *(states.get(each) for each in ('1a', '1b', '2', '3a', '3b', '5'))],
             [11, '済', '済', '済', '済', 'これから', 'まだ'], '10.f2: the figure is lit as far as the case has come')
    tap.ok('1b 所管の責任者への報告: 済' in shown, '10.1.1: each arrow is called what it is')
    tap.same((shown.count('link-done'), shown.count('link-late')), (4, 0), '10.f2: and its arrows with it')
    odd = head.send('POST', f'/api/1/incidents/{case}/note', {'texte': 'x'})
    tap.same((odd.status, odd.json['error']['field']), (422, 'texte'), '10.f2: a field that is none is named')


def check_file(tap, city, case):
    """What is attached is what was sent; a path that someone types is no file."""
    head, content = city.people['head'], b'a log of that night'
    head.get(f'/incidents/{case}')
    done = head.upload(f'/incidents/{case}/attach', 'file', 'night.log', content)
    tap.same(done.status, 303, '10.2.1: a file is attached by the page') or print(f'# {done}')
    last = head.get(f'/api/1/incidents/{case}').json['timeline'][-1]
    tap.same((last['file_name'], last['file_sha256']), ('night.log', hashlib.sha256(content).hexdigest()),
             '10.2.1: and kept by its hash and name')
    typed = head.send('POST', f'/api/1/incidents/{case}/attach', {'file': '/etc/passwd', 'name': 'x'})
    tap.same((typed.status, typed.json['error']['field']), (422, 'file'), '10.2.1: no path of the server is a file')


def check_english(tap, city, case):
    head = city.people['head']
    head.language = 'en'
    page = head.get(f'/incidents/{case}').text
    tap.ok('What not to do' in page and 'serious' in page and 'to do' in page, '10.f2: the case in English')
    names = re.findall(r'<th scope="col"[^>]*>(?:<a[^>]*>)?([^<]+)', head.get('/assets').text)
    tap.ok(len(names) > 3 and all(not name[0].islower() for name in names),
           '2.2: English columns of registers begin with a capital letter', names)
    head.language = 'ja'


def check_documented(tap, city, case):
    """The API's own description, held against a case with a past."""
    document = openapi.Document(city.people['head'].get('/api/1/openapi.json').json)
    for path, asked in (('/incidents', '/api/1/incidents'), ('/incidents/{id}', f'/api/1/incidents/{case}')):
        schema = openapi.answer_schema(document.tree['paths'][path]['get'])
        answer = city.people['head'].get(asked).json
        tap.same(document.wrong(schema, answer, asked), [], f'10.f2: {path} gives what is documented')


def check_list(tap, city, case):
    staff = city.people['staff']
    answer = staff.send('POST', '/api/1/incidents/report', {'what': 'ヒヤリ', 'kind': 'ヒヤリ'})
    tap.same((answer.status, answer.json['kind'], answer.json['phase']), (201, 'near_miss', 'reported'),
             '10.1.1: a program reports too')
    near = answer.json['id']
    head = city.people['head']
    head.send('POST', f'/api/1/incidents/{near}/ack', {})
    done = head.send('POST', f'/api/1/incidents/{near}/judge', {'verdict': 'not_incident', 'reason': '実害なし'})
    tap.same(done.json['phase'], 'not_incident', '1.4.2: not an incident')
    tap.same([row['id'] for row in staff.get('/api/1/incidents').json['items']], [case, near],
             '10.f2: open cases come first')
    tap.same([row['id'] for row in staff.get('/api/1/incidents?open=true').json['items']], [case],
             '10.f2: or stand alone')


def check_search(tap, city, case):
    """Past cases by words and filters; a case outside one's own is found by nobody."""
    head, staff, stranger = (city.people[part] for part in ('head', 'staff', 'system'))

    def found(person, **asked):
        answer = person.get('/api/1/incidents?' + urllib.parse.urlencode(asked))
        return [row['id'] for row in answer.json['items']] if answer.status == 200 else answer.status

    head.send('POST', f'/api/1/incidents/{case}/note', {'text': 'ルータのﾛｸﾞを確かめた'})
    tap.same([found(head, q='身代金'), found(head, q='ランサムウェア'), found(head, q='るーたのログ')], [[case]] * 3,
             '10.2.1: a case is found by what happened, its kind and what was noted, whatever the kana')
    tap.same([found(staff, q='身代金'), found(stranger, q='身代金'), found(stranger)], [[case], [], []],
             '1.4.5: by whoever is in it only')
    tap.same([found(head, kind='ransomware', severity='serious'), found(head, phase='not_incident', q='ヒヤリ'),
              found(head, kind='paper')], [[case], [row for row in found(head) if row != case], []],
             '10.2.1: filters narrow it')
    today = head.get(f'/api/1/incidents/{case}').json['noticed_at'][:10]
    tap.same([found(head, q='身代金', to='2020-01-01'), case in found(head, **{'from': '2020-01-01'}),
              found(head, drill=1), found(head, phase='x'), found(head, limit=1, offset=1)],
             [[], True, [], 422, [row for row in found(head) if row != case]],
             f'10.2.1: period, drills and pages ({today})')
    pages = head.get('/api/1/incidents?limit=1').json
    tap.same((pages['total'], pages['next']), (2, '/api/1/incidents?limit=1&offset=1'), '10.2.1: a list is cut into pages')
    tap.same(head.get('/incidents?from=0001-01-01&to=9999-12-31').status, 200, '10.2.1: from the first day to the last there is')
    tap.ok('この条件に当たる案件はありません' in head.get('/incidents?q=ないことば').text,
           '10.2.1: nothing found says what to do')


def check_near(tap, city, case):
    """What happened before: linked for who may see it, counted for who may not."""
    staff, head, stranger = (city.people[part] for part in ('staff', 'head', 'system'))
    again = staff.send('POST', '/api/1/incidents/report', {
        'what': 'また同じ画面', 'kind': 'ransomware', 'asset': city.assets[city.section][0]}).json
    tap.same([(row['id'], row['same']) for row in again['near']], [(case, ['asset', 'system', 'section', 'kind'])],
             '10.2.1: an earlier case with the same asset stands beside the new one')
    page = staff.get(f"/incidents/{again['id']}").text
    tap.ok('似た過去の案件' in page and f'href="/incidents/{case}"' in page and '再発防止の指示はありません' in page,
           '10.2.1: with its measures, on the page')
    other = stranger.send('POST', '/api/1/incidents/report', {'what': '脅迫文', 'kind': 'ransomware'}).json
    tap.same((other['near'], other['near_hidden']), ([], 2), '1.4.5: who may not see them learns how many')
    tap.ok(case not in stranger.get(f"/incidents/{other['id']}").text, '1.4.5: and no number of theirs')
    tap.same(head.get(f'/api/1/incidents/{case}').json['near'], [], '10.2.1: later cases are not earlier ones')


def check_once(tap, city):
    """What is sent again is the same report; what came with it is kept."""
    staff, head = city.people['staff'], city.people['head']
    form = staff.get('/incidents/report').text
    once = re.search(r'name="once" value="(\w{32})"', form).group(1)
    tap.ok(once not in staff.get('/incidents/report').text, '10.1.1: each form can be sent once')
    sent = {'what': '二度押した', 'once': once}
    made = [staff.upload('/incidents/report', 'file', 'photo.jpg', b'picture', **sent) for _ in range(2)]
    tap.same((made[0].status, made[1].fields.get('location')), (303, made[0].fields.get('location')),
             '10.1.1: the same report twice is one case')
    case = made[0].fields['location'].removeprefix('/incidents/')
    timeline = staff.get(f'/api/1/incidents/{case}').json['timeline']
    tap.same([(each['step'], each['file_name']) for each in timeline], [('report', None), ('attach', 'photo.jpg')],
             '10.2.1: with its picture, once')
    other = head.send('POST', '/api/1/incidents/report', sent)
    tap.ok(other.status == 201 and other.json['id'] != case, '5.6.3: a word of one person opens nothing of another')
    again = staff.send('POST', '/api/1/incidents/report', sent)
    tap.same((again.status, again.json['id']), (201, case), '10.1.1: by the API as well')
    bad = staff.send('POST', '/api/1/incidents/report', {'what': 'x', 'once': 'あ'})
    tap.same((bad.status, bad.json['error']['field']), (422, 'once'), '10.1.1: the word is plain')
    sheet = staff.get('/incidents/report/form')
    tap.ok(sheet.status == 200 and 'class="sheet"' in sheet.text and 'ランサムウェア' in sheet.text,
           '10.1.1: there is a sheet to fill in by hand')


def main():
    program = harness.Program(sys.argv[1])
    tap = harness.Tap()
    folder = harness.demo(program)
    served = server.Server(program, folder)
    try:
        city = cast.Cast(program, folder, served)
        add_csirt(city)
        check_empty(tap, city)
        case = check_report(tap, city)
        check_seen(tap, city, case)
        check_offers(tap, city, case)
        check_steps(tap, city, case)
        check_file(tap, city, case)
        check_english(tap, city, case)
        check_documented(tap, city, case)
        check_list(tap, city, case)
        check_search(tap, city, case)
        check_near(tap, city, case)
        check_once(tap, city)
    finally:
        status, errors = served.close()
    tap.same((status, errors), (0, ''), 'the server ends quietly when told to')
    tap.same(program.run('verify', '--data', folder).status, 0, '10.2.1: all of it leaves a record that verifies')
    program.close()
    return tap.done()


if __name__ == '__main__':
    sys.exit(main())
