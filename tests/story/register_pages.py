#!/usr/bin/env python3
"""The pages of registers: what each role sees, changes by hand, bulk, files out. TAP.

    register_pages.py CHIKIRI
"""
import os
import re
import sqlite3
import sys
import time

import harness
import server

SYSTEM = '住民情報システム'
NOT_THERE = 987654321
CLASS_AT, REFUSAL = 1, 6 # of a leaf, docs/record.md
OWN = 'tanuki-no-hara-7-tsuzumi'
KINDS = ('systems', 'people', 'units', 'posts', 'appointments', 'reorganisations', 'assets',
         'declarations', 'places', 'takeouts', 'devices', 'media', 'accounts', 'id-ledger', 'rights',
         'services', 'contacts', 'on-call', 'minutes')


def make_city(program):
    files, folder = program.at('files'), program.at('city')
    demo = program.run('demo', '--out', files, '--json').json
    program.run('init', '--data', folder, '--city', demo['city'])
    for each in demo['files']:
        system = ('--system', SYSTEM) if each['kind'] == 'accounts' else ()
        program.run('import', each['kind'], f'{files}/{each["file"]}', '--data', folder, '--mode', 'good',
                    *system, '--json')
    program.run('check', '--data', folder, '--json')
    return folder


def holders(program, folder, role):
    return [(each['unit'], each['holders'][0]['staff_no'])
            for each in program.run('people', '--data', folder, '--role', role, '--json').json
            if each['holders']]


def check_every_kind(tap, person):
    tap.same([each['register_kind'] for each in person.get('/api/1/registers').json['items']], list(KINDS),
             '2.2: the overview names every register')
    for kind in KINDS:
        answer = person.get(f'/api/1/{kind}?limit=2').json
        page = person.get(f'/{kind}')
        tap.ok(page.status == 200 and '<h1>' in page.text, f'2.2: {kind} has a page', page)
        if not answer['items']:
            continue
        row = answer['items'][0]
        one = person.get(f'/api/1/{kind}/{row["id"]}')
        tap.same((one.json['id'], one.fields.get('etag')), (row['id'], f'"{row["tag"]}"'),
                 f'2.2: one of {kind} comes with its tag')
        tap.same([person.get(f'/{kind}/{row["id"]}{below}').status for below in ('', '/print')],
                 [200, 200], f'2.2: one of {kind} is shown and printed')
    tap.same(person.get('/api/1/assets/999999').status, 404, '2.2: a row that is not there is missing')


def check_question(tap, person):
    rows = person.get('/api/1/assets?limit=500').json
    first = rows['items'][0]
    tap.same(person.get(f'/api/1/assets/{first["row_key"]}').json['id'], first['id'],
             '2.2: the API knows a row by its key')
    wanted = [each['id'] for each in rows['items'] if each['importance'] == 'A']
    asked = person.get('/api/1/assets?limit=500&importance=Ａ').json
    tap.same(([each['id'] for each in asked['items']], asked['total']), (wanted, len(wanted)),
             '2.1: a filter reads the value as a form does')
    names = [each['name'] for each in person.get('/api/1/assets?limit=500&sort=-name').json['items']]
    tap.same(names, sorted(names, reverse=True), '2.2: it sorts downwards')
    pages, path = [], '/api/1/assets?limit=40&columns=asset_no'
    while path:
        answer = person.get(path).json
        pages += [each['row_key'] for each in answer['items']]
        path = answer['next']
    tap.same(pages, [each['row_key'] for each in rows['items']], '2.2: the pages are the whole list, once')
    found = person.get(f'/api/1/assets?q={first["name"][:3]}').json
    tap.ok(found['total'] > 0 and all(first['name'][:3] in str(each.values()) for each in found['items']),
           '2.2: words are searched', found['total'])
    for bad in ('nosuch=1', 'sort=id;drop', 'sort=raw', 'columns=raw', 'ended_at=1', 'importance=Q',
                'limit=501', 'offset=-1', 'section_id=x', "name'--=1", 'reviewed_on_from=x'):
        tap.same(person.get(f'/api/1/assets?{bad}').status, 422, f'5.6.3: {bad} is refused')


