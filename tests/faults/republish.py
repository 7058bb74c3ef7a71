"""Publish the current run of a project once more: the steps of a run without its stages."""

import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

from bekasi_reconcile.config.project import Config
from bekasi_reconcile.register import audit_log, manifest, runs, trust
from bekasi_reconcile.register.session import project_session


def republish(project: Path) -> Path:
    """Return the folder of a new run with the content of the current one."""
    config = Config.load(project)
    with project_session(config) as before:
        assert before.published
        folder = runs.begin(config.folder("output"), datetime.now(UTC))
        shutil.copytree(before.published, folder, dirs_exist_ok=True)
        document = manifest.read(folder) or {}
        run_id = runs.run_id(folder)
        document |= {"run_id": run_id} | trust.announce_run(config, before.key, run_id)
        manifest.seal(folder, document, before.key)
        run = runs.publish(folder)
        audit_log.append(config.folder("journal"), before.key, "run", run_id=run_id)
        return run


if __name__ == "__main__":
    republish(Path(sys.argv[1]))
