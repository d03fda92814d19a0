"""Soundness: everything that is kept beside the records, compared with what the records themselves say."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from muragat.kernel import catalog as rows_of
from muragat.kernel.catalog import year_of
from muragat.kernel.closure import opens
from muragat.kernel.folder import Folder
from muragat.kernel.ids import SITE_ID
from muragat.kernel.registry import Registry
from muragat.kernel.relations import FIELD, references
from muragat.kernel.zones import NOWHERE
from muragat.language.numbers import number_key


def below(folder: Any, ids: Any) -> Iterator[Any]:
    """Every record below a folder, parents first."""
    waiting = [folder]
    while waiting:
        for record_id in waiting.pop().child_ids():
            record = ids[record_id]
            yield record
            if isinstance(record, Folder) and record.count:
                waiting.append(record)


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
        yield from (f'folder {folder.id}: {defect}' for defect in against_folder(folder, site.ids))


def against_folder(folder: Folder, ids: Any) -> Iterator[str]:
    """What is wrong with one folder; `ids` gives records by id."""
    keys = list(folder.children.keys()) if folder.children is not None else []
    if folder.count != len(keys):
        yield f'{len(keys)} children are counted as {folder.count}'
    if folder.stretches is not None:
        yield from _against_stretches(folder, keys)
    exceptions = {}
    for key, record_id in folder.children.items() if keys else ():
        record = ids.get(record_id)
        if record is None or number_key(record.__name__ or '') != key or record.__parent__ is not folder:
            yield f'the child {record_id} does not belong here or bears another name'
        elif record.opens or record.zone != folder.zone:
            exceptions[key] = (record_id, record.zone, record.opens)
    if exceptions != dict(folder.exceptions.items() if folder.exceptions is not None else ()):
        yield 'closed children and zones are not told as they are'


def _against_stretches(folder: Folder, keys: list[str]) -> Iterator[str]:
    assert folder.stretches is not None
    walked = list(folder.stretches.walk())
    counts = Counter(folder.stretches.holding(key)[0] for key in keys)
    for start, stretch in walked:
        if counts[start] != stretch.length:
            yield f'the stretch from {start!r} has {counts[start]} children and counts {stretch.length}'


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
        yield 'the figures of the site do not agree with the catalog'
    told = Counter({(zone, type_name, *key): count for (zone, type_name, _decade), tally in site.figures.by_zone.items()
                    for key, count in tally.counts.items()})
    if told != by_zone:
        yield 'the figures of zones do not agree with the catalog'


def zone_defects(site: Any, registry: Registry) -> Iterator[str]:
    """Zones of records and parents of zones; closures."""
    for record in live_records(site):
        above = record.__parent__.zone
        own = record.zone == record.id
        if record.id not in site.zones and own:
            yield f'record {record.id}: its zone is missing'
        elif own and site.zones.row(record.id).parent != above:
            yield f'zone {record.id}: hangs on {site.zones.row(record.id).parent}, not on {above}'
        elif not own and record.zone != above:
            yield f'record {record.id}: stands in zone {record.zone}, its folder in {above}'
        elif not own and record.closures and isinstance(record, Folder) and record.count:
            yield f'record {record.id}: is closed, and what it holds is not'
        yield from _against_closures(site, registry, record)
    for item in site.trash.items.values():
        if item.record.zone == item.id and site.zones.row(item.id).parent != NOWHERE:
            yield f'zone {item.id}: is in the trash and still hangs on the site'
    known = {zone for zone, _row in site.zones.items()} - {SITE_ID}
    for zone in known:
        record = site.ids.get(zone)
        if record is None or record.zone != zone:
            yield f'zone {zone}: there is no record for it'


def _against_closures(site: Any, registry: Registry, record: Any) -> Iterator[str]:
    span_name = rows_of.span_field(registry.type_of(record).schema)
    dates = getattr(record, span_name) if span_name else None
    expected = opens(record.closures, dates, site, registry) if record.closures else 0
    own = record.zone == record.id and record.id in site.zones
    told = site.zones.row(record.id).opens if own else record.opens
    if told != expected or (own and record.opens):
        yield f'record {record.id}: its opening day is not that of its closures'


def relation_defects(site: Any, registry: Registry) -> Iterator[str]:
    """Links from both ends, and against the reference fields."""
    forward = set(site.relations.forward)
    if {(subject, kind, target) for target, kind, subject in site.relations.backward} != forward:
        yield 'relations do not agree from both ends'
    from_fields = set()
    for source in (live_records, deleted_records):
        for record in source(site):
            schema = registry.type_of(record).schema
            values = {name: getattr(record, name) for name in schema.names(all=True) if hasattr(record, name)}
            for name, ids in references(schema, values):
                from_fields |= {(record.id, FIELD + name, target) for target in ids}
    if from_fields != {link for link in forward if link[1].startswith(FIELD)}:
        yield 'relations do not agree with the fields of records'
    for _subject, _kind, target in forward:
        if target not in site.ids:
            yield f'something refers to the record {target}, which does not exist'


def id_defects(site: Any) -> Iterator[str]:
    """Every id leads to its record, and every record is in the archive or in the trash."""
    known = {SITE_ID} | {each.id for source in (live_records, deleted_records) for each in source(site)}
    for record_id, record in site.ids.records.items():
        if record.id != record_id or record_id not in known:
            yield f'record {record_id}: is neither in the archive nor in the trash'
    if missing := known.difference(site.ids):
        yield f'{len(missing)} records have no way from their id'
