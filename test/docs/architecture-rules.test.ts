import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Each breaks one rule of the house, where it holds. */
const BROKEN: readonly (readonly [file: string, text: string, said: string])[] = [
  ["packages/foundation/src/a.ts", 'import "@rigline/manifest";', "The foundation imports nothing of ours"],
  ["packages/foundation/test/a.test.ts", 'import "@rigline/core";', "The foundation imports nothing of ours"],
  ["packages/manifest/src/a.ts", 'import "@rigline/core";', "The manifest stands on the foundation alone"],
  ["packages/core/src/a.ts", 'import "@rigline/manifest";', "Core knows no plugin, no manifest and no service"],
  ["packages/core/src/a.ts", 'import "@rigline/watchdog-plugin";', "Core knows no plugin, no manifest and no service"],
  ["packages/watchdog-service/src/a.ts", 'import "@rigline/core";', "it knows no launcher and no plugin"],
  ["packages/watchdog-service/test/a.test.ts", 'import "@rigline/core/testing";', "it knows no launcher and no plugin"],
  ["packages/watchdog-service/src/a.ts", 'import "@rigline/watchdog-plugin";', "it knows no launcher and no plugin"],
  ["packages/watchdog-plugin/src/a.ts", 'import "@rigline/watchdog-service";', "never imports it"],
  ["packages/rig-plugins/src/a.ts", 'import "@rigline/foundation/platform";', "what every plugin may use"],
  ["packages/rig-plugins/src/a.ts", 'import "@rigline/core/cli";', "what every plugin may use"],
  ["packages/watchdog-plugin/src/a.ts", 'import "@rigline/watchdog-service/dist/a.js";', "never imports it"],
  ["packages/core/src/a.ts", 'import "@rigline/manifest/places";', "Core knows no plugin, no manifest and no service"],
  ["packages/core/src/a.ts", "export const a = process.env;", "Only config/ reads the environment"],
  ["packages/manifest/src/a.ts", 'process.chdir("/");', "No global state"],
  ["packages/watchdog-service/src/a.ts", 'void fetch("http://a.org");', "fetch"],
  ["packages/core/src/a.ts", 'console.log("a");', "Unexpected console statement"],
  ["packages/watchdog-service/src/a.ts", "setTimeout(() => {}, 1);", "Time comes by the port Clock"],
  ["packages/watchdog-service/src/work/a.ts", "export const a = performance.now();", "Time comes by the port Clock"],
  ["packages/foundation/src/journal/a.ts", "export const a = Date.now();", "Time comes by the port Clock"],
  ["packages/manifest/src/a.ts", "export const a = Math.random();", "Chance comes by a port"],
  [
    "packages/foundation/src/platform/a.ts",
    'import { randomBytes } from "node:crypto";\nrandomBytes(1);',
    "randomBytes",
  ],
  ["packages/watchdog-service/src/a.ts", "export const a = process.pid;", "Whose process it is"],
  ["packages/watchdog-service/src/publish/a.ts", 'import "node:os";', "Do not import Node.js builtin module"],
  ["packages/watchdog-service/src/work/a.ts", 'import "node:fs";', "Do not import Node.js builtin module"],
  ["packages/foundation/src/a.ts", 'import "node:timers/promises";', "Do not import Node.js builtin module"],
  ["packages/core/src/session/a.ts", 'import "node:fs";', "Do not import Node.js builtin module"],
  ["packages/core/src/logs/a.ts", 'import "node:fs/promises";', "Do not import Node.js builtin module"],
  ["packages/core/src/launcher/a.ts", "export const a = process.pid;", "Whose process it is"],
  ["packages/core/src/runners/a.ts", "setInterval(() => {}, 1);", "Time comes by the port Clock"],
  ["packages/watchdog-plugin/src/follow/a.ts", 'import "node:fs/promises";', "Do not import Node.js builtin module"],
  ["packages/watchdog-plugin/src/preflight/a.ts", 'import "node:net";', "Do not import Node.js builtin module"],
  ["packages/watchdog-plugin/src/daemon/a.ts", "export const a = Date.now();", "Time comes by the port Clock"],
  ["packages/watchdog-plugin/src/transfer/a.ts", "export const a = Math.random();", "Chance comes by a port"],
  ["packages/page/src/a.ts", 'import "@rigline/core";', "The page reads journals by the parts that know them"],
  ["packages/page/src/a.ts", 'import "@rigline/watchdog-service/parts";', "acts by the commands alone"],
  ["packages/page/test/a.test.ts", 'import "@rigline/watchdog-plugin";', "acts by the commands alone"],
  ["packages/fleet/src/a.ts", 'import "@rigline/watchdog-service/parts";', "knows rigs by what they push"],
  [
    "packages/destination-s3/src/a.ts",
    'import "@rigline/manifest";',
    "What reaches a store stands on the foundation alone",
  ],
  ["packages/page/src/feed/a.ts", 'import "node:fs";', "Do not import Node.js builtin module"],
  ["packages/page/src/server/a.ts", "export const a = Date.now();", "Time comes by the port Clock"],
];

