import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { rcloneKind } from "../support/destination-kinds.js";
import { partsFor, PUBLISHED, runOnce, settingsFor } from "../support/rig.js";
import { createRig } from "../support/rig.js";
import { groupsOf } from "../../src/store/same-names.js";
import { openRcloneStore } from "../../src/store/rclone-store.js";
import { readTree, temporaryFolder } from "../support/temporary-folder.js";

/** A server of rclone's own, of this kind; its address. */
async function serve(kind: string, folder: string): Promise<string> {
  const child = spawn("rclone", ["serve", kind, folder, "--addr", "127.0.0.1:0"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  onTestFinished(async () => {
    child.kill();
    await ended;
  });
  let said = "";
  for await (const chunk of child.stderr.setEncoding("utf8")) {
    said += String(chunk);
    const address = /started on \[?(http:[^\s\]]+)/i.exec(said)?.[1];
    if (address !== undefined) return address;
  }
  throw new Error(`rclone serves nothing: ${said}`);
}

test.skipIf(rcloneKind.lacks !== undefined)(
  `a session goes to a server that only rclone reaches, and a wrong answer of it is told (${rcloneKind.lacks ?? "WebDAV"})`,
  async () => {
    const rig = createRig();
    const remote = join(rig.root, "remote");
    mkdirSync(remote);
    const config = join(rig.root, "rclone.conf");
    writeFileSync(config, `[dav]\ntype = webdav\nurl = ${await serve("webdav", remote)}\nvendor = other\n`);
    // As a timetable, which it has to understand.
    const bandwidth = [{ from: 0, to: 12 * 3600, bytesPerSecond: 50e6 }];
    const settings = settingsFor(rig, { stores: { rclone: { config } }, bandwidth });
    rig.hand("session", { notes: { rigline_remote: "rclone:dav:rigs/614173" } });
    rig.hand("lost", { notes: { rigline_remote: "rclone:nowhere:rigs" } });
    const parts = partsFor(rig, { settings });
    await runOnce(parts);
    const { "behavior/empty/": _, ...files } = PUBLISHED;
    expect(readTree(join(remote, "rigs/614173/session"))).toEqual({
      ...files,
      ".rigline/claim.json": expect.stringContaining("rigline-claim-1") as string,
      ".rigline/whole.json": expect.stringContaining('"proof": "read-back"') as string,
    });
    const told = parts.events.filter((event) => event.event === "failed");
    expect(told).toMatchObject([{ job: "lost", code: "STORE_NOT_FOUND" }]);
    expect(readFileSync(config, "utf8")).toContain("[dav]");
  },
  // Two dozen programs, on a machine that has others.
  120_000,
);

test("an older rclone is refused, a newer one is not", async () => {
  const said = (text: string) => () => Promise.resolve(Buffer.from(text));
  await expect(openRcloneStore("x:y", {}, said("rclone v1.53.3\n- os: x")).look()).rejects.toMatchObject({
    trouble: "missing",
    message: "rclone v1.53.3 is on the PATH, and 1.60 or newer is needed",
  });
  await expect(openRcloneStore("x:y", {}, said("rclone v1.76.0\n- os: x")).look()).resolves.toBeUndefined();
});

test("of two that claim a place in one moment the one gives way that finds the other's claim behind its own", async () => {
  const asked: string[] = [];
  const store = openRcloneStore("x:y", {}, ({ args: [command = ""] }) => {
    asked.push(command);
    return Promise.resolve(Buffer.from(command === "cat" && asked.length > 1 ? "theirs" : ""));
  });
  expect(await store.create(".rigline/claim.json", Buffer.from("ours"))).toBe(false);
  expect(asked).toEqual(["cat", "rcat", "cat"]);
});

test("files that lie in the store as they lie at the rig go by one call, those with other names by themselves", () => {
  const files = [
    { path: "behavior/a.csv", source: "/data/s/behavior/a.csv" },
    { path: "behavior/x/b.csv", source: "/data/s/behavior/x/b.csv" },
    { path: "video/face.mp4", source: "/video/614173/face.mp4" },
    { path: "video/linked.mp4", source: "/elsewhere/other.mp4" },
  ];
  expect(groupsOf(files)).toEqual([
    { from: "/data/s", to: "", names: { all: ["behavior/a.csv", "behavior/x/b.csv"] } },
    { from: "/video/614173", to: "video", names: { all: ["face.mp4"] } },
    { from: "/elsewhere/other.mp4", to: "", names: { as: "video/linked.mp4" } },
  ]);
});

test.skipIf(process.platform === "win32")(
  "what rclone gives up with is told by one word, whatever it reaches",
  async () => {
    const folder = temporaryFolder();
    const before = process.env["PATH"];
    process.env["PATH"] = `${folder}:${before}`;
    onTestFinished(() => void (process.env["PATH"] = before));
    const said: readonly (readonly [string, number, string])[] = [
      ["oauth2: token expired and refresh token is not set", 1, "denied"],
      ["googleapi: Error 403: User Rate Limit Exceeded, userRateLimitExceeded", 1, "away"],
      ["googleapi: Error 403: The caller does not have permission, forbidden", 1, "denied"],
      ["ssh: handshake failed: ssh: unable to authenticate, attempted methods [none]", 1, "denied"],
      ["ssh: handshake failed: knownhosts: key mismatch", 1, "denied"],
      ["dial tcp 127.0.0.1:22: connect: connection refused", 1, "away"],
      ["invalid character '<' looking for beginning of value", 1, "away"],
      ["SlowDown: Please reduce your request rate.", 1, "away"],
      ["didn't find section in config file", 1, "absent"],
      ["NoSuchBucket: no such bucket", 1, "absent"],
      ["RequestTimeTooSkewed: The difference is too large.", 1, "clock"],
      ["write: no space left on device", 1, "full"],
      ["Failed to copy: corrupted on transfer: md5 hash differ", 1, "changed"],
      ["unknown flag: --files-from-raw", 2, "refused"],
    ];
    for (const [message, code, trouble] of said) {
      const line = JSON.stringify({ level: "error", msg: message }).replaceAll("'", String.raw`'\''`);
      writeFileSync(join(folder, "rclone"), `#!/bin/sh\necho '${line}' >&2\nexit ${code}\n`, { mode: 0o755 });
      await expect(openRcloneStore("x:y", {}).list(), message).rejects.toMatchObject({ name: "StoreError", trouble });
    }
  },
);
