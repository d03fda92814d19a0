"""The composition root: puts registry, storage, ports and families together for pages, workers and commands.

Imports stand inside the functions because each process needs few of them: the supervisor none, the object server
neither pages nor families.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from muragat.settings import Settings, no_such_value, read

if TYPE_CHECKING:
    from muragat.kernel.house import House
    from muragat.kernel.registry import Registry
    from muragat.search.parts import SearchParts

#: Families of content in the order in which they may know each other.
FAMILIES = ('muragat.content.staff', 'muragat.content.archive')
#: An analyst in a process of its own; the number of its descriptor follows.
ANALYST = (sys.executable, '-P', '-c', 'from muragat.main import analyse; analyse()')
#: Analysts beside the process that builds an index, for each takes up to 150 MiB; none where there is one processor.
MOST_ANALYSTS = 1


def registry(settings: Settings, parts: SearchParts | None = None) -> Registry:
    """What all families declare, frozen; `parts`: what the lines about the index on the health page look at."""
    from muragat import search
    from muragat.kernel import closure
    from muragat.kernel import site as kernel_site
    from muragat.kernel.registry import Registry
    from muragat.media import facts as media_facts
    from muragat.media import health as media_health
    from muragat.media import jobs as media_jobs
    from muragat.media import pagetext as media_pagetext
    from muragat.web import facts as web_facts

    built = Registry()
    kernel_site.register(built, settings['journal.red_seconds'])
    for part in (closure, media_facts, media_jobs, media_pagetext, web_facts):
        part.register(built)
    media_health.register(built, settings)
    for name in FAMILIES:
        import_module(name).register(built)
    import_module('muragat.capture').register(built)
    import_module('muragat.capture.pipeline.declared').register(built, settings)
    import_module('muragat.capture.intake').register(built, settings)
    search.register(built, parts or search_parts(settings))
    built.freeze()
    return built


def open_house(settings: Settings, *, create: bool = False, checked: bool = True, served: bool = False) -> House:
    """The opened house of this process.

    `create`: make the data file when there is none. `checked`: refuse a database that needs another program or an
    evolution first. `served`: wait for the object server and never open the data file.
    """
    settings.hand_on()
    from muragat.adapters.clock import SystemClock
    from muragat.adapters.naming import name_classes
    from muragat.adapters.storage import open_database
    from muragat.content.staff.principals import Principals
    from muragat.content.staff.rules import Rules
    from muragat.kernel.house import House
    from muragat.kernel.spool import Spool, SpoolWitness
    from muragat.renames import RENAMES

    parts = search_parts(settings)
    declared = registry(settings, parts)
    opened = open_database(settings, create=create, served=served)
    name_classes(opened.db, RENAMES)
    clock, rules = SystemClock(), Rules.of(settings)
    settings.place('log').mkdir(parents=True, exist_ok=True)
    spool = Spool(settings.place('log'))
    house = House(settings, declared, opened.db, clock, SpoolWitness(spool, clock.now),
                  lambda site: Principals(site, clock.now, rules), ports(settings, opened, parts), opened.served,
                  spool, parts)
    if checked:
        house.require_fit(RENAMES)
    return house


def search_parts(settings: Settings) -> SearchParts:
    """What the search of this process is made of; no file is opened and no engine loaded before the first question."""
    from muragat.adapters.analysts import ProcessAnalysts
    from muragat.adapters.index_choice import IndexChoice
    from muragat.adapters.index_store import FolderStore, MemoryStore
    from muragat.adapters.page_places_sqlite import SqlitePagePlaces
    from muragat.search.analyst import Analyst
    from muragat.search.indexing import VERSION, WEIGHTS
    from muragat.search.parts import SearchParts

    folder: Path = settings.place('index')

    def whoosh() -> Any:
        from muragat.adapters.whoosh_index.engine import engine
        return FolderStore(folder, engine(VERSION, WEIGHTS))

    def tantivy() -> Any:
        from muragat.adapters.tantivy_index.engine import engine
        return FolderStore(folder, engine(VERSION, WEIGHTS))

    makers: dict[str, Any] = {'whoosh': whoosh, 'tantivy': tantivy}
    name = settings['search.engine']
    if name == 'memory':
        makers = {name: MemoryStore}
    elif name not in makers:
        raise no_such_value('search.engine', name)
    choice, places = IndexChoice(folder, name, makers), SqlitePagePlaces(folder / 'places', VERSION)
    spare = len(os.sched_getaffinity(0)) - 1
    analysts = ProcessAnalysts(ANALYST, Analyst(places.packed).page, min(spare, MOST_ANALYSTS))
    return SearchParts(choice.open(), places, choice, folder, analysts)


def analyse() -> None:
    """Be an analyst in a process of its own."""
    from muragat.adapters.analysts import answer
    from muragat.adapters.placed_terms import pack_page
    from muragat.search.analyst import Analyst
    from muragat.search.thrift import thrifty

    with thrifty():
        answer(Analyst(pack_page).page)


def ports(settings: Settings, opened: Any, parts: SearchParts) -> dict[Any, Any]:
    """Who serves each port in this process; `SettingError` when a setting names nobody."""
    from muragat.adapters.accesscopy_pikepdf import PikepdfAccessCopy
    from muragat.adapters.imaging import children_of, imaging
    from muragat.adapters.malware_clamd import ClamdCheck
    from muragat.adapters.mediatype_magic import MagicMediaTypes
    from muragat.adapters.office_text import ChildMembers, ChildOfficeText
    from muragat.adapters.openpyxl_spreadsheet import OpenpyxlSpreadsheet
    from muragat.adapters.paperforms_weasyprint import WeasyPaperForms
    from muragat.adapters.password_argon2 import Argon2PasswordHash
    from muragat.adapters.pillow_painter import PillowPainter
    from muragat.adapters.vault import Vault
    from muragat.ports.accesscopy import IAccessCopy
    from muragat.ports.malware import IMalwareCheck
    from muragat.ports.mediatype import IMediaTypes
    from muragat.ports.members import IMembers
    from muragat.ports.officetext import IOfficeText
    from muragat.ports.pagepainter import IPagePainter
    from muragat.ports.pageplaces import IPagePlaces
    from muragat.ports.paperforms import IPaperForms
    from muragat.ports.passwordhash import IPasswordHash
    from muragat.ports.spreadsheet import ISpreadsheet
    from muragat.ports.textindex import ITextIndex
    from muragat.ports.vault import IVault

    children = children_of(settings)
    return {
        IMalwareCheck: ClamdCheck(settings['malware.address'], settings['malware.seconds']),
        IMediaTypes: MagicMediaTypes(settings['magic.memory'], settings['magic.seconds'], settings['magic.files']),
        IPagePainter: PillowPainter(),
        IPaperForms: WeasyPaperForms(),
        IPasswordHash: Argon2PasswordHash(settings['password.rounds'], settings['password.memory'] // 1024),
        ISpreadsheet: OpenpyxlSpreadsheet(),
        ITextIndex: parts.index,
        IPagePlaces: parts.places,
        IVault: Vault(settings, opened),
        IAccessCopy: PikepdfAccessCopy(children),
        IMembers: ChildMembers(children),
        IOfficeText: ChildOfficeText(children),
        **imaging(settings, children),
    }


def site(global_config: dict[str, str], **settings: Any) -> Any:
    """The WSGI application, for servers that read an ini file by PasteDeploy."""
    source = Path(global_config['__file__']) if '__file__' in global_config else None
    home = source.parent.parent if source else Path()
    return application(open_house(read(settings, home, source)), settings)


def application(house: House, more: dict[str, Any] | None = None) -> Any:
    """The WSGI application of an opened house."""
    from pyramid.config import Configurator

    config = Configurator(settings=dict(more or {}))
    config.registry['house'] = house
    for name in ('muragat.web', 'muragat.api', 'muragat.media.views', 'muragat.media.api', *FAMILIES,
                 'muragat.capture.views', 'muragat.capture.pipeline.views', 'muragat.capture.pipeline.api',
                 'muragat.capture.intake', 'muragat.search.views', 'muragat.search.api'):
        if hasattr(import_module(name), 'includeme'):
            config.include(name)
    return config.make_wsgi_app()


def serve_objects(settings: Settings) -> None:
    """Run the object server in this process."""
    from muragat.adapters.objectserver import serve

    serve(settings)


def serve_web(settings: Settings, listening: int, ready: int = -1) -> None:
    """Run a web process on a listening socket until SIGTERM; closes the descriptor `ready` when it answers."""
    from muragat.adapters.webserver import serve

    serve(settings, listening, ready, lambda: application(open_house(settings, served=True)))


def bring_back(settings: Settings, source: Path, target: Path) -> None:
    """Put a backup into an empty folder."""
    from muragat.adapters.vault import bring_back

    bring_back(source, target)


def command() -> None:
    """The console script."""
    from muragat.cli.frame import Doors, run

    sys.exit(run(Doors(open_house, serve_objects, serve_web, bring_back)))


if __name__ == '__main__':
    command()
