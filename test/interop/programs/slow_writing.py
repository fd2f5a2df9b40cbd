"""Writes as a slow share would: clabe's own text, in a file that is opened as clabe opens it, a piece at a time."""

import os
import time


def write_slowly(text, path):
    third = len(text) // 3
    pieces = (text[:third], text[third : 2 * third], text[2 * third :])
    with open(path, "w", encoding="utf-8") as file:
        for piece, pause in zip(pieces, (0.4, 1.4, 0), strict=True):
            file.write(piece)
            file.flush()
            os.fsync(file.fileno())
            time.sleep(pause)
