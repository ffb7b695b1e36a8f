#!/usr/bin/env python3
"""Indicators of an attack: written into a case in any way people write them, and out as STIX 2.1. TAP.

    indicators.py CHIKIRI
"""
import json
import re
import sys
import uuid

import cast
import harness
import openapi
import server

HASH = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
# As it is typed, as it is kept.
GOOD = (('ipv4', '203[.]0.113[.]5', '203.0.113.5'), ('ipv6', '2001:0DB8::0:1', '2001:db8::1'),
        ('domain', ' Ｂad[.]example ', 'bad.example'), ('url', "hxxps://bad[.]example/a'b?c=1", "https://bad.example/a'b?c=1"),
        ('email', "o'x[@]Bad.Example", "o'x@bad.example"), ('file-sha256', HASH.upper(), HASH))
BAD = (('ipv4', '203.0.113'), ('ipv4', '203.0.113.256'), ('ipv6', '203.0.113.5'), ('domain', 'bad'),
       ('domain', '-bad.example'), ('domain', '203.0.113.5'), ('domain', 'bad example.jp'), ('url', 'bad.example/a'),
       ('url', 'javascript://x'), ('url', 'http://'), ('url', 'http://bad.example/"x'), ('url', 'http://悪い.example/'),
       ('email', 'x@'), ('email', '@bad.example'), ('file-sha256', HASH[:-1]), ('file-sha256', HASH[:-1] + 'g'))
OBJECTS = {'ipv4': 'ipv4-addr', 'ipv6': 'ipv6-addr', 'domain': 'domain-name', 'url': 'url', 'email': 'email-addr',
           'file-sha256': 'file'}
SPACE = uuid.UUID('00abedb4-aa42-466c-9c01-fed23315a9b7')
NEEDED = {'identity': ('name',), 'incident': ('name',), 'indicator': ('pattern', 'pattern_type', 'valid_from'),
          'observed-data': ('first_observed', 'last_observed', 'number_observed', 'object_refs'),
          'relationship': ('relationship_type', 'source_ref', 'target_ref'),
          'marking-definition': ('definition_type', 'definition'), 'file': ('hashes',),
          **{kind: ('value',) for kind in ('ipv4-addr', 'ipv6-addr', 'domain-name', 'url', 'email-addr')}}
OBSERVABLES = tuple(OBJECTS.values())


def tell(person, what, **more):
    return person.send('POST', '/api/1/incidents/report', {'what': what, 'kind': 'malware', **more}).json['id']


def check_read(tap, city, case):
    handler, at = city.people['handler'], f'/api/1/incidents/{case}'
    for number, (kind, typed, kept) in enumerate(GOOD):
        seen = {'seen_at': '2026-06-01T09:00'} if number % 2 == 0 else {}
        done = handler.send('POST', f'{at}/indicator', {'type': kind, 'value': typed, 'text': '通信の記録から', **seen})
        last = done.json['indicators'][-1] if done.status == 200 else {}
        tap.same((done.status, last.get('type'), last.get('value')), (200, kind, kept), f'10.2.1: {typed} is read as {kind}')
    for kind, typed in BAD:
        done = handler.send('POST', f'{at}/indicator', {'type': kind, 'value': typed})
        tap.same((done.status, done.json.get('error', {}).get('field')), (422, 'value'), f'10.2.1: {typed!r} is no {kind}')
    done = handler.send('POST', f'{at}/indicator', {'type': 'phone', 'value': '1'})
    tap.same(done.status, 422, '10.2.1: a type that is none is refused')
    again = handler.send('POST', f'{at}/indicator', {'type': 'domain', 'value': 'BAD.example'})
    tap.same(again.status, 422, '10.2.1: one value stands once')
    shown = handler.get(at).json
    tap.same([(each['type'], each['value']) for each in shown['indicators']],
             [(kind, kept) for kind, _, kept in GOOD], '10.2.1: what was refused is not there')
    tap.same(sum(each['step'] == 'indicator' for each in shown['timeline']), len(GOOD), '10.2.1: each is in the timeline')


def check_page(tap, city, case):
    handler = city.people['handler']
    page = handler.get(f'/incidents/{case}').text
    tap.ok('hxxps://bad[.]example' in page and 'https://bad.example' not in page,
           '10.2.1: on the page nothing opens by itself')
    tap.ok(f'action="/incidents/{case}/indicator"' in page and '<option value="ipv6"' in page and
           f'/incidents/{case}/stix' in page, '10.2.1: CSIRT is offered the form and the way out')
    manager = city.people['manager']
    tap.ok('/indicator"' not in manager.get(f'/incidents/{case}').text, '10.2.1: others in the case are not')
    tap.same((manager.post(f'/incidents/{case}/indicator', type='domain', value='x.example').status,
              manager.get(f'/incidents/{case}/stix').status, city.people['system'].get(f'/incidents/{case}/stix').status),
             (403, 403, 404), '1.4.5: nor may they, and outsiders find nothing')


