"""What binds this process: limits, and the life of the run that it reads for."""

import os
import signal
import sys

DIE_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of prctl(2)."""


def bind_to_run(run: int) -> None:
    """Let this process end with the process ``run``, and leave interruptions to it.

    A native reader that never ends looks at no pipe and runs no thread of ours, so only the system
    can end it. Where it cannot (not Linux), the limit on processor time does in the end.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
        if os.getppid() != run:  # it was killed before the system knew
            os._exit(1)


def limit(memory: int, seconds: int) -> None:
    """Bound this process where the system can; it alone dies when it passes the limits.

    ``seconds`` is processor time from now on.
    """
    try:
        import resource
    except ImportError:  # Windows: the parent's time-out still holds
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + seconds
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