def asset_of(unit, number='ZZ-0001'):
    department, section = unit.split(' ')[:2]
    return {'asset_no': number, 'department': department, 'section': section, 'name': '物語の資産',
            'importance': 'B', 'storage_zone': 'L3', 'kind': '紙', 'registered_on': 'R8.4.1',
            'reviewed_on': '令和８年４月１日'}


def check_findings(tap, program, folder, aide):
    """Each row tells how many findings are open about it, as the findings themselves say."""
    told = program.run('findings', '--data', folder, '--format', 'json').json
    rows = aide.get('/api/1/assets?limit=500&columns=asset_no').json['items']
    keys = [each['key'] for each in told if each['register'] == 'assets']
    tap.same({row['row_key']: row['findings_open'] for row in rows if row['findings_open']},
             {key: keys.count(key) for key in keys}, '5.6.2: rows tell their open findings')
    some = aide.get('/api/1/assets?findings=open&limit=500&columns=asset_no').json
    tap.same(([row['row_key'] for row in some['items']], some['total']),
             (sorted(set(keys)), len(set(keys))), '5.6.2: and are filtered by them')
    page = aide.get('/assets?findings=open').text
    tap.same(len(re.findall(r'href="/assets/\d+#findings"', page)), min(50, len(set(keys))),
             '5.6.2: a page links each count to its findings')
    tap.same(aide.get('/api/1/assets?findings=some').status, 422, '5.6.2: no other value')
    row = some['items'][0]
    finding = next(each['id'] for each in told if each['key'] == row['row_key'])
    program.run('excuse', finding, '--reason', 'x', '--until', time.strftime('%Y-%m-%d', time.localtime(time.time() + 86400)), '--approver',
                holders(program, folder, 'ciso')[0][1], '--as', holders(program, folder, 'ciso')[0][1],
                '--data', folder)
    again = aide.get('/api/1/assets?findings=open&limit=500&columns=asset_no').json['items']
    now = {each['row_key']: each['findings_open'] for each in again}.get(row['row_key'], 0)
    tap.same(now, row['findings_open'] - 1, '5.6.2: what is excused is not counted, at once')


def section_of(program, folder, unit):
    with sqlite3.connect(os.path.join(folder, 'chikiri.db')) as store:
        return store.execute("""SELECT section.id FROM unit section JOIN unit department ON department.id = section.parent_id
            WHERE section.kind = 'section' AND department.name = ? AND section.name = ?""",
                             unit.split(' ')[:2]).fetchone()[0]


def view_names(person, path):
    page = person.get(path).text
    bar = re.search(r'<nav class="saved-views.*?</nav>', page, re.S)
    return re.findall(r'<a href="[^"]*"[^>]*>([^<]*)</a></li>', bar.group(0))[:-1] if bar else []


