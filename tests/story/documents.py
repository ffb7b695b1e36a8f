#!/usr/bin/env python3
"""The documents of a case: made of what the case says, changed in versions, sent and frozen; as XLSX and
as PDF; for those in the case alone. TAP.

    documents.py CHIKIRI
"""
import hashlib
import io
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import zipfile

import cast
import harness
import openapi
import server

WHAT = '𠮷田町の端末に身代金の文が出た（葛󠄀城）'
CHANGED = '𠮷田町の端末で、暗号化は止まった。\nほかの端末に広がりはない。'


def add_csirt(city):
    head = city.holders['csirt_head'][0]['staff_no']
    city.join('head', head)
    city.join('handler', next(each['staff_no'] for each in city.holders['incident_handler']
                              if each['staff_no'] != head))


def declare(city):
    """A case that is judged, with one body to be told."""
    head, handler = city.people['head'], city.people['handler']
    said = {'what': WHAT, 'kind': 'ransomware', 'asset': city.assets[city.section][0], 'persons': '1200'}
    case = city.people['manager'].send('POST', '/api/1/incidents/report', said).json['id']
    act(handler, case, 'ack')
    act(head, case, 'judge', verdict='incident', severity='high', reason='暗号化が進行')
    act(head, case, 'decide_body', body='ppc', due='yes')
    act(head, case, 'decide_body', body='police', due='yes')
    return case


def act(person, case, step, **fields):
    done = person.send('POST', f'/api/1/incidents/{case}/{step}', fields)
    if done.status != 200:
        raise RuntimeError(f'{step}: {done}')
    return done.json


def texts_of(document):
    return {field['field']: field['text'] for field in document['fields']}


def check_made(tap, city, case):
    """10.1.2: the headings are the body's own, and each is filled in or said to be unknown."""
    handler, at = city.people['handler'], f'/api/1/incidents/{case}/documents'
    tap.same(handler.get(at).json, {'items': [], 'total': 0, 'next': None}, '10.1.2: no document before one is made')
    done = handler.send('POST', at, {'body': 'ppc', 'report': 'first'})
    tap.same(done.status, 201, '10.1.2: a report to a body is made from the case') or print(f'# {done}')
    first = done.json
    tap.same((first['number'], first['version'], first['kind'], first['to'], first['sent_at']),
             (1, 1, 'privacy_report', '個人情報保護委員会 御中', None), '10.1.2: under the headings of that body')
    texts = texts_of(first)
    tap.ok(WHAT in texts['summary'] and texts['persons'] == '1200 人' and '認知: ' in texts['times'],
           '10.1.2: what the case knows stands in it', texts)
    tap.same((texts['cause'], texts['second'], texts['items'], texts['publication'], texts['other']),
             ('調査中', '調査中', '調査中', '検討中', ''), '10.1.2: what is not known yet says so')
    tap.same(hashlib.sha256(first['content'].encode()).hexdigest(), first['sha256'],
             '10.2.1: the hash is that of the content as it is given')
    police = handler.send('POST', at, {'body': 'police', 'report': 'first'}).json
    tap.same((police['kind'], police['number'], police['version']),
             ('police_report', 2, 1), '10.1.2: another body has a document of its own')
    return first


def check_refused_to_make(tap, city, case):
    handler, at = city.people['handler'], f'/api/1/incidents/{case}/documents'
    for said, field in (({}, 'kind'), ({'kind': 'poem'}, 'kind'), ({'body': 'ppc'}, 'report'),
                        ({'body': 'ppc', 'report': 'last'}, 'report'),
                        ({'body': 'moon', 'report': 'first'}, 'body'),
                        ({'kind': 'police_report', 'body': 'ppc', 'report': 'first'}, 'kind')):
        done = handler.send('POST', at, said)
        tap.same((done.status, done.json['error']['field']), (422, field), f'10.1.2: {said} is refused at {field}')
    member = city.people['manager']
    done = member.send('POST', at, {'kind': 'announcement'})
    tap.same(done.status, 403, '1.4.5: who is in the case and does not publish writes no announcement')
    tap.same(member.send('POST', at, {'kind': 'committee_report'}).status, 201,
             '1.2.4: the manager concerned writes the report to the committee')


