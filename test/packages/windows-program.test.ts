import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const PARTS = ["scripts/windows-program.mjs", "packages/watchdog-service/src/windows/rigline-watchdog.c"];

const compiler = await execa("x86_64-w64-mingw32-gcc", ["--version"], { reject: false });
if (compiler.failed)
  console.log("skipped: rigline-watchdog.exe is built by Debian's gcc-mingw-w64-x86-64-win32, which is not here");

/** Where a checkout of another place would build it. */
function copyOfCheckout(): string {
  const folder = mkdtempSync(join(tmpdir(), "rigline-windows-program-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const part of PARTS) {
    mkdirSync(dirname(join(folder, part)), { recursive: true });
    copyFileSync(join(root, part), join(folder, part));
  }
  return folder;
}

async function build(checkout: string, out: string): Promise<Buffer> {
  await execa(process.execPath, [join(checkout, "scripts/windows-program.mjs"), "--out", out]);
  return readFileSync(out);
}

test.skipIf(compiler.failed)("rigline-watchdog.exe is the same bytes wherever and whenever it is built", async () => {
  const other = copyOfCheckout();
  const [first, second] = await Promise.all([
    build(root, join(other, "first.exe")),
    build(other, join(other, "2.exe")),
  ]);
  expect(first.equals(second)).toBe(true);
  // A program of Windows for x64 that needs a console, with no time of its making.
  const header = first.readUInt32LE(0x3c);
  expect(first.toString("latin1", header, header + 4)).toBe("PE\0\0");
  expect([
    first.readUInt16LE(header + 4),
    first.readUInt32LE(header + 8),
    first.readUInt16LE(header + 24 + 68),
  ]).toEqual([0x8664, 0, 3]);
  // Nothing but what every Windows has.
  const libraries = first.toString("latin1").match(/[\w-]+\.dll/gi) ?? [];
  expect(new Set(libraries.map((name) => name.toLowerCase()))).toEqual(new Set(["kernel32.dll", "msvcrt.dll"]));
});