def check_views(tap, aide, person, clerk, section_id):
    name = '<b>見直し</b> & "A"'
    tap.same(view_names(person, '/assets'), [], '2.2: at first no views are saved')
    tap.ok('保存した表示はまだありません' in person.get('/views').text, '2.2: and their page says what to do')
    tap.ok('この表示を保存' not in person.get('/assets').text, '2.2: a list as it always is is not worth saving')
    listed = person.get('/assets?importance=A&sort=-name&columns=name&columns=place&q=&offset=0&state=standing').text
    form = re.search(r'href="(/views/new[^"]*)"', listed).group(1).replace('&amp;', '&')
    shown = person.ask('GET', form)
    query = re.search(r'name="query" value="([^"]*)"', shown.text).group(1).replace('&amp;', '&')
    tap.same(query, 'importance=A&sort=-name&columns=name&columns=place', '2.2: what passes is not kept')
    made = person.post('/views', register='assets', query=query, name=name, section_id='0')
    tap.same((made.status, made.fields.get('location')), (303, '/assets?' + query), '2.2: it leads back to the list')
    page = person.get('/assets').text
    tap.ok('&lt;b&gt;見直し&lt;/b&gt; &amp; &quot;A&quot;' in page and '<b>見直し' not in page,
           '4.3.3: the name is text and nothing else')
    tap.ok('saved-views' in page and 'href="/assets?importance=A&amp;sort=-name' in page, '2.2: the list links to it')
    tap.ok('aria-current="true">&lt;b&gt;' in person.get('/assets?' + query).text, '2.2: and says which is shown')
    tap.ok('&lt;b&gt;見直し' in person.get('/').text, '2.2: home links to it too')
    view = person.get('/api/1/views').json['items'][0]
    tap.same((view['register'], view['query'], view['is_own'], view['section_id']), ('assets', query, True, None),
             '2.2: the API tells views')
    path = f'/api/1/views/{view["id"]}'
    others = [each.get(path) for each in (aide, clerk)] + [aide.get('/api/1/views/987654321')]
    tap.same([each.status for each in others], [404] * 3, '5.6.3: another sees no such view')
    tap.same([clerk.send('PATCH', path, {'name': 'x'}, **{'If-Match': '*'}).status,
              clerk.send('POST', path + '/end', {}).status, clerk.get('/api/1/views').json['total'],
              view_names(clerk, '/assets')], [404, 404, 0, []], '5.6.3: nor changes it, nor has it on the list')
    tag = {'If-Match': f'"{view["tag"]}"'}
    tap.same(person.send('PATCH', path, {'name': 'x'}).status, 400, '2.2: a change says what it read')
    shared = person.send('PATCH', path, {'name': '課の表示', 'section_id': section_id}, **tag)
    tap.same((shared.status, shared.json.get('section_id')), (200, section_id), '2.2: it is renamed and shared')
    tap.same(person.send('PATCH', path, {'name': 'y'}, **tag).status, 409, '2.2: the second of two is told')
    tap.same([view_names(each, '/assets') for each in (clerk, aide)], [['課の表示'], []],
             '2.2: the section has it on its list, others do not')
    tap.same(clerk.send('PATCH', path, {'name': 'x'}, **{'If-Match': '*'}).status, 404, '5.6.3: but does not change it')
    tap.same([clerk.get(f'/api/1/assets?{query}').json['total'] <= person.get('/api/1/assets?importance=A').json['total'],
              person.send('PATCH', path, {'section_id': 1}, **{'If-Match': '*'}).status],
             [True, 403], '5.6.3: it is shared with an own section only')
    bad = [{'register': 'assets', 'query': 'nosuch=1', 'name': 'x'}, {'register': 'none', 'query': 'q=x', 'name': 'x'},
           {'register': 'assets', 'query': '', 'name': 'x'}, {'register': 'assets', 'query': 'q=x', 'name': ' '},
           {'register': 'assets', 'query': 'q=x', 'name': 'あ' * 41}, {'register': 'assets', 'query': 'q=' + 'x' * 3000, 'name': 'x'}]
    tap.same([person.send('POST', '/api/1/views', each).status for each in bad], [422] * len(bad),
             '2.2: what is no view is refused')
    tap.same(clerk.send('POST', '/api/1/views', {'register': 'accounts', 'query': 'q=x', 'name': 'x'}).status, 403,
             '5.6.3: nor is one saved of a register that is not seen')
    same = [person.send('POST', '/api/1/views', {'register': 'assets', 'query': 'q=x', 'name': 'ふたつ'}).status
            for _ in range(2)]
    tap.same(same, [201, 409], '2.2: a name is used once')
    most = [person.send('POST', '/api/1/views', {'register': 'assets', 'query': 'q=x', 'name': f'v{i}'}).status
            for i in range(30)]
    tap.same((most.count(201), most[-1]), (28, 409), '2.2: thirty and no more')
    form = person.get(f'/views/{view["id"]}').text
    tap.ok('name="section_id"' in form and '/end"' in form, '2.2: a page renames, shares, deletes')
    tap.same(person.post(f'/views/{view["id"]}/end').status, 303, '2.2: it is deleted')
    tap.same((person.get(path).status, view_names(clerk, '/assets')), (404, []), '2.2: and gone from every list')
    log = person.get('/api/1/views').json['total']
    tap.same(log, 29, '2.2: the others stay')


