"""The few errors a user can meet.

MusnadError            said in one line, exit code 2
├── CaseError          the case file is missing, newer than this version, or damaged
├── SourceError        nothing at this path can be read
└── UsageError         an option or a name that makes no sense here
"""

from __future__ import annotations


class MusnadError(Exception):
    """Something a user can put right; the message says how."""


class CaseError(MusnadError):
    """The case file can't be opened or used."""


class SourceError(MusnadError):
    """A source can't be read at all."""


class UsageError(MusnadError):
    """What was asked for does not exist."""
