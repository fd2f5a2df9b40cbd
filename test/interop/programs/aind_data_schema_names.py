"""Stands in for aind-data-schema 1.4.0, of which clabe 0.6.13 uses one list here, and which takes many seconds to import."""

import sys
from types import ModuleType

for name in ("aind_data_schema", "aind_data_schema.core", "aind_data_schema.core.metadata"):
    sys.modules[name] = ModuleType(name)
sys.modules["aind_data_schema.core.metadata"].CORE_FILES = [
    "subject",
    "data_description",
    "procedures",
    "session",
    "rig",
    "processing",
    "acquisition",
    "instrument",
    "quality_control",
]