def check_hand(tap, person, unit):
    made = person.send('POST', '/api/1/assets', asset_of(unit))
    path = made.fields.get('location', '/api/1/assets/ZZ-0001')
    tap.same((made.status, made.json.get('reviewed_on'), made.json.get('opened')),
             (201, '2026-04-01', ['V06']), '2.2: a row is made, and its findings are told')
    tap.same(person.send('POST', '/api/1/assets', asset_of(unit)).status, 409, '2.2: a number is used once')
    wrong = person.send('POST', '/api/1/assets', {**asset_of(unit, 'ZZ-0002'), 'importance': 'Z'})
    tap.same((wrong.status, wrong.json['error']['field']), (422, 'importance'), '2.1: a refusal names the field')
    tag = made.fields['etag']
    tap.same(person.send('PATCH', path, {'name': '別名'}).status, 400, '2.2: a change says what it read')
    tap.same(person.send('PATCH', path, {'note': '一'}, **{'If-Match': tag}).status, 200, '2.2: a change')
    tap.same(person.send('PATCH', path, {'note': '二'}, **{'If-Match': tag}).status, 409,
             '2.2: the second of two is told')
    tap.same(person.get(path).json['note'], '一', '2.2: and nothing is lost')
    tag = person.get(path).fields['etag']
    tap.same(person.send('PATCH', path, {'note': None}, **{'If-Match': tag}).json['note'], None,
             '2.2: null clears')
    page = path.removeprefix('/api/1')
    form = person.get(page + '/edit').text
    old = re.search(r'name="tag" value="(\d+)"', form).group(1)
    refused = person.post(page + '/edit', tag=old, name='')
    tap.ok(refused.status == 422 and 'form-error' in refused.text, '2.2: a form without a reason is refused')
    tap.same(person.post(page + '/edit', tag=old, note='三', reason='試験').status, 303, '2.2: a form is kept')
    tap.same(person.post(page + '/edit', tag=old, note='四', reason='試験').status, 409,
             '2.2: the same form again is stale')
    shown = person.get(page).text
    tap.ok('三' in shown and '試験' in shown and '/record/' in shown, '5.7.3: the history tells who, what and why')
    tap.same(person.send('POST', path + '/end', {}).status, 422, '2.2: an end needs a reason')
    tap.same(person.send('POST', path + '/end', {'reason': '試験'}).status, 200, '2.2: an end')
    tap.same(person.send('DELETE', path, {}).status, 405, '2.2: nothing is deleted')
    ended = person.get('/api/1/assets?state=ended').json
    tap.same([each['row_key'] for each in ended['items']], ['ZZ-0001'], '2.2: what ended is listed apart')


def without(answer, key):
    """What was answered, but for what stands for the row that was asked for."""
    text = re.sub(r'name="csrf" value="[^"]*"', '', answer.text)
    return re.sub(r'\d+:\d+:\d+|\d+:\d+', '', text).replace(str(key), 'KEY')


