"""From ids of hits to what a reader is shown of them: only the records of one page are opened."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from markupsafe import Markup

from muragat.kernel.access import Permission
from muragat.kernel.ahead import read_ahead
from muragat.kernel.catalog import span_field
from muragat.kernel.dates import Span, word_span
from muragat.kernel.interfaces import ICitable
from muragat.kernel.localized import pick
from muragat.kernel.record import lineage, path
from muragat.kernel.searched import CODE, PAGES, PARTS, SHEETS, TITLE
from muragat.media.plan import plan_of
from muragat.media.texts import texts_of
from muragat.ports.pageplaces import Located
from muragat.search.answer import Found, PageHit, Sheet, Suggested
from muragat.search.indexing import searched_of
from muragat.search.ladder import Ranked
from muragat.search.query.wanted import Wanted, groups_of, wanted_by
from muragat.search.sheets import Sheets
from muragat.search.snippets import Marker, Part, best_of, densest, drawn
from muragat.search.zonetree import zone_tree
from muragat.web.addresses import href

_NOTHING = Markup('')
#: Parts of a record that a snippet is taken from, the likeliest first; the title stands above it anyhow.
_QUOTED = (*(part for part in PARTS if part not in (PAGES, SHEETS, TITLE, CODE)), TITLE)


class _Asked(NamedTuple):
    """A query as it is shown: what is marked, and what of it each word wants."""

    wanted: Wanted
    groups: Sequence[Wanted]
    marker: Marker


class Shower:
    """Shows hits to the person of a desk in a language; `text` is the question, which the viewer is given to mark."""

    def __init__(self, desk: Any, language: str, sheets: Sheets, text: str = '') -> None:
        self.desk = desk
        self.language = language
        self.sheets = sheets
        self.text = text
        self._sight = desk.sight
        self._asked: dict[Any, _Asked] = {}
        self._open: dict[int, bool] = {}
        self._readable: dict[tuple[Any, ...], bool] = {}
        #: Records of which a page was read.
        self._read = texts_of(desk.site).records

    def shown(self, hits: Iterable[Ranked], query_of: Callable[[Any], Any]) -> Iterator[Found]:
        """The hits that the person sees as things are now; `query_of`: the query by which a hit is marked."""
        site, sight, hits = self.desk.site, self._sight, list(hits)
        get, rows = site.ids.get, site.catalog.rows
        read_ahead(site, (each for hit in hits
                          for each in (get(hit.id), self._read.get(hit.id), plan_of(site, hit.id))))
        seen = [(record, hit, self._asking(query_of(hit.matched))) for hit in hits
                if (record := get(hit.id)) is not None and hit.id in rows
                and sight.sees(hit.id, record.zone, record.opens)]
        paged = {record.id: asked.groups for record, _hit, asked in seen if self._has_pages(record, asked)}
        located = self.sheets.located(paged)
        read_ahead(site, (self.sheets.reading(record, found.sheets.sheets[0].page) for record, _hit, _asked in seen
                          if (found := located.get(record.id)) is not None and found.sheets.sheets))
        for record, hit, asked in seen:
            yield self._found(record, hit, asked, record.id in paged, located.get(record.id))

    def _asking(self, query: Any) -> _Asked:
        """Kept under the query itself, which is the same object for all hits of a rung."""
        kept = self._asked.get(id(query))
        if kept is None:
            wanted = wanted_by(query)
            kept = self._asked[id(query)] = _Asked(wanted, groups_of(query), Marker(wanted))
        return kept

    def _found(self, record: Any, hit: Ranked, asked: _Asked, paged: bool, located: Located | None) -> Found:
        sheets, total = self._sheets(record, asked, located) if paged else ((), 0)
        address = self.path(record)
        return Found(record, record.id, address, code_of(self.desk.registry, record, self.language) or address,
                     self.title(record), record.type_name, hit.score, hit.matched,
                     self._snippet(record, asked, sheets, located), sheets, total, self.dates(record), href(record))

    def path(self, record: Any) -> str:
        """The address; '' when a folder above is hidden, whose number it would tell."""
        parent = record.__parent__
        if parent.id not in self._open:
            self._open[parent.id] = all(self.desk.visible(each) for each in lineage(parent))
        return path(record) if self._open[parent.id] else ''

    def title(self, record: Any) -> str:
        """The title without its number; of a record that has none the line that names it."""
        title = getattr(record, 'title', None)
        return pick(title, self.language) or self.desk.registry.type_of(record).label(record, self.language)

    def dates(self, record: Any) -> str:
        """The dates in words."""
        name = span_field(self.desk.registry.type_of(record).schema)
        return worded(getattr(record, name, None), self.language) if name else ''

    def suggested(self, record: Any) -> Suggested:
        """A record as it is offered while a person types."""
        code = code_of(self.desk.registry, record, self.language) or self.path(record)
        return Suggested(record, record.id, href(record), code, self.title(record), record.type_name)

    def _has_pages(self, record: Any, asked: _Asked) -> bool:
        """Only when the person may open them; they are text as much as a snippet is."""
        return bool(asked.wanted) and record.id in self._read and self.may_read(record)

    def _sheets(self, record: Any, asked: _Asked, located: Located | None) -> tuple[tuple[Sheet, ...], int]:
        if located is None:
            return self.sheets.of(record, asked.groups, self.text)
        return self.sheets.told(record, located.sheets, self.text)

    def may_read(self, record: Any) -> bool:
        """Whether the person may open the pages of a record that he sees."""
        kind = self.desk.registry.type_of(record)
        key = record.type_name, record.zone, record.opens, record.id if record.id in self._sight.permitted else 0
        if key not in self._readable:
            self._readable[key] = kind.files and bool(self.desk.may(Permission.DOWNLOAD, record))
        return self._readable[key]

    def _snippet(self, record: Any, asked: _Asked, sheets: Sequence[Sheet], located: Located | None) -> Markup:
        """From the best page; from the description where there is none, or where reading a page is taken down."""
        if not asked.wanted:
            return _NOTHING
        if sheets and not self._is_closed(record):
            cut = self._of_page(record, sheets[0].page, asked, located)
            if cut is not None:
                return drawn(*cut)
        cut = best_of(self._texts(record), asked.marker)
        return drawn(*cut) if cut is not None else _NOTHING

    def _is_closed(self, record: Any) -> bool:
        """To readers, by itself or with its zone."""
        today = self._sight.today
        return record.opens > today or record.zone in zone_tree(self.desk.site.zones).closed(today)

    def _of_page(self, record: Any, page: int, asked: _Asked, located: Located | None) -> tuple[str, Part] | None:
        text = self.sheets.text(record, page)
        if not text:
            return None
        marks = located.places if located is not None else self.sheets.marks(record, page, asked.wanted, text)
        return (text, densest(text, marks)) if marks else None

    def _texts(self, record: Any) -> list[str]:
        """Texts of the description, the title last; kept with the record in memory while it stays as it is."""
        kept = getattr(record, '_v_quoted', None)
        if kept is None or kept[0] != record.revision:
            found = searched_of(record, self.desk.registry)
            texts = [text for part in _QUOTED for text in found.texts.get(part, ())] if found is not None else []
            kept = record._v_quoted = record.revision, texts
        return kept[1]

    def page_hit(self, record: Any, page: int, wanted: Wanted, text: str) -> PageHit | None:
        """A page of one record with what is marked on it; None when nothing is."""
        marks = self.sheets.marks(record, page, wanted, text)
        if not marks:
            return None
        sheet = self.sheets.sheet(record, page, self.text)
        return PageHit(page, sheet.label, sheet.href, len(marks), drawn(text, densest(text, marks)))


def code_of(registry: Any, record: Any, language: str) -> str:
    """The reference code; '' where a family has none."""
    citable = registry.adapt(record, ICitable)
    return citable.code(language) if citable is not None else ''


@lru_cache(maxsize=4096)
def worded(span: Span | None, language: str) -> str:
    """Dates in the words of a language."""
    return word_span(span, language)
