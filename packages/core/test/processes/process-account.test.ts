import { expect, test } from "vitest";
import { findAccount } from "../../src/processes/process-account.js";

const environment = { ...process.env } as Record<string, string>;

test.skipIf(process.platform === "win32")("this process runs as this user (by ps)", async () => {
  expect(await findAccount(process.pid, { environment })).toEqual({ name: expect.stringMatching(/./), own: true });
});

test.each([0, -1, Number.NaN])("%s is the id of no process", async (pid) => {
  expect(await findAccount(pid, { environment })).toBeUndefined();
});

const ps = (output: string) => ({ platform: "linux" as const, runTool: async () => ({ code: 0, output }) });

test("another user's process is told from this one's, and one that is gone is of nobody", async () => {
  const system = ps(`   4711 svc\n${process.pid} ada\n`);
  expect(await findAccount(4711, { environment, system })).toEqual({ name: "svc", own: false });
  expect(await findAccount(4712, { environment, system })).toBeUndefined();
});

test.each([
  ["LAB\\Ada", { name: "LAB\\Ada", own: true }],
  ["NT AUTHORITY\\SYSTEM", { name: "NT AUTHORITY\\SYSTEM", own: false }],
  ["N/A", undefined],
])("on Windows tasklist says %s", async (user, account) => {
  const asked: string[][] = [];
  const system = {
    platform: "win32" as const,
    runTool: async (command: readonly string[]) => {
      asked.push([...command]);
      return { code: 0, output: `"node.exe","4711","Console","1","40,000 K","Running","${user}","0:00:01","N/A"\r\n` };
    },
  };
  const windows = { SystemRoot: "C:\\Windows", UserDomain: "LAB", USERNAME: "ada" };
  expect(await findAccount(4711, { environment: windows, system })).toEqual(account);
  expect(asked).toEqual([["C:\\Windows\\System32\\tasklist.exe", "/V", "/FO", "CSV", "/NH", "/FI", "PID eq 4711"]]);
});

test("a sentence in place of a row is no account", async () => {
  const output = "INFO: No tasks are running which match the specified criteria.\r\n";
  const system = { platform: "win32" as const, runTool: async () => ({ code: 0, output }) };
  expect(await findAccount(4711, { environment, system })).toBeUndefined();
});
