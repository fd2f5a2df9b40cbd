import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { createFakeClock } from "@rigline/foundation/testing";
import { makeStatus, type SessionStatus } from "@rigline/foundation/status";
import { describe, expect, onTestFinished, test } from "vitest";
import { main } from "../../src/cli/index.js";
import { watchStatus, type StatusWatch } from "../../src/cli/watch-status.js";
import type { ListedSession } from "../../src/report/render-sessions.js";
import { renderStatus } from "../../src/report/render-status.js";
import { makeRig } from "../config/rig-folder.js";
import { makeIo } from "./make-io.js";
import { porterPlugin, recordSession } from "./recorded-session.js";
import { runRigline } from "./run-rigline.js";

const copy = {
  files: 0,
  ofFiles: 1,
  bytes: 16,
  ofBytes: 100,
  percent: 16,
  bytesPerSecond: 84_900_000,
  secondsLeft: 12,
};
const COPYING = makeStatus("copying", { copy, detail: "verified 0 of 1 file" });
const STUCK = makeStatus("stuck", { detail: "the disk is full", todo: "Make room; then `redrive`.", isOver: true });

/** A plugin that reads where a hand-off stands from a file, and leaves another one when it was asked. */
const PLUGIN = porterPlugin(
  "HAND_OFF_READER",
  `{
    read: async () => {
      writeFileSync(new URL("asked", import.meta.url), "");
      return JSON.parse(readFileSync(new URL("known.json", import.meta.url), "utf8"));
    },
  }`,
  'import { readFileSync, writeFileSync } from "node:fs";',
);

function recorded(known: object): ReturnType<typeof recordSession> {
  return recordSession({ "porter.mjs": PLUGIN, "known.json": JSON.stringify(known) });
}

describe("rigline status", () => {
  test("tells each session by one word, what to do, and how many there are of each; sessions has the same word", async () => {
    const { folder, name } = await recorded({ state: "parked", detail: "the disk is full", status: STUCK });
    const text = `${"session".padEnd(name.length)}  status\n${name}  stuck: the disk is full\n  do    Make room; then \`redrive\`.\n1 stuck\n`;
    const { out, exitCode } = await runRigline(folder, ["status"]);
    expect(out).toBe(text);
    expect(exitCode).toBe(0);
    expect((await runRigline(folder, ["sessions"])).out).toContain("success     stuck: the disk is full\n");
    const one = await runRigline(folder, ["status", name, "--json"]);
    expect(JSON.parse(one.out)).toEqual({
      sessions: [
        {
          name,
          subject: "614173",
          date: expect.any(String) as string,
          directory: path.join(folder, "data", "614173", name),
          status: STUCK,
        },
      ],
      total: 1,
    });
  });

  test("a session that is not there is named with the nearest", async () => {
    const { folder, name } = await recorded({ state: "parked", detail: "", status: STUCK });
    const { err, exitCode } = await runRigline(folder, ["status", `${name}x`]);
    expect(err).toContain(`Did you mean "${name}"`);
    expect(exitCode).not.toBe(0);
  });

  test("--watch ends when all are at their end; with --json each change is a line", async () => {
    const { folder, name } = await recorded({ state: "parked", detail: "", status: STUCK });
    const plain = await runRigline(folder, ["status", "--watch"]);
    expect(plain.out).toMatch(/^\d\d:\d\d:\d\d \S+ stuck: the disk is full\. Do: Make room; then `redrive`\.\n$/);
    const json = await runRigline(folder, ["status", name, "--watch", "--json"]);
    expect(
      json.out
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as object),
    ).toEqual([expect.objectContaining({ at: expect.any(String) as string, name, status: STUCK })]);
    expect([plain.exitCode, json.exitCode]).toEqual([0, 0]);
  });

  test("Ctrl+C ends the watching, and is no failure", async () => {
    const { folder } = await recorded({ state: "pending", detail: "", status: COPYING });
    rmSync(path.join(folder, "asked"), { force: true });
    const { out, err, exitCode } = await runRigline(folder, ["status", "--watch"], {}, (interrupt) => {
      const timer = setInterval(() => existsSync(path.join(folder, "asked")) && interrupt("SIGINT"), 5);
      onTestFinished(() => clearInterval(timer));
      return () => clearInterval(timer);
    });
    expect(out).toContain("copying 16 %, 84.9 MB/s, 12 s left: verified 0 of 1 file\n");
    expect([exitCode, err]).toEqual([0, ""]);
  });

  test("a watch whose reader is gone ends, also one that goes on forever", async () => {
    const { folder } = await recorded({ state: "parked", detail: "", status: STUCK });
    const { io } = makeIo(folder, {}, () => () => undefined);
    const watched = main(["status", "--watch", "--forever", "--json"], {
      ...io,
      // As a pipe says of each write to it that nobody reads at the other end.
      out: () => void io.output.emit("error", Object.assign(new Error("write EPIPE"), { code: "EPIPE" })),
    });
    expect(await watched).toBe(0);
  });

  test("of a rig without sessions it says so", async () => {
    const folder = makeRig({ "rigline.config.yaml": "rig_name: none\ndata_dir: data\n" });
    expect((await runRigline(folder, ["status"])).out).toMatch(/^No sessions in /);
    expect((await runRigline(folder, ["status", "--watch"])).exitCode).toBe(0);
  });
});

