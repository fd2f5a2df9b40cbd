"""Lets clabe look for the daemon, start it and restart it on Linux as it does on Windows.

`subprocess` with a list and `shell=True` is one command line there; on POSIX all but the first word would be lost. What it runs,
`tasklist` and `taskkill`, is found on the PATH: windows_tasks.py answers as Windows' own do.
"""

import os
import subprocess
import time
from pathlib import Path

_original = subprocess.Popen.__init__


def _as_on_windows(self, args, *rest, shell=False, **options):
    line = subprocess.list2cmdline(args) if shell and not isinstance(args, str) else args
    _original(self, line, *rest, shell=shell, **options)


subprocess.Popen.__init__ = _as_on_windows


def restart_when_done(service):
    """By force, when the daemon has taken all that there was: such a restart cuts what is under way."""
    flags = Path(os.environ["TASKS_FOLDER"]) / "flags"
    while any("manifest" in entry.name for entry in flags.iterdir()):
        time.sleep(0.05)
    service.force_restart(kill_if_running=True)
    print("runs after its restart:", service.is_running())
