// Archives that are the same bytes for the same files, whoever makes them and when.
import { lstatSync, readFileSync, readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const BLOCK = 512;
/** 2026-01-01, of all files: what is older than 1980 some programs can't unpack. */
export const TIME = 1_767_225_600;

/**
 * The files of a folder, in the order of their names: `path` with `/`, `content`, `isProgram`. `isKept` is asked for each path,
 * of folders too.
 */
export function listFiles(folder, isKept = () => true, below = "") {
  return readdirSync(join(folder, below))
    .sort()
    .map((name) => (below === "" ? name : `${below}/${name}`))
    .filter(isKept)
    .flatMap((path) => {
      const file = join(folder, path);
      const stats = lstatSync(file);
      if (stats.isDirectory()) return listFiles(folder, isKept, path);
      if (stats.isSymbolicLink())
        throw new Error(`${file} is a link to ${readlinkSync(file)}, which no archive here may have`);
      return [{ path, content: readFileSync(file), isProgram: (stats.mode & 0o100) !== 0 }];
    });
}

/** A tar.gz of such files, each under `root`. `level` as zlib has it. */
export function packTar(files, root, level = 9) {
  const parts = files.flatMap(({ path, content, isProgram }) => [
    header(`${root}/${path}`, content.length, isProgram ? 0o755 : 0o644),
    content,
    Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK),
  ]);
  return gzipSync(Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]), { level });
}

function header(path, size, mode) {
  const block = Buffer.alloc(BLOCK);
  const [prefix, name] = splitPath(path);
  const octal = (number, length) => number.toString(8).padStart(length - 1, "0");
  const fields = [
    [0, name],
    [100, octal(mode, 8)],
    [108, octal(0, 8)],
    [116, octal(0, 8)],
    [124, octal(size, 12)],
    [136, octal(TIME, 12)],
    [148, " ".repeat(8)],
    [156, "0"],
    [257, "ustar\u000000"],
    [345, prefix],
  ];
  for (const [at, text] of fields) block.write(text, at, "utf8");
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 7)}\0 `, 148, "utf8");
  return block;
}

/** A name of more than 100 bytes goes on two fields, which meet at a `/`. */
function splitPath(path) {
  if (Buffer.byteLength(path) <= 100) return ["", path];
  for (let at = path.indexOf("/"); at !== -1; at = path.indexOf("/", at + 1)) {
    const [prefix, name] = [path.slice(0, at), path.slice(at + 1)];
    if (Buffer.byteLength(name) <= 100 && Buffer.byteLength(prefix) <= 155) return [prefix, name];
  }
  throw new Error(`${path} is too long for an archive`);
}
