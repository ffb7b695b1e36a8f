#!/usr/bin/env python3
"""Importing by the pages and the API: upload, preview, apply, undo, and what must not happen. TAP.

    import_pages.py CHIKIRI
"""
import csv
import io
import os
import sys
import time
import zipfile

import harness
import server

OWN = 'tanuki-no-hara-7-tsuzumi'
SYSTEM = harness.SYSTEM


def wait(person, path, still=('reading', 'applying', 'undoing')):
    """The import when its work is over."""
    for _ in range(600):
        seen = person.get('/api/1' + path).json
        if seen['state'] not in still:
            return seen
        time.sleep(0.1)
    raise RuntimeError(f'{path} never ends: {seen}')


def upload(person, path, name=None, **values):
    """As the form sends it; returns the page it leads to."""
    with open(path, 'rb') as file:
        content = file.read()
    return person.upload('/imports', 'file', name or os.path.basename(path), content, **values)


def preview(person, path, **values):
    answer = upload(person, path, **values)
    place = answer.fields.get('location', '')
    if answer.status != 303 or not place.startswith('/imports/'):
        raise RuntimeError(f'{path}: {answer}')
    return place, wait(person, place)


def apply(person, place, **values):
    person.get(place)
    answer = person.post(place + '/apply', **values)
    if answer.status != 303:
        raise RuntimeError(f'{place}: {answer}')
    return wait(person, place)


def check_seven(tap, program, folder, person, samples):
    """Each of the sample city's files through the form, as the command line imports them."""
    other = program.fresh()
    program.init(other)
    places = {}
    for kind in harness.ORDER:
        path = os.path.join(samples, harness.FILES[kind])
        if kind == 'roster':
            program.imports(other, kind, path) # as in the city: the one who imports is on it
        known = program.imports(other, kind, path).json
        values = {'kind': '' if kind not in ('accounts',) else kind}
        if kind == 'roster':
            values['as_of'] = 'R8.3.31'
        if kind == 'accounts':
            values['system'] = SYSTEM
        place, seen = preview(person, path, **values)
        tap.same((seen['kind'], seen['rows'], seen['state'], seen['applied']),
                 (kind, known['rows'], 'ready', False), f'2.2: {kind}: recognised, read, nothing applied')
        tap.same([(p['code'], p['row'], p['key']) for p in seen['problems']],
                 [(p['code'], p['row'], p['key']) for p in known['problems']],
                 f'2.2: {kind}: the preview names each bad row')
        page = person.get(place).text
        tap.ok('name="mode"' in page and f'{place}/apply' in page, f'2.2: {kind}: the page offers to apply',
               page[-1500:])
        if seen['problems']:
            sheet = person.get(place + '/problems')
            names = zipfile.ZipFile(io.BytesIO(sheet.bytes)).namelist()
            tap.ok('xl/workbook.xml' in names, f'2.2: {kind}: the bad rows come as a spreadsheet', names)
        seen = apply(person, place, mode='good')
        tap.same((seen['state'], seen['applied'], seen['changes']), ('applied', True, known['changes']),
                 f'2.2: {kind}: applied as the command line would')
        places[kind] = place
    return places


def rows_of(program, folder, kind):
    return program.run('export', kind, '--data', folder, '--format', 'json').out


def copies(program, folder, kind, column, names, file_name, headings=True):
    """A file of rows like one that is held, each with another name."""
    table = list(csv.reader(io.StringIO(program.run('export', kind, '--data', folder, '--format', 'csv').out)))
    head = table[0][1:]
    like = next(row[1:] for row in table[1:] if row[1 + head.index(column)])
    path = program.at(file_name)
    with open(path, 'w', encoding='utf-8', newline='') as file:
        out = csv.writer(file)
        out.writerow(head if headings else [f'h{i}' for i in range(len(head))])
        for name in names:
            row = list(like)
            row[head.index(column)] = name
            out.writerow(row)
    return path, head


