"""Looks at one foreign file after another, in a process of its own.

Whatever opens, unpacks, decodes or searches what somebody else wrote stands here. Run as
``python -m``; of it the run itself imports nothing but ``Unreadable`` and the limits. It starts in
the time of a bare interpreter, since the packages above it hold no code, and a reader's libraries
are imported for the first file that needs them.
"""
