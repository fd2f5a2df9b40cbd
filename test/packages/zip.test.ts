import { inflateRawSync } from "node:zlib";
import { expect, test } from "vitest";

interface PackedFile {
  readonly path: string;
  readonly content: Buffer;
  readonly isProgram: boolean;
}

const { packZip } = (await import(new URL("../../scripts/archives/zip.mjs", import.meta.url).href)) as {
  packZip: (files: readonly PackedFile[], root: string) => Buffer;
};

const FILES: readonly PackedFile[] = [
  { path: "rigline.cmd", content: Buffer.from("@echo off\r\n".repeat(50)), isProgram: true },
  { path: "node_modules/leer.txt", content: Buffer.alloc(0), isProgram: false },
  { path: "Mäuse/日.bin", content: Buffer.from([0, 255, 0, 255, 7]), isProgram: false },
];

/** By the directory at its end, as every program does that unpacks. */
function unpack(zip: Buffer): readonly PackedFile[] {
  const end = zip.length - 22;
  expect(zip.readUInt32LE(end)).toBe(0x06054b50);
  const found: PackedFile[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    expect(zip.readUInt32LE(at)).toBe(0x02014b50);
    const [packed, size, nameLength] = [
      zip.readUInt32LE(at + 20),
      zip.readUInt32LE(at + 24),
      zip.readUInt16LE(at + 28),
    ];
    const rights = zip.readUInt32LE(at + 38) >>> 16;
    const local = zip.readUInt32LE(at + 42);
    const name = zip.toString("utf8", at + 46, at + 46 + nameLength);
    // What stands before the file says the same of it.
    expect(zip.subarray(local + 4, local + 30)).toEqual(zip.subarray(at + 6, at + 32));
    const start = local + 30 + nameLength;
    const content = inflateRawSync(zip.subarray(start, start + packed));
    expect(content.length).toBe(size);
    found.push({ path: name, content, isProgram: rights === 0o100755 });
    at += 46 + nameLength;
  }
  expect(at).toBe(end);
  return found;
}

test("a zip gives back what was put into it, each time the same bytes", () => {
  const zip = packZip(FILES, "rigline");
  expect(unpack(zip)).toEqual(FILES.map((file) => ({ ...file, path: `rigline/${file.path}` })));
  expect(packZip(FILES, "rigline")).toEqual(zip);
});