def check_versions(tap, city, case, first):
    handler, head, at = city.people['handler'], city.people['head'], f'/incidents/{case}/documents'
    texts = [text if field != 'summary' else CHANGED for field, text in texts_of(first).items()]
    handler.get(f'{at}/1')
    saved = handler.post(f'{at}/1', texts=texts)
    tap.same((saved.status, saved.fields.get('location')), (303, f'{at}/4'),
             '10.1.2: a save by the page is a version of its own') or print(f'# {saved}')
    second = handler.get(f'/api/1{at}/4').json
    tap.same((second['version'], texts_of(second)['summary'].replace('\r\n', '\n')), (2, CHANGED),
             '10.1.2: with what was typed')
    tap.same(handler.get(f'/api/1{at}/1').json, first, '10.1.2: the one before stays as it was')
    old = head.get(f'{at}/1')
    tap.ok(f'{at}/4' in old.text and 'name="texts"' not in old.text, '10.1.2: an old version leads to the newest')
    late = head.post(f'{at}/1', texts=['遅れた人', *texts[1:]])
    tap.ok(late.status == 409 and 'role="alert"' in late.text, '10.1.2: who is late with an old version is told', late)
    tap.same(head.send('POST', f'/api/1{at}/1', {'texts': texts}).status, 409, '10.1.2: as the API does')
    short = head.send('POST', f'/api/1{at}/4', {'texts': texts[1:]})
    tap.same((short.status, short.json['error']['field']), (422, 'texts'), '10.1.2: as many texts as headings')
    typed = head.post(f'{at}/4', texts=['打ちかけ'])
    tap.ok(typed.status == 422 and '打ちかけ</textarea>' in typed.text, '10.1.2: what was typed stays in the form', typed)
    tap.same(handler.get(f'/api/1{at}').json['total'], 4, '10.1.2: what was refused left no version')
    return second


def check_outsiders(tap, city, case):
    stranger, at = city.people['system'], f'/incidents/{case}/documents'
    asked = [stranger.get(f'{prefix}{at}{rest}').status
             for prefix in ('', '/api/1') for rest in ('', '/1', '/1/file?format=pdf', '/1/file?format=xlsx')]
    tap.same(set(asked), {404}, '1.4.5: for others there is no such case, nor documents of it')
    stranger.get('/')
    tap.same({stranger.post(f'{at}{rest}', kind='summary', texts='x').status for rest in ('', '/1')}, {404},
             '1.4.5: nor anything to write')
    tap.same([city.people['handler'].get(f'{at}/{number}').status for number in ('9', 'x', '0', '-1')], [404] * 4,
             '10.1.2: a number that is none leads nowhere')


def check_sent(tap, city, case, first, second):
    """The step names the version: that is what was sent, for ever."""
    handler, at = city.people['handler'], f'/api/1/incidents/{case}'
    page = handler.get(f'/incidents/{case}/documents/4').text
    link = re.search(r'href="(/incidents/[^"#]*step=send_body[^"#]*)#step-send_body"', page)
    form = handler.get(link.group(1).replace('&amp;', '&')).text if link else ''
    tap.ok('<option value="4" selected>' in form and '<option value="ppc" selected>' in form and
           '<option value="first" selected>' in form, '10.1.2: the step is filled in from the document', link)
    for wrong in (2, 3, 9, 'x'):
        done = handler.send('POST', f'{at}/send_body', {'body': 'ppc', 'report': 'first', 'document': wrong})
        tap.same((done.status, done.json['error']['field']), (422, 'document'),
                 f'10.1.2: document {wrong} is not what this body is told')
    wrong = handler.send('POST', f'{at}/send_body', {'body': 'ppc', 'report': 'interim', 'document': 4})
    tap.same(wrong.status, 422, '10.1.2: nor the first report as another')
    done = act(handler, case, 'send_body', body='ppc', report='first', way='電子申請', document='4')
    step = done['timeline'][-1]
    tap.same((step['step'], step['document'], step['document_sha256']), ('send_body', 4, second['sha256']),
             '10.2.1: the step holds the version and its hash')
    sent = handler.get(f'{at}/documents/4').json
    tap.same((sent['sent_step'], sent['sent_at'], sent['content']), ('send_body', step['at'], second['content']),
             '10.1.2: the version says when it was sent')
    third = handler.send('POST', f'{at}/documents/4', {'texts': ['続報', *list(texts_of(second).values())[1:]]}).json
    tap.same((third['number'], third['version'], third['sent_at'], handler.get(f'{at}/documents/4').json['sha256']),
             (5, 3, None, second['sha256']), '10.1.2: a later change is a new version, what was sent stays')
    paper = handler.get(f'/incidents/{case}/documents/4').text
    tap.ok('送った版' in paper and second['sha256'] in paper and 'ほかの端末に広がりはない' in paper,
           '10.1.2: and is shown for ever')
    shown = city.people['ciso'].get(f'/incidents/{case}').text
    tap.ok(f'/incidents/{case}/documents/4' in shown and second['sha256'] in shown, '10.2.1: the timeline leads to it')
    return first


