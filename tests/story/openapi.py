#!/usr/bin/env python3
"""Whether /api/1/openapi.json is true: every path and method of it answers, every answer of a list has
only documented members, and what is documented is whole. TAP.

    openapi.py CHIKIRI
"""
import os
import re
import sys
import time

import harness
import server

OWN = 'tanuki-no-hara-7-tsuzumi'
METHODS = ('get', 'post', 'patch')
EXAMPLES = {'/search': '/api/1/search?q=%E8%AA%B2', '/classification': '/api/1/classification?personal=yes',
            '/clauses/{id}': '/api/1/clauses/5.6.1', '/record/{id}': '/api/1/record/50'}
TYPES = {'string': str, 'integer': int, 'boolean': bool, 'object': dict, 'array': list, 'null': type(None)}


class Document:
    def __init__(self, tree):
        self.tree = tree

    def resolve(self, schema):
        while '$ref' in schema:
            at = self.tree
            for step in schema['$ref'].removeprefix('#/').split('/'):
                at = at[step]
            schema = at
        return schema

    def operations(self):
        for path, methods in self.tree['paths'].items():
            for method, operation in methods.items():
                yield path, method, operation

    def wrong(self, schema, value, place):
        """What of a value the schema does not allow."""
        schema = self.resolve(schema)
        kinds = schema.get('type', [])
        kinds = [kinds] if isinstance(kinds, str) else kinds
        is_bool = isinstance(value, bool)
        if kinds and not any(isinstance(value, TYPES[kind]) and (kind == 'boolean') >= is_bool for kind in kinds):
            return [f'{place}: {value!r} is no {"|".join(kinds)}']
        if 'enum' in schema and value not in schema['enum']:
            return [f'{place}: {value!r} is none of {schema["enum"]}']
        found = []
        if isinstance(value, list) and 'items' in schema:
            for number, each in enumerate(value[:20]):
                found += self.wrong(schema['items'], each, f'{place}[{number}]')
        if isinstance(value, dict) and 'properties' in schema:
            found += [f'{place}.{name} is missing' for name in schema.get('required', []) if name not in value]
            for name, each in value.items():
                if name in schema['properties']:
                    found += self.wrong(schema['properties'][name], each, f'{place}.{name}')
                else:
                    found.append(f'{place}.{name} is not documented')
        return found


def check_structure(tap, document):
    tree, wrong, names = document.tree, [], []
    tap.ok(tree['openapi'].startswith('3.1.') and {'title', 'version'} <= set(tree['info']) and tree['paths'],
           'it says what it is')
    for path, method, operation in document.operations():
        names.append(operation['operationId'])
        parts = [each['name'] for each in operation['parameters'] if each['in'] == 'path']
        if method not in METHODS or parts != re.findall(r'\{(\w+)\}', path):
            wrong.append(f'{method} {path}: {parts}')
        if len({(each['in'], each['name']) for each in operation['parameters']}) != len(operation['parameters']):
            wrong.append(f'{method} {path}: a parameter twice')
        if not operation['summary'] or not operation['responses'] or ('requestBody' in operation) != (method != 'get'):
            wrong.append(f'{method} {path}: not whole')
        for each in operation.get('security', tree['security']):
            wrong += [f'{path}: {name}' for name in each if name not in tree['components']['securitySchemes']]
    tap.same(wrong, [], 'every operation is whole')
    tap.same(len(set(names)), len(names), 'and has a name of its own')
    dangling = []

    def follow(at):
        if isinstance(at, dict):
            if '$ref' in at:
                try:
                    document.resolve(at)
                except KeyError:
                    dangling.append(at['$ref'])
            at = list(at.values())
        for each in at if isinstance(at, list) else []:
            follow(each)

    follow(tree)
    tap.same(dangling, [], 'what it refers to is there')
    with open(os.path.join(harness.HERE, '../../src/web/openapi.inc'), encoding='utf-8') as file:
        told = re.findall(r'^OPERATION\("(\w+)", "([^"]*)"', file.read(), re.M)
    served = {(method.upper(), re.sub(r'\{\w+\}', '*', path)) for path, method, _ in document.operations()}
    tap.same([each for each in told if each not in served], [], 'nothing is described that is not served')


