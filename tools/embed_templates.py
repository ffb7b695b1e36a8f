#!/usr/bin/env python3
"""Compiles templates to const tables.

    embed_templates.py OUTPUT.c OUTPUT.h KEYS.inc CATALOGUE.po... -- TEMPLATE.html...

OUTPUT.h declares `extern const struct template template_NAME;` for each file NAME.html, OUTPUT.c
defines them (src/template/template.h). The language is described in docs/templates.md. Every
mistake is printed as file:line: sentence, and the build stops.
"""
import os
import re
import sys

import po_table
from template_html import Html, Mistake

# A tag that stands alone on its line takes the line with it.
TOKEN = re.compile(
    r'(?m:^)[ \t]*\{\{(?P<alone>[#^/!>][^{}]*)\}\}[ \t]*(?:\r?\n|\Z)'
    r'|\{\{\s*"(?P<phrase>(?:[^"\\]|\\.)*)"\s*\}\}'
    r'|\{\{(?P<tag>[^{}]*)\}\}'
    r'|(?P<stray>\{\{|\}\})')
NAME = re.compile(r'[a-z][a-z0-9_]*\Z')
PLACEHOLDER = re.compile(r'\{([^{}]*)\}')
JAPANESE = re.compile('[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uffef]')
ESCAPES = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;'}


def escape(text):
    return ''.join(ESCAPES.get(letter, letter) for letter in text)


class Compiler:
    """One template: from text to steps, each (literal text, verb, fields)."""

    def __init__(self, path, known):
        self.path, self.known = path, known
        self.name = os.path.basename(path).removesuffix('.html')
        self.steps, self.sections, self.partials = [], [], []
        self.literal = ''  # since the last step
        self.phrases, self.mistakes = [], []
        self.html = Html()

    def complain(self, line, sentence):
        self.mistakes.append(f'{self.path}:{line}: {sentence}')

    def key(self, name, line):
        if name not in self.known.keys:
            self.complain(line, f'unknown key "{name}": add it to src/template/keys.inc')
        return name

    def text(self, text, line):
        match = JAPANESE.search(text)
        if match:
            self.complain(line + text.count('\n', 0, match.start()),
                          'a Japanese phrase stands outside {{"..."}}')
        self.literal += self.html.feed(text, line)

    def step(self, verb, **fields):
        self.steps.append((self.literal, verb, fields))
        self.literal = ''

    def value(self, name, line):
        verb = self.html.value(line)
        if name == '.':
            if verb != 'VALUE':
                raise Mistake(line, '{{.}} cannot stand in an address')
            self.step('SELF')
        else:
            self.step(verb, key=self.key(name, line))

    def open(self, sign, name, line):
        verb = 'SECTION' if sign == '#' else 'INVERTED'
        self.sections.append((name, line, len(self.steps), self.html.enter(line)))
        self.step(verb, key=self.key(name, line))

    def close(self, name, line):
        if not self.sections:
            raise Mistake(line, f'{{{{/{name}}}}} closes nothing')
        opened, opened_line, at, state = self.sections.pop()
        if opened != name:
            raise Mistake(line, f'{{{{/{name}}}}} closes "{opened}" of line {opened_line}')
        self.html.leave(state, line)
        self.steps[at][2]['skip'] = len(self.steps) - at
        self.step('END')

    def phrase(self, text, line):
        if self.html.value(line) != 'VALUE':
            raise Mistake(line, 'a phrase cannot stand in an address')
        text = po_table.unescape(text, f'{self.path}:{line}')
        for name in PLACEHOLDER.findall(text):
            self.key(name, line)
        english = self.known.english.get(text, text)
        if set(PLACEHOLDER.findall(english)) != set(PLACEHOLDER.findall(text)):
            raise Mistake(line, f'the English of "{text}" has not the same {{keys}}')
        self.step('PHRASE', phrase=len(self.phrases))
        self.phrases.append((text, english))

    def tag(self, tag, line):
        tag = tag.strip()
        sign, name = (tag[0], tag[1:].strip()) if tag and tag[0] in '#^/!>' else ('', tag)
        if sign == '!':
            return
        if name != '.' and not NAME.match(name):
            raise Mistake(line, f'{{{{{tag}}}}} is not of the language: see docs/templates.md')
        if sign == '':
            self.value(name, line)
        elif sign == '/':
            self.close(name, line)
        elif sign == '>':
            self.html.partial(line)
            if name not in self.known.templates:
                raise Mistake(line, f'unknown partial "{name}": there is no {name}.html')
            self.partials.append((name, line))
            self.step('PARTIAL', partial=name)
        elif name == '.':
            raise Mistake(line, 'a section has a name')
        else:
            self.open(sign, name, line)

    def token(self, match, line):
        if match['phrase'] is not None:
            self.phrase(match['phrase'], line)
        elif match['stray'] is not None:
            raise Mistake(line, f'{match["stray"]} without its other half')
        else:
            self.tag(match['alone'] if match['alone'] is not None else match['tag'], line)

    def compile(self, source):
        at = 0
        try:
            for match in TOKEN.finditer(source):
                self.text(source[at:match.start()], source.count('\n', 0, at) + 1)
                self.token(match, source.count('\n', 0, match.start()) + 1)
                at = match.end()
            self.text(source[at:], source.count('\n', 0, at) + 1)
            for name, line, _, _ in self.sections:
                self.complain(line, f'section "{name}" is not closed')
            self.html.finish(source.count('\n') + 1)
        except Mistake as mistake:
            self.complain(mistake.line, mistake.sentence)
        self.step('STOP')


