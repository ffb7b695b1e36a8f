"""Where in HTML a template stands, so that embed_templates.py knows what a value may do there.

Stricter than HTML on purpose: what could let a value out of its text or attribute, or what the
Content-Security-Policy would refuse, is a mistake of the template.
"""
import re

ADDRESSES = {'href', 'src', 'action', 'formaction', 'poster', 'cite', 'data', 'background',
             'xlink:href', 'ping', 'manifest', 'longdesc'}
# Attributes whose text is more than a text: no value may stand there.
NO_VALUES = {'srcset', 'imagesrcset', 'http-equiv', 'content', 'sandbox', 'target', 'attributename'}
FORBIDDEN_ATTRIBUTES = {'style', 'srcdoc', 'nonce'}
FORBIDDEN_ELEMENTS = {'style', 'iframe', 'frame', 'frameset', 'object', 'embed', 'base', 'applet',
                      'xmp', 'plaintext', 'noembed', 'noframes', 'portal', 'set', 'animate'}
KEEPS_SPACE = {'pre', 'textarea'}
ELEMENT = re.compile(r'</?([A-Za-z][A-Za-z0-9-]*)')
DOCTYPE = re.compile(r'<!doctype html>', re.IGNORECASE)

# How far an address has come: nothing yet; one slash or a path that may be just that; past the
# point where it could become another host; something that is no path of ours.
START, SLASH, ANCHORED, FOREIGN = range(4)


class Mistake(Exception):
    """A sentence and its line."""

    def __init__(self, line, sentence):
        super().__init__(sentence)
        self.line, self.sentence = line, sentence


