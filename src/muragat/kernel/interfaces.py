"""Contracts between the kernel and the storeys above: who serves what to whom."""

from typing import Any

from zope.interface import Attribute, Interface


class IPrincipals(Interface):
    """People and programs known to the house; served by `content.staff`."""

    def by_session(cookie_value: str) -> Any:
        """The Principal of a signed-in session, or None."""

    def by_token(secret: str) -> Any:
        """The Principal of an API token, or None when unknown, expired or revoked."""

    def find(principal_id: str) -> Any:
        """The Principal with this id, or None."""

    def by_login(login: str) -> Any:
        """The Principal of the account that works under this login, or None."""

    def name(principal_id: str) -> str:
        """How a person or group is called, for people; the id itself when nobody bears it."""

    def search(text: str) -> Any:
        """Principals whose name or login contains the text, at most twenty."""


class IWitness(Interface):
    """Takes down that somebody saw or received something, before a byte of it is sent."""

    def viewed(record: Any, principal: Any, origin: str, page: str = '') -> None:
        """A closed record, or one page of its files, is about to be shown; raises when that cannot be written down.

        The many pictures that show one page to one person within a minute may be one line, written before the first.
        """

    def downloaded(record: Any, principal: Any, origin: str, filename: str, sha256: str) -> None:
        """A file is about to be sent; raises when that cannot be written down."""


class IIndexable(Interface):
    """What of a record is searched; each family adapts its types, else it is every text of the schema."""

    def searched(schema: Any) -> Any:
        """The `kernel.searched.Searched` of the record by the schema of its type, or None when it is not searched."""


class IAuthority(Interface):
    """What a body is called and was called; each family adapts the types that tell it."""

    def names() -> Any:
        """Every name, the present one before former ones: mappings from languages to texts."""


class IGuard(Interface):
    """What of its own speaks against an act on a record; a family adapts the types it guards."""

    def against(desk: Any, act: str) -> Any:
        """Every Refusal against 'move', 'delete', 'hold' (taking another record in) or 'release' (giving one away)."""


class IPanel(Interface):
    """A part of the home page."""

    title = Attribute('Message above the panel.')

    def rows(desk: Any) -> Any:
        """What the panel shows to the person of the desk."""


class IHealthCheck(Interface):
    """One line of the health page; it may have an `address`, the page that tells more."""

    def check(site: Any) -> tuple[bool, str]:
        """A pair (well, message); `well` is False when a person must act."""


class ICitable(Interface):
    """How a record is cited on paper and found by what stands there; each family adapts its types."""

    def code(language: str) -> str:
        """The reference code in the form of the language, made from the ancestors as they are now."""

    def sort_key() -> str:
        """A string by which citations sort in the order of the holdings, the same in every language."""


class IFinder(Interface):
    """Finds what a person names by a citation; the root of a family is adapted."""

    def find(desk: Any, text: str) -> Any:
        """The record that the text cites and the person of the desk sees; None when there is none."""


class IPageText(Interface):
    """The text of a record's pages as it stands in its files; served by `media`, indexed with the record."""

    def text() -> str:
        """The newest text of every page that the record shows, in the order of the pages; '' when none was read."""

    def pages() -> Any:
        """The pages that were read, one after the other, as `IPageWords`; none is held when the next is given."""


class IPageWords(Interface):
    """The text of one page as the viewer shows it."""

    page = Attribute('Place among the pages that the record shows, from 1; files without pages of their own follow.')
    sheet = Attribute('What a citation calls the page; empty when there is no page to be opened.')
    stamp = Attribute('A whole number: equal stamps, equal text; 0 when that cannot be told.')
    text = Attribute('The text, corrections included; read when it is asked for.')
    language = Attribute("What the text looks like: 'kk', 'ru', 'en', or '' when that cannot be told.")


class IFileArrival(Interface):
    """Is told of every file that a record gets; served by `capture`, told by `media`."""

    def arrived(desk: Any, number: int, version: int, wishes: Any) -> None:
        """In the transaction in which the file is kept. `wishes`: plain data of who brings it: 'languages', a list
        of 'kk', 'ru', 'en'; 'codes', true to read bar codes too; 'priority' of the job."""


class IReadingEnd(Interface):
    """Is told when a file of a record it holds was read; the folder of the record is adapted."""

    def read(desk: Any, record: Any, number: int) -> Any:
        """In the transaction that ends the reading. True when the record goes into quality control now."""


class IScanTarget(Interface):
    """What scans may go into; each family adapts the types it lets receive them."""

    kind = Attribute('Name of the type of record that one scanned document becomes; it may stand in a batch.')

    def title(language: str) -> str:
        """One line by which an operator knows the target: its code and title."""

    def expected() -> int | None:
        """How many sheets the description tells of; None when it does not."""

    def direct() -> bool:
        """Whether scans are accepted at once, without quality control."""

    def values(filename: str) -> Any:
        """Values of a new record of `kind` for a file of this name."""

    def hindrances(desk: Any) -> Any:
        """Every Refusal against receiving scans now; empty when it may."""

    def receive(desk: Any, record: Any) -> Any:
        """Take a scanned record in, in the caller's transaction, rights asked already; the record that holds it now."""
