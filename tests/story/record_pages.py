#!/usr/bin/env python3
"""The record by its pages and the API: who sees what, proofs, verifying, evidence. TAP.

    record_pages.py CHIKIRI
"""
import base64
import hashlib
import os
import sqlite3
import sys
import time

import harness
import server

OWN = 'tanuki-no-hara-7-tsuzumi'


def wait(person, job_id):
    for _ in range(600):
        job = person.get(f'/api/1/jobs/{job_id}').json
        if not job['is_active']:
            return job
        time.sleep(0.1)
    raise RuntimeError(f'job {job_id} never ends')


def root_of(text, leaf):
    """The root that a tlog-proof leads to, by RFC 6962 and nothing of ours; and that of its checkpoint."""
    head, _, note = text.partition('\n\n')
    lines = head.split('\n')
    index, hashes = int(lines[1].split(' ')[1]), [base64.b64decode(line) for line in lines[2:]]
    size, root = int(note.split('\n')[1]), base64.b64decode(note.split('\n')[2])
    node, last = leaf, size - 1
    for other in hashes:
        if index % 2 == 1 or index == last:
            node = hashlib.sha256(b'\x01' + other + node).digest()
            while index % 2 == 0 and index != 0:
                index, last = index >> 1, last >> 1
        else:
            node = hashlib.sha256(b'\x01' + node + other).digest()
        index, last = index >> 1, last >> 1
    return node, root


def check_search(tap, person):
    page = person.get('/api/1/record').json
    numbers = [item['index'] for item in page['items']]
    tap.ok(numbers == sorted(numbers, reverse=True) and len(numbers) == 50 and page['next'],
           '5.7.3: the record comes newest first', numbers)
    again = person.get(f'/api/1/record?before={page["next"]}').json['items']
    tap.same(again[0]['index'], numbers[-1] - 1, '5.7.3: and goes on where it stopped')
    found = person.get('/api/1/record?register=asset&class=change').json['items']
    tap.ok(found and all(item['register'] == 'asset' and item['class'] == 'change' for item in found),
           '5.7.3: it is searched by register and class', found[:2])
    key = found[0]['key']
    found = person.get(f'/api/1/record?key={key}').json['items']
    tap.ok(found and all(item['key'] == key for item in found), '5.7.3: by key')
    tap.same(person.get('/api/1/record?to=2001-01-01').json['items'], [], '5.7.3: by day')
    tap.same(person.get('/api/1/record?staff_no=zzz').status, 422, '5.7.3: what is no staff number is told')
    tap.ok('記録' in person.get('/record?q=資産').text, '5.7.3: by words, as a page')
    return next(item['index'] for item in person.get('/api/1/record?register=asset').json['items'])


def check_entry(tap, folder, person, index):
    entry = person.get(f'/api/1/record/{index}').json
    tap.ok(entry['index'] == index and entry['changes'] and entry['proof']['steps'],
           '5.7.3: an entry says what changed, and is proved', entry)
    database = sqlite3.connect(f'file:{os.path.join(folder, "chikiri.db")}?mode=ro', uri=True)
    (leaf,) = database.execute('SELECT leaf FROM entry WHERE seq = ?', (index,)).fetchone()
    database.close()
    mine, theirs = root_of(person.get(f'/record/{index}/proof').text, hashlib.sha256(b'\x00' + leaf).digest())
    tap.same(mine, theirs, '5.10.4: the proof leads to the signed root, by code that is not ours')
    page = person.get(f'/record/{index}').text
    tap.ok(entry['proof']['hash'] in page and '<del' in page or '<ins' in page, '5.7.3: the page shows it', page[:500])
    for bad in ('99999999', 'x', '-1', '1e3', '99999999999999999999'):
        tap.same(person.get(f'/record/{bad}').status, 404, f'5.7.3: there is no entry {bad}')


def check_checkpoint(tap, program, folder, person):
    page = person.get('/record/checkpoint').text
    signed = person.get('/api/1/record/checkpoint').json
    tap.ok('証人なし' in page and '<svg' in page and signed['witnesses'] == [],
           '5.10.4: without a witness it says so', page[-2500:])
    other = program.fresh('witness')
    carried, back = program.at('checkpoint'), program.at('cosigned')
    program.run('witness', 'init', other)
    program.run('witness', 'add', '--data', folder, '--key', os.path.join(other, 'witness.pub'))
    program.run('checkpoint', '--data', folder, '-o', carried)
    program.run('witness', 'sign', other, '--checkpoint', carried, '-o', back)
    program.run('witness', 'add', '--data', folder, '--key', back)
    witnesses = person.get('/api/1/record/checkpoint').json['witnesses']
    tap.ok(len(witnesses) == 1 and witnesses[0]['tree_size'] > 0 and witnesses[0]['at'],
           '5.10.4: with one it says who countersigned what and when', witnesses)
    tap.ok('証人なし' not in person.get('/record/checkpoint').text, '5.10.4: and no longer that there is none')