def check_scope(tap, folder, aide, person, unit):
    section = unit.split(' ')[1]
    rows = aide.get('/api/1/assets?limit=500&columns=section').json['items']
    own = [each['id'] for each in rows if each['section'] == section]
    other = [each for each in rows if each['section'] != section][0]
    seen = person.get('/api/1/assets?limit=500&columns=section').json
    tap.same((sorted(each['id'] for each in seen['items']), seen['total']), (sorted(own), len(own)),
             '5.6.3: a list holds the own section only, and its total says so')
    tap.same(person.get(f'/api/1/assets?section={other["section"]}').json['total'], 0,
             '5.6.3: asking for another section finds nothing')
    tap.same(person.get(f'/api/1/assets?state=all&q={other["row_key"]}').json['total'], 0,
             '5.6.3: nor do words')
    person.get('/') # what is told once after signing in
    refusals = count_refusals(folder)
    doors = [lambda key, path=path: person.get(f'/assets/{key}{path}') for path in ('', '/print', '/edit', '/end')]
    doors += [lambda key: person.get(f'/api/1/assets/{key}'),
              lambda key: person.send('PATCH', f'/api/1/assets/{key}', {'importance': 'Z'}, **{'If-Match': '*'}),
              lambda key: person.send('POST', f'/api/1/assets/{key}/end', {}),
              lambda key: person.post(f'/assets/{key}/edit', name=''),
              lambda key: person.post('/assets/bulk', row=[str(own[0]), str(key)], column='note', value='x', reason='x')]
    for number, door in enumerate(doors):
        hidden, missing = door(other['id']), door(NOT_THERE)
        tap.same((hidden.status, without(hidden, other['id'])), (404, without(missing, NOT_THERE)),
                 f'5.6.3: a row of another section is as one that is not there: door {number + 1}')
    by_key = [person.get(f'/api/1/assets/{key}') for key in (other['row_key'], 'NO-0000')]
    tap.same([each.status for each in by_key], [404, 404], '5.6.3: by its key too')
    tap.same(count_refusals(folder) - refusals, 2 * len(doors) + 2, '5.7.3: and each refusal is on record')
    text = person.get('/assets/export?format=csv').bytes.decode('utf-8-sig')
    tap.same(len(text.strip().splitlines()) - 1, len(own), '5.6.3: an export holds the own section only')


def clerk_of(aide, unit, manager):
    department, section = unit.split(' ')[:2]
    url = '/api/1/users?state=none'
    while url:
        answer = aide.get(url).json
        for row in answer['items']:
            if (row['department'], row['section']) == (department, section) and row['staff_no'] != manager:
                return row['staff_no']
        url = answer['next']
    raise LookupError(unit)


def check_no_right(tap, clerk):
    """Who may not change is told so, whatever was sent."""
    row = clerk.get('/api/1/assets?limit=1').json['items'][0]['id']
    wrong = [clerk.send('POST', '/api/1/assets', {'no_such_column': 'x'}),
             clerk.post('/assets', name=''),
             clerk.send('PATCH', f'/api/1/assets/{row}', {'importance': 'none'}, **{'If-Match': '*'}),
             clerk.post(f'/assets/{row}/edit', name='', tag='1'),
             clerk.send('POST', f'/api/1/assets/{row}/end', {}),
             clerk.post('/assets/bulk', row='x'),
             clerk.upload('/imports', 'file', 'a.csv', b'', kind='nothing', as_of='never')]
    tap.same([each.status for each in wrong], [403] * len(wrong), '5.6.3: no right goes before what is wrong')


