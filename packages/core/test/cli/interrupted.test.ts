import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { makeRig } from "../config/rig-folder.js";
import { runRigline } from "./run-rigline.js";

/** Waits in the hook until its signal aborts, and tells when it begins to and when it is torn down. */
const waitingIn = (hook: string): string => `import { appendFileSync } from "node:fs";
const tell = (text) => appendFileSync(new URL("told.txt", import.meta.url), text + "\\n");
export default { name: "slow", version: "1.0.0", hooks: {
  ${hook}: (_payload, { signal }) => new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
    setImmediate(() => globalThis[Symbol.for("rigline-test-interrupt")]("SIGINT"));
  }),
  teardown: () => tell("torn down"),
} };\n`;

test.each([
  ["doctor", "preflight"],
  ["doctor", "ready"],
  ["sessions", "ready"],
  ["run --dry-run", "ready"],
])("Ctrl+C in %s, while a plugin's %s waits, tears down and ends with 130", async (command, hook) => {
  const rig = makeRig({
    "rigline.config.yaml": `rig_name: interrupted-${process.pid}\ndata_dir: data\nexperimenters: [ada]\n`,
    "plugins/slow.mjs": waitingIn(hook),
  });
  const key = Symbol.for("rigline-test-interrupt");
  const { exitCode, err } = await runRigline(rig, command.split(" "), {}, (hear) => {
    (globalThis as Record<symbol, unknown>)[key] = hear;
    return () => delete (globalThis as Record<symbol, unknown>)[key];
  });
  expect(exitCode, err).toBe(130);
  expect(readFileSync(path.join(rig, "plugins", "told.txt"), "utf8")).toBe("torn down\n");
});
