#!/usr/bin/env python3
"""What embed_templates.py refuses, each with file and line."""
import os
import subprocess
import sys
import tempfile

from tap import Tap

# what it is, template, line, part of the sentence
MISTAKES = (
    ('unknown key', 'a\n{{nonsense}}', 2, 'unknown key "nonsense"'),
    ('unknown key of a section', '{{#nonsense}}{{/nonsense}}', 1, 'unknown key'),
    ('unknown key of a phrase', '{{"{nonsense} 件"}}', 1, 'unknown key'),
    ('open section', '\n{{#items}}\na', 2, 'is not closed'),
    ('wrong end', '{{#items}}\n{{/title}}', 2, 'closes "items" of line 1'),
    ('end of nothing', '{{/title}}', 1, 'closes nothing'),
    ('unknown partial', '\n\n{{>nonsense}}', 3, 'unknown partial "nonsense"'),
    ('partial of itself', 'x\n{{>bad}}', 2, 'comes back'),
    ('partial in a tag', '<p {{>other}}>', 1, 'a partial stands in text'),
    ('raw value', '{{{title}}}', 1, 'without its other half'),
    ('raw value, other spelling', '{{&title}}', 1, 'not of the language'),
    ('dotted name', '{{title.text}}', 1, 'not of the language'),
    ('half a tag', 'a\n{{title', 2, 'without its other half'),
    ('other half', 'title}}', 1, 'without its other half'),
    ('attribute without quotes', '<p\nclass={{title}}>', 2, 'stands in quotes'),
    ('attribute without quotes, no value', '<p class=a>', 1, 'stands in quotes'),
    ('section for a value', '<p class={{#title}}"a"{{/title}}>', 1, 'stands in quotes'),
    ('value as attribute', '<p {{title}}>', 1, 'in text or in a quoted attribute'),
    ('value in the name of an attribute', '<p data-{{title}}="a">', 1, 'quoted attribute'),
    ('value in the name of an element', '<{{title}}>', 1, 'bare "<"'),
    ('value in the name of an element, later', '<p{{title}}>', 1, 'quoted attribute'),
    ('section in the name of an element', '<scr{{#title}}ipt{{/title}}>', 1, 'white space'),
    ('attribute glued by a section', '<p {{#title}}on{{/title}}click="a">', 1, 'white space'),
    ('attribute glued when a section is left out', '<p on{{#title}} {{/title}}click="a">', 1,
     'white space'),
    ('script in the page', '<script>\nalert(1)</script>', 2, 'a file of its own'),
    ('value in a script', '<script>{{title}}</script>', 1, 'in a script'),
    ('markup in a script', '<script><!--', 1, 'comments'),
    ('style element', '<style>p{}</style>', 1, 'not allowed'),
    ('frame', '<iframe src="/a"></iframe>', 1, 'not allowed'),
    ('base', '<BASE href="/">', 1, 'not allowed'),
    ('event handler', '<p\n\nonclick="a()">', 3, 'runs a script'),
    ('event handler, capitals', '<p OnClick="{{title}}">', 1, 'runs a script'),
    ('inline style', '<p style="color:red">', 1, 'not allowed'),
    ('comment', 'a\n<!-- a -->', 2, 'comments are written'),
    ('Japanese outside a phrase', 'a\n\n<p>資産</p>', 3, 'outside {{"..."}}'),
    ('Japanese in an attribute', '<p title="カナ">', 1, 'outside {{"..."}}'),
    ('foreign address', '<a href="https://{{title}}">', 1, 'begins with /, ? or #'),
    ('script address', '<a href="javascript:{{title}}">', 1, 'begins with /, ? or #'),
    ('other host', '<a href="//{{title}}">', 1, 'begins with /, ? or #'),
    ('other host by an empty value', '<a href="/{{title}}/{{url}}">', 1, 'may become //host'),
    ('other host by the shortest path', '<a href="{{url}}/a">', 1, 'may become //host'),
    ('address that a section begins', '<a href="{{#url}}{{url}}{{/url}}">', 1, 'give each its own'),
    ('phrase in an address', '<a href="/{{"はい"}}">', 1, 'cannot stand in an address'),
    ('element in an address', '<a href="/a{{.}}">', 1, 'cannot stand in an address'),
    ('refresh', '<meta http-equiv="{{title}}">', 1, 'cannot stand in http-equiv'),
    ('content of a meta element', '<meta content="0;url={{url}}">', 1, 'cannot stand in content'),
    ('section over a quote', '<p title="{{#title}}">{{/title}}', 1, 'other HTML'),
    ('section over a tag', '{{#title}}<p {{/title}}>', 1, 'other HTML'),
    ('open tag', '<p class="a"', 1, 'does not end'),
    ('open attribute', '\n<p class="a', 2, 'does not end'),
    ('open script', '<script src="/a.js">', 1, 'does not end'),
)
GOOD = (
    ('<script type="module" src="{{url}}"></script>', 'a script of its own file'),
    ('{{#items}}<a href="/a/{{code}}?b={{title}}{{#url}}&amp;c{{/url}}">{{.}}</a>{{/items}}',
     'an address with a fixed path'),
    ('<input value="{{title}}"{{#value}} checked{{/value}}>', 'a section of an attribute'),
    ('<svg viewBox="0 0 {{total}} 9"><path d="{{text}}"/></svg>', 'values in SVG'),
    ('<textarea>\n{{text}}</textarea>', 'a text area'),
    ('', 'an empty file'),
)


def run(root, folder, text):
    path = os.path.join(folder, 'bad.html')
    other = os.path.join(folder, 'other.html')
    for name, content in ((path, text), (other, '{{title}}')):
        with open(name, 'w', encoding='utf-8') as file:
            file.write(content)
    done = subprocess.run(
        [sys.executable, os.path.join(root, 'tools/embed_templates.py'),
         os.path.join(folder, 'out.c'), os.path.join(folder, 'out.h'),
         os.path.join(root, 'src/template/keys.inc'), os.path.join(root, 'ui/po/en.po'), '--',
         path, other], capture_output=True, text=True, check=False)
    return done.returncode, done.stderr.replace(folder + os.sep, '')


def main():
    root = sys.argv[1]
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        for name, text, line, sentence in MISTAKES:
            code, said = run(root, folder, text)
            tap.none([] if code == 1 and said.startswith(f'bad.html:{line}: ') and sentence in said
                     else [said], f'refused: {name}')
        for text, name in GOOD:
            code, said = run(root, folder, text)
            tap.none([said] if code else [], f'taken: {name}')
    return tap.done()


if __name__ == '__main__':
    sys.exit(main())
