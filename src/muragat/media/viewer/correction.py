"""Correction of a page's text: the words keep their places, earlier readings stay, the record is indexed."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from muragat.kernel.access import Permission
from muragat.kernel.errors import Hindered, Invalid, NotVisible, Refusal
from muragat.kernel.i18n import _
from muragat.media.facts import CORRECTED
from muragat.media.plan import Spot, sheet_of
from muragat.media.texts import Canvas, PageText, Source, texts_for_writing
from muragat.media.viewer.shown import original_of, text_at
from muragat.ports.words import Word

#: Longest text of a page, in characters.
LONGEST = 50_000
#: A4 at 300 dpi: the canvas of a page on which nothing was read.
BLANK = Canvas(2480, 3508, 300.0)
#: What a person wrote is not doubted.
CERTAIN = 100.0


class Place(NamedTuple):
    """A word as it was typed, with the numbers of its line and paragraph."""

    text: str
    line: int
    paragraph: int


def revision(text: PageText | None) -> int:
    """How many readings a page has had; a form tells it back, so that nobody overwrites what he did not see."""
    return 0 if text is None else len(text.earlier) + 1


def correct(desk: Any, record: Any, spot: Spot, typed: str, seen: int) -> PageText:
    """Keep the text of a page as a person typed it. `seen`: the revision he had before him.

    Raises `Invalid` when the text is too long, `Hindered` when another changed it meanwhile.
    """
    before = _open_for(desk, record, spot, seen)
    if len(typed) > LONGEST:
        raise Invalid(Refusal('too_long', _('The text is longer than ${limit} characters.',
                                            mapping={'limit': str(LONGEST)}), 'text'))
    canvas = _canvas(before) if before is not None and before.canvas[0] else BLANK
    return _keep(desk, record, spot, before, placed(before.words if before is not None else (), typed, canvas), canvas)


def bring_back(desk: Any, record: Any, spot: Spot, number: int, seen: int) -> PageText:
    """Let an earlier reading of a page stand again; `number` counts them from 1, the oldest first."""
    before = _open_for(desk, record, spot, seen)
    if before is None or not 1 <= number <= len(before.earlier):
        raise NotVisible
    wanted = before.earlier[number - 1]
    return _keep(desk, record, spot, wanted, wanted.words, _canvas(wanted))


def _open_for(desk: Any, record: Any, spot: Spot, seen: int) -> PageText | None:
    desk.require(Permission.DOWNLOAD, record)
    desk.require(Permission.EDIT, record)
    if original_of(desk.site, record.id, spot) is None or not sheet_of(desk.site, record.id, spot):
        raise NotVisible
    before = text_at(desk.site, record.id, spot)
    if revision(before) != seen:
        raise Hindered(Refusal('stale', _('The text of this page was changed meanwhile. Compare and save again.')))
    return before


def _keep(desk: Any, record: Any, spot: Spot, model: PageText | None, words: Sequence[Word],
          canvas: Canvas) -> PageText:
    measured = [word.confidence for word in words if word.confidence >= 0]
    text = PageText(words, canvas, Source.CORRECTED, model.languages if model is not None else (),
                    sum(measured) / len(measured) if measured else -1.0,
                    model.signals if model is not None else None, model.codes if model is not None else ())
    text.language = model.language if model is not None else ''
    text.who, text.when = desk.principal.id, desk.clock.now()
    texts_for_writing(desk.site).keep(record.id, *spot, text)
    desk.site.dirty.touch(record.id)
    desk.fact(CORRECTED, record, number=spot.file, version=spot.version, index=spot.index,
              sheet=sheet_of(desk.site, record.id, spot), words=text.count)
    return text


def _canvas(text: PageText) -> Canvas:
    width, height, dpi = text.canvas
    return Canvas(int(width), int(height), dpi)


def placed(old: Sequence[Word], typed: str, canvas: Canvas) -> tuple[Word, ...]:
    """The typed words in the places of those they stand for: what is unchanged keeps its box and its confidence."""
    new = list(_typed(typed))
    if not old:
        return _spread(new, canvas)
    found: list[Word] = []
    matcher = SequenceMatcher(None, [word.text for word in old], [word.text for word in new], autojunk=False)
    for what, first, last, start, stop in matcher.get_opcodes():
        if what == 'equal':
            found += [word._replace(line=at.line, paragraph=at.paragraph, block=0)
                      for word, at in zip(old[first:last], new[start:stop], strict=True)]
        elif what == 'replace':
            found += _stand_in(old[first:last], new[start:stop])
        elif what == 'insert':
            found += _squeezed(old[first - 1] if first else old[0], new[start:stop], after=bool(first))
    return tuple(found)


def _typed(text: str) -> Iterator[Place]:
    paragraph = line = 0
    for row in text.splitlines():
        words = row.split()
        if not words and line:
            paragraph, line = paragraph + 1, 0
        for word in words:
            yield Place(word, line, paragraph)
        line += bool(words)


def _stand_in(old: Sequence[Word], new: Sequence[Place]) -> Iterator[Word]:
    """New words over the boxes of old ones, in their order: several share a box, or one takes several of a line."""
    have, want = len(old), len(new)
    if want <= have:
        for number, at in enumerate(new):
            covered = old[number * have // want:(number + 1) * have // want]
            yield from _cut(_union(covered), [at])
    else:
        for number, word in enumerate(old):
            yield from _cut(word, new[number * want // have:(number + 1) * want // have])


def _union(words: Sequence[Word]) -> Word:
    """The box around the words that stand on the line of the first of them."""
    first = words[0]
    same = [word for word in words if (word.block, word.paragraph, word.line) == (first.block, first.paragraph,
                                                                                   first.line)]
    left, top = min(word.left for word in same), min(word.top for word in same)
    right, bottom = max(word.left + word.width for word in same), max(word.top + word.height for word in same)
    return first._replace(left=left, top=top, width=right - left, height=bottom - top)


def _squeezed(word: Word, new: Sequence[Place], after: bool) -> Iterator[Word]:
    """Words that nobody had read: beside their neighbour, in the half of its box that is on their side."""
    half = max(1, word.width // 2)
    return _cut(word._replace(left=word.left + (word.width - half if after else 0), width=half), new)


def _cut(box: Word, new: Sequence[Place]) -> Iterator[Word]:
    """A box cut into pieces as long as the words."""
    letters, before = sum(len(at.text) for at in new), 0
    for at in new:
        left = box.left + box.width * before // letters
        before += len(at.text)
        right = box.left + box.width * before // letters
        yield Word(at.text, left, box.top, max(1, right - left), box.height, CERTAIN, at.line, at.paragraph, 0)


def _spread(new: Sequence[Place], canvas: Canvas) -> tuple[Word, ...]:
    """Words of a page on which nothing was read: its lines one below the other over the whole of it."""
    lines: dict[tuple[int, int], list[Place]] = {}
    for at in new:
        lines.setdefault((at.paragraph, at.line), []).append(at)
    height = canvas.height // len(lines) if lines else 0
    return tuple(word for number, line in enumerate(lines.values())
                 for word in _cut(Word('', 0, number * height, canvas.width, max(1, height)), line))
