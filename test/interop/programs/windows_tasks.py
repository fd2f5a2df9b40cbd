"""Answers as Windows' `tasklist /FI "IMAGENAME eq NAME"` and `taskkill /IM NAME /F` do, by the name that it was started under.

Of this machine's processes it knows those that name the folder TASKS_FOLDER. A process's image is the file that was started: for a
script that stands in for an .exe its own name, for Node `node.exe`, whatever script it runs.
"""

import os
import signal
import sys
import time
from pathlib import Path

SHELLS = {"sh", "dash", "bash"}


def read(pid):
    try:
        line = Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace").split("\0")[:-1]
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (line, fields[0], int(fields[1])) if line else None
    except (OSError, ValueError):
        return None


def image_of(line):
    program, *rest = [Path(word).name for word in line[:2]] or [""]
    if program in SHELLS:
        # `sh -c "… rigline-watchdog.exe …"` is cmd.exe; `sh …/rigline-watchdog.exe` is what its first line made of the script.
        return rest[0] if rest and rest[0].endswith(".exe") else "cmd.exe"
    return program if program.endswith(".exe") else f"{program}.exe"


def processes():
    found = {int(entry): read(entry) for entry in os.listdir("/proc") if entry.isdigit()}
    return {
        pid: process
        for pid, process in found.items()
        if process and process[1] != "Z" and any(os.environ["TASKS_FOLDER"] in word for word in process[0])
    }


def is_about_to_start(name):
    """Windows makes the process before a command goes on; here the shell that was given it may not have come to it yet."""
    known = processes()
    parents = {parent for _, _, parent in known.values()}
    return any(
        image_of(line) == "cmd.exe" and any(f"{name} -c" in word for word in line) and pid not in parents
        for pid, (line, _, _) in known.items()
    )


def find(name):
    while is_about_to_start(name):
        time.sleep(0.01)
    return [pid for pid, (line, _, _) in processes().items() if image_of(line).lower() == name.lower()]


def tasklist(filters):
    name = filters[filters.index("/FI") + 1].removeprefix("IMAGENAME eq ")
    pids = find(name)
    if not pids:
        print("INFO: No tasks are running which match the specified criteria.")
        return 0
    print()
    print("Image Name                     PID Session Name        Session#    Mem Usage")
    print("========================= ======== ================ =========== ============")
    for pid in pids:
        print(f"{name[:25]:25} {pid:8} Console                    1      7,272 K")
    return 0


def end(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def taskkill(options):
    name = options[options.index("/IM") + 1]
    pids = find(name)
    if not pids:
        print(f'ERROR: The process "{name}" not found.', file=sys.stderr)
        return 128
    known = processes()
    for pid in pids:
        end(pid)
        print(f'SUCCESS: The process "{name}" with PID {pid} has been terminated.')
        # The program's job ends node with it.
        for child, (_, _, parent) in known.items():
            if parent == pid:
                end(child)
    return 0


command, arguments = Path(sys.argv[0]).name, sys.argv[1:]
sys.exit(tasklist(arguments) if command == "tasklist" else taskkill(arguments))
