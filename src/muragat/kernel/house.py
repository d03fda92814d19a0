"""The opened house: everything a running process holds, handed to pages, commands and workers."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

import transaction

from muragat.kernel.desk import Desk
from muragat.kernel.errors import Hindered, Refusal
from muragat.kernel.evolution import check
from muragat.kernel.i18n import _
from muragat.kernel.principals import SYSTEM, Principal
from muragat.kernel.registry import Registry
from muragat.kernel.retry import run
from muragat.kernel.site import ROOT_KEY
from muragat.settings import Settings

Result = TypeVar('Result')


class Database(Protocol):
    """What the house asks of a ZODB database."""

    storage: Any

    def open(self, transaction_manager: Any = None) -> Any: ...

    def close(self) -> None: ...


@dataclass
class House:
    """One per process; `main` puts it together.

    `ports` maps the interface of a port to who serves it; `principals(site)` gives the `IPrincipals` of a snapshot;
    `served` tells whether the objects come from the object server or from a file that this process holds alone;
    `spool` is the file behind the witness, which the house closes; `search` what the search is made of
    (`search.parts.SearchParts`).
    """

    settings: Settings
    registry: Registry
    db: Database
    clock: Any
    witness: Any
    principals: Callable[[Any], Any]
    ports: Mapping[Any, Any] = field(default_factory=dict)
    served: bool = False
    spool: Any = None
    search: Any = None

    def require_fit(self, renames: Mapping[str, str]) -> None:
        """`Hindered` with every reason why this program must not open this database."""
        with self.connection() as connection:
            reasons = check(connection.root(), self.registry, renames)
        if reasons:
            raise Hindered(*reasons)

    def site(self, connection: Any) -> Any:
        """The site in the snapshot of a connection; `Hindered` when none was founded."""
        root = connection.root()
        if ROOT_KEY not in root:
            raise Hindered(Refusal('not_founded', _('No archive is founded here yet; "muragat init" founds it.')))
        return root[ROOT_KEY]

    def desk(self, connection: Any, principal: Principal, origin: str) -> Desk:
        """A desk in the transaction of an open connection, which the caller commits."""
        return Desk(self.site(connection), self.registry, principal, origin, self.clock, self.witness)

    @contextmanager
    def connection(self) -> Iterator[Any]:
        """A connection in a transaction of its own, committed at the end of the block, undone by an exception."""
        manager = transaction.TransactionManager(explicit=True)
        manager.begin()
        connection = self.db.open(manager)
        try:
            yield connection
            manager.commit()
        except BaseException:
            manager.abort()
            raise
        finally:
            connection.close()

    @contextmanager
    def session(self, principal: Principal = SYSTEM, origin: str = 'command') -> Iterator[Desk]:
        """A desk in a transaction of its own, committed at the end of the block, undone by an exception."""
        with self.connection() as connection:
            yield self.desk(connection, principal, origin)

    def run(self, function: Callable[[Desk], Result], principal: Principal = SYSTEM, origin: str = 'command',
            seconds: float = 8.0) -> Result:
        """`function(desk)` in a transaction of its own, again when others wrote the same; `Busy` when in vain."""
        manager = transaction.TransactionManager(explicit=True)
        connection = self.db.open(manager)
        try:
            return run(manager, lambda: function(self.desk(connection, principal, origin)), seconds)
        finally:
            connection.close()

    def close(self) -> None:
        """End what serves the ports, then let go of the database."""
        for port in self.ports.values():
            if hasattr(port, 'close'):
                port.close()
        if self.spool is not None:
            self._put_away(self.spool)
        self.db.close()

    @staticmethod
    def _put_away(spool: Any) -> None:
        """Let go of the spool; one that holds nothing need not wait for a worker to remove it."""
        spool.close()
        try:
            if spool.path.stat().st_size == 0:
                spool.path.unlink()
        except FileNotFoundError:
            return