def check_bulk(tap, person, unit):
    paths = [person.send('POST', '/api/1/assets', asset_of(unit, f'ZY-000{i}')).json['id'] for i in (1, 2, 3)]
    asked = person.post('/assets/bulk', row=paths).text
    tap.ok(asked.count('name="row"') == 3 and 'name="column"' in asked, '2.2: which column is asked of the rows')
    shown = person.post('/assets/bulk', row=paths, column='place', value='書庫', reason='移転')
    rows = re.findall(r'name="row" value="(\d+:\d+)"', shown.text)
    tap.same((shown.status, len(rows)), (200, 3), '2.2: a bulk change is shown first')
    before = person.get('/api/1/assets?place=書庫').json['total']
    tap.same(before, 0, '2.2: nothing is changed by looking')
    tag = person.get(f'/api/1/assets/{paths[2]}').fields['etag']
    person.send('PATCH', f'/api/1/assets/{paths[2]}', {'note': 'x'}, **{'If-Match': tag})
    stale = person.post('/assets/bulk', row=rows, column='place', value='書庫', reason='移転', confirmed='1')
    tap.same((stale.status, person.get('/api/1/assets?place=書庫').json['total']), (409, 0),
             '2.2: one row that was changed since refuses them all')
    bad = person.post('/assets/bulk', row=paths, column='importance', value='Z', reason='x', confirmed='1')
    tap.same((bad.status, person.get('/api/1/assets?q=ZY-&importance=B').json['total']), (422, 3),
             '2.1: a value that is none changes nothing')
    rows = re.findall(r'name="row" value="(\d+:\d+)"',
                      person.post('/assets/bulk', row=paths, column='place', value='書庫', reason='移転').text)
    done = person.post('/assets/bulk', row=rows, column='place', value='書庫', reason='移転', confirmed='1')
    tap.same((done.status, person.get('/api/1/assets?place=書庫').json['total']), (303, 3), '2.2: all are changed')
    for each in paths:
        last = person.get(f'/api/1/assets/{each}?history=1').json['history'][0]
        tap.same((last['before'].get('place'), last['after'].get('place'), last['reason']),
                 (None, '書庫', '移転'), '5.7.3: each row has an entry of its own')


def check_guard(tap, person, unit):
    person.send('POST', '/api/1/assets', {**asset_of(unit, 'ZX-0001'), 'name': '=1+1'})
    for form in ('csv', 'copy'):
        text = person.get(f'/assets/export?format={form}&asset_no=ZX-0001').text
        tap.ok("'=1+1" in text and ',=1+1' not in text and '\t=1+1' not in text,
               f'4.1.1: no formula leaves by {form}', text)
    tap.ok(person.get('/assets/export?format=xlsx').bytes.startswith(b'PK'), '2.2: a workbook leaves')
    tap.same(person.get('/assets/export?format=exe').status, 422, '2.2: no other format')


def check_large(tap, person, unit):
    """Rows as large as they may be: a page ends early instead, and the next one goes on."""
    longest = 'あ' * 32767
    too_long = person.send('POST', '/api/1/assets', {**asset_of(unit, 'ZV-0001'), 'note': longest + 'い'})
    tap.same((too_long.status, too_long.json['error']['field']), (422, 'note'),
             '2.2: a text longer than a cell of a file is refused')
    full = {'note': longest, 'place': longest, 'name': longest, 'retention': longest}
    keys = [f'ZV-{number:04}' for number in range(1, 25)]
    made = {person.send('POST', '/api/1/assets', {**asset_of(unit, key), **full}).status for key in keys}
    seen, path, pages = [], '/api/1/assets?limit=500&sort=row_key&asset_no=~ZV-', 0
    while path:
        answer = person.get(path).json
        seen += [each['row_key'] for each in answer['items']]
        path, pages = answer['next'], pages + 1
    tap.same((made, seen, answer['total'], pages > 1), ({201}, keys, len(keys), True),
             '2.2: very large rows come in more pages, each once')
    tap.same(person.get('/assets?limit=500').status, 200, '2.2: and are shown')


def count_views(folder):
    with sqlite3.connect(os.path.join(folder, 'chikiri.db')) as store:
        return store.execute("SELECT count(*) FROM entry WHERE row_id = 0 AND instr(payload, CAST('view' AS BLOB))"
                             ).fetchone()[0]


def count_refusals(folder):
    with sqlite3.connect(os.path.join(folder, 'chikiri.db')) as store:
        return sum(leaf[CLASS_AT] == REFUSAL for leaf, in store.execute('SELECT leaf FROM entry'))


