import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeScaffold } from "../../src/init/write-scaffold.js";
import { runRigline } from "./run-rigline.js";

const COMMANDS = ["", "run", "doctor", "sessions", "status", "plugins", "config", "config explain", "resume"];

/** Begins where there is no rig yet, names a session of somebody's, hands one off, which this rig does not, goes on into another program, or until Ctrl+C. */
const OF_ANOTHER_PLACE = /rigline init|rigline page|rigline (?:resume|status) [\w<]|--send-test|[>|<]/;

let rig: string;
beforeAll(() => {
  rig = realpathSync(mkdtempSync(join(tmpdir(), "rigline-help-")));
  // Without a hand-off, whose daemon would outlive this test, and by a name of its own: one session at a time has a rig's name.
  writeScaffold(rig, { rigName: `help-${process.pid}`, destination: "", transferEndpoint: "", projectName: "" }, false);
  writeFileSync(join(rig, "today.yaml"), '- { subject: "614173", notes: "" }\n');
});
afterAll(() => rmSync(rig, { recursive: true, force: true }));

test.each(COMMANDS)("the examples in the help of `rigline %s` work in the rig that init makes", async (command) => {
  const { out } = await runRigline(rig, [...words(command), "--help"]);
  const examples = [...out.matchAll(/^ {2}\$ (rigline .*?)(?: {2,}.*)?$/gm)].map(([, line = ""]) => line);
  const own = examples.filter((line) => !OF_ANOTHER_PLACE.test(line));
  expect(own.length, out).toBeGreaterThan(0);
  for (const line of own) {
    // What a person would be asked for is given, as nobody is there to be asked.
    const given = /^rigline run (?!.*(?:--experimenter|--dry-run))/.test(line) ? ["--experimenter", "ada"] : [];
    const { exitCode, err } = await runRigline(rig, [...words(line).slice(1), ...given]);
    expect(exitCode, `${line}\n${err}`).toBe(0);
  }
});

function words(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
}
