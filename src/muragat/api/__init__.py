"""The toolkit of REST: one table of operations gives routes, checks and the OpenAPI description."""
from collections.abc import Iterable
from typing import Any

from pyramid.config import Configurator
from pyramid.request import Request
from pyramid.security import NO_PERMISSION_REQUIRED

from muragat.api import access, documents, lists, logs, records, transitions
from muragat.api.calls import Call
from muragat.api.operations import ROOT, Operation, Table
from muragat.api.problems import Problem
from muragat.kernel.errors import Refusal
from muragat.kernel.i18n import _

TABLE = 'muragat.api.table'


def add_operations(config: Configurator, operations: Iterable[Operation]) -> None:
    """Directive `config.add_operations(...)`: mount operations below `/api/v1`."""
    table: Table = config.registry[TABLE]
    for operation in operations:
        route = f'api {operation.path}'
        if table.add(operation):
            config.add_route(route, ROOT + operation.path)
            config.add_view(_not_this_method, route_name=route, permission=NO_PERMISSION_REQUIRED)
        config.add_view(_view(operation), route_name=route, request_method=operation.method,
                        permission=NO_PERMISSION_REQUIRED)


def _view(operation: Operation) -> Any:
    """A view for Pyramid; rights are asked at the desk, by the handler, for the record that it finds."""
    def view(_context: Any, request: Request) -> Any:
        call = Call(request)
        if operation.permission is not None:
            call.admit()
        return operation.handler(call)

    view.__name__ = operation.name
    view.__doc__ = operation.handler.__doc__
    return view


def _not_this_method(_context: Any, request: Request) -> Any:
    path = request.matched_route.pattern.removeprefix(ROOT)
    allowed = ', '.join(request.registry[TABLE].methods(path))
    raise Problem(405, Refusal('method', _('Allowed here: ${methods}', mapping={'methods': allowed})),
                  headers=[('Allow', allowed)])


def includeme(config: Configurator) -> None:
    """Mount the operations that every type of record has; `config.registry['house']` is set before."""
    config.registry[TABLE] = Table()
    config.add_directive('add_operations', add_operations)
    config.include('muragat.api.problems')
    for module in (records, lists, transitions, access, logs, documents):
        config.add_operations(module.OPERATIONS)
