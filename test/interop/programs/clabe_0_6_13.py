"""clabe 0.6.13 hands two sessions off: its own settings (clabe.yml in the working folder), manifest and file; the second slowly.

Its own check finds the daemon, which it starts and restarts.
"""

import datetime
import sys
from pathlib import Path
from types import SimpleNamespace

import aind_data_schema_names  # noqa: F401
import windows_shell
from aind_behavior_services import AindBehaviorSessionModel
from clabe.data_transfer.aind_watchdog import WatchdogDataTransferService, WatchdogSettings
from slow_writing import write_slowly


class Mapper:
    """What the service asks of a mapper, and reads of the aind-data-schema 1.x session that it mapped."""

    def __init__(self, session):
        self.session_name = session.session_name
        modalities = [SimpleNamespace(abbreviation=name) for name in ("behavior", "behavior-videos")]
        self.mapped = SimpleNamespace(
            experimenter_full_name=session.experimenter,
            subject_id=session.subject,
            session_start_time=session.date,
            data_streams=[SimpleNamespace(stream_modalities=modalities)],
        )

    def is_mapped(self):
        return True


class SlowService(WatchdogDataTransferService):
    @classmethod
    def _write_yaml(cls, model, path):
        write_slowly(cls._yaml_dump(model), path)


def hand_off(service, source, date):
    session = AindBehaviorSessionModel(
        subject="614173", date=datetime.datetime.fromisoformat(date), experimenter=["jane.doe"], root_path=source
    )
    made = service(Path(source), WatchdogSettings(), validate=False, session_name=session.session_name)
    made.with_aind_session_data_mapper(Mapper(session)).transfer()
    return made


source, quick, slow = sys.argv[1:]
hand_off(WatchdogDataTransferService, source, quick)
last = hand_off(SlowService, source, slow)
windows_shell.restart_when_done(last)
