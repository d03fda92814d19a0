"""Schemas of the holdings, fonds to document: all else about their fields derives from here."""

import re
from typing import Any

from zope.interface import Interface, invariant
from zope.schema import Bool, Date, Int, TextLine, Tuple

from muragat.kernel.fields import (
    ArchivalNumber,
    LocalText,
    LongLocalText,
    Rows,
    SpanField,
    VocabularyChoice,
    group,
)
from muragat.kernel.i18n import BadValue, _
from muragat.language.numbers import tidy_number

_FONDS_NUMBER = re.compile(r'(?:(?:Р|П|ДГ)-?){0,2}[0-9]{1,6}(?:-?[а-яәғқңөұүһі]{1,2})?(?:-?ДГ)?', re.IGNORECASE)
_GROUPED_NUMBER = re.compile(r'[0-9]{1,5}(?:-[0-9]{1,3})?(?:-?[а-яәғқңөұүһі]{1,3})?', re.IGNORECASE)
_NUMBER_WITH_LETTER = re.compile(r'[0-9]{1,6}(?:-?[а-яәғқңөұүһі]{1,2})?', re.IGNORECASE)


def _codes(title: str, description: str, vocabulary: str) -> Any:
    return Tuple(title=title, description=description, value_type=VocabularyChoice(vocabulary=vocabulary),
                 required=False, default=(), unique=True, max_length=20)


def _keywords(title: str, description: str) -> Any:
    return Tuple(title=title, description=description, value_type=TextLine(max_length=200), required=False, default=(),
                 unique=True, max_length=200)


class IArchive(Interface):
    """The archive that keeps the holdings: the root of all fonds."""

    group('identity', _('Identity'), 'title', 'abbreviation')
    group('content', _('Content'), 'description')

    title = LocalText(
        title=_('Title'), description=_('Official name of the archive.'), required_languages=('kk', 'ru'))
    abbreviation = LocalText(
        title=_('Abbreviation'), description=_('Stands first in every reference code.'), required=False, max_length=40)
    description = LongLocalText(title=_('Description'), required=False)


class IFormerName(Interface):
    """A name that the creator of a fonds bore for a time."""

    name = LocalText(title=_('Name'))
    dates = SpanField(title=_('When'), required=False)


class IFonds(Interface):
    """The whole of the documents of one creator."""

    group('identity', _('Identity'), 'number', 'kind', 'title', 'names', 'former_numbers', 'dates')
    group('content', _('Context and content'), 'history', 'scope', 'finding_aids', 'bibliography')
    group('access', _('Access and use'), 'access_conditions')
    group('accounting', _('Accounting'), 'received', 'source', 'remark')

    number = ArchivalNumber(
        title=_('Fonds number'),
        description=_('Without prefix for fonds before 1917, Р- after 1917, П- of the former party archive, ДГ- '
                      'by contract. Numbers of lost or transferred fonds are not given again.'))
    kind = VocabularyChoice(title=_('Kind of fonds'), vocabulary='fonds_kind', default='organisation')
    title = LocalText(
        title=_('Title'), required_languages=('kk', 'ru'),
        description=_('The last official name with the subordination.'))
    names = Rows(
        title=_('Former names'), schema=IFormerName,
        description=_('Every renaming with its dates.'))
    former_numbers = TextLine(title=_('Former numbers'), required=False, max_length=200)
    dates = SpanField(
        title=_('Covering dates'), required=False,
        description=_('Earliest and latest date of the documents, for example 1928-1960.'))
    history = LongLocalText(
        title=_('Historical note'), required=False, description=_('History of the creator and of the fonds.'))
    scope = LongLocalText(
        title=_('Scope and content'), required=False, description=_('What the documents are about, in brief.'))
    finding_aids = LongLocalText(
        title=_('Finding aids'), required=False, description=_('Inventories, guides, catalogues and databases.'))
    bibliography = LongLocalText(title=_('Bibliography'), required=False)
    access_conditions = LongLocalText(
        title=_('Conditions of access'), required=False,
        description=_('Told to readers. What closes the fonds is set under “Close or open to readers”.'))
    received = Date(title=_('First received'), required=False, description=_('Day of the first accession.'))
    source = LocalText(
        title=_('Received from'), required=False,
        description=_('Organisation or person that handed the documents over.'))
    remark = LongLocalText(title=_('Note'), required=False)

    @invariant
    def number_is_a_fonds_number(fonds: Any) -> None:
        if not _FONDS_NUMBER.fullmatch(tidy_number(fonds.number)):
            raise BadValue(_('A fonds number is like 12, Р-12, П-7 or ДГ-3'), 'number')


class IInventory(Interface):
    """A numbered list of units of a fonds."""

    group('identity', _('Identity'), 'number', 'title', 'dates', 'documentation')
    group('content', _('Content'), 'preface')
    group('access', _('Access and use'), 'access_conditions')
    group('scanning', _('Scanning'), 'direct_scans')
    group('accounting', _('Accounting'), 'copies', 'approved_on', 'approved_by', 'remark')

    number = ArchivalNumber(
        title=_('Inventory number'), description=_('With a group index for technical documentation, as 2-1.'))
    title = LocalText(title=_('Title'), required_languages=('kk', 'ru'))
    dates = SpanField(title=_('Covering dates'), required=False)
    documentation = VocabularyChoice(
        title=_('Kind of documentation'), vocabulary='documentation_kind', default='management')
    preface = LongLocalText(
        title=_('Preface'), required=False, description=_('How the units were arranged and what is missing.'))
    access_conditions = LongLocalText(title=_('Conditions of access'), required=False)
    direct_scans = Bool(
        title=_('Scans are accepted at once'), default=False, required=False,
        description=_('Without quality control; else scans wait in their batch until they are accepted.'))
    copies = Int(
        title=_('Copies'), required=False, min=0, max=99,
        description=_('Copies of the inventory on paper; four for permanent keeping.'))
    approved_on = Date(title=_('Approved on'), required=False, description=_('Day of the protocol of the commission.'))
    approved_by = TextLine(
        title=_('Protocol'), required=False, max_length=200,
        description=_('Expert-verification commission and number of its protocol.'))
    remark = LongLocalText(title=_('Note'), required=False)

    @invariant
    def number_is_an_inventory_number(inventory: Any) -> None:
        if not _GROUPED_NUMBER.fullmatch(tidy_number(inventory.number)):
            raise BadValue(_('An inventory number is like 1, 2-1 or 3л'), 'number')