def answer_schema(operation):
    return operation['responses']['2XX']['content']['application/json']['schema']


def first_id(document, person, path):
    """An id of the list that the path belongs to, or one that is not there."""
    above = path.split('/{')[0]
    if above != path and 'get' in document.tree['paths'].get(above, {}):
        answer = person.get('/api/1' + above)
        if answer.status == 200 and isinstance(answer.json, dict) and answer.json.get('items'):
            item = answer.json['items'][0]
            return item.get('id', item.get('staff_no', item.get('kind', 0)))
    return 0


def check_answers(tap, document, person):
    """Nothing is written: what is posted lacks what it needs, or is about nothing."""
    silent, wrong, bare, lists = [], [], [], 0
    for path, method, operation in document.operations():
        asked = '/api/1' + re.sub(r'\{\w+\}', str(first_id(document, person, path)) if method == 'get' else '0', path)
        if path in ('/sign-out', '/openapi.json'):
            continue
        asked = EXAMPLES.get(path, asked) if method == 'get' else asked
        answer = person.get(asked) if method == 'get' else \
            person.send(method.upper(), asked, {'no_such_column_at_all': 'x'})
        is_no_page = answer.status == 404 and 'そのページはありません' in answer.json['error']['message']
        if answer.status in (405, 500) or is_no_page:
            silent.append(f'{method} {asked}: {answer.status}')
        if answer.status >= 400:
            wrong += document.wrong({'$ref': '#/components/schemas/error'}, answer.json, f'{method} {asked}')
        if method != 'get' or answer.status != 200 or 'json' not in answer.fields['content-type']:
            continue
        lists += 1
        schema = document.resolve(answer_schema(operation))
        wrong += document.wrong(schema, answer.json, asked)
        if 'properties' not in schema and path != '/openapi.json':
            bare.append(path)
    tap.same(silent, [], 'every path and method in it answers')
    tap.ok(not wrong, 'answers hold what is documented, and nothing else', '\n'.join(wrong))
    tap.same(bare, [], f'none of the {lists} answers looked at is said to be anything')


def check_written(tap, document, person, manager):
    """What is written by JSON answers as it is documented, and its body is documented too."""
    asset = manager.get('/api/1/assets').json['items'][0]
    row = f"/assets/{asset['id']}"
    found = manager.get('/api/1/findings?register=assets').json['items'][0]
    fix = manager.get('/api/1/findings/fix?code=' + found['code']).json
    made = person.send('POST', '/api/1/systems', {'name': '試しのシステム'})
    section = person.get('/api/1/organisation').json['tables'][0]['roles']
    number = next(seat['section_id'] for role in section for seat in role['seats'] if seat.get('section_id'))
    told = person.get(f'/api/1{row}?history=1')
    asks = [
        ('get', '/assets/{id}', told, None),
        ('get', '/organisation/sections/{id}', person.get(f'/api/1/organisation/sections/{number}'), None),
        ('post', '/systems', made, {'name': ''}),
        *[('post', path, who.send('POST', '/api/1' + path.replace('{id}', str(each)), body), body)
          for who, path, each, body in (
              (manager, '/classification', '', {'asset_no': asset['asset_no'], 'names': 'yes'}),
              (manager, '/findings/fix', '', {'code': found['code'], 'id': [fix['items'][0]['id']], 'column': 'note',
                                                   'value': '試し', 'reason': '試し', 'step': 'preview'}),
              (manager, '/findings/{id}/answer', found['id'], {'measure': '試し', 'answer': '予定'}),
              (person, '/systems/{id}/end', made.json['id'], {'reason': '試し'}))]]
    wrong = []
    for method, path, answer, body in asks:
        operation = document.tree['paths'][path][method]
        wrong += [] if answer.status < 300 else [f'{path}: {answer.status} {answer.text[:200]}']
        wrong += document.wrong(answer_schema(operation), answer.json, f'{method} {path}')
        if body is not None:
            schema = operation['requestBody']['content']['application/json']['schema']
            wrong += document.wrong(schema, body, f'body of {path}')
    tap.ok(not wrong, 'what is written, and what comes back, is as documented', '\n'.join(wrong))


