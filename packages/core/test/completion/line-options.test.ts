import { expect, test } from "vitest";
import { readLineOptions } from "../../src/completion/line-options.js";

test.each<[string, object]>([
  ["run --subject m1", { flags: {} }],
  ["run --config a.yaml", { file: "a.yaml", flags: {} }],
  ["run -c a.yaml --config=b.yaml", { file: "b.yaml", flags: {} }],
  ["config --set data_dir=x --set=rig_name=a=b", { flags: { data_dir: "x", rig_name: "a=b" } }],
  ["run --data-dir elsewhere", { flags: { data_dir: "elsewhere" } }],
  ["config --set data_dir", { flags: {} }],
  ["config --set =x", { flags: {} }],
  ["config --set", { flags: {} }],
])("%s", (line, expected) => {
  expect(readLineOptions(line.split(" "))).toEqual(expected);
});
