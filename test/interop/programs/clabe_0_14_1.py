"""clabe 0.14.1 hands two sessions off: its own settings (clabe.yml in the working folder), manifest and file; the second slowly.

Its own check finds the daemon, which it starts and restarts.
"""

import datetime
import sys

import windows_shell

from aind_behavior_services import Session
from clabe.data_transfer.aind_watchdog import WatchdogDataTransferService, WatchdogSettings
from slow_writing import write_slowly


class SlowService(WatchdogDataTransferService):
    @classmethod
    def _write_yaml(cls, model, path):
        write_slowly(cls._yaml_dump(model), path)


def hand_off(service, source, date):
    session = Session(subject="614173", date=datetime.datetime.fromisoformat(date), experimenter=["jane.doe"])
    made = service(
        source,
        WatchdogSettings(),
        session,
        email_from_experimenter_builder=lambda name: f"{name}@alleninstitute.org",
    )
    made.transfer()
    return made


source, quick, slow = sys.argv[1:]
hand_off(WatchdogDataTransferService, source, quick)
last = hand_off(SlowService, source, slow)
windows_shell.restart_when_done(last)
