import { expect, test } from "vitest";
import { makeRig } from "../config/rig-folder.js";
import { runRigline } from "./run-rigline.js";

const CONFIG = `rig_name: json-documents-${process.pid}\ndata_dir: data\nexperiment:\n  command: [node, --eval, ""]\n`;

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
  ["init new", ["destination", "files", "folder", "next"]],
  ["run", ["error", "exitCode"]],
])("the document of `%s --json` has these fields", async (line, fields) => {
  const { out } = await runRigline(makeRig({ "rigline.config.yaml": CONFIG }), [...line.split(" "), "--json"]);
  expect(Object.keys(JSON.parse(out) as object).sort()).toEqual(fields);
});

test.each(["plugins", "run --dry-run"])("`%s` says what is not required and does not take part", async (line) => {
  const folder = makeRig({
    "rigline.config.yaml": `${CONFIG}plugins:
  - { use: ./gone.mjs, required: false }
  - { use: ./tied.mjs, required: false, isolate: process }
`,
    "tied.mjs": `export default { name: "tied", version: "1.0.0", needs: {} };`,
  });
  const gone = expect.stringMatching(/gone\.mjs was not found.*is not required, so it is done without$/u) as string;
  const tied = expect.stringMatching(/"tied" can't run in a process of its own.*so it is done without$/u) as string;
  const { out } = await runRigline(folder, [...line.split(" "), "--json"]);
  expect(JSON.parse(out)).toMatchObject({ plugins: [], doneWithout: [gone, tied] });
  const text = await runRigline(folder, line.split(" "));
  expect(text).toMatchObject({
    exitCode: 0,
    out: expect.stringMatching(/gone\.mjs was not found[^]*"tied" can't/u) as string,
  });
});

test("a row of the sessions has every field, null where there is nothing", async () => {
  const folder = makeRig({ "rigline.config.yaml": CONFIG });
  await runRigline(folder, ["run", "--subject", "m1", "-e", "Ada", "--notes", "calm", "--no-input"]);
  const { out } = await runRigline(folder, ["sessions", "--json"]);
  const [row = {}] = (JSON.parse(out) as { sessions: object[] }).sessions;
  expect(Object.keys(row)).toEqual(
    "name,subject,date,directory,standing,outcome,interrupted,reason,handOff,status,notes,unfinished,next".split(","),
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
