"""clabe 0.14.1 hands a session off: its own settings (clabe.yml in the working folder), manifest and file."""

import datetime
import sys

from aind_behavior_services import Session
from clabe.data_transfer.aind_watchdog import WatchdogDataTransferService, WatchdogSettings
from slow_writing import write_slowly

source, subject, date, pace = sys.argv[1:]


class Service(WatchdogDataTransferService):
    def is_running(self):
        """The original asks `tasklist`, which only Windows has."""
        return True

    @classmethod
    def _write_yaml(cls, model, path):
        if pace == "slow":
            write_slowly(cls._yaml_dump(model), path)
        else:
            super()._write_yaml(model, path)


session = Session(
    subject=subject, date=datetime.datetime.fromisoformat(date), experimenter=["jane.doe"], experiment="foraging"
)
service = Service(
    source,
    WatchdogSettings(),
    session,
    email_from_experimenter_builder=lambda name: f"{name}@alleninstitute.org",
)
service.transfer()
