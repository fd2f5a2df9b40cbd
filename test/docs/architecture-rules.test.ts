import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, onTestFinished, test } from "vitest";

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
  ["packages/watchdog-plugin/src/a.ts", 'import "@rigline/watchdog-service/dist/a.js";', "never imports it"],
  ["packages/core/src/a.ts", 'import "@rigline/manifest/places";', "Core knows no plugin, no manifest and no service"],
  ["packages/core/src/a.ts", "export const a = process.env;", "Only config/ reads the environment"],
  ["packages/manifest/src/a.ts", 'process.chdir("/");', "No global state"],
  ["packages/watchdog-service/src/a.ts", 'void fetch("http://a.org");', "fetch"],
  ["packages/core/src/a.ts", 'console.log("a");', "Unexpected console statement"],
];

/** The same, allowed. */
const KEPT: readonly (readonly [file: string, text: string])[] = [
  ["packages/manifest/src/a.ts", 'import "@rigline/foundation/errors";'],
  ["packages/core/src/a.ts", 'import "@rigline/foundation/errors";'],
  ["packages/core/test/a.test.ts", 'import "@rigline/core";'],
  ["packages/foundation/test/a.test.ts", 'import "@rigline/foundation/errors";'],
  ["packages/watchdog-service/src/b.ts", 'import "@rigline/manifest/places";'],
  ["packages/watchdog-service/src/a.ts", 'import "@rigline/manifest";'],
  ["packages/watchdog-plugin/src/a.ts", 'import "@rigline/core";'],
  ["packages/core/src/config/environment.ts", "export const a = process.env;"],
];

interface Found {
  readonly filename: string;
  readonly message: string;
  readonly help?: string;
}

let lint: (file: string, text: string) => string[];
beforeAll(() => {
  const require = createRequire(join(root, "package.json"));
  const oxlint = join(dirname(require.resolve("oxlint/package.json")), "bin", "oxlint");
  lint = (file, text) => {
    const folder = mkdtempSync(join(tmpdir(), "rigline-rules-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    cpSync(join(root, ".oxlintrc.json"), join(folder, ".oxlintrc.json"));
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), `${text}\n`);
    return run(oxlint, folder).map(({ message, help = "" }) => `${message} ${help}`);
  };
});

function run(oxlint: string, folder: string): readonly Found[] {
  const options = { cwd: folder, encoding: "utf8", maxBuffer: 1 << 24 } as const;
  try {
    return diagnostics(execFileSync(process.execPath, [oxlint, "-f", "json", "."], options));
  } catch (error) {
    return diagnostics((error as { readonly stdout: string }).stdout);
  }
}

function diagnostics(json: string): readonly Found[] {
  return (JSON.parse(json) as { readonly diagnostics: readonly Found[] }).diagnostics;
}

test.each(BROKEN)("%s must not say: %s", (file, text, said) => {
  expect(lint(file, text)).toEqual([expect.stringContaining(said)]);
});

test.each(KEPT)("%s may say: %s", (file, text) => {
  expect(lint(file, text)).toEqual([]);
});

test("the rules that are broken here are all that the config has", () => {
  const rules = BROKEN.map(([, , said]) => said);
  const config = execFileSync(
    process.execPath,
    ["-p", `JSON.stringify(require(${JSON.stringify(join(root, ".oxlintrc.json"))}))`],
    {
      encoding: "utf8",
    },
  );
  const messages = [...config.matchAll(/"message":"([^"]+)"/gu)].map(([, message = ""]) => message);
  expect(messages.filter((message) => !rules.some((said) => message.includes(said)))).toEqual([]);
});