def check_object(each, ids):
    """What the specification says of the object, as a list of complaints."""
    kind, wrong = each['type'], []
    try:
        number = uuid.UUID(each['id'].removeprefix(kind + '--'))
        wrong += [] if number.version == 5 or kind == 'marking-definition' else ['not version 5']
    except ValueError:
        wrong.append('id')
    wrong += [] if each['id'].startswith(kind + '--') and each['spec_version'] == '2.1' else ['id or version']
    wrong += [name for name in NEEDED[kind] if name not in each]
    times = [name for name in each if name in ('created', 'modified', 'valid_from', 'first_observed', 'last_observed')]
    wrong += [name for name in times if not re.fullmatch(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z', each[name])]
    own = kind not in OBSERVABLES and kind != 'marking-definition'
    wrong += ['times'] if own and not each['created'] <= each['modified'] else []
    wrong += ['observable with times'] if kind in OBSERVABLES and 'created' in each else []
    wrong += ['marking'] if own and kind != 'identity' and 'object_marking_refs' not in each else []
    for name, value in each.items():
        refs = value if name.endswith('_refs') else [value] if name.endswith('_ref') else []
        wrong += [f'{name} leads nowhere' for ref in refs if ref not in ids]
    return wrong


def check_bundle(tap, bundle, name):
    tap.ok(re.fullmatch(r'bundle--[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}', bundle['id']) and
           'spec_version' not in bundle, f'10.2.1: {name} is a bundle', bundle['id'])
    ids = [each['id'] for each in bundle['objects']]
    tap.same(len(set(ids)), len(ids), f'10.2.1: {name}: each object once')
    wrong = {each['id']: found for each in bundle['objects'] for found in [check_object(each, set(ids))] if found}
    tap.same(wrong, {}, f'10.2.1: {name}: every object is as STIX 2.1 has it')


def check_stix(tap, city, case):
    handler = city.people['handler']
    answer = handler.get(f'/incidents/{case}/stix')
    tap.same((answer.status, answer.fields['content-type']), (200, 'application/stix+json;version=2.1'),
             '10.2.1: the indicators of a case leave as STIX')
    tap.ok(answer.bytes == handler.get(f'/api/1/incidents/{case}/stix').bytes, '10.2.1: twice the same bytes')
    bundle = answer.json
    check_bundle(tap, bundle, 'the case')
    objects = bundle['objects']
    patterns = [each['pattern'] for each in objects if each['type'] == 'indicator']
    tap.same(patterns, [r"[ipv4-addr:value = '203.0.113.5']", r"[ipv6-addr:value = '2001:db8::1']",
                        r"[domain-name:value = 'bad.example']", r"[url:value = 'https://bad.example/a\'b?c=1']",
                        r"[email-addr:value = 'o\'x@bad.example']", f"[file:hashes.'SHA-256' = '{HASH}']"],
             '10.2.1: patterns, with what is special in them escaped')
    seen = [kept for number, (_, _, kept) in enumerate(GOOD) if number % 2 == 0]
    tap.same([each.get('value', HASH) for each in objects if each['type'] in OBSERVABLES], seen,
             '10.2.1: what was seen is an observable, what is only known is not')
    want = str(uuid.uuid5(SPACE, json.dumps({'value': '203.0.113.5'}, separators=(',', ':'))))
    tap.ok(f'ipv4-addr--{want}' in [each['id'] for each in objects], '10.2.1: an observable has the id that all give it')
    tap.same([each['name'] for each in objects if each['type'] == 'identity'], [handler.get('/').text.split('<span class="brand-city">')[1].split('<')[0]], '10.2.1: the city says it')


def check_drills(tap, city, program, folder, case):
    handler = city.people['handler']
    drill = tell(handler, '訓練の偽メール', drill=True)
    handler.send('POST', f'/api/1/incidents/{drill}/indicator', {'type': 'domain', 'value': 'drill.example'})
    for more, named in (((), 1), (('--drill',), 2)):
        path = program.at('all.json')
        done = program.run('export', 'incidents', '--format', 'stix', '-o', path, '--data', folder, *more)
        with open(path, encoding='utf-8') as file:
            bundle = json.load(file)
        names = [each['name'] for each in bundle['objects'] if each['type'] == 'incident']
        tap.same((done.status, len(names), any(drill in name for name in names)), (0, named, bool(more)),
                 '4.4.1: drills leave only when asked for')
        check_bundle(tap, bundle, 'the export ' + ' '.join(more))
    tap.ok(any(each.get('labels') == ['drill'] for each in bundle['objects']), '4.4.1: and are marked')
    refused = program.run('export', 'incidents', '--format', 'stix', '--data', folder, '--as', handler.staff_no)
    tap.same(refused.status, 4, '10.2.1: those of all cases leave by who may export cases')
    tap.same(program.run('export', 'assets', '--format', 'stix', '--data', folder).status, 2, '10.2.1: assets are no STIX')
    own = handler.get(f'/api/1/incidents/{case}/stix').json['objects']
    tap.same([each for each in own if each not in bundle['objects']], [], '10.2.1: both exports say the same of a case')


def main():
    program = harness.Program(sys.argv[1])
    tap = harness.Tap()
    folder = harness.demo(program)
    served = server.Server(program, folder)
    try:
        city = cast.Cast(program, folder, served)
        city.join('handler', city.holders['incident_handler'][0]['staff_no'])
        case = tell(city.people['manager'], '不審な通信')
        check_read(tap, city, case)
        check_page(tap, city, case)
        check_stix(tap, city, case)
        check_drills(tap, city, program, folder, case)
        document = openapi.Document(city.people['handler'].get('/api/1/openapi.json').json)
        schema = openapi.answer_schema(document.tree['paths']['/incidents/{id}']['get'])
        tap.same(document.wrong(schema, city.people['handler'].get(f'/api/1/incidents/{case}').json, 'case'), [],
                 '10.2.1: a case with indicators gives what is documented')
    finally:
        status, errors = served.close()
    tap.same((status, errors), (0, ''), 'the server ends quietly when told to')
    tap.same(program.run('verify', '--data', folder).status, 0, '10.2.1: all of it verifies')
    program.close()
    return tap.done()


if __name__ == '__main__':
    sys.exit(main())
