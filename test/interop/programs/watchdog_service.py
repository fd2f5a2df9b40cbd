"""aind-watchdog-service, its own `main`, on the settings of the file that `-c` names.

At its institute the settings come from ZooKeeper through mpetk, which is not public; `-c` is taken and not read.
"""

import logging
import os
import sys
from unittest.mock import MagicMock

import yaml


def read_settings(*_names, **_options):
    with open(CONFIG, encoding="utf-8") as file:
        return yaml.safe_load(file)


CONFIG = sys.argv[sys.argv.index("-c") + 1]
logging.basicConfig(level=logging.INFO, stream=sys.stdout)
with open(f"{CONFIG}.pids", "a", encoding="utf-8") as pids:
    pids.write(f"{os.getpid()}\n")

mpetk = MagicMock()
mpetk.mpeconfig.source_configuration = read_settings
sys.modules |= {"mpetk": mpetk, "mpetk.mpeconfig": mpetk.mpeconfig}
for name in ("mpetk.mpeconfig.python_3", "mpetk.mpeconfig.python_3.mpeconfig"):
    sys.modules[name] = MagicMock()

from aind_watchdog_service.main import main, parse_args  # noqa: E402

main(parse_args(sys.argv[1:]))
