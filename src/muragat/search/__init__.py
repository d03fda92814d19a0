"""Full-text search: the index and who keeps it, questions and answers, the pages of the search."""

from typing import Any

from muragat.search import facts, jobs
from muragat.search.glossary import jobs as glossary_jobs
from muragat.search.parts import SearchParts
from muragat.search.status import IndexCheck


def register(registry: Any, parts: SearchParts) -> None:
    """Facts, work in the background, and the line of the index on the health page."""
    facts.register(registry)
    jobs.register(registry)
    glossary_jobs.register(registry)
    registry.add_health_check('search', IndexCheck(parts))
