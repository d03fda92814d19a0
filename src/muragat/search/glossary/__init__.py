"""The glossary: what a thing is called in the other language, in the terms of the product and of the archive."""

from muragat.search.glossary.matching import Glossary, Translation
from muragat.search.glossary.own import glossary_of

__all__ = ['Glossary', 'Translation', 'glossary_of']
