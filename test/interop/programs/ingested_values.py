"""What PyYAML and the model of the installed aind-watchdog-service read from manifests: texts in the first file, answers in the second."""

import json
import sys
import warnings
from importlib.metadata import version

import yaml
from aind_watchdog_service.models.manifest_config import IngestedManifest

warnings.simplefilter("ignore")
IS_OLD = version("aind-watchdog-service") in ("0.1.4", "0.1.5")


def read(document):
    data = yaml.safe_load(document)
    # As its event handler does.
    mode = {} if IS_OLD else {"checksum_mode": data.get("checksum_mode_override") or "crc32"}
    manifest = IngestedManifest(**data, **mode)
    if len(manifest.modalities) == 0:
        raise ValueError("No data in manifest")
    values = json.loads(manifest.model_dump_json(exclude={"total_data_size"}))
    return {"yaml": json.loads(json.dumps(data)), "values": values}


answers = []
for document in json.load(open(sys.argv[1], encoding="utf-8")):
    try:
        answers.append(read(document))
    except Exception as error:
        answers.append({"error": f"{type(error).__name__}: {error}"})
json.dump(answers, open(sys.argv[2], "w", encoding="utf-8"))