def check_undo(tap, program, folder, person, samples, places):
    """A changed copy of the ledger goes in and comes out again."""
    before = rows_of(program, folder, 'services')
    path, _ = copies(program, folder, 'services', 'サービス名', ('追加サービス', '別のサービス'), 'services.csv')
    place, seen = preview(person, path, kind='services')
    if seen['state'] != 'ready':
        tap.ok(False, '2.2: a file of two more services is read', seen)
        return
    person.get(place)
    answers = server.at_once([lambda: person.post(place + '/apply', mode='good')] * 6)
    tap.same(sorted(answer.status for answer in answers), [303] + [409] * 5,
             '2.2: pressed six times at once it is applied once, and the others are told')
    seen = wait(person, place)
    tap.same(seen['changes']['added'], seen['rows']['valid'], '2.2: rows are added')
    touched = program.run('set', 'services', '別のサービス', 'purpose=後で直した', '--reason', 'x', '--data', folder)
    tap.same(touched.status, 0, '2.2: one of them is changed by hand meanwhile')
    page = person.get(place + '/undo')
    tap.ok(page.status == 200 and f'{place}/undo' in page.text, '2.2: undoing is asked twice', page)
    tap.same(person.post(place + '/undo').status, 303, '2.2: and then done')
    seen = wait(person, place)
    undone = seen['undone']
    tap.same((seen['state'], undone['ended'], undone['restored'], undone['left_count'], len(undone['left'])),
             ('undone', seen['rows']['valid'] - 1, 0, 1, 1),
             '2.2: what it brought is ended, what was touched since is listed and left')
    tap.ok('後で直した' in rows_of(program, folder, 'services') and '追加サービス' not in
           rows_of(program, folder, 'services'), '2.2: and is as the page says')
    tap.same(person.post(place + '/undo').status, 409, '2.2: it is undone once')
    program.run('end', 'services', '別のサービス', '--reason', 'x', '--data', folder)
    tap.same(rows_of(program, folder, 'services'), before, '2.2: the register is what it was')
    answer = person.post(places['roster'] + '/undo')
    tap.ok(answer.status == 422, '1.2.4: a roster is not undone, and it says so', answer)
    found = program.run('verify', '--data', folder, '--json')
    tap.same(found.status, 0, '5.7.3: the undoing is in a record that verifies')


def check_columns(tap, program, folder, person):
    """A file whose headings say nothing is mapped by hand, and the mapping is kept."""
    path, head = copies(program, folder, 'services', 'サービス名', ('架空サービス',), 'odd.csv', False)
    place, seen = preview(person, path, kind='services')
    tap.same((seen['state'], seen['problems'][0]['code']), ('refused', 'F10'), '2.2: unknown headings are refused')
    page = person.get(place + '/columns').text
    tap.ok('column-0-name' in page and '架空サービス' in page, '2.2: the columns page shows fields and first rows')
    answer = person.post(place + '/columns', **{'column-0-department': '1'})
    tap.same(answer.status, 422, '2.2: what is required must be chosen')
    values = {}
    for field in page.split('<label for="column-0-')[1:]:
        label = field.split('>')[1].split('<')[0]
        if label in head:
            values['column-0-' + field.split('"')[0]] = str(head.index(label) + 1)
    answer = person.post(place + '/columns', profile_name='変わった表', **values)
    tap.same(answer.status, 303, '2.2: chosen columns are taken')
    seen = wait(person, place)
    tap.ok(seen['state'] == 'ready' and seen['rows']['read'] == 1, '2.2: the file is read by them', seen)
    tap.ok('変わった表' in person.get('/imports').text, '2.2: the layout can be chosen again')


