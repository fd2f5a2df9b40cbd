// Zip archives, which Windows unpacks by itself: the same bytes for the same files. Sizes above 4 GiB have no place in them.
import { crc32, deflateRawSync } from "node:zlib";
import { TIME } from "./tar.mjs";

/** A program, and any other file, as Unix has their rights: in the upper half. */
const RIGHTS = { true: 0o100755, false: 0o100644 };
const UTF8_NAMES = 0x0800;
const DEFLATED = 8;
const VERSION = 20;
const BY_UNIX = 3 << 8;

/** A zip of files as listFiles of tar.mjs has them, each under `root`. */
export function packZip(files, root, level = 9) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const { path, content, isProgram } of files) {
    const name = Buffer.from(`${root}/${path}`);
    const data = deflateRawSync(content, { level });
    const common = describe(content, data, name);
    const local = Buffer.concat([number(0x04034b50, 4), number(VERSION, 2), common, name]);
    directory.push(
      number(0x02014b50, 4),
      number(BY_UNIX | VERSION, 2),
      number(VERSION, 2),
      common,
      number(0, 2 + 2 + 2),
      number(RIGHTS[isProgram] * 0x10000, 4),
      number(offset, 4),
      name,
    );
    parts.push(local, data);
    offset += local.length + data.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.concat([
    number(0x06054b50, 4),
    number(0, 4),
    number(files.length, 2),
    number(files.length, 2),
    number(central.length, 4),
    number(offset, 4),
    number(0, 2),
  ]);
  return Buffer.concat([...parts, central, end]);
}

/** What stands alike before a file and in the directory at the end. */
function describe(content, data, name) {
  const [time, day] = dosTime();
  const fields = [
    [UTF8_NAMES, 2],
    [DEFLATED, 2],
    [time, 2],
    [day, 2],
    [crc32(content), 4],
    [data.length, 4],
    [content.length, 4],
    [name.length, 2],
    [0, 2],
  ];
  return Buffer.concat(fields.map(([value, length]) => number(value, length)));
}

function dosTime() {
  const at = new Date(TIME * 1000);
  const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1);
  return [time, ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate()];
}

function number(value, length) {
  const bytes = Buffer.alloc(length);
  bytes.writeUIntLE(value, 0, length);
  return bytes;
}
