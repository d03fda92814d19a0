"""Access copies by pikepdf, composed in a child process; this side writes down what is to be on each page."""

import json
from collections.abc import Iterable
from pathlib import Path

from zope.interface import implementer

from muragat.adapters.children import Children
from muragat.ports.accesscopy import CopyPage, IAccessCopy

#: Seconds for composing one copy.
SECONDS = 900


@implementer(IAccessCopy)
class PikepdfAccessCopy:
    """The pages travel by a file, a line each."""

    media_type = 'application/pdf'

    def __init__(self, children: Children, seconds: float = SECONDS) -> None:
        self._children, self._seconds = children, seconds

    def compose(self, pages: Iterable[CopyPage], out: Path, title: str, language: str) -> Path:
        """As the port says."""
        wanted, target = out / 'pages.jsonl', out / 'copy.pdf'
        with wanted.open('w', encoding='utf8') as lines:
            for page in pages:
                plain = page._replace(picture=page.picture and str(page.picture))  # type: ignore[arg-type]
                lines.write(json.dumps(plain, ensure_ascii=False) + '\n')
        self._children.ask('muragat.adapters.accesscopy_child:compose', {
            'wanted': str(wanted), 'target': str(target), 'out': str(out), 'title': title, 'language': language},
            wanted, self._seconds)
        wanted.unlink()
        return target
