"""Whether aind-data-transfer-service's model takes requests: {name: request} in the first file, {name: bool} in the second."""

import json
import sys

from aind_data_transfer_service.models.core import SubmitJobRequestV2, validation_context

LISTS = {
    "job_types": ["upload_only_v2", "default", "vr_foraging_v2"],
    "project_names": ["Cognitive flexibility in patch foraging", "Dynamic Routing", "Ephys Platform"],
}

answers = {}
for name, request in json.load(open(sys.argv[1], encoding="utf-8")).items():
    try:
        with validation_context(LISTS):
            SubmitJobRequestV2(**request)
        answers[name] = True
    except Exception:
        answers[name] = False
json.dump(answers, open(sys.argv[2], "w", encoding="utf-8"))