function listed(name: string, status: SessionStatus): ListedSession {
  return {
    name,
    subject: "614173",
    date: null,
    directory: `/data/614173/${name}`,
    standing: "finished",
    outcome: "success",
    interrupted: false,
    reason: null,
    handOff: null,
    status,
    notes: [],
    unfinished: false,
    next: null,
  };
}

/** Looks at what is given, one after the other; the last one again and again. */
function watching(looks: readonly (readonly ListedSession[])[]) {
  const clock = createFakeClock();
  const abort = new AbortController();
  const asked: string[] = [];
  let count = 0;
  const look: StatusWatch["look"] = (known) => {
    const now = looks[Math.min(count, looks.length - 1)] ?? [];
    count += 1;
    const sessions = now.map((session) => {
      const before = known(session.directory);
      if (before === undefined) asked.push(session.name);
      return before ?? session;
    });
    return Promise.resolve({ sessions, total: sessions.length });
  };
  return { parts: { clock, signal: abort.signal, look, forever: false }, clock, abort, asked };
}

const at = (percent: number): SessionStatus => ({ ...COPYING, copy: { ...copy, percent } });
const SAFE = makeStatus("safe to delete", { isOver: true });

describe("watching", () => {
  test("tells a line for each change and ends at the end of all, looking no more at what is over for good", async () => {
    const { parts, clock, asked } = watching([
      [listed("a", at(1)), listed("b", SAFE)],
      [listed("a", at(1)), listed("b", SAFE)],
      [listed("a", at(50)), listed("b", SAFE)],
      [listed("a", STUCK), listed("b", SAFE)],
    ]);
    const lines: string[] = [];
    const watched = watchStatus({ ...parts, tell: "lines", out: (text) => void lines.push(text) });
    await clock.advance(3000);
    await watched;
    expect(lines.map((line) => line.slice(9))).toEqual([
      "a copying 1 %, 84.9 MB/s, 12 s left: verified 0 of 1 file\n",
      "b safe to delete\n",
      "a copying 50 %, 84.9 MB/s, 12 s left: verified 0 of 1 file\n",
      "a stuck: the disk is full. Do: Make room; then `redrive`.\n",
    ]);
    expect(asked).toEqual(["a", "b", "a", "a", "a"]);
  });

  test("looks again at what a person may have mended", async () => {
    const { parts, clock } = watching([
      [listed("a", STUCK), listed("b", at(1))],
      [listed("a", SAFE), listed("b", SAFE)],
    ]);
    const lines: string[] = [];
    const watched = watchStatus({ ...parts, tell: "json", out: (text) => void lines.push(text) });
    await clock.advance(1000);
    await watched;
    expect(lines.map((line) => (JSON.parse(line) as ListedSession).status.word)).toEqual([
      "stuck",
      "copying",
      "safe to delete",
      "safe to delete",
    ]);
  });

  test("goes on forever where that is asked for, telling each look and what is there no more", async () => {
    const { parts, clock, abort } = watching([
      [listed("a", SAFE), listed("b", SAFE)],
      [listed("a", SAFE)],
      [listed("a", SAFE), listed("c", at(1))],
    ]);
    const lines: string[] = [];
    const watched = watchStatus({ ...parts, forever: true, tell: "json", out: (text) => void lines.push(text) });
    await clock.advance(2000);
    abort.abort();
    await watched;
    const told = lines.map((line) => JSON.parse(line) as Partial<ListedSession> & { gone?: string; sessions?: number });
    expect(told.map(({ name, gone, sessions }) => name ?? gone ?? sessions)).toEqual([
      "a",
      "b",
      2,
      "/data/614173/b",
      1,
      "c",
      2,
    ]);
    expect(told.every((line) => "at" in line)).toBe(true);
  });

  test("looks again, one now and then, at what is over for good: its files may have changed meanwhile", async () => {
    const { parts, clock, abort, asked } = watching([[listed("a", SAFE), listed("b", SAFE)]]);
    const watched = watchStatus({ ...parts, forever: true, tell: "lines", out: () => undefined });
    await clock.advance(9000);
    expect(asked).toEqual(["a", "b"]);
    await clock.advance(21_000);
    expect(asked).toEqual(["a", "b", "a", "b", "a"]);
    abort.abort();
    await watched;
  });

  test("ends when it is told to", async () => {
    const { parts, clock, abort } = watching([[listed("a", at(1))]]);
    const shown: string[] = [];
    const watched = watchStatus({
      ...parts,
      tell: "block",
      show: (text) => void shown.push(text),
      render: (rows, total) => renderStatus(rows, total, "/data"),
    });
    await clock.advance(1000);
    abort.abort();
    await watched;
    expect(shown[0]).toBe(
      "session  status\na        copying 1 %, 84.9 MB/s, 12 s left: verified 0 of 1 file\n1 copying",
    );
  });
});
