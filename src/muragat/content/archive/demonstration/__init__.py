"""Loads the demonstration archive: three fonds of an invented district with accounts and simulated scans."""

from muragat.content.archive.demonstration.accounts import PEOPLE, Person
from muragat.content.archive.demonstration.filling import Filled, fill

__all__ = ['PEOPLE', 'Filled', 'Person', 'fill']
