import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { EXIT_CODES } from "@rigline/foundation/errors";
import { describe, expect, test } from "vitest";
import { makeRig } from "../config/rig-folder.js";
import { CORE, porterPlugin } from "./recorded-session.js";
import { runRigline } from "./run-rigline.js";

/** A plugin that tests the hand-off in words. `body`: of its `test`. */
const plugin = (body: string): string =>
  porterPlugin(
    "HAND_OFF_TESTER",
    `{
      test: async ({ waitMs, signal, onStep, onProgress }) => {
        onProgress("waiting");
        onStep({ step: "queue", level: "ok", message: "waits " + waitMs + " ms" });
        ${body}
        return { session: "a-test", left: [] };
      },
    }`,
    `
import { channel } from "node:diagnostics_channel";
import { RiglineError } from ${JSON.stringify(CORE)};
const failure = new RiglineError("COPY_LOST", { exit: "handOff", meaning: "it is lost", todo: "Look." }, { what: "it is lost" });`,
  );

function makeFolder(body: string, config = ""): string {
  const experiment = "experiment: { command: [node, -v] }";
  const text = `rig_name: rig-1\ndata_dir: data\n${experiment}\nplugins: [{ use: ./porter.mjs }]\n${config}`;
  return makeRig({ "rigline.config.yaml": text, "porter.mjs": plugin(body) });
}

describe("rigline doctor --send-test", () => {
  test("tells each step, and that the hand-off works", async () => {
    const folder = makeFolder(
      'onStep({ step: "validation", level: "warning", message: "unknown", todo: "Nothing." });',
    );
    const { out, exitCode: code } = await runRigline(folder, ["doctor", "--send-test", "--wait", "2.5"]);
    expect(out).toContain(`
Sending a test session: 2.5 s at most until it has arrived. It is not submitted, and is removed again.
ok       queue          waits 2500 ms
warning  validation     unknown
                        Nothing.

The hand-off works: a session of this rig would arrive, with what is said above.
`);
    expect(code).toBe(EXIT_CODES.success);
  });

  test("has the exit code of the first step that went wrong, and one document of JSON", async () => {
    const folder = makeFolder(
      'onStep({ step: "copy", level: "error", message: "it is lost", todo: "Look.", error: failure });',
    );
    const { out, exitCode: code } = await runRigline(folder, ["doctor", "--send-test", "--json"]);
    expect(JSON.parse(out)).toMatchObject({
      findings: expect.any(Array) as unknown[],
      sendTest: {
        session: "a-test",
        left: [],
        outcome: "fails",
        steps: [
          { step: "queue", level: "ok", message: "waits 120000 ms", todo: null, error: null },
          { step: "copy", level: "error", todo: "Look.", error: { code: "COPY_LOST" } },
        ],
      },
    });
    expect(code).toBe(EXIT_CODES.handOff);
    const people = await runRigline(folder, ["doctor", "--send-test"]);
    expect(people.out).toMatch(
      /ERROR {4}copy {11}it is lost\n {24}Look\.\n\nNot all of the hand-off works: copy went wrong\.\n$/,
    );
  });

  test("stopped by Ctrl+C ends with 130 when the plugin has cleared up", async () => {
    const folder = makeFolder(`
      const stopped = new Promise((resolve) => signal.addEventListener("abort", resolve));
      channel("send-test-begun").publish();
      await stopped;
      onStep({ step: "clean-up", level: "ok", message: "removed" });`);
    let press: (signal: string) => void = () => undefined;
    const begun = (): void => press("SIGINT");
    subscribe("send-test-begun", begun);
    const { out, exitCode: code } = await runRigline(folder, ["doctor", "--send-test"], {}, (callback) => {
      press = callback;
      return () => undefined;
    }).finally(() => unsubscribe("send-test-begun", begun));
    expect(out).toMatch(/clean-up {7}removed\n\nThe test was stopped, so nothing is known of the rest\.\n$/);
    expect(code).toBe(EXIT_CODES.aborted);
  });

  test("sends nothing from a rig that is not ready, or on which nobody hands off, and knows what --wait belongs to", async () => {
    const broken = makeFolder("throw new Error('it was sent');", "forecast_gb: 100000000\n");
    const refused = await runRigline(broken, ["doctor", "--send-test", "--json"]);
    expect(JSON.parse(refused.out)).toMatchObject({ sendTest: null });
    expect(refused.exitCode).toBe(EXIT_CODES.preflight);
    const plain = makeRig({
      "rigline.config.yaml": "rig_name: rig-1\ndata_dir: data\nexperiment: { command: [node, -v] }\n",
    });
    const nobody = await runRigline(plain, ["doctor", "--send-test"]);
    expect(nobody.exitCode).toBe(EXIT_CODES.config);
    expect(nobody.err).toContain("HAND_OFF_BY_NOBODY");
    const alone = await runRigline(plain, ["doctor", "--wait", "5"]);
    expect([alone.exitCode, alone.err]).toEqual([
      EXIT_CODES.usage,
      expect.stringContaining("--wait says how long --send-test"),
    ]);
    const none = await runRigline(plain, ["doctor", "--send-test", "--wait", "0"]);
    expect([none.exitCode, none.err]).toEqual([EXIT_CODES.usage, expect.stringContaining("a number of seconds")]);
  });
});
