"""Writes a manifest as a slow share would: clabe's own text, in the file clabe opened, a piece at a time."""

import os
import sys
import time


def write_slowly(model_text, path):
    third = len(model_text) // 3
    with open(path, "w", encoding="utf-8") as file:
        for piece, pause in ((model_text[:third], 0.4), (model_text[third : 2 * third], 1.4), (model_text[2 * third :], 0)):
            file.write(piece)
            file.flush()
            os.fsync(file.fileno())
            print("wrote a piece", file=sys.stderr, flush=True)
            time.sleep(pause)
