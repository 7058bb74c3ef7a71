"""A protection that is switched off turns a test red: the tests would notice its loss."""

import os
import shutil
from pathlib import Path

import pytest

import warm
from warm import FINISHED

ROOT = Path(__file__).parents[1]
PACKAGE = "src/bekasi_reconcile"

BEFORE = ("pytest", "hypothesis", "duckdb", "pandera.pandas", "recordlinkage", "typer")
"""What the protections have no part in, imported once."""

MUTATIONS = {
    "writing aside": (
        "register/whole_file.py",
        "        yield draft\n        fsync_file(draft)\n",
        "        yield path\n        return\n",
        "register/test_whole_file.py::test_a_full_disk_leaves_no_draft_of_a_profile",
    ),
    "hidden characters of others": (
        "messages/visible_text.py",
        "_escape(char) if hidden else char",
        "char",
        "cli/test_screen.py::test_a_message_shows_what_fills_it_on_one_line",
    ),
    "the signal decides": (
        "cli/exit.py",
        "Interruption(_HEARD[0]) if _HEARD else err",
        "err",
        "cli/test_interruption.py",
    ),
    "percent sign for cron": (
        "commands/schedule.py",
        '.replace("%", r"\'\'\\%")',
        "",
        "commands/test_schedule.py",
    ),
    "lock": (
        "register/lock.py",
        "        lock.acquire()\n",
        "        pass\n",
        "register/test_lock.py::test_the_second_run_is_told_who_holds_the_project",
    ),
    "waiting for the disk": (
        "register/runs.py",
        "    fsync.fsync_tree(folder)\n",
        "",
        "register/test_published.py::test_every_file_is_on_the_disk_before_the_run_has_its_name",
    ),
    "pointer put in place last": (
        "register/runs.py",
        "    os.replace(folder, run)\n",
        '    os.replace(pointer, run.parents[1] / "latest")\n'
        "    os.replace(folder, run)\n    return run\n",
        "register/test_published.py::test_every_file_is_on_the_disk_before_the_run_has_its_name",
    ),
    "sweeping": (
        "register/runs.py",
        "        shutil.rmtree(folder)\n    return [",
        "        pass\n    return [",
        "register/test_published.py::test_leftovers_are_swept_and_told",
    ),
    "adopting a whole run": (
        "register/session.py",
        "runs.recover(output)",
        "None",
        "register/test_published.py::"
        "test_a_whole_run_whose_process_died_before_the_swap_is_put_in_place",
    ),
    "digest of the register": (
        "register/database.py",
        "    check_register(path)\n",
        "",
        "register/test_published.py::test_a_damaged_register_is_refused_and_the_good_run_named",
    ),
    "seal": (
        "register/manifest.py",
        'bool(document.get("seal") == sign(key, _canonical(_without_seal(document))))',
        'bool(document.get("seal"))',
        "register/test_published.py::test_who_has_not_the_key_cannot_seal_a_changed_register",
    ),
    "private files": (
        "register/session.py",
        "os.umask(0o077)",
        "os.umask(0o022)",
        "register/test_published.py::"
        "test_what_is_written_while_the_project_is_held_is_its_owners_alone",
    ),
    "private key": (
        "register/secret_key.py",
        "st_mode & 0o077",
        "st_mode & 0",
        "register/test_published.py::test_a_key_that_others_can_read_is_refused",
    ),
    "locked connections": (
        "sql/__init__.py",
        '"enable_external_access": False, "lock_configuration": True',
        "",
        "register/test_locked.py",
    ),
    "quoted names": (
        "sql/__init__.py",
        """name.replace('"', '""')""",
        "name",
        "register/test_locked.py::test_a_quoted_name_is_one_identifier_whatever_it_holds",
    ),
    "chain of the audit log": (
        "register/audit_log.py",
        'entry["before"] == before and ',
        "",
        "register/test_audit.py::test_tampering_is_seen",
    ),
    "end of the audit log": (
        "register/audit_log.py",
        "if not _has_end(journal, key, seals) or",
        "if",
        "register/test_audit.py::test_tampering_is_seen",
    ),
    "silence on values": (
        "cli/failure_text.py",
        'if isinstance(chain, ContractError) else ""',
        'if chain else ""',
        "cli/test_exit.py::test_an_error_of_the_program_quotes_no_value",
    ),
    "redacted log": (
        "cli/command_log.py",
        "redact(v) if",
        "v if",
        "privacy/test_canary.py::test_a_line_of_the_log_hides_numbers_and_tells_no_traceback",
    ),
    "ending in time": (
        "cli/exit.py",
        "            os._exit(128 + byte[0])\n",
        "",
        "cli/test_exit.py::test_a_run_asked_to_end_does_so_and_leaves_the_project_free",
    ),
    "reader bound to its run": (
        "ingest/reader/child/__main__.py",
        '        bind_to_run(request["run"])\n',
        "",
        "ingest/test_hostile_file.py::test_a_reader_that_never_ends_dies_with_its_run",
    ),
    "one file's failure": (
        "ingest/submission/read.py",
        "    except Exception as err:",
        "    except UnicodeError as err:",
        "ingest/test_hostile_file.py::"
        "test_a_failure_of_the_program_on_a_file_is_its_refusal_and_quotes_nothing",
    ),
    "brakes": (
        "publish/brakes.py",
        "    if open_:\n",
        "    if not trips:\n",
        "publish/test_brakes.py::test_a_brake_that_is_not_accepted_stops",
    ),
    "tombstones": (
        "privacy/tombstone.py",
        "    bears.iloc[positions] = True\n",
        "",
        "commands/test_forget.py::test_a_tombstone_tells_nobody_and_is_another_with_another_key",
    ),
    "five who say the same": (
        "report/anonymity.py",
        ">= (LEAST if level else 0)",
        ">= 0",
        "report/test_anonymity.py::test_whatever_the_table_a_row_says_what_five_have_in_common",
    ),
    "a change of key that is finished": (
        "register/session.py",
        "        staged_change.finish(config)\n",
        "",
        "commands/test_key_change.py::test_cut_off_it_is_whole_at_the_next_command",
    ),
    "marks under the new key": (
        "privacy/mark.py",
        "    for key in keys:\n        signed =",
        "    for key in keys[-1:]:\n        signed =",
        "commands/test_key_change.py::"
        "test_who_was_forgotten_stays_so_under_a_second_and_a_third_key",
    ),
    "marks that others bear": (
        "privacy/tombstone.py",
        "sure.keys() - shared - all_marks(journal)",
        "sure.keys() - all_marks(journal)",
        "commands/test_forget_effect.py::"
        "test_a_namesake_with_the_same_mark_is_not_forgotten_with_them",
    ),
    "forgetting seen before it is said": (
        "commands/forget.py",
        "        _require_absence(config, before.key, gone)\n",
        "",
        "commands/test_forget_effect.py::test_nothing_is_said_to_be_gone_that_is_there",
    ),
    "a lost pointer is no first run": (
        "register/runs.py",
        '        raise DamagedError("program.pointer_lost", path=pointer)\n',
        "        return None\n",
        "register/test_trust.py::test_a_lost_pointer_is_put_back_to_the_run_that_the_log_says",
    ),
    "trust in key, logs and runs": (
        "register/session.py",
        "        trust.require_trust(config, secret)\n",
        "",
        "register/test_trust.py",
    ),
    "ends of the other logs": (
        "register/anchored_log.py",
        "if accepted and not any(",
        "if not accepted and any(",
        "register/test_trust.py",
    ),
    "a cut audit log stays cut": (
        "register/audit_log.py",
        'return lines if lines - end["lines"] in (0, 1) else int(end["lines"])',
        "return lines",
        "register/test_trust.py::test_no_later_line_hides_that_the_log_was_cut",
    ),
    "runs under their own name": (
        "register/manifest.py",
        'document.get("run_id", folder.name) != folder.name',
        'document.get("run_id") is None',
        "register/test_trust.py",
    ),
    "lock of answers": (
        "cli/decision_commands.py",
        "    with project_session(config):\n        places",
        "    if config:\n        places",
        "register/test_lock.py::test_whatever_writes_in_a_project_waits_for_its_holder",
    ),
    "rows of others": (
        "privacy/scrub.py",
        '"past_id"),',
        '"past_id", "successor"),',
        "commands/test_forget.py::test_a_kept_run_loses_all_of_them_and_nothing_of_others",
    ),
    "answers on the forgotten": (
        "decisions/collect.py",
        "for line in answered if line.conflict_id not in forgotten]",
        "for line in answered]",
        "commands/test_forget.py::test_a_kept_run_loses_all_of_them_and_nothing_of_others",
    ),
    "a closed file alone": (
        "ingest/reader/content.py",
        "raise Unreadable(_rule(err)) from None\n\n\ndef refuse",
        "raise\n\n\ndef refuse",
        "ingest/test_locked_workbook.py",
    ),
    "opening a backup before it counts": (
        "commands/backup.py",
        "    if sizes != carried:\n",
        "    if sizes is None:\n",
        "commands/test_backup.py::test_a_backup_that_lacks_a_file_is_not_called_one",
    ),
    "private restore": (
        "commands/backup.py",
        "    return safe.replace(mode=0o600) if safe.isreg() else safe\n",
        "    return safe.replace(mode=0o644) if safe.isreg() else safe\n",
        "commands/test_backup.py::"
        "test_what_cannot_be_carried_is_left_out_by_name_and_the_rest_comes_back",
    ),
    "a backup's folders within it": (
        "commands/backup.py",
        "        if not folder.is_relative_to(config.root.resolve()):\n",
        "        if not folder:\n",
        "commands/test_backup.py::test_a_backup_whose_folders_lead_out_of_it_is_not_restored",
    ),
    "sweeping the work folder": (
        "work_folder.py",
        "                discard(path)\n",
        "                pass\n",
        "register/test_strangers.py",
    ),
    "closed backup": (
        "commands/backup_file.py",
        "pyrage.encrypt_io(source, sink, [recipient])",
        "sink.write(source.read())",
        "commands/test_backup.py::test_a_killed_backup_leaves_nothing_in_the_clear",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", MUTATIONS)
def test_a_protection_switched_off_is_noticed(tmp_path: Path, tiny_finished: Path, name: str):
    file, protection, without, test = MUTATIONS[name]
    for part in ("src", "tests", "configs", "docs"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / part, tmp_path / part, ignore=ignored)
    for part in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / part, tmp_path / part)
    source = tmp_path / PACKAGE / file
    text = source.read_text(encoding="utf-8")
    assert text.count(protection) == 1

    source.write_text(text.replace(protection, without), encoding="utf-8")
    done = warm.run(
        *("-x", "-q", "-p", "no:cacheprovider", "-o", "addopts="),
        *("-W", "ignore:Module already imported", f"tests/{test}"),
        module="pytest",
        imported=BEFORE,
        env={
            "PYTHONPATH": os.pathsep.join([str(tmp_path / "src"), str(tmp_path / "tests")]),
            "PYTHONDONTWRITEBYTECODE": "1",
            FINISHED: str(tiny_finished),
        },
        cwd=tmp_path,
    )

    assert done.returncode == 1, done.stdout[-2000:]
    assert " failed" in done.stdout
