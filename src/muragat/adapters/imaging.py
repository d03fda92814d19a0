"""The ports of imaging and recognition, served by child processes; this side never opens a foreign file."""

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from zope.interface import implementer

from muragat.adapters.children import Bounds, Children
from muragat.language.tongue import tongue
from muragat.ports.cleaning import Cleaned, ICleaner, ISignals, Signals
from muragat.ports.codes import Code, ICodes
from muragat.ports.faults import Failed, fault
from muragat.ports.pages import IMAGES, LIMITS, PDF, IPageSource, Limits, Look, PageImage
from muragat.ports.recognition import LANGUAGES, IRecognizer, Recognition
from muragat.ports.renditions import SCREEN, THUMBNAIL, IRenditions, Picture, Tiles
from muragat.ports.words import Word, confidence_of, text_of

Answer = TypeVar('Answer')

PLACE = 'muragat.adapters'
#: Seconds beyond the program's own limit after which the child that runs it is given up.
GRACE = 30


def children_of(settings: Mapping[str, Any]) -> Children:
    """As many children as there are cores, or as the settings say."""
    count = settings['capture.processes'] or len(os.sched_getaffinity(0))
    return Children(count, Bounds(memory=settings['capture.memory'], seconds=settings['capture.seconds'],
                                  tasks=settings['capture.tasks']))


def imaging(settings: Mapping[str, Any], children: Children) -> dict[Any, Any]:
    """Who serves each port of imaging; no child is started before the first question."""
    cleaner = Cleaner(children)
    recognizer = TesseractRecognizer(children, settings['capture.tesseract'], settings['capture.recognition_seconds'])
    return {IPageSource: PageSource(children), IRecognizer: recognizer, ICleaner: cleaner, ISignals: cleaner,
            ICodes: Codes(children), IRenditions: Renditions(children)}


@implementer(IPageSource)
class PageSource:
    """PDF by pdfium, images by Pillow."""

    def __init__(self, children: Children) -> None:
        self._children = children

    def look(self, path: Path, media_type: str, limits: Limits = LIMITS) -> Look:
        if media_type == PDF:
            wanted: tuple[str, dict[str, Any]] = ('pages_pdfium:look', {'path': str(path), 'pages': limits.pages})
        else:
            wanted = ('pages_pillow:look', {'path': str(path), 'media_type': _image(media_type),
                                            'pixels': limits.pixels})
        return _asked(self._children, *wanted, path, lambda answer: Look(**answer))

    def render(self, path: Path, media_type: str, index: int, out: Path, dpi: int = 300,
               limits: Limits = LIMITS) -> PageImage:
        wanted = {'path': str(path), 'index': index, 'out': str(out), 'pixels': limits.pixels}
        if media_type == PDF:
            return _asked(self._children, 'pages_pdfium:render', {**wanted, 'dpi': dpi}, path, _page_image)
        wanted['media_type'] = _image(media_type)
        return _asked(self._children, 'pages_pillow:render', wanted, path, _page_image)

    def layer(self, path: Path, index: int, dpi: int = 300) -> tuple[Word, ...]:
        wanted = {'path': str(path), 'index': index, 'dpi': dpi, 'pixels': LIMITS.pixels}
        return _asked(self._children, 'pages_pdfium:layer', wanted, path, _words)

    def close(self) -> None:
        """End the children, those of the other ports too: they are the same."""
        self._children.close()


@implementer(IRecognizer)
class TesseractRecognizer:
    """Tesseract, one thread and one page a process. `seconds`: what one page may take."""

    def __init__(self, children: Children, command: str = 'tesseract', seconds: int = 120) -> None:
        self._children = children
        self._own = {'command': command, 'seconds': seconds}
        self._patience = seconds + GRACE

    def recognise(self, image: PageImage, languages: tuple[str, ...], out: Path) -> Recognition:
        wanted = {'path': str(image.path), 'dpi': image.dpi, 'languages': languages, 'out': str(out), **self._own}

        def recognition(answer: Any) -> Recognition:
            words = _words(answer['words'])
            return Recognition(words, tuple(languages), tongue(text_of(words)), round(confidence_of(words), 1))

        return _asked(self._children, 'tesseract:recognise', wanted, image.path, recognition, self._patience)

    def turn(self, image: PageImage, out: Path) -> int:
        wanted = {'path': str(image.path), 'dpi': image.dpi, 'out': str(out), **self._own}
        return _asked(self._children, 'tesseract:turn', wanted, image.path, int, self._patience)

    def installed(self) -> frozenset[str]:
        found = _asked(self._children, 'tesseract:installed', {'command': self._own['command']}, None, set)
        return frozenset(code for code, name in LANGUAGES.items() if name in found)