def check_class_a(tap, folder, person, aide):
    """Whatever shows a row of class A is on record."""
    row = person.get('/api/1/assets?importance=A&limit=1').json['items'][0]
    path = f'/api/1/assets/{row["id"]}'
    tag = person.get(path).fields['etag']
    ways = {'search': lambda: person.get(f'/search?q={row["asset_no"]}'),
            'search of the API': lambda: person.get(f'/api/1/search?q={row["asset_no"]}'),
            'the answer to a change': lambda: person.send('PATCH', path, {'note': '見た'}, **{'If-Match': tag}),
            'form that was refused': lambda: person.post(f'/assets/{row["id"]}/edit', note='x', reason='')}
    rows = sorted(aide.get('/api/1/findings?register=assets&limit=500').json['items'], key=lambda each: each['id'])
    of_a = {each['row_key'] for each in aide.get('/api/1/assets?importance=A&limit=500').json['items']}
    shown = next(each for each in rows if each['key'] in of_a)
    hidden = next(each for each in rows if each['key'] not in of_a)
    one = f'findings?code={shown["code"]}&q={shown["key"]}'
    ways |= {'findings': lambda: aide.get('/' + one), 'findings of the API': lambda: aide.get('/api/1/' + one),
             'search of findings': lambda: aide.get(f'/findings?q={shown["id"]}'),
             'a finding': lambda: aide.get(f'/findings/{shown["id"]}'),
             'findings of a clause': lambda: aide.get(f'/clauses/{shown["clause"]}'),
             'home, which lists what opened': lambda: aide.get('/'),
             'the correction request': lambda: aide.get('/findings/corrections')}
    before = count_views(folder)
    tap.same((aide.get(f'/findings?q={hidden["id"]}').status, count_views(folder)), (200, before),
             '5.7.3: of another class nothing is noted')
    for name, ask in ways.items():
        before = count_views(folder)
        ask()
        tap.same(count_views(folder), before + 1, f'5.7.3: class A seen is on record: {name}')


def check_paste(tap, person, unit):
    department, section = unit.split(' ')[:2]
    tap.same(person.get('/imports/paste?kind=accounts').status, 403, '5.6.3: who imports no accounts pastes none')
    tap.same(person.get('/imports/paste?kind=assets').status, 200, '2.2: cells may be pasted')
    tap.same(person.post('/imports/paste', kind='assets', cells='').status, 422, '2.2: nothing is refused')
    heads = ('資産番号', '部', '課', '情報資産名', '形態', '重要度', '保管区画', '登録日', '最終見直し日',
             '関連情報システム', '個人情報', '使用区画', '時間外施錠', '盗難防止ワイヤー', '暗号化', 'バックアップ',
             '担当者職員番号')
    rest = ('L3', 'R8.4.1', 'R8.4.1', '', '×', 'L3', '○', '', '', '', '')
    good = ('ZW-0001', department, section, '貼った資産', '紙', 'B', *rest)
    bad = ('ZW-0002', department, section, '重要度なし', '紙', '', *rest)
    cells = '\r\n'.join('\t'.join(row) for row in (heads, good, bad))
    answer = person.post('/imports/paste', kind='assets', cells=cells)
    path = answer.fields.get('location', '')
    for _ in range(100):
        seen = person.get('/api/1' + path).json
        if seen.get('problems'):
            break
        time.sleep(0.1)
    tap.same([each['code'] for each in seen.get('problems', [])], ['E03'],
             '2.2: pasted rows are judged before anything is applied')
    tap.same(person.get('/api/1/assets?q=ZW-0001').json['total'], 0, '2.2: and nothing is there yet')