def check_hostile(tap, program, folder, person, samples):
    size = person.get('/api/1/imports').json['items']
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, 'w', zipfile.ZIP_DEFLATED) as archive:
        archive.writestr('[Content_Types].xml', '<x/>')
        archive.writestr('xl/workbook.xml', 'A' * (200 << 20))
    hostile = {'html.xls': b'<html><table><tr><td>x</td></tr></table>', 'zip.xlsx': b'PK\x03\x04broken',
               'bomb.xlsx': bomb.getvalue(), 'binary.csv': bytes(range(256)) * 64,
               '../../etc/passwd.csv': b'a,b\r\n1,2\r\n', 'old.xls': b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' * 100}
    for name, content in hostile.items():
        answer = person.upload('/imports', 'file', name, content, kind='services')
        place = answer.fields.get('location')
        seen = wait(person, place) if place else None
        tap.ok(answer.status in (413, 422) or (seen and seen['state'] in ('refused', 'failed')),
               f'4.3.3: {name} is refused', seen or answer)
    answer = person.upload('/imports', 'file', 'empty.csv', b'', kind='services')
    tap.same(answer.status, 422, '4.3.3: an empty file is refused')
    tap.same(person.get('/api/1/imports').json['items'], size, '4.3.3: nothing was imported by any of them')
    modes = {oct(os.stat(os.path.join(folder, 'uploads', name)).st_mode & 0o777)
             for name in os.listdir(os.path.join(folder, 'uploads'))}
    tap.ok(modes <= {'0o600'}, '4.3.1: files sent are for the program alone', modes)


def check_others(tap, program, folder, served, places, clerk):
    person = server.register(program, folder, served, clerk, OWN)
    person.get('/imports')
    for path in (places['assets'], places['accounts'] + '/problems', places['roster'] + '/undo'):
        tap.same(person.get(path).status, 404, f'5.6.3: another may not look at {path.split("/", 3)[-1]}')
    for path in (places['assets'] + '/apply', places['assets'] + '/undo', places['assets'] + '/cancel'):
        tap.same(person.post(path).status, 404, '5.6.3: nor act on it')
    job = places['assets'].replace('/imports', '/api/1/jobs')
    told = [person.get(path) for path in (job, '/api/1/jobs/987654321', '/api/1' + places['assets'],
                                          '/api/1/imports/987654321')]
    tap.same([(each.status, each.json['error']['code']) for each in told], [(404, told[1].json['error']['code'])] * 4,
             '5.6.3: what is not there and what is not theirs look the same')
    answer = person.upload('/imports', 'file', 'a.csv', b'a,b\r\n', kind='roster')
    tap.same(answer.status, 403, '5.6.3: whoever may import nothing sends nothing')
    tap.same(person.get('/api/1/imports').json['items'], [], '5.6.3: and sees no imports')
    tap.same(person.send('POST', '/api/1/jobs', {'kind': 'check'}).status, 403, '5.6.3: nor checks the city')
    tap.same(person.send('POST', '/api/1/jobs', {'kind': 'export', 'register': 'assets'}).status, 403,
             '5.6.3: nor takes out a register')


def check_long(tap, program, folder, served, person):
    """Cancelled half way nothing stays; a server killed half way goes on, and nothing is doubled."""
    path, _ = copies(program, folder, 'accounts', 'ユーザーID', [f'big{i:06}' for i in range(60000)], 'big.csv')
    answer = upload(person, path, kind='accounts', system='大きなシステム')
    place = answer.fields['location']
    tap.ok(time_of(lambda: person.get('/imports')) < 2, '4.2.1: pages answer while it works')
    tap.same(person.post(place + '/cancel').status, 303, '2.2: work can be stopped')
    seen = wait(person, place)
    tap.ok(seen['state'] in ('cancelled', 'ready', 'refused'), '2.2: and stops', seen['state'])
    place, seen = preview(person, path, kind='accounts', system='大きなシステム')
    tap.ok(seen['state'] == 'ready', '2.2: looked at again', str(seen)[:600])
    person.get(place)
    person.post(place + '/apply', mode='good')
    time.sleep(0.3)
    served.kill()
    again = server.Server(program, folder)
    person.server = again
    person.sign_in(person.staff_no, OWN)
    seen = wait(person, place)
    tap.same((seen['state'], seen['changes']['added']), ('applied', seen['rows']['valid']),
             '4.2.2: a job half done at the end of the server begins again')
    runs = [item for item in person.get('/api/1/imports').json['items'] if item['file'] == os.path.basename(path)]
    tap.same(len(runs), 1, '4.2.2: and is done once')
    return again


def time_of(call):
    start = time.monotonic()
    call()
    return time.monotonic() - start


def check_jobs(tap, person):
    job = person.send('POST', '/api/1/jobs', {'kind': 'check'})
    tap.same(job.status, 201, '2.2: a full check is asked for')
    done = wait(person, f'/jobs/{job.json["id"]}', ('waiting', 'running'))
    tap.ok(done['state'] == 'done' and done['result']['opened'] > 0, '2.2: and finds what is wrong', done)
    job = person.send('POST', '/api/1/jobs', {'kind': 'export', 'register': 'assets', 'format': 'csv'})
    done = wait(person, f'/jobs/{job.json["id"]}', ('waiting', 'running'))
    text = person.get(f'/jobs/{job.json["id"]}/file').text
    tap.ok(done['state'] == 'done' and text.count('\n') > 10, '2.2: an export is made and taken', done)


def main():
    tap = harness.Tap()
    program, samples, _ = harness.start('the import pages')
    folder = program.fresh()
    program.init(folder)
    program.imports(folder, 'roster', os.path.join(samples, harness.FILES['roster']))
    held = program.run('people', '--data', folder, '--role', 'ciso_aide', '--json').json
    aide = held[0]['holders'][0]['staff_no']
    roster = program.run('export', 'people', '--data', folder, '--format', 'json').json
    served = server.Server(program, folder)
    person = server.register(program, folder, served, aide, OWN)
    person.staff_no = aide
    person.get('/imports')
    places = check_seven(tap, program, folder, person, samples)
    check_jobs(tap, person)
    check_undo(tap, program, folder, person, samples, places)
    check_columns(tap, program, folder, person)
    check_hostile(tap, program, folder, person, samples)
    holders = {holder['staff_no'] for role in program.run('people', '--data', folder, '--json').json
               for holder in role['holders']}
    clerk = next(row['staff_no'] for row in roster if row['staff_no'] not in holders)
    check_others(tap, program, folder, served, places, clerk)
    served = check_long(tap, program, folder, served, person)
    status, errors = served.close()
    tap.same((status, errors), (0, ''), 'the server ends quietly when told to')
    tap.same(program.run('verify', '--data', folder).status, 0, '5.7.3: every import is in a record that verifies')
    program.close()
    return tap.done()


if __name__ == '__main__':
    sys.exit(main())
