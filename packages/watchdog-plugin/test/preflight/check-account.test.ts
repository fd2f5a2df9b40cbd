import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { openJournal } from "@rigline/foundation/journal";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { destinationsJournalPath } from "@rigline/manifest";
import { expect, test } from "vitest";
import { thisHost } from "../../src/daemon/daemon-host.js";
import { checkAccount, type AccountQuestion } from "../../src/preflight/check-account.js";
import { temporaryFolder } from "../support/temporary-folder.js";

interface Rig {
  /** Of the daemon; undefined: the system does not say. */
  readonly account?: { readonly name: string; readonly own: boolean };
  readonly platform?: NodeJS.Platform;
}

async function check(question: Partial<AccountQuestion>, { account, platform = "linux" }: Rig = {}) {
  const asked: number[] = [];
  const host = { ...thisHost, findAccount: async (pid: number) => (asked.push(pid), account) };
  const finding = await checkAccount(
    { fileSystem: nodeFileSystem, host, environment: {} },
    {
      daemon: { pid: 4711, isOurs: false },
      destination: "/share/central",
      mappedTo: undefined,
      flagFolder: "",
      ...question,
    },
    platform,
  );
  return { finding, asked };
}

const other = { name: "svc_watchdog", own: false };
const mapped = { destination: "Z:\\data", mappedTo: "\\\\server\\share\\data" };

test("a daemon that is started by this launcher is of this account, and one of this account sees what it sees", async () => {
  expect(await check({ daemon: { isOurs: true }, ...mapped }, { platform: "win32" })).toEqual({ asked: [] });
  expect((await check({}, { account: { name: "ada", own: true } })).finding).toBeUndefined();
  expect((await check({})).finding).toBeUndefined();
});

test("another account's drives are others: the server's own path is told", async () => {
  const { finding } = await check(mapped, { account: other, platform: "win32" });
  expect(finding).toEqual({
    level: "warning",
    subject: "account",
    message:
      "Z: is connected to \\\\server\\share\\data for this user; svc_watchdog, as which the daemon runs, does not have it",
    todo: "Write the server's own path into `watchdog.destination`: \\\\server\\share\\data",
  });
  const unknown = await check({ ...mapped, daemon: { isOurs: false } }, { platform: "win32" });
  expect(unknown.finding?.message).toContain("a daemon under another account, as a service has it,");
  // A second on Windows, for an answer that changes nothing.
  expect((await check({ destination: "\\\\server\\data" }, { account: other, platform: "win32" })).asked).toEqual([]);
});

test("what the daemon has written down of the share is told; else that it can't be told", async () => {
  const flagFolder = temporaryFolder();
  const { finding } = await check({ flagFolder }, { account: other });
  expect(finding).toMatchObject({ level: "ok", message: expect.stringContaining("can't be told from here") });
  const path = destinationsJournalPath(flagFolder);
  mkdirSync(dirname(path), { recursive: true });
  const journal = openJournal(path);
  journal.append({ type: "destination", root: "/share", fileSystem: "6969", own: false, seen: true });
  journal.close();
  expect((await check({ flagFolder }, { account: other })).finding).toMatchObject({
    level: "ok",
    message: "the daemon runs as svc_watchdog, not as this user, and has written there before",
  });
});
