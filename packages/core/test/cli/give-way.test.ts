import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { makeRig } from "../config/rig-folder.js";
import { CORE } from "./recorded-session.js";
import { runRigline } from "./run-rigline.js";

/** Looks on at the hand-off of `first` until nobody wants that any more, and at that of `queued` until there is a file. */
const PORTER = `
import { existsSync, writeFileSync } from "node:fs";
import { definePlugin } from ${JSON.stringify(CORE)};
const at = (name) => new URL(name, import.meta.url);
export default definePlugin({
  name: "porter",
  version: "1.0.0",
  hooks: {
    ready: ({ runners }) => void runners.add({
      name: "porter",
      phase: "postSession",
      run: async (context) => {
        const { nextWaiting, session, report } = context;
        writeFileSync(at(session.subject + ".txt"), String(context.isNextWaiting));
        while (session.subject === "queued" && !existsSync(at("go"))) await new Promise((go) => setTimeout(go, 10));
        if (session.subject !== "first") return;
        await new Promise((leave) => nextWaiting.addEventListener("abort", leave, { once: true }));
        report("left", nextWaiting.reason.message + ", " + context.isNextWaiting);
      },
    }),
  },
});
`;

function makeLookingRig() {
  const folder = makeRig({
    "rigline.config.yaml": JSON.stringify({
      rig_name: `give-way-${process.pid}-${Math.random().toString(36).slice(2)}`,
      data_dir: "data",
      experimenters: ["Ada"],
      notes: "",
      experiment: { command: ["node", "-e", ""] },
      plugins: [{ use: "./porter.mjs" }],
    }),
    "porter.mjs": PORTER,
    "today.yaml": "- { subject: queued }\n- { subject: last }\n",
  });
  const run = (subject: string) => runRigline(folder, ["run", "--subject", subject, "--no-input"]);
  const looksOn = (subject: string) => existsSync(path.join(folder, `${subject}.txt`));
  return { folder, run, looksOn };
}

test("who types `rigline run` while the last session's hand-off is looked on at gets the next session", async () => {
  const { run, looksOn } = makeLookingRig();
  const first = run("first");
  await expect.poll(() => looksOn("first"), { timeout: 20_000 }).toBe(true);
  const second = await run("second");
  expect(second.exitCode, second.err).toBe(0);
  expect(second.err).toMatch(/^waits +for session first_\S+ \(pid \d+\), which is about to leave the rig; Ctrl\+C/m);
  const { exitCode, err, out } = await first;
  expect(exitCode).toBe(0);
  const why = `the next session waits for the rig (pid ${process.pid})`;
  expect(err).toContain(`${why}: this one's hand-off goes on, and is not waited for`);
  expect(out).toMatch(new RegExp(`left +${why.replace(/[()]/gu, "\\$&")}, true`));
});

test("between two sessions of a queue the rig is no other's", async () => {
  const { folder, run, looksOn } = makeLookingRig();
  const queue = runRigline(folder, ["run", "--queue", "today.yaml", "--no-input", "--quiet"]);
  await expect.poll(() => looksOn("queued"), { timeout: 20_000 }).toBe(true);
  const second = await run("second");
  writeFileSync(path.join(folder, "go"), "");
  expect(second.exitCode).toBe(6);
  expect(second.err).toContain("error SESSION_RUNNING: ");
  expect((await queue).exitCode).toBe(0);
  expect(["queued", "last"].map((name) => readFileSync(path.join(folder, `${name}.txt`), "utf8"))).toEqual([
    "true",
    "false",
  ]);
});
