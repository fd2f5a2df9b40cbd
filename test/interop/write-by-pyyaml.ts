import { askScript } from "./ask-program.js";

const SCRIPT = String.raw`
import json, sys, yaml

documents = json.load(open(sys.argv[1], encoding="utf-8"))
written = [yaml.dump(each["value"], sort_keys=each["sorted"]) for each in documents]
json.dump(written, open(sys.argv[2], "w", encoding="utf-8"))
`;

/** A mapping that the real PyYAML is to write, its keys sorted (clabe's way) or in the order given (the service's). */
export interface ToWrite {
  readonly value: Readonly<Record<string, unknown>>;
  readonly sorted: boolean;
}

/** The texts that PyYAML makes of many mappings, in one process. */
export function writeByPyYaml(python: string, documents: readonly ToWrite[]): Promise<string[]> {
  return askScript(python, SCRIPT, documents);
}
