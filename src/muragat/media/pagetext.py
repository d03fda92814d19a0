"""The text of a record's pages, as the text index takes it."""

from collections.abc import Iterator
from typing import Any

from zope.interface import implementer

from muragat.kernel.interfaces import IPageText, IPageWords
from muragat.kernel.record import Record, site_of
from muragat.media.originals import originals_of
from muragat.media.plan import kept_pages, pages_of
from muragat.media.texts import PageText, texts_of


@implementer(IPageWords)
class PageWords:
    """A page that was read. A reading never changes once it is stored, so its object id tells its text."""

    __slots__ = ('_found', 'page', 'sheet')

    def __init__(self, page: int, sheet: str, found: PageText) -> None:
        self.page = page
        self.sheet = sheet
        self._found = found

    @property
    def stamp(self) -> int:
        """The id of the stored reading; 0 while it is not stored. The reading is not loaded for it."""
        return int.from_bytes(self._found._p_oid or b'', 'big')

    @property
    def text(self) -> str:
        """The text as the viewer shows it."""
        return self._found.text if self._found.count else ''

    @property
    def language(self) -> str:
        """What the text looks like."""
        return self._found.language

    def let_go(self) -> None:
        """The reading leaves memory: a record may have thousands of them."""
        if self._found._p_changed is False:
            self._found._p_deactivate()


@implementer(IPageText)
class RecordText:
    """Pages in the order of the plan, then the text of files that have no pages of their own."""

    def __init__(self, record: Any) -> None:
        self.record = record

    def text(self) -> str:
        """The newest version of each file, without pages that were left out."""
        return '\n\n'.join(filter(None, (page.text for page in self.pages())))

    def pages(self) -> Iterator[PageWords]:
        """Each page is let go before the next is given."""
        for page in page_words(site_of(self.record), self.record.id):
            yield page
            page.let_go()


def page_words(site: Any, record_id: int) -> Iterator[PageWords]:
    """The texts that a record shows, page by page."""
    texts = texts_of(site)
    if record_id not in texts.records:
        return
    place = 0
    for place, page in enumerate(kept_pages(site, record_id), 1):
        found = texts.page(record_id, page.file, page.version, page.index)
        if found is not None:
            yield PageWords(place, page.label or str(place), found)
    sheaf = originals_of(site).sheaf(record_id)
    # A file of which every page was left out shows nothing.
    files = {page.file for page in pages_of(site, record_id)}
    for number, versions in sorted(sheaf.files.items()) if sheaf is not None else ():
        if number not in files:
            for _index, text in texts.pages(record_id, number, len(versions)):
                place += 1
                yield PageWords(place, '', text)


def register(registry: Any) -> None:
    """Every record has text when its files have."""
    registry.register_adapter(RecordText, Record, IPageText)
