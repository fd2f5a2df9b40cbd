import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

interface Report {
  readonly errors: readonly { readonly code: string; readonly message: string; readonly cause?: string }[];
  readonly strays: readonly { readonly code: string; readonly message: string; readonly where: object }[];
  readonly leftovers: readonly { readonly plugin: string; readonly hook?: string; readonly what: string }[];
}

const RUN = fileURLToPath(new URL("misbehaving/run.mjs", import.meta.url));

function run(plugin: string): Promise<{ readonly exitCode: number; readonly report: Report }> {
  return new Promise((resolve, reject) => {
    const child = execFile(process.execPath, [RUN, plugin], (_error, stdout, stderr) => {
      const [line] = stdout.split("\n");
      if (line === undefined || line === "") reject(new Error(`it ended with ${child.exitCode} and said: ${stderr}`));
      else resolve({ exitCode: child.exitCode ?? -1, report: JSON.parse(line) as Report });
    });
  });
}

test.concurrent.each([
  ["exits", 3],
  ["exitsByName", 4],
  ["exitsAfterAwait", 5],
])("process.exit in a handler is that plugin's failure, and the process goes on: %s", async (plugin, code) => {
  const { exitCode, report } = await run(plugin);
  expect(report.errors).toEqual([
    {
      code: "HOOK_FAILED",
      message: `Plugin "${plugin}" failed in ready: Plugin "${plugin}" called process.exit(${code})`,
      cause: "PLUGIN_CALLED_EXIT",
    },
  ]);
  expect(exitCode).toBe(0);
});

test.concurrent("process.exit in what a plugin left behind is told, with plugin and hook, and the process goes on", async () => {
  const { exitCode, report } = await run("strayExit");
  expect(report.strays).toEqual([
    {
      code: "PLUGIN_CALLED_EXIT",
      message: 'Plugin "strayExit" called process.exit(6)',
      where: { plugin: "strayExit", hook: "ready" },
    },
  ]);
  expect(exitCode).toBe(0);
});

test.concurrent.each([
  ["strayRejection", "nobody awaited this"],
  ["strayException", "nobody caught this"],
  ["strayText", "just text"],
])("an error that nobody waits for is told, with its plugin, and the process goes on: %s", async (plugin, text) => {
  const { exitCode, report } = await run(plugin);
  expect(report.errors).toEqual([]);
  expect(report.strays).toEqual([
    {
      code: "PLUGIN_STRAY_ERROR",
      message: `Something that plugin "${plugin}" did not wait for failed: ${text}`,
      where: expect.objectContaining({ plugin }) as object,
    },
  ]);
  expect(exitCode).toBe(0);
});

test.concurrent("what a plugin leaves open is named, and does not keep the launcher from ending", async () => {
  const { exitCode, report } = await run("leaves");
  const place = { plugin: "leaves", hook: "ready" };
  expect(report.leftovers).toEqual([
    { ...place, what: "a timer" },
    { ...place, what: expect.stringMatching(/^a child process \(pid \d+\)$/) as string },
    { ...place, what: "a server" },
  ]);
  expect(exitCode).toBe(7);
});