/** The same, allowed. */
const KEPT: readonly (readonly [file: string, text: string])[] = [
  ["packages/manifest/src/a.ts", 'import "@rigline/foundation/errors";'],
  ["packages/core/src/a.ts", 'import "@rigline/foundation/errors";'],
  ["packages/core/test/a.test.ts", 'import "@rigline/core";'],
  ["packages/foundation/test/a.test.ts", 'import "@rigline/foundation/errors";'],
  ["packages/watchdog-service/src/a.ts", 'import "@rigline/manifest/places";'],
  ["packages/watchdog-service/src/a.ts", 'import "@rigline/manifest";'],
  ["packages/watchdog-plugin/src/a.ts", 'import "@rigline/core";'],
  ["packages/core/src/config/environment.ts", "export const a = process.env;"],
  ["packages/page/src/a.ts", 'import "@rigline/watchdog-service/told-jobs";\nimport "@rigline/core/session-record";'],
  ["packages/page/src/browser/a.ts", 'void fetch("/api/state");'],
  ["packages/foundation/src/lock/a.ts", 'import "node:net";\nexport const a = process.pid;'],
  [
    "packages/watchdog-service/src/work/worker-main.ts",
    'import "node:timers/promises";\nexport const a = performance.now();',
  ],
  ["packages/core/src/processes/a.ts", 'import "node:fs";\nexport const a = process.pid;'],
  ["packages/core/src/session/a.ts", 'import "node:path";'],
  ["packages/watchdog-service/src/copy/a.ts", 'import { createHash } from "node:crypto";\ncreateHash("sha256");'],
];

interface Found {
  readonly filename: string;
  readonly message: string;
  readonly help?: string;
}

/** What is said of each text, where it stands in a file of its own beside the named one. */
let said: readonly (readonly string[])[];
beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), "rigline-rules-"));
  try {
    cpSync(join(root, ".oxlintrc.json"), join(folder, ".oxlintrc.json"));
    const files = [...BROKEN, ...KEPT].map(([file, text], index) => {
      // The rules for one file's name are tried with that name.
      const own = file.endsWith("environment.ts") ? file : file.replace(/a(?=\.)/u, `a${index}`);
      mkdirSync(dirname(join(folder, own)), { recursive: true });
      writeFileSync(join(folder, own), `${text}\n`);
      return own;
    });
    const found = lint(folder);
    said = files.map((file) =>
      found
        .filter(({ filename }) => filename.replaceAll("\\", "/").endsWith(file))
        .map(({ message, help = "" }) => `${message} ${help}`),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

function lint(folder: string): readonly Found[] {
  const require = createRequire(join(root, "package.json"));
  const oxlint = join(dirname(require.resolve("oxlint/package.json")), "bin", "oxlint");
  const { stdout } = spawnSync(process.execPath, [oxlint, "-f", "json", "."], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 1 << 24,
  });
  return (JSON.parse(stdout) as { readonly diagnostics: readonly Found[] }).diagnostics;
}

test.each(BROKEN.map((rule, index) => [...rule, index] as const))(
  "%s must not say: %s",
  (_file, _text, words, index) => {
    expect(said[index]).toEqual([expect.stringContaining(words)]);
  },
);

test.each(KEPT.map((rule, index) => [...rule, index] as const))("%s may say: %s", (_file, _text, index) => {
  expect(said[BROKEN.length + index]).toEqual([]);
});

test("nobody but the system's clock asks what time it is, where a simulation has its own", () => {
  const asking = ["foundation", "manifest", "core", "rig-plugins", "watchdog-plugin", "watchdog-service"].flatMap(
    (name) => {
      const folder = join(root, "packages", name, "src");
      const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts"));
      return files.filter((path) => readFileSync(join(folder, path), "utf8").includes("new Date()"));
    },
  );
  const paths = asking.map((path) => path.replaceAll("\\", "/"));
  expect(paths.toSorted()).toEqual([
    "isolated/isolated-main.ts",
    "platform/clock.ts",
    "telemetry/export-spans.ts",
    "testing/memory-log.ts",
  ]);
});

test("the rules that are broken here are all that the config has", () => {
  const rules = BROKEN.map(([, , said]) => said);
  const config = readFileSync(join(root, ".oxlintrc.json"), "utf8");
  const messages = [...config.matchAll(/"message": "([^"]+)"/gu)].map(([, message = ""]) => message);
  expect(messages.length).toBeGreaterThan(5);
  expect(messages.filter((message) => !rules.some((said) => message.includes(said)))).toEqual([]);
});
