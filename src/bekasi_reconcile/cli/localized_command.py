"""Commands whose help is written in the language of the project, from messages/help.toml."""

from functools import partial
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from bekasi_reconcile.cli import invocation
from bekasi_reconcile.cli.screen import say_lines
from bekasi_reconcile.errors import UsageError
from bekasi_reconcile.messages.catalogue import sentence, subject

ROOT = "reconcile"
SHARED = "option"
"""The table of help.toml for options that several commands have."""


TYPES = {
    "bool": "flag",
    "path": "path",
    "list[path]": "path",
    "str": "text",
    "list[str]": "text",
    "int": "number",
    "int range": "number",
}
"""Typer's names of types, and the words of help.toml for them; a choice stays as it is."""


class LocalizedCommand(TyperCommand):
    """A command that tells the invocation what it was given before it reads it."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        _begin(self, ctx, args)
        return super().parse_args(ctx, args)

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        _write_usage(self, ctx, formatter)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        _localize(self, ctx)
        super().format_help(ctx, formatter)


class LocalizedGroup(TyperGroup):
    """A group of such commands."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        _begin(self, ctx, args)
        if not args:
            say_lines(ctx.get_help())
            raise typer.Exit(2)
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name = args[0]
        if name not in self.commands and not name.startswith("-"):
            raise UsageError("usage.no_command", name=name, path=ctx.command_path)
        return super().resolve_command(ctx, args)

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        _write_usage(self, ctx, formatter)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        _localize(self, ctx)
        for command in self.commands.values():
            _localize(command, ctx)
            command.rich_help_panel = _word("commands")  # type: ignore[attr-defined]
        super().format_help(ctx, formatter)


def help_text(command: str, name: str) -> str:
    """Return what help.toml says of ``name``, a parameter of ``command`` or ``about`` itself."""
    table = command if name in subject("help").get(command, {}) else SHARED
    return sentence(f"help.{table}.{name}", invocation.current().language)


def _begin(command: TyperCommand | TyperGroup, ctx: Any, args: list[str]) -> None:
    """Read ``args`` as typer does, but without an error for what it will refuse."""
    resilient, ctx.resilient_parsing = ctx.resilient_parsing, True
    try:
        options, _, _ = command.make_parser(ctx).parse_args(args=list(args))
    finally:
        ctx.resilient_parsing = resilient
    invocation.begin(_top_level(ctx), options)


def _top_level(ctx: Any) -> str:
    """Return the command right below the program itself, empty for the program."""
    while ctx.parent and ctx.parent.parent:
        ctx = ctx.parent
    return ctx.info_name or "" if ctx.parent else ""


def _localize(command: Any, ctx: Any) -> None:
    from typer import rich_utils

    name = command.name or ROOT
    name = ROOT if name not in subject("help") else name
    command.help = help_text(name, "about")
    if command.epilog:
        command.epilog = help_text(name, "epilog")
    for parameter in command.get_params(ctx):
        parameter.help = help_text(name, parameter.name)
        kind = "arguments" if parameter.param_type_name == "argument" else "options"
        parameter.rich_help_panel = _word(kind)
        parameter.display_type_rich = partial(_type_word, parameter)
    rich_utils.DEFAULT_STRING = f"[{_word('default')}: {{}}]"
    rich_utils.REQUIRED_LONG_STRING = f"[{_word('required')}]"


def _type_word(parameter: Any, ctx: Any) -> str:
    shown: str = type(parameter).display_type_rich(parameter, ctx) or ""
    kind = TYPES.get(shown.strip("<>").lower())
    return _word(kind) if kind else shown


def _write_usage(command: Any, ctx: Any, formatter: Any) -> None:
    command.options_metavar = f"[{_word('options').upper()}]"
    if hasattr(command, "subcommand_metavar"):
        command.subcommand_metavar = _word("subcommand")
    pieces = " ".join(command.collect_usage_pieces(ctx))
    formatter.write_usage(ctx.command_path, pieces, prefix=f"{_word('usage')}: ")


def _word(name: str) -> str:
    return sentence(f"help.word.{name}", invocation.current().language)
