"""Holds each folder whose name stands on standard input, between zeros, against its ASC MHL history; prints what ascmhl says is wrong, or null, as JSON.

`create` appends a generation, whose hashes of folders have to be those of the first. Their names are in these hashes; as text it writes those with a
line feed with blanks behind it.
"""

import json
import re
import sys
from pathlib import Path

from ascmhl import commands
from click.testing import CliRunner

ENTRY = re.compile(r"<(?:roothash|directoryhash)>.*?</(?:roothash|directoryhash)>", re.DOTALL)
HASH = re.compile(r"<c4[^>]*>([^<]*)</c4>")


def folders(generation):
    return sorted(HASH.findall(entry) for entry in ENTRY.findall(generation.read_bytes().decode("utf8")))


def trouble(folder):
    runner = CliRunner()
    for command, options in [(commands.diff, []), (commands.verify, []), (commands.create, ["-h", "c4"])]:
        result = runner.invoke(command, [folder, *options])
        if result.exit_code != 0:
            return f"{command.name}: {result.output} {result.exception!r}"
    first, *_, last = sorted(Path(folder, "ascmhl").glob("*.mhl"))
    if sys.argv[1:] == ["unlike"]:
        # Of a part that was read last the hashes of folders are in none but the first and the second.
        _, first, *_, last = sorted(Path(folder, "ascmhl").glob("*.mhl"))
    return None if folders(first) == folders(last) else f"other hashes of folders: {folders(first)} {folders(last)}"


print(json.dumps([trouble(folder) for folder in sys.stdin.read().split("\0")]))
