"""Session names by aind-behavior-services. In: a list of [seconds, zone or null, subject] as JSON; out: a list of names."""

import datetime
import json
import sys
from zoneinfo import ZoneInfo

from aind_behavior_services import Session

names = []
for seconds, zone, subject in json.load(sys.stdin):
    date = datetime.datetime.fromtimestamp(seconds, ZoneInfo(zone))
    names.append(Session(subject=subject, date=date).session_name)
json.dump(names, sys.stdout)