def check_work(tap, program, person):
    job = person.send('POST', '/api/1/record/verify', {}).json
    done = wait(person, job['id'])
    tap.ok(done['state'] == 'done' and done['result']['ok'] and done['result']['bad'] == [],
           '5.7.3: the record is verified by a press of a button', done)
    job = person.send('POST', '/api/1/record/bundle', {'clause': '5.6.1'}).json
    tap.same(wait(person, job['id'])['state'], 'done', '5.10.4: a bundle of a clause is made')
    before = person.get('/api/1/jobs').json['items'][0]['id']
    bad = person.send('POST', '/api/1/record/bundle', {'clause': '99.9'})
    tap.same((bad.status, bad.json['error']['field'], person.get('/api/1/jobs').json['items'][0]['id']),
             (422, 'clause', before), '5.10.4: of a clause that is not there it is refused at once')
    job = person.send('POST', '/api/1/record/bundle', {'from': '2001-01-01'}).json
    done = wait(person, job['id'])
    path = program.at('all.bundle')
    with open(path, 'wb') as file:
        file.write(person.get(f'/jobs/{job["id"]}/file').bytes)
    tap.same((done['state'], program.run('verify', '--bundle', path).status), ('done', 0),
             '5.10.4: a bundle is taken and verifies outside')


def check_tampering(tap, folder, person):
    database = sqlite3.connect(os.path.join(folder, 'chikiri.db'))
    database.execute("UPDATE asset SET name = 'x' WHERE id = 1")
    database.commit()
    database.close()
    job = person.send('POST', '/api/1/record/verify', {}).json
    done = wait(person, job['id'])
    tap.ok(not done['result']['ok'] and done['result']['bad'][0]['register'] == 'asset',
           '5.7.3: a row altered behind our back is named', done)
    tap.ok('asset' in person.get(f'/jobs/{job["id"]}').text, '5.7.3: on the page too')


def check_narrow(tap, program, folder, served, staff_no, index):
    """Someone who may not see all sees the own acts only."""
    person = server.register(program, folder, served, staff_no, OWN)
    items = person.get('/api/1/record').json['items']
    tap.ok(items and all(item['actor']['staff_no'] == staff_no for item in items),
           '5.6.3: a clerk sees the own acts', items[:3])
    tap.same(person.get(f'/record/{index}').status, 403, '5.6.3: not what others did')
    tap.same(person.get(f'/record/{index}/proof').status, 403, '5.6.3: nor its proof')
    person.get('/record/checkpoint')
    tap.same(person.post('/record/verify').status, 403, '5.6.3: verifying is for those who may')
    tap.same(person.post('/record/bundle').status, 403, '5.6.3: and so is taking evidence')


def main():
    tap = harness.Tap()
    program, samples, _ = harness.start('the record pages')
    folder, _ = program.city({kind: os.path.join(samples, name) for kind, name in harness.FILES.items()})
    program.run('check', '--data', folder)
    roles = program.run('people', '--data', folder, '--json').json
    aide = next(role['holders'][0]['staff_no'] for role in roles if role['role'] == 'ciso_aide')
    holders = {holder['staff_no'] for role in roles for holder in role['holders']}
    people = program.run('export', 'people', '--data', folder, '--format', 'json').json
    clerk = next(row['staff_no'] for row in people if row['staff_no'] not in holders
                 and program.run('show', 'people', row['staff_no'], '--data', folder, '--json').json
                 .get('assignments'))
    served = server.Server(program, folder)
    person = server.register(program, folder, served, aide, OWN)
    index = check_search(tap, person)
    check_entry(tap, folder, person, index)
    check_checkpoint(tap, program, folder, person)
    check_work(tap, program, person)
    check_narrow(tap, program, folder, served, clerk, index)
    check_tampering(tap, folder, person)
    status, errors = served.close()
    tap.same((status, errors), (0, ''), 'the server ends quietly when told to')
    program.close()
    return tap.done()


if __name__ == '__main__':
    sys.exit(main())
