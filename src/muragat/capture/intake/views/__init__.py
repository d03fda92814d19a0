"""What browsers and scanning stations meet of the intake: resumable uploads and the station's screen."""

from typing import Any

from muragat.capture.intake.finishing import uploads_of
from muragat.capture.intake.views import station, tus

#: Where an application keeps its uploads.
UPLOADS = 'muragat.uploads'


def includeme(config: Any) -> None:
    """Mount both; `config.registry['house']` is set before."""
    uploads = uploads_of(config.registry['house'].settings)
    config.add_request_method(lambda _request: uploads, 'uploads', reify=True)
    for part in (tus, station):
        part.includeme(config)
