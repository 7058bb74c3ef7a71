"""What a command line that cannot be read says, in place of typer's own English."""

from typing import Any

from typer.exceptions import TyperException

from bekasi_reconcile.messages.message import Message


def usage_message(err: TyperException) -> Message:
    """Return what is wrong with the arguments, and where their help is."""
    context: Any = getattr(err, "ctx", None)
    path = context.command_path if context else "reconcile"
    return Message("usage.wrong", what=_reason(err, context), path=path)


def _reason(err: Any, context: Any) -> Message:
    """Return the reason; typer's kinds of error differ in what they carry."""
    if hasattr(err, "possibilities"):
        near = ", ".join(sorted(err.possibilities or ()))
        key = "usage.no_option_but" if near else "usage.no_option"
        return Message(key, option=err.option_name, **({"near": near} if near else {}))
    if hasattr(err, "option_name"):
        return Message("usage.no_value", option=err.option_name)
    parameter = getattr(err, "param", None)
    if parameter is None:
        return Message("usage.extra")
    of_option = parameter.param_type_name == "option"
    name = " / ".join(parameter.opts) if of_option else parameter.metavar or parameter.name
    if hasattr(err, "param_type"):
        return Message("usage.missing", name=name)
    limits = parameter._get_number_range_help_str()
    if limits:
        return Message("usage.not_in_range", name=name, limits=limits)
    accepted = parameter.display_type(context).strip("<>")
    return Message("usage.bad_value", name=name, accepted=accepted)
