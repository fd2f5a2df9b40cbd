"""clabe 0.14.1 hands two sessions off: its own settings (clabe.yml in the working folder), manifest and file; the second slowly."""

import datetime
import sys

from aind_behavior_services import Session
from clabe.data_transfer.aind_watchdog import WatchdogDataTransferService, WatchdogSettings
from slow_writing import write_slowly


class Service(WatchdogDataTransferService):
    def is_running(self):
        """The original asks `tasklist`, which only Windows has."""
        return True


class SlowService(Service):
    @classmethod
    def _write_yaml(cls, model, path):
        write_slowly(cls._yaml_dump(model), path)


def hand_off(service, source, date):
    session = Session(subject="614173", date=datetime.datetime.fromisoformat(date), experimenter=["jane.doe"])
    service(
        source,
        WatchdogSettings(),
        session,
        email_from_experimenter_builder=lambda name: f"{name}@alleninstitute.org",
    ).transfer()


source, quick, slow = sys.argv[1:]
hand_off(Service, source, quick)
hand_off(SlowService, source, slow)
