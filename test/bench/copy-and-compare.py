"""Copies a folder and compares the sha256 of both sides, as a careful script of the field would.

With --flush each copy is on the device before it is compared.
"""

import hashlib
import os
import shutil
import sys


def digests(root):
    found = {}
    for folder, _, names in os.walk(root):
        for name in names:
            path = os.path.join(folder, name)
            digest = hashlib.sha256()
            with open(path, "rb") as file:
                while chunk := file.read(1024 * 1024):
                    digest.update(chunk)
            found[os.path.relpath(path, root)] = digest.hexdigest()
    return found


def copy_and_flush(source, copy):
    shutil.copy2(source, copy)
    with open(copy, "rb+") as file:
        os.fsync(file.fileno())


source, copy = sys.argv[1:3]
shutil.copytree(source, copy, copy_function=copy_and_flush if "--flush" in sys.argv else shutil.copy2)
sys.exit(0 if digests(source) == digests(copy) else 1)
