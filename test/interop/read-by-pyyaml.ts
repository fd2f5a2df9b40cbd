import { askScript } from "./ask-program.js";

/** What safe_load made of a document, as JSON with types that JSON has not written as `{"$int": "…"}` and the like; or why it failed. */
export type PythonReading = { readonly value: unknown } | { readonly error: string };

const SCRIPT = String.raw`
import datetime, json, math, sys, yaml

def plain(value):
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return value if abs(value) < 2**53 else {"$int": str(value)}
    if isinstance(value, float):
        if math.isnan(value) or math.isinf(value):
            return {"$float": str(value)}
        return {"$float": repr(value)}
    if isinstance(value, (datetime.datetime, datetime.date)):
        return {"$time": value.isoformat()}
    if isinstance(value, bytes):
        return {"$bytes": value.hex()}
    if isinstance(value, set):
        return {"$set": sorted(name(item) for item in value)}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {"$map": [[name(key), plain(item)] for key, item in value.items()]}
    raise TypeError(type(value))

def name(key):
    """As JSON and pydantic write the key of a dictionary."""
    if isinstance(key, bool):
        return str(key).lower()
    if isinstance(key, bytes):
        return key.decode("utf-8", "replace")
    return key.isoformat() if isinstance(key, datetime.date) else str(key)

answers = []
for document in json.load(open(sys.argv[1], encoding="utf-8")):
    try:
        answers.append({"value": plain(yaml.safe_load(document))})
    except Exception as error:
        answers.append({"error": f"{type(error).__name__}: {error}"})
json.dump(answers, open(sys.argv[2], "w", encoding="utf-8"))
`;

/** Has the real safe_load read many documents, in one process. */
export function readByPyYaml(python: string, documents: readonly string[]): Promise<PythonReading[]> {
  return askScript(python, SCRIPT, documents);
}
