// Reads two folders to their last byte, one file after the other, and compares them by sha256.
import { createHash } from "node:crypto";
import { closeSync, openSync, readdirSync, readSync } from "node:fs";
import { join, relative } from "node:path";

const buffer = Buffer.alloc(1024 * 1024);
const [source = "", copy = ""] = process.argv.slice(2).map(digestAll);
if (source !== copy) process.exit(1);

function digestAll(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).toSorted();
  return paths.map((path) => `${relative(folder, path)} ${digest(path)}`).join("\n");
}

function digest(path) {
  const hash = createHash("sha256");
  const file = openSync(path, "r");
  for (let bytes = readSync(file, buffer); bytes > 0; bytes = readSync(file, buffer))
    hash.update(buffer.subarray(0, bytes));
  closeSync(file);
  return hash.digest("hex");
}
