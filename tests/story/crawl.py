#!/usr/bin/env python3
"""Every page that a role is led to: signed in as each of eight people of the demo city, every link
followed. TAP.

    crawl.py CHIKIRI
"""
import glob
import html.parser
import os
import re
import sys
import time
import urllib.parse

import cast
import harness
import server

PAGES_EACH, TIMES_EACH, SECONDS = 400, 2, 300
JAPANESE = re.compile(r'[぀-ヿ一-鿿]')


class Page(html.parser.HTMLParser):
    """What a page says of itself, where it leads, and what a strict policy would refuse."""

    def __init__(self, text):
        super().__init__()
        self.links, self.texts, self.wrong = [], [], []
        self.counts, self.lang, self.open, self.form = {}, '', [], None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.counts[tag] = self.counts.get(tag, 0) + 1
        self.open.append(tag)
        values = dict(attributes)
        if tag == 'html':
            self.lang = values.get('lang') or ''
        if tag == 'style' or 'style' in values:
            self.wrong.append(f'a style of its own in <{tag}>')
        if tag == 'script' and 'src' not in values:
            self.wrong.append('a script in the page')
        self.wrong += [f'{name} in <{tag}>' for name in values if name.startswith('on')]
        for name in ('href', 'src', 'action', 'formaction'):
            address = values.get(name) or ''
            if re.match(r'(?:[a-z]+:)?//|javascript:', address.strip(), re.I):
                self.wrong.append(f'{name} leads away: {address}')
            if address == '#' and tag == 'a':
                self.wrong.append('a link that was refused: #')
        if tag == 'a' and values.get('href', '').startswith(('/', '?')):
            self.links.append(values['href'])
        if tag == 'form':
            self.form = [values.get('action') or '', []] if (values.get('method') or 'get') == 'get' else None
        if tag in ('input', 'button') and self.form and values.get('name') and \
                (values.get('type') not in ('checkbox', 'radio') or 'checked' in values):
            self.form[1].append((values['name'], values.get('value') or ''))
        self.texts += [values[name] for name in ('title', 'placeholder', 'aria-label', 'alt') if values.get(name)]

    def handle_endtag(self, tag):
        if tag == 'form' and self.form:
            action, fields = self.form
            self.links.append(f'{action}?{urllib.parse.urlencode(fields)}' if fields else action)
            self.form = None
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data):
        if data.strip() and not {'script', 'style'} & set(self.open):
            self.texts.append(data.strip())


def pattern(url):
    """Addresses that are one page with other rows: numbers and keys do not count, nor do values."""
    path, _, query = url.partition('?')
    if path.endswith('/export'):
        query = ''
    steps = [re.sub(r'.*\d.*|.*%.*', '#', step) if at > 0 else step for at, step in enumerate(path.split('/')[1:])]
    names = sorted({pair.split('=')[0] for pair in query.split('&') if pair})
    return '/' + '/'.join(steps) + ('?' + '&'.join(names) if names else '')


def judge(answer, page, language):
    wrong = list(page.wrong)
    if page.counts.get('h1') != 1:
        wrong.append(f'{page.counts.get("h1", 0)} <h1>')
    if page.counts.get('title', 0) < 1 or not re.search(r'<title>[^<|]+\|', answer.text):
        wrong.append('no title')
    if page.lang != language:
        wrong.append(f'lang {page.lang!r}')
    if page.counts.get('main') != 1:
        wrong.append('no <main>')
    return wrong