class IUnit(Interface):
    """A physically separate unit of storage with its own number: a file, volume, reel or disc."""

    group('identity', _('Identity'), 'number', 'title', 'dates', 'former_number', 'file_index', 'volume')
    group('extent', _('Extent and carrier'), 'sheets', 'carrier', 'authenticity', 'condition', 'features')
    group('content', _('Content'), 'languages', 'annotation', 'subjects', 'persons', 'places')
    group('access', _('Access and use'), 'especially_valuable', 'access_conditions')
    group('accounting', _('Accounting'), 'remark')

    number = ArchivalNumber(
        title=_('Unit number'), description=_('In the order of the inventory; a late find has a letter: 12а.'))
    title = LocalText(
        title=_('Heading'), max_length=2000,
        description=_('Kind of documents, author or correspondent, subject, place, dates.'))
    dates = SpanField(
        title=_('Covering dates'), required=False,
        description=_('Earliest and latest date of the documents; “undated” when there is none.'))
    former_number = TextLine(
        title=_('Former number'), required=False, max_length=64, description=_('Former registration or unit number.'))
    file_index = TextLine(
        title=_('File index'), required=False, max_length=64, description=_('By the nomenclature of files, as 03-01.'))
    volume = TextLine(title=_('Volume'), required=False, max_length=32)
    sheets = Int(
        title=_('Sheets'), required=False, min=0, max=100_000,
        description=_('Numbered sheets by the certification sheet.'))
    carrier = VocabularyChoice(title=_('Carrier'), vocabulary='carrier', default='paper')
    authenticity = VocabularyChoice(title=_('Original or copy'), vocabulary='authenticity', default='original')
    condition = VocabularyChoice(title=_('Physical condition'), vocabulary='condition', required=False)
    features = _codes(_('Features'), _('What is told by the certification sheet.'), 'feature')
    languages = _codes(_('Languages'), _('Languages of the documents.'), 'language')
    annotation = LongLocalText(title=_('Annotation'), required=False)
    subjects = _keywords(_('Subjects'), _('One keyword on a line.'))
    persons = _keywords(_('Persons'), _('One name on a line.'))
    places = _keywords(_('Places'), _('One place on a line.'))
    especially_valuable = Bool(
        title=_('Especially valuable'), default=False, required=False,
        description=_('The original is not given out; an insurance copy is made.'))
    access_conditions = LongLocalText(title=_('Conditions of access'), required=False)
    remark = LongLocalText(title=_('Note'), required=False)

    @invariant
    def number_is_a_unit_number(unit: Any) -> None:
        if not _NUMBER_WITH_LETTER.fullmatch(tidy_number(unit.number)):
            raise BadValue(_('A unit number is like 34 or 34а'), 'number')


class IDocument(Interface):
    """A document inside a unit, described by itself; its number is its order in the unit."""

    group('identity', _('Identity'), 'title', 'kind', 'index', 'date', 'author', 'addressee')
    group('extent', _('Extent and carrier'), 'sheet_numbers', 'sheets', 'carrier', 'authenticity', 'features')
    group('content', _('Content'), 'languages', 'annotation', 'subjects', 'persons', 'places')
    group('access', _('Access and use'), 'access_conditions')
    group('accounting', _('Accounting'), 'remark')

    title = LocalText(
        title=_('Heading'), max_length=2000,
        description=_('Subject, event, person or place that the document is about.'))
    kind = VocabularyChoice(title=_('Type of document'), vocabulary='document_type', default='other')
    index = TextLine(
        title=_('Registration number'), required=False, max_length=64, description=_('As it stands on the document.'))
    date = SpanField(
        title=_('Date'), required=False,
        description=_('As on the document; “undated” or “not before 1941” are dates too.'))
    author = LocalText(
        title=_('Author'), required=False, description=_('Organisation or person; empty when not established.'))
    addressee = LocalText(title=_('Addressee'), required=False)
    sheet_numbers = TextLine(
        title=_('Sheet numbers'), required=False, max_length=64, description=_('Of the unit, as 5-6 or 12, 12 об.'))
    sheets = Int(title=_('Sheets'), required=False, min=0, max=100_000)
    carrier = VocabularyChoice(title=_('Carrier'), vocabulary='carrier', default='paper')
    authenticity = VocabularyChoice(title=_('Original or copy'), vocabulary='authenticity', default='original')
    features = _codes(_('Features'), _('What is told by the certification sheet.'), 'feature')
    languages = _codes(_('Languages'), _('Languages of the document.'), 'language')
    annotation = LongLocalText(title=_('Annotation'), required=False)
    subjects = _keywords(_('Subjects'), _('One keyword on a line.'))
    persons = _keywords(_('Persons'), _('One name on a line.'))
    places = _keywords(_('Places'), _('One place on a line.'))
    access_conditions = LongLocalText(title=_('Conditions of access'), required=False)
    remark = LongLocalText(title=_('Note'), required=False)
