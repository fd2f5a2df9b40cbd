"""What clabe's WatchdogSettings reads in the working folder, as JSON; or why it reads nothing."""

import json

import pydantic
from clabe.data_transfer.aind_watchdog import WatchdogSettings

try:
    print(json.dumps({"values": WatchdogSettings().model_dump(mode="json")}))
except pydantic.ValidationError as error:
    print(json.dumps({"error": str(error)}))