def check_system(tap, program, folder, unit, owner):
    """Which system an account is of is chosen and shown by name, and asked for when cells are pasted.
    `owner` is the manager of the section that the system is given to."""
    department, section = unit.split(' ')[:2]
    program.run('set', 'systems', SYSTEM, f'department={department}', f'section={section}', '--reason', 'x',
                '--data', folder)
    systems = {each['name']: each['id'] for each in owner.get('/api/1/systems?limit=500').json['items']}
    row = owner.get('/api/1/accounts?limit=1').json['items'][0]
    name = next(key for key, number in systems.items() if number == row['system_id'])
    form = owner.get(f'/accounts/{row["id"]}/edit').text
    chosen = re.search(r'<select id="field-system_id" name="system_id".*?</select>', form, re.S).group(0)
    options = dict(re.findall(r'<option value="(\d+)"[^>]*>([^<]*)</option>', chosen))
    tap.same((options, re.findall(r'value="(\d+)" selected', chosen)),
             ({str(number): key for key, number in systems.items()}, [str(row['system_id'])]),
             '5.6.1: a form offers the systems by name')
    link = f'<a href="/systems/{row["system_id"]}">{name}</a>'
    tap.ok(link in owner.get('/accounts').text, '5.6.1: a list names the system and leads to it')
    tap.ok(link in owner.get(f'/accounts/{row["id"]}').text, '5.6.1: so does the page of one account')
    tap.ok('/imports/paste?kind=accounts' in owner.get('/accounts').text, '2.2: the list offers to paste')
    form = owner.get('/imports/paste?kind=accounts').text
    tap.ok('name="system"' in form and f'<option value="{name}">' in form, '2.2: pasting accounts asks for the system')
    heads = ('ユーザーID', '区分', '職員番号', '氏名', '所属', '権限ロール', '状態', '登録日', '最終ログイン日時',
             'パスワード最終変更日', '初回パスワード変更', '二要素認証', '連続認証失敗回数')
    cells = '\t'.join(heads) + '\r\n' + '\t'.join(('zz-paste', 'システム', '', 'x', '', '参照', '有効', 'R8.4.1', '', 'R8.4.1',
                                                    '○', '×', '0'))
    refused = owner.post('/imports/paste', kind='accounts', cells=cells)
    tap.ok(refused.status == 422 and 'zz-paste' in refused.text, '2.2: without a system it is refused, nothing is lost')
    answer = owner.post('/imports/paste', kind='accounts', cells=cells, system=name)
    path = answer.fields.get('location', '')
    for _ in range(100):
        seen = owner.get('/api/1' + path).json
        if seen['state'] != 'reading':
            break
        time.sleep(0.1)
    tap.same((seen['state'], seen.get('rows', {}).get('valid')), ('ready', 1), '2.2: with it the rows are judged')


def main():
    program = harness.Program(sys.argv[1])
    tap = harness.Tap()
    folder = make_city(program)
    served = server.Server(program, folder)
    aide = server.register(program, folder, served, holders(program, folder, 'ciso_aide')[0][1], OWN)
    sections = {each['section'] for each in aide.get('/api/1/assets?limit=500').json['items']}
    unit, manager = [(unit, staff_no) for unit, staff_no in holders(program, folder, 'security_manager')
                     if unit.split(' ')[-1] in sections][0]
    person = server.register(program, folder, served, manager, OWN)
    check_every_kind(tap, aide)
    check_question(tap, aide)
    check_scope(tap, folder, aide, person, unit)
    clerk = server.register(program, folder, served, clerk_of(aide, unit, manager), OWN)
    check_no_right(tap, clerk)
    check_views(tap, aide, person, clerk, section_of(program, folder, unit))
    check_findings(tap, program, folder, aide)
    check_hand(tap, person, unit)
    check_bulk(tap, person, unit)
    check_guard(tap, person, unit)
    check_paste(tap, person, unit)
    check_class_a(tap, folder, person, aide)
    check_system(tap, program, folder, unit, person)
    check_large(tap, person, unit)
    status, errors = served.close()
    tap.same((status, errors), (0, ''), 'the server ends quietly')
    tap.same(program.run('verify', '--data', folder).status, 0, '5.7.3: the record verifies')
    program.close()
    return tap.done()


if __name__ == '__main__':
    sys.exit(main())
