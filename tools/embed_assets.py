#!/usr/bin/env python3
"""Embeds what the server sends as it is (src/template/asset.h).

    embed_assets.py OUTPUT.c DEPFILE ROOT

/static/style.css is ui/css/style.css with its @imports in place and, before them, those custom
properties of the design tokens that it uses. /static/fonts.css and /static/font/ are the npm package
of the font. ui/js/ goes without its comments, ui/icons/ as they are. What one file names of another, it names with the
hash of the content, so that nothing stale is ever shown. An address outside stops the build.
"""
import hashlib
import os
import re
import sys

from embed_files import escape

TOKENS = 'node_modules/@digital-go-jp/design-tokens/dist/tokens.css'
FONT = 'node_modules/@fontsource-variable/noto-sans-jp'
TYPES = {'.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8',
         '.svg': 'image/svg+xml', '.woff2': 'font/woff2'}
IMPORT = re.compile(r'@import "([a-z_]+\.css)";\n')
SCRIPT_IMPORT = re.compile(r'''(from|import) '(\./([a-z_]+\.js))';''')
PROPERTY = re.compile(r'(--[a-z0-9-]+): ([^;]+);')
USE = re.compile(r'var\((--[a-z0-9-]+)\)')
OUTSIDE = re.compile(rb'https?://(?!www\.w3\.org/)|url\(["\']?//')
CHUNK = 64


class Assets:
    """Contents by path, and what they were made of."""

    def __init__(self, root):
        self.root, self.found, self.sources = root, {}, []

    def read(self, path):
        full = os.path.join(self.root, path)
        self.sources.append(full)
        with open(full, 'rb') as file:
            return file.read()

    def text(self, path):
        return self.read(path).decode('utf-8')

    def add(self, name, content, source):
        content = content.encode() if isinstance(content, str) else content
        if not name.endswith('.woff2') and OUTSIDE.search(content):
            sys.exit(f'{source}: nothing is fetched from outside')
        self.found['/static/' + name] = content

    def url(self, name):
        return f'/static/{name}?v={digest(self.found["/static/" + name])}'


def digest(content):
    return hashlib.sha256(content).hexdigest()[:16]


def squeeze(text):
    """Without comments, indentation and empty lines."""
    text = re.sub(r'/\*.*?\*/', '', text, flags=re.DOTALL)
    return ''.join(f'{line.strip()}\n' for line in text.splitlines() if line.strip())


def squeeze_style(css):
    """Declarations without the blanks that people read them by."""
    css = re.sub(r'^([a-z-]+): ', r'\1:', squeeze(css), flags=re.MULTILINE)
    return re.sub(r';\n}', '}', css.replace(' {\n', '{').replace(';\n', ';').replace(',\n', ','))


def used_tokens(css, tokens):
    """The properties of the tokens that the stylesheet uses, directly or through others."""
    known, wanted, names = dict(PROPERTY.findall(tokens)), set(), USE.findall(css)
    own = {name for name, _ in PROPERTY.findall(css)}
    while names:
        name = names.pop()
        if name in wanted or name in own:
            continue
        if name not in known:
            sys.exit(f'ui/css: {name} is neither a design token nor defined')
        wanted.add(name)
        names.extend(USE.findall(known[name]))
    return ''.join(f'{name}: {known[name]};\n' for name in sorted(wanted))


def add_style(assets):
    css = IMPORT.sub(lambda match: assets.text('ui/css/' + match[1]),
                     assets.text('ui/css/style.css'))
    tokens = used_tokens(css, assets.text(TOKENS))
    assets.add('style.css', squeeze_style(f':root {{\n{tokens}}}\n{css}'), 'ui/css')


def add_fonts(assets):
    css = assets.text(f'{FONT}/index.css')

    def place(match):
        name = match[1]
        assets.add(f'font/{name}', assets.read(f'{FONT}/files/{name}'), name)
        return f'url({assets.url(f"font/{name}")})'

    assets.add('fonts.css', squeeze(re.sub(r'url\(\./files/([a-z0-9-]+\.woff2)\)', place, css)), FONT)


def add_scripts(assets):
    scripts = sorted(os.listdir(os.path.join(assets.root, 'ui/js')))
    # main.js may name the others, and they nobody.
    for name in [each for each in scripts if each != 'main.js'] + ['main.js']:
        text = SCRIPT_IMPORT.sub(lambda match: f"{match[1]} '{assets.url(match[3])}';",
                                 assets.text(f'ui/js/{name}'))
        assets.add(name, squeeze(text), f'ui/js/{name}')


def main():
    output, depfile, root = sys.argv[1:]
    assets = Assets(root)
    add_style(assets)
    add_fonts(assets)
    add_scripts(assets)
    for name in sorted(os.listdir(os.path.join(root, 'ui/icons'))):
        assets.add(name, assets.read(f'ui/icons/{name}'), f'ui/icons/{name}')
    lines = ['/* Written by tools/embed_assets.py. */', '#include "template/embedded.h"', '']
    rows = []
    for number, (path, content) in enumerate(sorted(assets.found.items(),
                                                    key=lambda pair: pair[0].encode())):
        lines.append(f'static const unsigned char file_{number}[{len(content) + 1}] =')
        lines.extend(f'    "{escape(content[at:at + CHUNK])}"'
                     for at in range(0, len(content), CHUNK))
        lines[-1] += ';'
        kind = TYPES[os.path.splitext(path)[1]]
        rows.append(f'    {{"{path}", "{path}?v={digest(content)}", "{digest(content)}", "{kind}", '
                    f'file_{number}, {len(content)}}},')
    lines.extend(['', 'const struct asset embedded_assets[] = {', *rows, '};', '',
                  f'const size_t embedded_asset_count = {len(rows)};', ''])
    with open(output, 'w', encoding='utf-8', newline='\n') as file:
        file.write('\n'.join(lines))
    with open(depfile, 'w', encoding='utf-8') as file:
        file.write(f'{output}: {" ".join(each.replace(" ", chr(92) + " ") for each in assets.sources)}\n')


if __name__ == '__main__':
    main()
