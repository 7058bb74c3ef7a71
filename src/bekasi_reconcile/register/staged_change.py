"""Change several files of a project together: all of them, or none, also if the power goes.

The new contents are laid ready in one folder, which then gets its name. From there on the change
is as good as done: whoever holds the project next puts the rest into place.
"""

import json
import os
import shutil
from collections.abc import Mapping

from bekasi_reconcile.config.project import Config
from bekasi_reconcile.register.whole_file import folder_in_place_of, write_whole

NAME = "ganti"
TARGETS = "targets.json"

Target = tuple[str, str]
"""A folder of the project, and the path below it of a file that is changed."""


def stage(config: Config, contents: Mapping[Target, bytes]) -> None:
    """Lay the new content of each file ready; the caller holds the project."""
    staged = config.folder("journal") / NAME
    with folder_in_place_of(staged) as draft:
        for number, content in enumerate(contents.values()):
            (draft / str(number)).write_bytes(content)
        (draft / TARGETS).write_text(json.dumps([*contents]), encoding="utf-8")


def finish(config: Config) -> bool:
    """Put into place what is laid ready; return whether anything was."""
    staged = config.folder("journal") / NAME
    if not staged.is_dir():
        return False
    for number, (folder, path) in enumerate(json.loads((staged / TARGETS).read_text("utf-8"))):
        write_whole(config.folder(folder) / path, (staged / str(number)).read_bytes())
    aside = staged.with_name(f"{NAME}.tmp")
    shutil.rmtree(aside, ignore_errors=True)
    os.replace(staged, aside)  # half of it is never taken for all
    shutil.rmtree(aside)
    return True