class Known:
    """What templates may name."""

    def __init__(self, keys_path, catalogues, paths):
        with open(keys_path, encoding='utf-8') as file:
            self.keys = set(re.findall(r'^KEY\((\w+)\)', file.read(), re.MULTILINE))
        self.english = po_table.read_catalogues(catalogues)
        self.templates = {os.path.basename(path).removesuffix('.html') for path in paths}


def circles(templates):
    """Partials that come back to themselves would never end."""
    inner = {each.name: {name for name, _ in each.partials} for each in templates}

    def reaches(name, goal, seen):
        seen.add(name)
        return any(next_name == goal or (next_name not in seen and reaches(next_name, goal, seen))
                   for next_name in inner.get(name, ()))

    for each in templates:
        for name, line in each.partials:
            if name == each.name or reaches(name, each.name, set()):
                yield f'{each.path}:{line}: partial "{name}" comes back to this template'


def step(literal, verb, fields, prefix=''):
    parts = [f'.verb = TEMPLATE_{verb}']
    if 'key' in fields:
        parts.append(f'.key = KEY_{fields["key"]}')
    if 'skip' in fields:
        parts.append(f'.skip = {fields["skip"]}')
    if 'partial' in fields:
        parts.append(f'.partial = &template_{fields["partial"]}')
    if 'phrase' in fields:
        parts.append(f'.partial = phrase_{prefix}_{fields["phrase"]}')
    parts.append(f'.length = {len(literal.encode())}, .text = {po_table.c_string(literal)}')
    return '{' + ', '.join(parts) + '}'


def phrase_steps(text):
    at = 0
    for match in PLACEHOLDER.finditer(text):
        yield step(escape(text[at:match.start()]), 'VALUE', {'key': match.group(1)})
        at = match.end()
    yield step(escape(text[at:]), 'STOP', {})


def table(name, steps):
    lines = [f'static const struct template_step {name}[] = {{']
    lines.extend(f'    {each},' for each in steps)
    return lines + ['};', '']


def definition(template):
    lines = []
    for number, pair in enumerate(template.phrases):
        names = []
        for language, text in zip(('japanese', 'english'), pair):
            names.append(f'{language}_{template.name}_{number}')
            lines.extend(table(names[-1], phrase_steps(text)))
        lines.append(f'static const struct template phrase_{template.name}_{number}[] = {{')
        lines.extend(f'    {{"{template.name}", {name}}},' for name in names)
        lines.extend(['};', ''])
    lines.extend(table(f'steps_{template.name}',
                       (step(*each, template.name) for each in template.steps)))
    lines.append(f'const struct template template_{template.name} = '
                 f'{{"{template.name}", steps_{template.name}}};')
    return lines + ['']


def main():
    source_path, header_path, keys_path, *rest = sys.argv[1:]
    split = rest.index('--')
    catalogues, paths = rest[:split], rest[split + 1:]
    known = Known(keys_path, catalogues, paths)
    templates, mistakes = [], []
    for path in sorted(paths):
        template = Compiler(path, known)
        if not NAME.match(template.name):
            sys.exit(f'{path}:1: a template is named with lower-case letters, digits and _')
        with open(path, encoding='utf-8', newline='') as file:
            template.compile(file.read())
        templates.append(template)
        mistakes.extend(template.mistakes)
    mistakes.extend(circles(templates))
    if mistakes:
        sys.exit('\n'.join(mistakes))
    header = os.path.basename(header_path)
    guard = re.sub(r'\W', '_', header).upper()
    with open(header_path, 'w', encoding='utf-8', newline='\n') as file:
        file.write(f'/* Written by tools/embed_templates.py. */\n#ifndef {guard}\n#define {guard}\n\n'
                   '#include "template/template.h"\n\n')
        file.writelines(f'extern const struct template template_{each.name};\n'
                        for each in templates)
        file.write('\n#endif\n')
    lines = ['/* Written by tools/embed_templates.py. */', f'#include "{header}"', '',
             '#include "template/model.h"', '', '#include <stddef.h>', '']
    for template in templates:
        lines.extend(definition(template))
    with open(source_path, 'w', encoding='utf-8', newline='\n') as file:
        file.write('\n'.join(lines))


if __name__ == '__main__':
    main()
