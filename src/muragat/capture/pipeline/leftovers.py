"""What jobs leave in their folders when a worker is killed after their end."""

import shutil
from typing import Any

from muragat.capture.pipeline.reading import FOLDER
from muragat.kernel.jobs import State


def sweep(house: Any) -> int:
    """Remove the folders of jobs that have ended or are gone; how many."""
    place = house.settings.place('work', FOLDER)
    folders = [each for each in place.iterdir() if each.name.isdigit()] if place.is_dir() else []
    if not folders:
        return 0

    def ended(desk: Any) -> list[Any]:
        jobs = ((folder, desk.site.jobs.get(int(folder.name))) for folder in folders)
        return [folder for folder, job in jobs if job is None or job.state in (State.DONE, State.FAILED)]

    gone = house.run(ended)
    for folder in gone:
        shutil.rmtree(folder, ignore_errors=True)
    return len(gone)
