import { expect, test } from "vitest";
import { makeRig } from "../config/rig-folder.js";
import { runRigline } from "./run-rigline.js";

const CONFIG = `rig_name: json-documents\ndata_dir: data\nexperiment:\n  command: [node, --eval, ""]\n`;

/** Scripts read these by name: a name that goes, or comes, wants its row in docs/cli/cli.md. */
test.each<[string, readonly string[]]>([
  [
    "run --subject m1 -e Ada --notes calm --no-input",
    "exit,exitCode,findings,handOff,logs,milliseconds,outcome,problems,runners,session".split(","),
  ],
  ["run --dry-run", ["configFile", "hooks", "plugins", "rig", "runners", "session"]],
  ["resume", ["message", "session"]],
  ["doctor", ["findings"]],
  ["sessions", ["sessions"]],
  ["plugins", ["configFile", "hooks", "plugins", "rig", "runners"]],
  ["config explain data_dir", ["0"]],
  ["init new", ["files", "folder", "next"]],
  ["run", ["error", "exitCode"]],
])("the document of `%s --json` has these fields", async (line, fields) => {
  const { out } = await runRigline(makeRig({ "rigline.config.yaml": CONFIG }), [...line.split(" "), "--json"]);
  expect(Object.keys(JSON.parse(out) as object).sort()).toEqual(fields);
});

test("a row of the sessions has every field, null where there is nothing", async () => {
  const folder = makeRig({ "rigline.config.yaml": CONFIG });
  await runRigline(folder, ["run", "--subject", "m1", "-e", "Ada", "--notes", "calm", "--no-input"]);
  const { out } = await runRigline(folder, ["sessions", "--json"]);
  const [row = {}] = (JSON.parse(out) as { sessions: object[] }).sessions;
  expect(Object.keys(row)).toEqual(
    "name,subject,date,directory,standing,outcome,interrupted,reason,handOff,notes,unfinished,next".split(","),
  );
});

test.each(["doctor", "run --subject m1 -e Ada --notes calm --no-input"])(
  "what a config says and nobody reads is a finding of `%s`, in text as in JSON",
  async (line) => {
    const folder = makeRig({ "rigline.config.yaml": CONFIG, "clabe.yml": "Watchdog: { destination: central }\n" });
    const unread = '"Watchdog" is not read, no plugin has a section of this name. Did you mean "watchdog"?';
    const text = await runRigline(folder, line.split(" "));
    expect(`${text.out}${text.err}`.split(unread)).toHaveLength(2);
    const { out } = await runRigline(folder, [...line.split(" "), "--json"]);
    expect((JSON.parse(out) as { findings: object[] }).findings).toContainEqual(
      expect.objectContaining({ level: "warning", subject: "config", message: expect.stringContaining(unread) }),
    );
  },
);
