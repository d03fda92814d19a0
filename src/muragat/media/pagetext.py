"""The text of a record's pages, as the text index takes it."""

from collections.abc import Iterator
from typing import Any

from zope.interface import implementer

from muragat.kernel.interfaces import IPageText
from muragat.kernel.record import Record, site_of
from muragat.media.originals import originals_of
from muragat.media.plan import kept_pages, pages_of
from muragat.media.texts import PageText, texts_of


@implementer(IPageText)
class RecordText:
    """Pages in the order of the plan, then the text of files that have no pages of their own."""

    def __init__(self, record: Any) -> None:
        self.record = record

    def text(self) -> str:
        """The newest version of each file, without pages that were left out."""
        return '\n\n'.join(filter(None, map(_let_go, page_texts(site_of(self.record), self.record.id))))


def _let_go(page: PageText) -> str:
    """The text of a page, which then leaves memory: a record may have thousands of them."""
    text = page.text if page.count else ''
    if page._p_changed is False:
        page._p_deactivate()
    return text


def page_texts(site: Any, record_id: int) -> Iterator[PageText]:
    """The texts that a record shows, page by page."""
    texts = texts_of(site)
    if record_id not in texts.records:
        return
    for page in kept_pages(site, record_id):
        found = texts.page(record_id, page.file, page.version, page.index)
        if found is not None:
            yield found
    sheaf = originals_of(site).sheaf(record_id)
    # A file of which every page was left out shows nothing.
    files = {page.file for page in pages_of(site, record_id)}
    for number, versions in sorted(sheaf.files.items()) if sheaf is not None else ():
        if number not in files:
            yield from (text for _index, text in texts.pages(record_id, number, len(versions)))


def register(registry: Any) -> None:
    """Every record has text when its files have."""
    registry.register_adapter(RecordText, Record, IPageText)
