"""Soundness: everything that is kept beside the records, compared with what the records themselves say."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from muragat.kernel import catalog as rows_of
from muragat.kernel.catalog import year_of
from muragat.kernel.closure import opens
from muragat.kernel.folder import Folder
from muragat.kernel.i18n import _
from muragat.kernel.ids import SITE_ID
from muragat.kernel.registry import Registry
from muragat.kernel.relations import FIELD, references
from muragat.kernel.zones import NOWHERE
from muragat.language.numbers import number_key

#: Records after which those read before are let go of: an archive is larger than memory.
FORGET_AFTER = 2000


def below(folder: Any, ids: Any) -> Iterator[Any]:
    """Every record below a folder, parents first."""
    waiting, passed = [folder], 0
    while waiting:
        for record_id in waiting.pop().child_ids():
            record = ids[record_id]
            yield record
            if isinstance(record, Folder) and record.count:
                waiting.append(record)
            passed += 1
            _forget(folder, passed)


def _forget(anchor: Any, passed: int) -> None:
    connection = getattr(anchor, '_p_jar', None)
    if connection is not None and passed % FORGET_AFTER == 0:
        connection.cacheGC()


def live_records(site: Any) -> Iterator[Any]:
    """Every record of the archive that is not in the trash, the site itself excepted."""
    return below(site, site.ids)


def deleted_records(site: Any) -> Iterator[Any]:
    """Every record in the trash."""
    for item in site.trash.items.values():
        yield item.record
        if isinstance(item.record, Folder):
            yield from below(item.record, site.ids)


def defects(site: Any, registry: Registry) -> Iterator[str]:
    """What does not agree, in words for an administrator; walks the whole archive."""
    yield from folder_defects(site)
    yield from site.catalog.verify(live_records(site), registry)
    yield from figure_defects(site)
    yield from zone_defects(site, registry)
    yield from relation_defects(site, registry)
    yield from id_defects(site)


def folder_defects(site: Any) -> Iterator[str]:
    """Order, counts, stretches and exceptions of every folder."""
    folders = (each for source in (live_records, deleted_records) for each in source(site) if isinstance(each, Folder))
    for folder in (site, *folders):
        yield from (_('Folder ${folder}: ${defect}', mapping={'folder': str(folder.id), 'defect': defect})
                    for defect in against_folder(folder, site.ids))


def against_folder(folder: Folder, ids: Any) -> Iterator[str]:
    """What is wrong with one folder; `ids` gives records by id."""
    keys = list(folder.children.keys()) if folder.children is not None else []
    if folder.count != len(keys):
        yield _('its children are ${count} and are counted as ${told}.', mapping={
            'count': str(len(keys)), 'told': str(folder.count)})
    if folder.stretches is not None:
        yield from _against_stretches(folder, keys)
    exceptions = {}
    for key, record_id in folder.children.items() if keys else ():
        record = ids.get(record_id)
        if record is None or number_key(record.__name__ or '') != key or record.__parent__ is not folder:
            yield _('the child ${record} does not belong here or bears another name.',
                    mapping={'record': str(record_id)})
        elif record.opens or record.zone != folder.zone:
            exceptions[key] = (record_id, record.zone, record.opens)
    if exceptions != dict(folder.exceptions.items() if folder.exceptions is not None else ()):
        yield _('which of its children are closed or zones is not told as it is.')


def _against_stretches(folder: Folder, keys: list[str]) -> Iterator[str]:
    assert folder.stretches is not None
    walked = list(folder.stretches.walk())
    counts = Counter(folder.stretches.holding(key)[0] for key in keys)
    for start, stretch in walked:
        if counts[start] != stretch.length:
            yield _('a stretch of its order has ${count} children and counts ${told}.', mapping={
                'count': str(counts[start]), 'told': str(stretch.length)})


def figure_defects(site: Any) -> Iterator[str]:
    """Figures against the rows of the catalog."""
    whole: Counter[tuple[Any, ...]] = Counter()
    by_zone: Counter[tuple[Any, ...]] = Counter()
    for row in site.catalog.rows.values():
        counted = (row[rows_of.TYPE], year_of(row), row[rows_of.OPENS])
        whole[counted] += 1
        by_zone[row[rows_of.ZONE], *counted] += 1
    told = Counter({(type_name, *key): count for (type_name, _decade), tally in site.figures.whole.items()
                    for key, count in tally.counts.items()})
    if told != whole:
        yield _('The figures of the site do not agree with the catalog.')
    told = Counter({(zone, type_name, *key): count for (zone, type_name, _decade), tally in site.figures.by_zone.items()
                    for key, count in tally.counts.items()})
    if told != by_zone:
        yield _('The figures of zones do not agree with the catalog.')


def zone_defects(site: Any, registry: Registry) -> Iterator[str]:
    """Zones of records and parents of zones; closures."""
    for record in live_records(site):
        above = record.__parent__.zone
        own = record.zone == record.id
        if record.id not in site.zones and own:
            yield _record(_('its zone is missing.'), record.id)
        elif own and site.zones.row(record.id).parent != above:
            yield _record(_('its zone hangs on another one than its folder.'), record.id)
        elif not own and record.zone != above:
            yield _record(_('it stands in another zone than its folder.'), record.id)
        elif not own and record.closures and isinstance(record, Folder) and record.count:
            yield _record(_('it is closed, and what it holds is not.'), record.id)
        yield from _against_closures(site, registry, record)
    for item in site.trash.items.values():
        if item.record.zone == item.id and site.zones.row(item.id).parent != NOWHERE:
            yield _record(_('it is in the trash, and its zone still hangs on the site.'), item.id)
    known = {zone for zone, _row in site.zones.items()} - {SITE_ID}
    for zone in known:
        record = site.ids.get(zone)
        if record is None or record.zone != zone:
            yield _record(_('there is a zone for it, and no record.'), zone)


def _against_closures(site: Any, registry: Registry, record: Any) -> Iterator[str]:
    span_name = rows_of.span_field(registry.type_of(record).schema)
    dates = getattr(record, span_name) if span_name else None
    expected = opens(record.closures, dates, site, registry) if record.closures else 0
    own = record.zone == record.id and record.id in site.zones
    told = site.zones.row(record.id).opens if own else record.opens
    if told != expected or (own and record.opens):
        yield _record(_('its opening day is not that of its closures.'), record.id)


def relation_defects(site: Any, registry: Registry) -> Iterator[str]:
    """Links from both ends, and against the reference fields."""
    forward = set(site.relations.forward)
    if {(subject, kind, target) for target, kind, subject in site.relations.backward} != forward:
        yield _('Relations do not agree from both ends.')
    from_fields = set()
    for source in (live_records, deleted_records):
        for record in source(site):
            schema = registry.type_of(record).schema
            values = {name: getattr(record, name) for name in schema.names(all=True) if hasattr(record, name)}
            for name, ids in references(schema, values):
                from_fields |= {(record.id, FIELD + name, target) for target in ids}
    if from_fields != {link for link in forward if link[1].startswith(FIELD)}:
        yield _('Relations do not agree with the fields of records.')
    for _subject, _kind, target in forward:
        if target not in site.ids:
            yield _record(_('something refers to it, and it does not exist.'), target)


def id_defects(site: Any) -> Iterator[str]:
    """Every id leads to its record, and every record is in the archive or in the trash."""
    known = {SITE_ID} | {each.id for source in (live_records, deleted_records) for each in source(site)}
    for passed, (record_id, record) in enumerate(site.ids.records.items(), 1):
        if record.id != record_id or record_id not in known:
            yield _record(_('it is neither in the archive nor in the trash.'), record_id)
        _forget(site, passed)
    if missing := known.difference(site.ids):
        yield _('Records to which no id leads: ${count}.', mapping={'count': str(len(missing))})


def _record(defect: str, record_id: int) -> str:
    message: str = _('Record ${record}: ${defect}', mapping={'record': str(record_id), 'defect': defect})
    return message
