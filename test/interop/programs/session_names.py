"""Sessions by aind-behavior-services. In: a list of [seconds, zone, subject, a session's JSON]; out: its name, and the session as read."""

import datetime
import json
import sys
from zoneinfo import ZoneInfo

from aind_behavior_services import Session

readings = []
for seconds, zone, subject, written in json.load(sys.stdin):
    date = datetime.datetime.fromtimestamp(seconds, ZoneInfo(zone))
    read = Session.model_validate_json(json.dumps(written))
    readings.append({"name": Session(subject=subject, date=date).session_name, "read": read.model_dump(mode="json")})
json.dump(readings, sys.stdout)