def check_sheet(tap, city, case):
    handler = city.people['handler']
    one, two = (handler.get(f'/incidents/{case}/documents/4/file?format=xlsx') for _ in range(2))
    tap.same((one.status, one.bytes == two.bytes), (200, True), '10.1.2: the document as XLSX, twice the same bytes')
    with zipfile.ZipFile(io.BytesIO(one.bytes)) as book:
        words = ''.join(book.read(name).decode() for name in book.namelist() if name.endswith('.xml'))
    tap.ok('ほかの端末に広がりはない' in words and '個人情報保護委員会 御中' in words, '10.1.2: with its texts')
    tap.same(handler.get(f'/api/1/incidents/{case}/documents/4/file?format=doc').status, 422, '10.1.2: in known formats')


def check_pdf(tap, program, city, case):
    handler = city.people['handler']
    answer = handler.get(f'/incidents/{case}/documents/4/file?format=pdf')
    if answer.status == 404 and 'fonts-noto-cjk' in answer.text:
        print('# the Japanese font is not installed: no PDF to look at')
        return
    tap.same((answer.status, answer.bytes[:5]), (200, b'%PDF-'), '10.1.2: the document as PDF') or print(f'# {answer}')
    again = handler.get(f'/incidents/{case}/documents/4/file?format=pdf')
    tap.ok(answer.bytes == again.bytes, '10.2.1: the same document is the same bytes')
    path = program.at('document.pdf')
    with open(path, 'wb') as file:
        file.write(answer.bytes)
    if not shutil.which('pdftotext'):
        print('# pdftotext is not installed: the letters of the PDF are not read back')
        return
    text = subprocess.run(['pdftotext', '-layout', path, '-'], capture_output=True, check=True).stdout.decode()
    tap.ok('𠮷田町の端末' in text and '個人情報保護委員会 御中' in text, '10.1.2: letters beyond 16 bits are drawn', text)
    fonts = subprocess.run(['pdffonts', path], capture_output=True, check=True).stdout.decode().splitlines()[2:]
    tap.ok(fonts and all('NotoSansCJK' in line and re.search(r'\byes\s+yes\s+yes\b', line) for line in fonts),
           '10.1.2: in a Japanese font that is embedded', fonts)


def check_alone(tap, program, city, folder, case):
    """Where chikiri-print does not stand beside the program, a sentence says what is left."""
    os.mkdir(program.at('alone'))
    alone = harness.Program(shutil.copy(program.path, program.at('alone', 'chikiri')))
    served = server.Server(alone, folder)
    try:
        person = server.Person(served)
        person.get('/sign-in')
        person.sign_in(city.people['handler'].staff_no, cast.PASSWORD)
        at = f'/incidents/{case}/documents/4/file?format='
        pdf, sheet = person.get(at + 'pdf'), person.get(at + 'xlsx')
        tap.ok(pdf.status == 404 and 'chikiri-print' in pdf.text and 'XLSX' in pdf.text and sheet.status == 200,
               '10.1.2: without the program that draws PDF, XLSX and print remain', pdf)
    finally:
        served.close()
        alone.close()


def check_record(tap, program, city, folder, case):
    """A frozen text changed behind the program's back is found."""
    tap.same(program.run('verify', '--data', folder).status, 0, '10.2.1: the record verifies')
    bundle = program.at('case.bundle')
    city.ask('bundle', '--incident', case, '-o', bundle)
    with open(bundle, encoding='utf-8') as file:
        tap.ok(program.run('verify', '--bundle', bundle).status == 0 and 'entry ' in file.read(),
               '10.2.1: the bundle of the case verifies')
    with sqlite3.connect(os.path.join(folder, 'chikiri.db')) as base:
        base.execute("UPDATE incident_document SET content = replace(content, '広がりはない', '広がりはある') "
                     "WHERE number = 4")
    found = program.run('verify', '--data', folder, '--json')
    tap.ok(found.status == 1 and any(bad['register'] == 'incident_document' and bad['why'] == 'changed'
                                     for bad in found.json['bad']),
           '10.2.1: a sent document changed by SQL is found', found.out)