class Html:
    """Fed with the text between tags; asked about each tag."""

    def __init__(self):
        self.state = 'text'  # text, tag, equals, value
        self.element = self.attribute = self.quote = ''
        self.is_closing = False
        self.address = None  # one of the above within the value of an address
        self.script_line = 0
        self.keeps_space = 0
        self.last = '\n'
        self.is_glued = False  # a section begins or ends within a name

    def place(self):
        return (self.state, self.element if self.state != 'text' else '', self.attribute
                if self.state == 'value' else '', self.address, bool(self.script_line))

    def feed(self, text, line):
        """The text as it is to be sent."""
        out, at = [], 0
        while at < len(text):
            step, taken = getattr(self, 'in_' + self.state)(text, at, line)
            line += text.count('\n', at, at + taken)
            at += taken
            out.append(step)
        return ''.join(out)

    def squeeze(self, letter):
        """Indentation and empty lines are left out where HTML does not show them."""
        if self.state == 'text' and not self.keeps_space and self.last == '\n' and \
                letter in ' \t\r\n':
            return ''
        if self.state == 'tag' and letter in ' \t\r\n':
            letter = '' if self.last == ' ' else ' '
        self.last = letter or self.last
        return letter

    def in_text(self, text, at, line):
        letter = text[at]
        if letter != '<':
            if self.script_line and not letter.isspace():
                raise Mistake(line, 'a script stands in a file of its own, not in the page')
            return self.squeeze(letter), 1
        doctype = DOCTYPE.match(text, at)
        if doctype:
            self.last = '>'
            return doctype.group(), len(doctype.group())
        if text.startswith('<!--', at):
            raise Mistake(line, 'comments are written {{! ... }}')
        match = ELEMENT.match(text, at)
        if not match:
            raise Mistake(line, 'a bare "<": write &lt;, and no {{ }} in the name of an element')
        self.element, self.is_closing = match.group(1).lower(), text[at + 1] == '/'
        if self.element in FORBIDDEN_ELEMENTS:
            raise Mistake(line, f'<{self.element}> is not allowed in templates')
        if self.script_line and not (self.is_closing and self.element == 'script'):
            raise Mistake(line, 'a script stands in a file of its own, not in the page')
        self.state, self.attribute, self.last = 'tag', '', 'x'
        return match.group(), len(match.group())

    def end_tag(self, line):
        if self.element == 'script':
            self.script_line = 0 if self.is_closing else line
        if self.element in KEEPS_SPACE:
            self.keeps_space = 0 if self.is_closing else 1
        self.state, self.attribute, self.is_glued = 'text', '', False
        self.last = '>'

    def in_tag(self, text, at, line):
        letter = text[at]
        if letter == '>':
            self.end_tag(line)
            return letter, 1
        if letter in ' \t\r\n/':
            self.attribute, self.is_glued = '', False
            return self.squeeze(letter), 1
        if letter in '"\'<':
            raise Mistake(line, f'a stray {letter} in <{self.element}>')
        if letter == '=':
            if not self.attribute:
                raise Mistake(line, 'an "=" without the name of an attribute')
            self.start_value(line)
            return letter, 1
        if self.is_glued:
            raise Mistake(line, 'white space is missing beside {{ }} in a tag')
        self.attribute += letter.lower()
        self.last = letter
        return letter, 1

    def start_value(self, line):
        name = self.attribute
        if name.startswith('on'):
            raise Mistake(line, f'{name}= runs a script in the page: use a module of ui/js')
        if name in FORBIDDEN_ATTRIBUTES:
            raise Mistake(line, f'{name}= is not allowed: use a class of ui/css')
        self.state = 'equals'

    def in_equals(self, text, at, line):
        if text[at] not in '"\'':
            raise Mistake(line, f'the value of {self.attribute}= stands in quotes')
        self.state, self.quote = 'value', text[at]
        self.address = START if self.attribute in ADDRESSES else None
        return text[at], 1

    def in_value(self, text, at, line):
        if text[at] == self.quote:
            self.state, self.attribute, self.address = 'tag', '', None
            self.last = 'x'
            return text[at], 1
        end = text.find(self.quote, at)
        part = text[at:] if end < 0 else text[at:end]
        if self.address is not None:
            self.go_on(part, line)
        return part, len(part)

    def go_on(self, part, line):
        """An address grows by literal text."""
        if self.address == SLASH and part[0] in '/\\':
            raise Mistake(line, 'an address may become //host here: begin it with a fixed path')
        if self.address == START:
            if part[0] not in '/?#' or part.startswith(('//', '/\\')):
                self.address = FOREIGN
            else:
                self.address = SLASH if part == '/' else ANCHORED
        elif self.address == SLASH:
            self.address = ANCHORED

    def value(self, line):
        """A value stands here: the verb that shows it."""
        self.last = 'x'
        if self.script_line:
            raise Mistake(line, '{{ }} cannot stand in a script')
        if self.state == 'equals':
            raise Mistake(line, f'the value of {self.attribute}= stands in quotes')
        if self.state == 'tag':
            raise Mistake(line, '{{ }} stands in text or in a quoted attribute')
        if self.state == 'text':
            return 'VALUE'
        if self.attribute in NO_VALUES:
            raise Mistake(line, f'{{{{ }}}} cannot stand in {self.attribute}=')
        if self.address is None:
            return 'VALUE'
        if self.address == FOREIGN:
            raise Mistake(line, 'an address with {{ }} begins with /, ? or #')
        if self.address == START:
            self.address = SLASH
            return 'ADDRESS'
        return 'PART'

    def enter(self, line):
        """A section begins: where it stands, to be compared by leave()."""
        self.border(line)
        return self.place() + (self.is_glued,)

    def leave(self, entered, line):
        """A section ends: the HTML around it must be as it was."""
        self.border(line)
        self.is_glued = self.is_glued or entered[-1]
        if self.place() != entered[:-1]:
            raise Mistake(line, 'the section ends within other HTML than it began in')

    def border(self, line):
        if self.script_line:
            raise Mistake(line, '{{ }} cannot stand in a script')
        if self.state == 'equals':
            raise Mistake(line, f'the value of {self.attribute}= stands in quotes')
        if self.address not in (None, ANCHORED):
            raise Mistake(line, 'a section cannot decide how an address begins: give each its own '
                                'element, or choose in the model')
        if self.state == 'tag':
            self.is_glued = self.last not in ' '
            self.attribute = ''
        self.last = self.last if self.state == 'text' and self.last == '\n' else 'x'
        if self.state == 'tag' and not self.is_glued:
            self.last = ' '

    def partial(self, line):
        if self.state != 'text' or self.script_line:
            raise Mistake(line, 'a partial stands in text, not in a tag')
        self.last = 'x'

    def finish(self, line):
        if self.state != 'text' or self.script_line:
            raise Mistake(line, f'<{self.element}> does not end')
