"""Stand-ins for what reads foreign files: they find on a page what a test has written into the file itself.

A file is text; each line is a page: the words that are on it, after an optional sign of what is wrong with it.
"""

from pathlib import Path

from muragat.ports.cleaning import Cleaned, ICleaner, ISignals, Signals
from muragat.ports.codes import Code, ICodes
from muragat.ports.faults import Failed, fault
from muragat.ports.malware import IMalwareCheck, Verdict
from muragat.ports.members import IMembers, Member, Unpacked
from muragat.ports.officetext import IOfficeText, OfficeText
from muragat.ports.pages import IPageSource, Look, PageImage
from muragat.ports.recognition import IRecognizer, Recognition
from muragat.ports.renditions import IRenditions, Picture
from muragat.ports.words import Word

#: Many enough for a reading to be believed.
SURE = 25


def words(text, confidence=95.0):
    return tuple(Word(each, 10 * place, 10, 8, 8, confidence, 1, 1, 1) for place, each in enumerate(text.split()))


def lines(path):
    return Path(path).read_text('utf8').splitlines()


class Pages:
    """`layers`: page -> text that the file brings; `told`: what `look` says besides the pages."""

    def __init__(self):
        self.layers, self.told, self.rendered = {}, {}, []

    def look(self, path, media_type, limits=None):
        return Look('pdf', len(lines(path)), **self.told)

    def render(self, path, media_type, index, out, dpi=300, limits=None):
        self.rendered.append(index)
        line = lines(path)[index]
        if line.startswith('!'):
            raise Failed(fault(line[1:].split()[0]))
        image = Path(out) / f'page-{index}.txt'
        image.write_text(line, 'utf8')
        return PageImage(image, 1000, 1400, 300)

    def layer(self, path, index, dpi=300):
        return words(self.layers.get(index, ''), -1.0)


class Signalling:
    """A page without a word is blank; `bad` pages begin with '~', faint ones with '-'."""

    def signals(self, image):
        line = image.path.read_text('utf8')
        return Signals(blank=not line.strip(), skew=3.0 if line.startswith('~') else 0.0, turned='no', dark=False,
                       blurred=False, contrast=200.0, dpi=300, phash='0' * 16, ink=0.0 if not line.strip() else 0.05)

    def clean(self, image, out, turn=0):
        path = Path(out) / 'clean.txt'
        path.write_text(image.path.read_text('utf8').lstrip('~'), 'utf8')
        return Cleaned(image._replace(path=path), ('deskew',), (1, 0, 5, 0, 1, 0))

    def turn(self, image, out, degrees):
        path = Path(out) / 'turned.txt'
        path.write_text(image.path.read_text('utf8').lstrip('^'), 'utf8')
        return Cleaned(image._replace(path=path), (), (1, 0, 0, 0, 1, 0))


class Recognising:
    """Reads what is there; of a page that begins with '~' or '^' only one doubtful word, of '#' nothing."""

    def __init__(self):
        self.asked = []

    def recognise(self, image, languages, out):
        line = image.path.read_text('utf8')
        self.asked.append((line[:20], languages))
        if line.startswith('#'):
            return Recognition((), languages, '', 0.0)
        if line.startswith(('~', '^')):
            return Recognition(words('??', 40.0), languages, '', 40.0)
        return Recognition(words(line), languages, 'kk', 95.0)

    def turn(self, image, out):
        return 180 if image.path.read_text('utf8').startswith('^') else 0


class Finding:
    def codes(self, image):
        return (Code('QRCode', 'muragat:1', 0, 0, 1, 1),)


class Painting:
    def pictures(self, image, out, sides=(256, 1600)):
        made = []
        for side in sides:
            path = Path(out) / f'{side}.jpg'
            path.write_bytes(b'jpeg')
            made.append(Picture(path, side, side))
        return tuple(made)


class Scanner:
    """`verdict` None: not configured."""

    verdict = None

    def configured(self):
        return self.verdict is not None

    def check(self, path):
        return self.verdict


class Boxes:
    """Members are the lines of the file, `name=content`."""

    def unpack(self, path, media_type, out, room):
        members = []
        for place, line in enumerate(lines(path)):
            name, _equals, content = line.partition('=')
            target = Path(out) / str(place)
            target.write_text(content, 'utf8')
            members.append(Member(target, name, len(content)))
        return Unpacked(tuple(members))


class Texts:
    def text(self, path, media_type, out, largest):
        text = Path(path).read_text('utf8')
        if text.startswith('!'):
            raise Failed(fault(text[1:].split()[0]))
        return OfficeText(text)


def standins():
    """A port's interface -> who stands in for it."""
    signalling = Signalling()
    return {IPageSource: Pages(), ISignals: signalling, ICleaner: signalling, IRecognizer: Recognising(),
            ICodes: Finding(), IRenditions: Painting(), IMalwareCheck: Scanner(), IMembers: Boxes(),
            IOfficeText: Texts()}


__all__ = ['SURE', 'Verdict', 'standins', 'words']
