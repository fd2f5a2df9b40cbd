import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sourceStack } from "../../src/errors/source-stack.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "source stack-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Line 2, column 3 of dist/chunks/a.js comes of line 4, column 2 of the source. */
function writePackage(source: string): string {
  const file = join(folder, "dist", "chunks", "a.js");
  mkdirSync(dirname(file), { recursive: true });
  const map = { version: 3, sources: [source], names: [], mappings: ";EAGC" };
  writeFileSync(`${file}.map`, JSON.stringify(map));
  return pathToFileURL(file).href;
}

function errorAt(place: string): Error {
  const error = new Error("a mistake");
  error.stack = `Error: a mistake\n    at work (${place})\n    at async ${place}\n    at node:internal/process:1:1`;
  return error;
}

test("names the sources that a package brings", () => {
  const url = writePackage("../../src/a.ts");
  const source = join(folder, "src", "a.ts");
  mkdirSync(dirname(source));
  writeFileSync(source, "");
  expect(sourceStack(errorAt(`${url}:2:3`))).toBe(
    `Error: a mistake\n    at work (${source}:4:2)\n    at async ${source}:4:2\n    at node:internal/process:1:1`,
  );
});

test("leaves the place of what has no sources there, no map, or a broken one", () => {
  const url = writePackage("../../node_modules/zod/index.js");
  for (const place of [`${url}:2:3`, `${pathToFileURL(join(folder, "b.js")).href}:2:3`])
    expect(sourceStack(errorAt(place))).toBe(errorAt(place).stack);
  writeFileSync(fileURLToPath(`${url}.map`), "{");
  expect(sourceStack(errorAt(`${url}:2:3`))).toBe(errorAt(`${url}:2:3`).stack);
});

test("is what --verbose prints of a built program", () => {
  const built = new URL("../../dist/errors/index.js", import.meta.url).href;
  const program = `
    import { defineErrors, renderError } from ${JSON.stringify(built)};
    const error = defineErrors({ A_MISTAKE: { exit: "internal", todo: "Mend it." } })("A_MISTAKE", { what: "a mistake" });
    console.log(renderError(error, { verbose: true }), error.stack);`;
  const output = execFileSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8" });
  const [printed = "", plain = ""] = output.replaceAll("\\", "/").split("RiglineError: a mistake").slice(1);
  expect(plain).toContain("/foundation/dist/");
  expect(printed).toMatch(/foundation\/src\/errors\/rigline-error\.ts:\d+:\d+/);
  expect(printed).not.toContain("/foundation/dist/");
});
