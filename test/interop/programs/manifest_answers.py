"""Whether the installed aind-watchdog-service takes manifests: {name: base64} in the first file, {name: bool} in the second."""

import base64
import json
import sys
import tempfile
import warnings
from importlib.metadata import version
from pathlib import Path

import yaml
from aind_watchdog_service.models.manifest_config import IngestedManifest

warnings.simplefilter("ignore")
IS_OLD = version("aind-watchdog-service") in ("0.1.4", "0.1.5")


def ingest(path):
    """As its event handler does."""
    with open(path, "r", encoding="utf-8") as file:
        data = yaml.safe_load(file)
    if IS_OLD:
        manifest = IngestedManifest(**data)
    else:
        mode = data.get("checksum_mode_override", None) or "crc32"
        manifest = IngestedManifest(**data, checksum_mode=mode)
    if len(manifest.modalities) == 0:
        raise ValueError("No data in manifest")


answers = {}
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "manifest.yml"
    for name, content in json.load(open(sys.argv[1], encoding="utf-8")).items():
        path.write_bytes(base64.b64decode(content))
        try:
            ingest(path)
            answers[name] = True
        except Exception:
            answers[name] = False
json.dump(answers, open(sys.argv[2], "w", encoding="utf-8"))
