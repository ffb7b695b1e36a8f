"""Test Anything Protocol for the checks of the tree itself."""


class Tap:
    def __init__(self):
        self.count = self.failed = 0

    def ok(self, passed, name, details=()):
        self.count += 1
        self.failed += not passed
        print(f'{"ok" if passed else "not ok"} {self.count} - {name}')
        if not passed:
            for detail in details:
                print(f'# {detail}')
        return passed

    def none(self, details, name):
        """Passes when there is nothing to say against it."""
        return self.ok(not details, name, details)

    def skip(self, name, why):
        self.count += 1
        print(f'ok {self.count} - {name} # SKIP {why}')

    def done(self):
        print(f'1..{self.count}')
        return 1 if self.failed else 0