class Crawl:
    def __init__(self, part, person, foreign, untranslated, until):
        self.part, self.person, self.foreign, self.untranslated = part, person, foreign, untranslated
        self.until, self.wrong, self.seen, self.times, self.pages = until, {}, set(), {}, 0
        self.slowest, self.missing, self.origin = (0, ''), set(), {}
        self.is_whole = person.get('/').status != 404 # without its home the city is still being built

    def note(self, url, words):
        self.wrong.setdefault(pattern(url), f'{url}: {words} (from {self.origin.get(url)})')

    def look(self, url):
        began = time.monotonic()
        answer = self.person.get(url)
        self.slowest = max(self.slowest, (time.monotonic() - began, url))
        self.pages += 1
        if answer.status in (302, 303):
            return [answer.fields['location']]
        if answer.status == 404 and not self.is_whole:
            self.missing.add(pattern(url))
        elif answer.status != 200:
            self.note(url, f'{answer.status}')
        if answer.status != 200:
            return []
        if 'text/html' not in answer.fields.get('content-type', ''):
            return []
        page = Page(answer.text)
        for words in judge(answer, page, self.person.language):
            self.note(url, words)
        strange = self.foreign & set(re.findall(r'[A-Z]{1,4}-?\d{2,}[-\d]*', answer.text))
        if strange:
            self.note(url, f'shows what is of other sections: {sorted(strange)[:3]}')
        if self.person.language == 'en':
            for text in page.texts:
                if text in self.untranslated:
                    self.note(url, f'not in English: {text}')
        return page.links

    def run(self):
        waiting = ['/', '/tokens'] if self.is_whole else ['/tokens']
        while waiting and self.pages < PAGES_EACH and time.monotonic() < self.until:
            url = waiting.pop(0)
            for link in self.look(url):
                target = urllib.parse.urljoin(url, link).split('#')[0]
                kind = pattern(target)
                if target in self.seen or target.startswith('/static') or self.times.get(kind, 0) >= TIMES_EACH:
                    continue
                self.seen.add(target)
                self.origin[target] = url
                self.times[kind] = self.times.get(kind, 0) + 1
                waiting.append(target)


def phrases_to_translate(program, folder):
    """Japanese of pages that the city's data and its pack do not say as well."""
    phrases, data = set(), ''
    for path in glob.glob(os.path.join(harness.HERE, '../../ui/po/en.d/*.po')):
        with open(path, encoding='utf-8') as file:
            phrases |= set(re.findall(r'^msgid "(.+)"$', file.read(), re.M))
    for kind in ('people', 'units', 'posts', 'assets', 'media', 'takeouts', 'accounts', 'id-ledger', 'services',
                 'systems', 'places', 'appointments'):
        data += program.run('export', kind, '--data', folder, '--format', 'json').out
    for path in glob.glob(os.path.join(folder, 'pack', '*.json')):
        with open(path, encoding='utf-8') as file:
            data += file.read()
    for path in glob.glob(os.path.join(harness.HERE, '../../src/**/*.def'), recursive=True):
        with open(path, encoding='utf-8') as file:
            data += ' '.join(f'"{word}"' for line in re.findall(r'"([^"]*)"\)$', file.read(), re.M)
                             for word in line.split())
    return {each for each in phrases if JAPANESE.search(each) and f'"{each}"' not in data}


def main():
    program = harness.Program(sys.argv[1])
    tap = harness.Tap()
    folder = harness.demo(program)
    served = server.Server(program, folder)
    city = cast.Cast(program, folder, served)
    untranslated = phrases_to_translate(program, folder)
    until = time.monotonic() + SECONDS
    scoped = {'manager': city.section, 'officer': city.section, 'staff': city.other}
    for language, parts in (('ja', list(city.people)), ('en', ['aide', 'manager', 'staff'])):
        for part in parts:
            person = city.people[part]
            person.language = language
            foreign = city.foreign_assets(scoped[part]) if part in scoped else set()
            crawl = Crawl(part, person, foreign, untranslated, until)
            crawl.run()
            tap.ok(not crawl.wrong and crawl.pages > 1, f'5.6.3: {part} finds every page good, in {language}',
                   '\n'.join(sorted(crawl.wrong.values())))
            print(f'# {crawl.pages} pages, the slowest {crawl.slowest[0] * 1000:.0f} ms: {crawl.slowest[1]}')
            if crawl.missing:
                print(f'# led to, but not there yet: {" ".join(sorted(crawl.missing))}')
    status, errors = served.close()
    tap.same((status, errors), (0, ''), 'the server ends quietly when told to')
    tap.same(program.run('verify', '--data', folder).status, 0, '5.7.3: looking leaves a record that verifies')
    program.close()
    return tap.done()


if __name__ == '__main__':
    sys.exit(main())
