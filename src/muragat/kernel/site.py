"""Site: the root of all records, and everything that is kept once for a whole archive."""

from collections.abc import Mapping
from typing import Any

from zope.interface import Interface

from muragat.kernel import facts, fields
from muragat.kernel.catalog import Catalog, definition_hash
from muragat.kernel.desk import Desk
from muragat.kernel.dirty import Dirty
from muragat.kernel.evolution import Evolution
from muragat.kernel.figures import Figures
from muragat.kernel.folder import Folder
from muragat.kernel.health import IndexingCheck, JobsCheck, SealingCheck
from muragat.kernel.i18n import _
from muragat.kernel.ids import SITE_ID, Ids
from muragat.kernel.jobs import Jobs
from muragat.kernel.journal import Journal
from muragat.kernel.numbering import Numbers
from muragat.kernel.parameters import Parameters
from muragat.kernel.permits import Permits
from muragat.kernel.principals import SYSTEM
from muragat.kernel.registry import Registry
from muragat.kernel.relations import Relations
from muragat.kernel.renewal import RENEW, CatalogCheck, renew
from muragat.kernel.trash import Trash
from muragat.kernel.types import RecordType
from muragat.kernel.verification import PATIENCE
from muragat.kernel.vocabularies import Vocabularies
from muragat.kernel.zones import Zones

#: What is kept beside the records by higher storeys, in this attribute of the site, by record id; each is made with
#: its first entry, has `release(record_id)` and lets go of a record that is destroyed.
BESIDE = ('originals', 'plans', 'texts', 'states')

#: Where the site stands in the root of the database.
ROOT_KEY = 'muragat'


class ISite(Interface):
    """The archive as a whole."""

    title = fields.LocalText(title=_('Name of the archive'), required=False, default=None)


@fields.stored(ISite)
class Site(Folder):
    """Holds the roots of the families; its id is also the id of the zone above all others."""

    type_name = 'site'
    id = SITE_ID
    zone = SITE_ID
    __name__ = ''
    #: media.originals.Originals, made with the first file.
    originals: Any = None
    #: media.plan.Plans, made with the first page plan.
    plans: Any = None
    #: media.texts.Texts and media.states.States, made with the first page and the first file that are read.
    texts: Any = None
    states: Any = None
    #: capture.intake.receipts.Receipts, made with the first upload.
    receipts: Any = None
    #: search.saved.SavedSearches, made with the first search that is saved.
    searches: Any = None
    #: search.glossary.own.OwnTerms, made with the first pair that is proposed.
    glossary: Any = None
    #: search.naming.table.Bodies, made with the first record that tells names of a body.
    bodies: Any = None

    def __init__(self) -> None:
        self.ids = Ids()
        self.catalog = Catalog()
        self.figures = Figures()
        self.relations = Relations()
        self.trash = Trash()
        self.zones = Zones()
        self.permits = Permits()
        self.journal = Journal()
        self.numbers = Numbers()
        self.dirty = Dirty()
        self.jobs = Jobs()
        self.vocabularies = Vocabularies()
        self.parameters = Parameters()
        self.evolution = Evolution()
        self.ids.put(self)

    def release(self, record_id: int) -> None:
        """Let go of everything that is kept beside a record that is destroyed."""
        for name in BESIDE:
            if (kept := getattr(self, name)) is not None:
                kept.release(record_id)


def found(root: Any, registry: Registry, clock: Any, title: Mapping[str, str] | None = None) -> Site:
    """A new site in the root of a database, with the roots that families declare."""
    if ROOT_KEY in root:
        raise ValueError('a site is founded already')
    site = root[ROOT_KEY] = Site()
    if hasattr(root, '_p_jar') and root._p_jar is not None:
        root._p_jar.add(site)
    site.created = site.modified = clock.now()
    site.created_by = site.modified_by = SYSTEM.id
    if title:
        site.title = dict(title)
    site.catalog.definition = definition_hash(registry)
    site.evolution.mark_all(registry, clock.now())
    desk = Desk(site, registry, SYSTEM, 'foundation', clock)
    desk.fact(facts.FOUNDED, site)
    for each in registry.roots.values():
        desk.create(site, registry.types[each.type_name], each.values, each.name)
    return site


def register(registry: Registry, patience: float = PATIENCE) -> None:
    """Declare what the kernel itself brings: the type of the site, its facts, kinds of relations and health checks.

    `patience`: seconds that an entry of the journal may stay unsealed.
    """
    registry.add_type(RecordType(name='site', schema=ISite, factory=Site, title=_('Site'), plural=_('Sites'),
                                 zone=True, icon='building-bank'))
    for what, wording in facts.WORDINGS.items():
        registry.add_fact(what, wording)
    for name, wording in _KINDS:
        registry.add_relation_kind(name, wording)
    registry.add_job_kind(RENEW, renew, _('Renew the catalog'))
    registry.add_health_check('journal', SealingCheck(patience=patience))
    registry.add_health_check('index', IndexingCheck())
    registry.add_health_check('jobs', JobsCheck())
    registry.add_health_check('catalog', CatalogCheck(registry))


_KINDS = (
    ('see_also', _('See also')),
    ('continues', _('Continues')),
    ('copy_of', _('Copy of')),
    ('answers', _('Answers')),
)
