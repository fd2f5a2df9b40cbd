"""clabe 0.6.13 hands a session off: its own settings (clabe.yml in the working folder), manifest and file."""

import datetime
import sys
from pathlib import Path
from types import SimpleNamespace

from aind_behavior_services import AindBehaviorSessionModel
from clabe.data_mapper.aind_data_schema import AindDataSchemaSessionDataMapper
from clabe.data_transfer.aind_watchdog import WatchdogDataTransferService, WatchdogSettings
from slow_writing import write_slowly

source, subject, date, pace = sys.argv[1:]
session = AindBehaviorSessionModel(
    subject=subject, date=datetime.datetime.fromisoformat(date), experimenter=["jane.doe"], root_path=source
)


class Mapper(AindDataSchemaSessionDataMapper):
    """Maps to what the service reads of an aind-data-schema 1.x session."""

    def session_name(self):
        return session.session_name

    def map(self):
        modalities = [SimpleNamespace(abbreviation=name) for name in ("behavior", "behavior-videos")]
        self._mapped = SimpleNamespace(
            experimenter_full_name=session.experimenter,
            subject_id=subject,
            session_start_time=session.date,
            data_streams=[SimpleNamespace(stream_modalities=modalities)],
        )
        return self._mapped


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


mapper = Mapper()
mapper.map()
service = Service(Path(source), WatchdogSettings(), validate=False, session_name=session.session_name)
service.with_aind_session_data_mapper(mapper).transfer()