def check_imported(tap, document, person, program):
    made = program.run('demo', '--out', program.at('files'), '--json').json
    name = next(each['file'] for each in made['files'] if each['kind'] == 'services')
    with open(f"{program.at('files')}/{name}", 'rb') as file:
        taken = person.upload('/api/1/imports?dry_run=1', 'file', name, file.read())
    operation = document.tree['paths']['/imports']['post']
    wrong = document.wrong(answer_schema(operation), taken.json, 'post /imports')
    form = document.resolve(operation['requestBody']['content']['multipart/form-data']['schema'])
    tap.ok('file' in form['required'] and 'dry_run' in form['properties'], 'an import says what it takes')
    while (seen := person.get(f"/api/1/imports/{taken.json['id']}").json)['job']['is_active']:
        time.sleep(0.1)
    wrong += document.wrong(answer_schema(document.tree['paths']['/imports/{id}']['get']), seen, 'an import')
    done = person.send('POST', f"/api/1/imports/{taken.json['id']}/apply", {'mode': 'good', 'conflict': 'theirs'})
    wrong += document.wrong(answer_schema(document.tree['paths']['/imports/{id}/apply']['post']), done.json, 'apply')
    while (seen := person.get(f"/api/1/imports/{taken.json['id']}").json)['job']['is_active']:
        time.sleep(0.1)
    wrong += document.wrong(answer_schema(document.tree['paths']['/imports/{id}']['get']), seen, 'an import that is in')
    job = person.get(f"/api/1/jobs/{taken.json['job']}").json
    wrong += document.wrong(answer_schema(document.tree['paths']['/jobs/{id}']['get']), job, 'a job')
    tap.ok(not wrong, 'and an import answers as documented', '\n'.join(wrong))


def check_whole(tap, document, person):
    """What pages link to, and what the program answers, is documented: asked of addresses that
    pages of the same name have."""
    paths = {'/' + path.split('/')[1] for path in document.tree['paths']}
    page, unknown = person.get('/tokens').text, []
    for url in set(re.findall(r'href="(/[a-z-]*)[/"?]', page)) - {'/static'}:
        if person.get('/api/1' + url).status != 404 and url not in paths and url != '/':
            unknown.append(url)
    tap.same(unknown, [], 'every main page that the API serves is in it')


def main():
    program = harness.Program(sys.argv[1])
    tap = harness.Tap()
    folder = harness.demo(program)
    served = server.Server(program, folder)
    stranger = server.Person(served, 'en')
    answer = stranger.get('/api/1/openapi.json')
    tap.same((answer.status, answer.fields['content-type']), (200, 'application/json'), 'anyone may read it')
    document = Document(answer.json)
    check_structure(tap, document)
    japanese = re.search(r'[぀-ヿ一-鿿]', re.sub(r'"(enum|description)":\s*(\[[^\]]*\]|"[^"]*")', '', answer.text))
    tap.ok(not japanese, 'in English it is English', japanese and answer.text[japanese.start() - 200:][:400])
    tap.ok('断り' in server.Person(served).get('/api/1/openapi.json').text, 'and Japanese for others')
    seats = program.run('people', '--data', folder, '--json').json
    boss_no = next(each['holders'][0]['staff_no'] for each in seats if each['role'] == 'ciso_aide')
    boss = server.register(program, folder, served, boss_no, OWN)
    check_answers(tap, document, boss)
    held = boss.get('/api/1/findings?register=assets').json['items']
    manager_no = next(seat['holders'][0]['staff_no'] for seat in seats if seat['role'] == 'security_manager'
                      and seat['holders'] and seat['unit'] in [each['section'] for each in held])
    check_written(tap, document, boss, server.register(program, folder, served, manager_no, OWN))
    check_imported(tap, document, boss, program)
    check_whole(tap, document, boss)
    status, errors = served.close()
    tap.same((status, errors), (0, ''), 'the server ends quietly when told to')
    program.close()
    return tap.done()


if __name__ == '__main__':
    sys.exit(main())
