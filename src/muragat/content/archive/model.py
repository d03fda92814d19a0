"""The holdings as persistent classes: archive, fonds, inventory, unit, document."""

from muragat.content.archive.interfaces import IArchive, IDocument, IFonds, IInventory, IUnit
from muragat.kernel.fields import stored
from muragat.kernel.folder import Folder
from muragat.kernel.record import Record


@stored(IArchive)
class Archive(Folder):
    """The root of all fonds."""

    type_name = 'archive'


@stored(IFonds)
class Fonds(Folder):
    """Inventories under their numbers."""

    type_name = 'fonds'

    @property
    def prefix(self) -> str:
        """'', 'Р', 'П' or 'ДГ': the time and origin that the number tells."""
        letters = ''.join(sign for sign in self.number.split('-')[0] if sign.isalpha())
        return letters.upper() if not self.number[0].isdigit() else ''


@stored(IInventory)
class Inventory(Folder):
    """Units under their numbers."""

    type_name = 'inventory'


@stored(IUnit)
class Unit(Folder):
    """Documents in their order."""

    type_name = 'unit'


@stored(IDocument)
class Document(Record):
    """Files are kept beside it by the storey of media."""

    type_name = 'document'
