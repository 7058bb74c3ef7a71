"""The newest run's reports once more: masked to travel, or in the other language."""

from pathlib import Path

from bekasi_reconcile.config.project import Config
from bekasi_reconcile.errors import ConfigError, InputError
from bekasi_reconcile.register import audit_log, database, runs, secret_key
from bekasi_reconcile.register.whole_file import folder_in_place_of
from bekasi_reconcile.report import translation, write_reports
from bekasi_reconcile.report.context import ReportContext


def write(
    config: Config,
    folder: Path,
    *,
    masked: bool,
    language: str | None = None,
    recipient: str = "",
) -> Path:
    """Write the newest run's reports into the new folder ``folder``; return it.

    A masked copy names and numbers nobody. The agencies' own sheets (perbaikan/) are not copied.
    Its first page says whether it is masked, of which run it is, and who gets it. The audit log
    keeps a keyed digest of the ``recipient``, which may be a person's name.
    """
    latest = runs.latest(config.folder("output"))
    if latest is None:
        raise InputError("program.no_register", path=config.root)
    if folder.exists():
        raise ConfigError("program.folder_there", path=folder)
    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    context = ReportContext(
        translation.language(language or config.settings.language),
        config.sources,
        config.merging,
        config.matching,
        config.territory,
        runs.overviews(config.folder("output")),
        masked,
        latest.name,
        recipient,
    )
    _log(config, context)
    with (
        folder_in_place_of(folder) as draft,
        database.connect(latest / "register.duckdb") as con,
    ):
        write_reports.write(draft / "laporan", con, context)
    return folder


def _log(config: Config, context: ReportContext) -> None:
    """Note in the audit log that a copy is made, before there is one."""
    journal = config.folder("journal")
    key = secret_key.load(journal)
    if key:
        details = {"run_id": context.run_id, "masked": context.masked}
        recipient = {"recipient": secret_key.sign(key, context.recipient)[:16]}
        given = recipient if context.recipient else {}
        audit_log.append(journal, key, "report", **details, **given)