def check_documented(tap, city, case):
    handler = city.people['handler']
    document = openapi.Document(handler.get('/api/1/openapi.json').json)
    for path, asked in (('/incidents/{id}/documents', f'/api/1/incidents/{case}/documents'),
                        ('/incidents/{id}/documents/{part}', f'/api/1/incidents/{case}/documents/4'),
                        ('/incidents/{id}', f'/api/1/incidents/{case}')):
        schema = openapi.answer_schema(document.tree['paths'][path]['get'])
        tap.same(document.wrong(schema, handler.get(asked).json, asked), [], f'10.1.2: {path} gives what is documented')


def check_english(tap, city, case):
    handler = city.people['handler']
    handler.language = 'en'
    made = handler.send('POST', f'/api/1/incidents/{case}/documents', {'kind': 'summary'}).json
    tap.ok('under investigation' in made['content'] and made['title'] == 'Summary of the case',
           '10.2.1: in English for those who write in English', made)
    page = handler.get(f'/incidents/{case}/documents/{made["number"]}').text
    tap.ok('Save as the next version' in page, '10.2.1: and the page too')
    handler.language = 'ja'


def check_cli(tap, city, program, folder, case):
    """Steps at the console name documents as well."""
    done = program.run('incident', 'do', case, 'report_ciso', 'document=1', '--data', folder, '--json')
    tap.same((done.status, done.json['error']['field']), (3, 'document'), '1.4.3: a report to a body is none to the CISO')
    made = city.people['head'].send('POST', f'/api/1/incidents/{case}/documents', {'kind': 'ciso_report'}).json
    done = program.run('incident', 'do', case, 'report_ciso', f'document={made["number"]}', '--data', folder, '--json')
    tap.same((done.status, done.json['timeline'][-1]['document_sha256']), (0, made['sha256']),
             '1.4.3: the report to the CISO is frozen with its step')


def check_packs(tap, program):
    """What is wrong in documents.json is told with its line."""
    def broken(name, old, new):
        folder = program.fresh('pack')
        shutil.copytree(os.path.join(harness.HERE, '../../policy/kishiwada'), folder)
        path = os.path.join(folder, 'documents.json')
        with open(path, encoding='utf-8') as file:
            text = file.read()
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text.replace(old, new, 1))
        done = program.run('pack', 'check', folder)
        tap.ok(done.status == 3 and 'documents.json' in done.err and re.search(r'\d', done.err) and name in done.err,
               f'10.1.2: a pack with {name} is refused', done.err)
    broken('moon', '"body": "ppc"', '"body": "moon"')
    broken('from', '"from": "subject"', '"from": "poem"')
    broken('subject', '"field": "times"', '"field": "subject"')
    broken('99.9', '"clause": "10.1.2"', '"clause": "99.9"')
    broken('ciso_report', '"document": "ciso_resolved_report"', '"document": "ciso_report"')
    broken('step', '"step": "report_ciso"', '"step": "judge"')
    without = program.fresh('pack')
    shutil.copytree(os.path.join(harness.HERE, '../../policy/kishiwada'), without)
    os.remove(os.path.join(without, 'documents.json'))
    tap.same(program.run('pack', 'check', without).status, 0, '10.1.2: a pack may leave documents out')
    os.remove(os.path.join(without, 'incident.json'))
    shutil.copy(os.path.join(harness.HERE, '../../policy/kishiwada/documents.json'), without)
    tap.same(program.run('pack', 'check', without).status, 3, '10.1.2: documents need the flow of incidents')


def main():
    program = harness.Program(sys.argv[1])
    tap = harness.Tap()
    folder = harness.demo(program)
    served = server.Server(program, folder)
    try:
        city = cast.Cast(program, folder, served)
        add_csirt(city)
        case = declare(city)
        first = check_made(tap, city, case)
        check_refused_to_make(tap, city, case)
        second = check_versions(tap, city, case, first)
        check_outsiders(tap, city, case)
        check_sent(tap, city, case, first, second)
        check_sheet(tap, city, case)
        check_pdf(tap, program, city, case)
        check_documented(tap, city, case)
        check_english(tap, city, case)
        check_cli(tap, city, program, folder, case)
    finally:
        status, errors = served.close()
    tap.same((status, errors), (0, ''), 'the server ends quietly when told to')
    check_alone(tap, program, city, folder, case)
    if '--postgres' not in sys.argv:
        check_record(tap, program, city, folder, case)
    check_packs(tap, program)
    program.close()
    return tap.done()


if __name__ == '__main__':
    sys.exit(main())
