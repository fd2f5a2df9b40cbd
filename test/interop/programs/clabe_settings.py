"""What clabe's WatchdogSettings reads in folders, or why it reads nothing. In: a list of [folder, variables]; out: a list."""

import json
import os
import sys

import aind_data_schema_names  # noqa: F401
import pydantic
from clabe.data_transfer.aind_watchdog import WatchdogSettings


def read(folder, variables):
    os.chdir(folder)
    os.environ.update(variables)
    try:
        return {"values": WatchdogSettings().model_dump(mode="json")}
    except pydantic.ValidationError as error:
        return {"error": str(error)}
    finally:
        for name in variables:
            del os.environ[name]


json.dump([read(folder, variables) for folder, variables in json.load(sys.stdin)], sys.stdout)
