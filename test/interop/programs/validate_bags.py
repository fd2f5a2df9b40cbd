"""Validates each bag whose folder stands on standard input, between zeros; prints what is wrong with each, or null, as JSON."""

import json
import sys

import bagit


def trouble(folder):
    try:
        bagit.Bag(folder).validate()
        return None
    except bagit.BagError as error:
        return str(error)


print(json.dumps([trouble(folder) for folder in sys.stdin.read().split("\0")]))