@implementer(ICleaner, ISignals)
class Cleaner:
    """OpenCV."""

    def __init__(self, children: Children) -> None:
        self._children = children

    def clean(self, image: PageImage, out: Path, turn: int = 0) -> Cleaned:
        wanted = {'path': str(image.path), 'dpi': image.dpi, 'out': str(out), 'turn': turn}
        return _asked(self._children, 'cleaning_opencv:clean', wanted, image.path, _cleaned)

    def turn(self, image: PageImage, out: Path, degrees: int) -> Cleaned:
        wanted = {'path': str(image.path), 'dpi': image.dpi, 'out': str(out), 'degrees': degrees}
        return _asked(self._children, 'cleaning_opencv:turn', wanted, image.path, _cleaned)

    def signals(self, image: PageImage) -> Signals:
        wanted = {'path': str(image.path), 'dpi': image.dpi}
        return _asked(self._children, 'cleaning_opencv:signals', wanted, image.path, lambda answer: Signals(**answer))


@implementer(ICodes)
class Codes:
    """ZXing."""

    def __init__(self, children: Children) -> None:
        self._children = children

    def codes(self, image: PageImage) -> tuple[Code, ...]:
        return _asked(self._children, 'codes_zxing:codes', {'path': str(image.path)}, image.path,
                      lambda answer: tuple(Code(*each) for each in answer))


@implementer(IRenditions)
class Renditions:
    """JPEG by Pillow."""

    def __init__(self, children: Children) -> None:
        self._children = children

    def pictures(self, image: PageImage, out: Path, sides: Sequence[int] = (THUMBNAIL, SCREEN)) -> tuple[Picture, ...]:
        wanted = {'path': str(image.path), 'out': str(out), 'sides': list(sides)}
        return _asked(self._children, 'renditions_pillow:pictures', wanted, image.path,
                      lambda answer: tuple(Picture(_filled(path), *size) for path, *size in answer))

    def tiles(self, image: PageImage, out: Path, size: int = 512) -> Tiles:
        wanted = {'path': str(image.path), 'out': str(out), 'size': size}
        return _asked(self._children, 'renditions_pillow:tiles', wanted, image.path,
                      lambda answer: Tiles(**{**answer, 'folder': Path(answer['folder'])}))


def _asked(children: Children, task: str, arguments: Mapping[str, Any], about: Path | None,
           opened: Callable[[Any], Answer], seconds: float | None = None) -> Answer:
    """The answer in the port's own shape; one that does not have it is a fault like any other."""
    answer = children.ask(f'{PLACE}.{task}', arguments, about, seconds)
    try:
        return opened(answer)
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise Failed(fault('garbled', f'{task}: {type(error).__name__}')) from error


def _image(media_type: str) -> str:
    if media_type not in IMAGES:
        raise Failed(fault('kind', media_type))
    return media_type


def _page_image(answer: Any) -> PageImage:
    image = PageImage(**{**answer, 'path': _filled(answer['path'])})
    if image.width < 1 or image.height < 1:
        raise Failed(fault('hollow', 'no pixels'))
    return image


def _cleaned(answer: Any) -> Cleaned:
    facts = {name: answer[name] for name in ('path', 'width', 'height', 'dpi')}
    return Cleaned(_page_image(facts), tuple(answer['steps']), tuple(answer['back']))  # type: ignore[arg-type]


def _filled(path: str) -> Path:
    """The path of a file that was said to be written, and has something in it."""
    file = Path(path)
    if not file.is_file() or not file.stat().st_size:
        raise Failed(fault('hollow', 'no file'))
    return file


def _words(rows: Any) -> tuple[Word, ...]:
    return tuple(Word(*row) for row in rows)
