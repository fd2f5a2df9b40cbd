import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { encodeLine } from "@rigline/foundation/journal";
import { acquireSessionLock } from "../../src/session/session-lock.js";
import { makeRig } from "../config/rig-folder.js";
import { CORE } from "./recorded-session.js";
import { runRigline } from "./run-rigline.js";
import { systemLocks } from "@rigline/foundation/lock";

const FAILING = `export default { name: "mover", version: "1.0.0", hooks: { ready: ({ runners }) => {
  runners.add({ name: "move", phase: "postSession", run: () => { throw new Error("the share is away"); } }); } } };`;
/** The same, which hands off, and knows from a file how far a session is copied while it runs. */
const FOLLOWING = `import { readFileSync } from "node:fs";
import { HAND_OFF_READER } from ${JSON.stringify(CORE)};
const follow = () => {
  try { return JSON.parse(readFileSync(new URL("followed.json", import.meta.url), "utf8")); }
  catch (error) { if (error.code !== "ENOENT") throw error; }
};
const reader = { read: async () => undefined, follow };
${FAILING.replace("hooks:", "provides: [{ token: HAND_OFF_READER, useFactory: () => reader }], hooks:")}`;

/** A rig with one session whose runner `move` failed. */
async function makeUnfinished(plugin = FAILING): Promise<{ folder: string; rigName: string; name: string }> {
  const rigName = `sessions-${process.pid}-${Math.random().toString(36).slice(2)}`;
  const config = `rig_name: ${rigName}\ndata_dir: data\nplugins:\n  - use: ./mover.mjs\n`;
  const folder = makeRig({ "rigline.config.yaml": config, "mover.mjs": plugin });
  await runRigline(folder, ["run", "--subject", "m 1", "-e", "Ada", "-n", "", "--no-input"]);
  const [name = ""] = readdirSync(path.join(folder, "data", "m 1"));
  return { folder, rigName, name };
}

async function list(folder: string): Promise<{ text: string; sessions: object[] }> {
  const { out: text } = await runRigline(folder, ["sessions"]);
  const { out } = await runRigline(folder, ["sessions", "--json"]);
  return { text, sessions: (JSON.parse(out) as { sessions: object[] }).sessions };
}

test("an unfinished session comes with the command that finishes it", async () => {
  const { folder, name } = await makeUnfinished();
  const next = `\`rigline resume "${name}"\` runs move again, and nothing that is done`;
  const { text, sessions } = await list(folder);
  expect(text).toContain(
    `${name}  success     stuck: no plugin says that it hands sessions off  (unfinished)\n  next  ${next}\n`,
  );
  expect(sessions).toEqual([
    {
      name,
      subject: "m 1",
      date: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
      directory: path.join(folder, "data", "m 1", name),
      standing: "unfinished",
      outcome: "success",
      interrupted: false,
      reason: null,
      handOff: { state: "none", detail: "no plugin says that it hands sessions off" },
      status: { word: "stuck", detail: "the session is not finished", todo: next, copy: null, isOver: true },
      notes: [],
      unfinished: true,
      next,
    },
  ]);
});

test("one that a launcher runs right now is told as running, and is nobody's to resume", async () => {
  const { folder, rigName, name } = await makeUnfinished(FOLLOWING);
  const lock = await acquireSessionLock(systemLocks, { pid: process.pid, rigName, session: name, now: new Date() });
  try {
    const { text, sessions } = await list(folder);
    expect(text).toContain("\n  next  it runs right now; nothing to do until it ends\n");
    expect(text).not.toContain("(unfinished)");
    expect(sessions).toMatchObject([{ standing: "running", unfinished: false }]);
    // How far it is copied is asked of whoever hands off; what that throws tells nothing.
    const followed = { at: "2026-07-14T09:05:00Z", files: 2, bytes: 9, waiting: 0, held: null };
    writeFileSync(path.join(folder, "followed.json"), JSON.stringify(followed));
    const detail = "2 files, 9 B copied while it runs";
    expect((await list(folder)).sessions).toMatchObject([{ status: { word: "running", detail, followed } }]);
    writeFileSync(path.join(folder, "followed.json"), "");
    expect((await list(folder)).sessions).toMatchObject([{ status: { word: "running", detail: "" } }]);
  } finally {
    await lock.release();
  }
  expect((await list(folder)).sessions).toMatchObject([{ standing: "unfinished", unfinished: true }]);
});

test("one that can't be read says where its data is", async () => {
  const folder = makeRig({ "rigline.config.yaml": "rig_name: unreadable\ndata_dir: data\n" });
  const session = path.join(folder, "data", "m1", "m1_2026-07-14T090500-0700");
  mkdirSync(path.join(session, ".rigline"), { recursive: true });
  writeFileSync(path.join(session, ".rigline", "journal.jsonl"), "");
  const { text, sessions } = await list(folder);
  expect(text).toContain(`unreadable  stuck\n`);
  expect(text).toContain(`  next  the data is untouched; look into ${session}, and copy it by hand\n`);
  expect(sessions).toMatchObject([{ standing: "unreadable", outcome: null, unfinished: false }]);
});

test("of one whose experiment runs right now no outcome is concluded", async () => {
  const { folder, rigName, name } = await makeUnfinished();
  const journal = path.join(folder, "data", "m 1", name, ".rigline", "journal.jsonl");
  const lines = readFileSync(journal, "utf8").split("\n");
  const ended = lines.findIndex((line) => line.includes('"type":"experimentEnded"'));
  const running = { type: "runnerStarted", runner: "task", phase: "session", plugin: "rigline", attempt: 1 };
  writeFileSync(journal, [...lines.slice(0, ended), encodeLine(running)].join("\n"));
  const lock = await acquireSessionLock(systemLocks, { pid: process.pid, rigName, session: name, now: new Date() });
  try {
    expect((await list(folder)).sessions).toMatchObject([{ standing: "running", outcome: null, reason: null }]);
  } finally {
    await lock.release();
  }
  const died = { standing: "unfinished", outcome: "failed", reason: "the launcher died during the experiment" };
  expect((await list(folder)).sessions).toMatchObject([died]);
});

test("doctor says that the rig is taken, by what", async () => {
  const { folder, rigName, name } = await makeUnfinished();
  const lock = await acquireSessionLock(systemLocks, { pid: process.pid, rigName, session: name, now: new Date() });
  try {
    const { out, exitCode } = await runRigline(folder, ["doctor"]);
    expect(out).toContain(
      `ERROR    rig            rig ${rigName} is taken by session ${name} (pid ${process.pid}, since `,
    );
    expect(exitCode).toBe(5);
  } finally {
    await lock.release();
  }
  expect((await runRigline(folder, ["doctor"])).exitCode).toBe(0);
});
