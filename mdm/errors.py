"""One family of errors. Each message is a short letter: what, where, what next.

Bad data is never an error but an issue row; these are for bad input, bad rules and bad usage.
"""


class MdmError(Exception):
    """Base of every error the library raises on purpose.

    >>> str(MdmError("no such file: a.csv", hint="check the path"))
    'no such file: a.csv\\nHint: check the path'
    """

    def __init__(self, message: str, hint: str | None = None) -> None:
        self.message = message
        self.hint = hint
        super().__init__(f"{message}\nHint: {hint}" if hint else message)


class UsageError(MdmError):
    """The call does not make sense: an unknown kind, two exclusive options, an existing output folder."""


class InputError(MdmError):
    """A source cannot be read as it stands: no such file, no id column, duplicate ids, bad bytes."""


class RulePackError(MdmError):
    """A rule pack, profile or job file is wrong; the message lists every fault with file and line."""


class RunError(MdmError):
    """A run folder is missing, incomplete or of another version."""
