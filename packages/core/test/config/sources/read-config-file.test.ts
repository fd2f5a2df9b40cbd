import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findConfig } from "../../../src/config/sources/find-config.js";
import { readConfigFile } from "../../../src/config/sources/read-config-file.js";

const TEXT = "data_dir: data\r\nrig_name: Büro\r\n";
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rigline-config-text-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(bytes: Uint8Array, name = "rigline.config.yaml"): string {
  const file = join(folder, name);
  writeFileSync(file, bytes);
  return file;
}

test.each([
  ["UTF-8", Buffer.from(TEXT)],
  ["UTF-8 with its mark", Buffer.from(`\uFEFF${TEXT}`)],
  ["UTF-16, as PowerShell's > writes it", Buffer.from(`\uFEFF${TEXT}`, "utf16le")],
  ["UTF-16 the other way round", Buffer.from(`\uFEFF${TEXT}`, "utf16le").swap16()],
])("%s is read", async (_title, bytes) => {
  const { values } = await readConfigFile(write(bytes));
  expect(values).toEqual({ data_dir: "data", rig_name: "Büro" });
});

test.each([
  ["the code page of a Western Windows", Buffer.from(TEXT, "latin1"), /not UTF-8 text/, /Save the file as UTF-8/],
  ["UTF-16 without its mark", Buffer.from("data_dir: data\n", "utf16le"), /zero bytes/, /as UTF-8/],
  ["UTF-16 that was cut", Buffer.from(`\uFEFF${TEXT}`, "utf16le").subarray(0, -1), /not .*text/, /as UTF-8/],
])("%s is refused with what to do", async (_title, bytes, message, todo) => {
  await expect(readConfigFile(write(bytes))).rejects.toMatchObject({
    code: "CONFIG_UNREADABLE",
    message: expect.stringMatching(message),
    todo: expect.stringMatching(todo),
  });
});

test("4 MiB are read, one byte more is refused; a module may be of any size", async () => {
  const begin = "data_dir: data\n# ";
  const largest = Buffer.from(begin + "x".repeat(4 * 1024 * 1024 - begin.length));
  expect((await readConfigFile(write(largest))).values).toEqual({ data_dir: "data" });
  await expect(readConfigFile(write(Buffer.concat([largest, Buffer.from("x")])))).rejects.toMatchObject({
    code: "CONFIG_UNREADABLE",
    message: expect.stringMatching(/more than 4 MiB/),
    todo: expect.stringMatching(/file of its own/),
  });
  const module = `export default { data_dir: "data" };\n// ${"x".repeat(4 * 1024 * 1024)}`;
  write(Buffer.from(module), "rigline.config.mjs");
  rmSync(join(folder, "rigline.config.yaml"));
  expect((await findConfig(folder))?.values).toEqual({ data_dir: "data" });
});

test("a module is UTF-8: Node reads no other", async () => {
  const bytes = Buffer.from("\uFEFFexport default { data_dir: 'data' };", "utf16le");
  await expect(readConfigFile(write(bytes, "rigline.config.mjs"))).rejects.toMatchObject({ code: "CONFIG_UNREADABLE" });
});
