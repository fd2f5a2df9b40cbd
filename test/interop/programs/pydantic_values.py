"""What pydantic makes of texts: [[type, text], …] in the first file; in the second what comes out as text, null for a refusal."""

import datetime
import json
import sys
from typing import Union

from pydantic import EmailStr, TypeAdapter

TYPES = {
    "bool": TypeAdapter(bool),
    "datetime": TypeAdapter(datetime.datetime),
    "email": TypeAdapter(EmailStr),
    "float": TypeAdapter(float),
    "int": TypeAdapter(int),
    "time": TypeAdapter(Union[datetime.time, datetime.datetime]),
}


def show(kind, value):
    if isinstance(value, datetime.datetime):
        return (value.replace(tzinfo=None).time() if kind == "time" else value).isoformat()
    if isinstance(value, datetime.time):
        return value.isoformat()
    return "taken" if kind == "float" else str(value)


answers = []
for kind, text in json.load(open(sys.argv[1], encoding="utf-8")):
    try:
        answers.append(show(kind, TYPES[kind].validate_python(text)))
    except Exception:
        answers.append(None)
json.dump(answers, open(sys.argv[2], "w", encoding="utf-8"))
