"""Why the system refused a file, in the project's language instead of the system's."""

import errno
import os

from bekasi_reconcile.messages.catalogue import subject
from bekasi_reconcile.messages.message import Message


def os_error_reason(err: OSError) -> Message:
    """Return the reason that the number of ``err`` stands for, never its file or content.

    >>> os_error_reason(FileNotFoundError(errno.ENOENT, "x")).text("en")
    'there is no such file or folder'
    """
    name = errno.errorcode.get(err.errno or 0, "")
    if name in subject("os_error"):
        key = f"os_error.{name}"
        return Message(key)
    what = os.strerror(err.errno) if err.errno else type(err).__name__
    return Message("os_error.other", what=what)
