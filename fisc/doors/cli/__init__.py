"""The command line: ``fisc``, with progress, ``--json`` and documented exit codes.

Reads: arguments, files and the environment.
Writes: nothing of its own; looking is the default, recording is asked for.
Basis: none of its own.
"""
