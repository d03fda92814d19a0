"""Forms from schemas: groups of fields, what was typed, what is wrong with it, and the values when nothing is."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from zope.schema.interfaces import ValidationError

from muragat.kernel import fields
from muragat.kernel.codecs import wording
from muragat.kernel.dates import word_span
from muragat.kernel.errors import Refusal, Refused
from muragat.kernel.i18n import _
from muragat.web.widgets import Inputs, Option, Widget, cells, options, places, typed, widget_of

#: Hidden input with a short digest of each field as the form was opened: only what the person touched is changed.
OPENED = 'opened'


@dataclass
class Entry:
    """One field of a form, as a template draws it."""

    name: str
    field: Any
    widget: Widget
    inputs: Inputs
    page: Any
    errors: list[str] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return self.widget.kind

    @property
    def text(self) -> str:
        """What stands in the only input."""
        return self.inputs.get('', '')

    @property
    def long(self) -> bool:
        """Whether a text has paragraphs."""
        return isinstance(self.field, fields.LongLocalText)

    @property
    def described(self) -> str:
        """Ids of what explains the field, for aria-describedby."""
        parts = [f'help-{self.id}'] if self.field.description else []
        return ' '.join([*parts, f'error-{self.id}'] if self.errors else parts)

    @cached_property
    def options(self) -> list[Option]:
        """What a select offers."""
        return options(self.field, self.page, self.text)

    @property
    def required_languages(self) -> tuple[str, ...]:
        return getattr(self.field, 'required_languages', ())

    @property
    def id(self) -> str:
        """The name as the end of an element's id."""
        return self.name.replace('.', '-')

    @property
    def places(self) -> list[str]:
        """The rows of a field that has several."""
        return places(self.inputs)

    @property
    def rows(self) -> list[list['Entry']]:
        """The entries of each row of a field that is a small table."""
        return [
            [Entry(f'{self.name}.{place}.{name}', column, widget_of(column), inputs, self.page)
             for name, column, inputs in cells(self.field, self.inputs, place)]
            for place in self.places
        ]

    @property
    def recognised(self) -> str:
        """What a date that was typed is understood as."""
        try:
            value = self.widget.read(self.field, self.inputs)
        except (ValueError, ValidationError):
            return ''
        return word_span(value, self.page.language) if value else ''

    @property
    def target(self) -> str:
        """How the record that a reference names is called; empty when it is not there."""
        try:
            return self.page.label(self.page.request.desk.resolve(int(self.text))) if self.text else ''
        except (ValueError, Refused):
            return ''


class Section(NamedTuple):
    """A group of entries under a title."""

    name: str
    title: str
    entries: list[Entry]


class Form:
    """A form over some fields of a schema, with what stands in it."""

    def __init__(self, page: Any, schema: Any, inputs: Mapping[str, Inputs],
                 names: Iterable[str] | None = None) -> None:
        self.page = page
        self.schema = schema
        known = fields.fields_of(schema)
        wanted = [name for name in (known if names is None else names) if not known[name].readonly]
        self.entries = {
            name: Entry(name, known[name], widget_of(known[name]), dict(inputs.get(name, {})), page) for name in wanted
        }
        self.refusals: list[Refusal] = []
        self.sent: frozenset[str] = frozenset()
        self.opened = ''

    @classmethod
    def filled(cls, page: Any, schema: Any, values: Mapping[str, Any], names: Iterable[str] | None = None) -> 'Form':
        """A form that shows values; a field without one shows its default."""
        known = fields.fields_of(schema)
        inputs = {name: widget_of(one).fill(one, values.get(name, one.default)) for name, one in known.items()}
        form = cls(page, schema, inputs, names)
        form.opened = json.dumps({name: _digest(entry.inputs) for name, entry in form.entries.items()})
        return form

    @classmethod
    def posted(cls, page: Any, schema: Any, posted: Mapping[str, str], names: Iterable[str] | None = None) -> 'Form':
        """A form as a person sent it."""
        known = fields.fields_of(schema)
        sent = {name: inputs for name, one in known.items() if (inputs := typed(name, one, posted)) is not None}
        form = cls(page, schema, sent, names)
        form.sent = frozenset(name for name in form.entries if name in sent)
        form.opened = posted.get(OPENED, '')
        return form

    def values(self) -> dict[str, Any]:
        """The values of what was sent; what cannot be read becomes a refusal at its field."""
        found: dict[str, Any] = {}
        for name in self.sent:
            entry = self.entries[name]
            try:
                found[name] = entry.widget.read(entry.field, entry.inputs)
            except ValidationError as error:
                self.refuse([Refusal('unreadable', wording(error, entry.field), name)])
            except ValueError:
                self.refuse([Refusal('unreadable', _('This cannot be read'), name)])
        return found

    def touched(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Of the values those whose inputs differ from what the form showed when it was opened."""
        try:
            before = json.loads(self.opened or '{}')
        except (ValueError, RecursionError):
            before = {}
        if not isinstance(before, dict):
            before = {}
        return {name: value for name, value in values.items() if before.get(name) != _digest(self.entries[name].inputs)}

    def refuse(self, refusals: Iterable[Refusal]) -> None:
        """Show these reasons: above the form, and at the field that each belongs to."""
        for refusal in refusals:
            self.refusals.append(refusal)
            if refusal.field in self.entries:
                self.entries[refusal.field].errors.append(refusal.message)

    @property
    def labels(self) -> dict[str, str]:
        """Titles of the fields, for the summary of errors."""
        return {name: self.page.words(entry.field.title or name) for name, entry in self.entries.items()}

    @property
    def sections(self) -> list[Section]:
        """The entries by the groups of the schema; groups without an entry are left out."""
        found = []
        for group in fields.groups(self.schema):
            entries = [self.entries[name] for name in group.field_names if name in self.entries]
            if entries:
                found.append(Section(group.name, group.title, entries))
        return found

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """Every input as a pair, to carry a form through another page."""
        return [
            (f'{name}.{tail}' if tail else name, text)
            for name, entry in self.entries.items() if name in self.sent for tail, text in entry.inputs.items()
        ]


def _digest(inputs: Inputs) -> str:
    plain = sorted((tail, text.strip()) for tail, text in inputs.items() if text.strip() and tail != 'there')
    return hashlib.sha256(json.dumps(plain).encode()).hexdigest()[:12]
