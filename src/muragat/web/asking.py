"""Pages that ask for a few values and do one thing: the form, what is wrong with it, and where it leads when done."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response

from muragat.kernel.closure import KINDS
from muragat.kernel.codecs import validate
from muragat.kernel.errors import Forbidden, NotVisible, Refusal, Refused, Stale
from muragat.web.addresses import href
from muragat.web.forms import Form

TEMPLATE = 'muragat:web/templates/question.jinja2'


@dataclass(kw_only=True)
class Question:
    """What is asked and what is done with the answer; `act(values)` returns the address to go to."""

    schema: Any
    title: str
    submit: str
    act: Callable[[dict[str, Any]], str]
    #: Record that the page is about: its ancestors are the breadcrumb, and giving up leads back to it.
    about: Any = None
    values: Mapping[str, Any] = field(default_factory=dict)
    names: Iterable[str] | None = None
    #: A paragraph above the form.
    note: str = ''
    #: Whether the deed takes something away.
    danger: bool = False
    #: Hidden inputs (name, value).
    carried: Iterable[tuple[str, str]] = ()
    give_up: str = ''
    #: What is known beforehand to speak against the deed: told instead of asking for anything.
    hindrances: Sequence[Refusal] = ()


def ask(request: Request, question: Question) -> dict[str, Any] | Response:
    """Show the form; when it is sent, do it and lead on, or show the form again with every reason."""
    page = request.page
    if request.method != 'POST':
        return shown(page, question, Form.filled(page, question.schema, question.values, question.names))
    form = Form.posted(page, question.schema, request.POST, question.names)
    values = form.values()
    if not form.refusals:
        form.refuse(validate(question.schema, values))
    if not form.refusals:
        try:
            return HTTPSeeOther(location=question.act(values))
        except (NotVisible, Forbidden, Stale):
            raise
        except Refused as refused:
            form.refuse(refused.refusals)
    request.response.status_int = 422
    return shown(page, question, form)


def shown(page: Any, question: Question, form: Form) -> dict[str, Any]:
    """What the template `question.jinja2` draws."""
    about = question.about
    return {
        'question': question,
        'form': form,
        'crumbs': page.trail(about) if about is not None else [],
        'give_up': question.give_up or (href(about) if about is not None else '/'),
        'closure_kinds': KINDS,
    }
