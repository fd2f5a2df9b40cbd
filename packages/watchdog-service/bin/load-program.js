"use strict";
// Runs a program of CommonJS by what V8 made of it the last time: to read and compile its text takes a daemon a third of its start.
// Node has such a cache since 22, in a folder that all users share; this one lies beside the program, and is as good as the program is:
// who may write there may change the one like the other.
const { readFileSync, renameSync, rmSync, statSync, writeFileSync } = require("node:fs");
const { createRequire, wrap } = require("node:module");
const path = require("node:path");
const { Script } = require("node:vm");
const { crc32 } = require("node:zlib");

/** Another Node makes other code. */
const KIND = `${process.version}-${process.arch}`;

/**
 * `command`: what of it is asked for, by which there is a cache of its own: V8 keeps what it had to compile for it. Returns what the
 * program exports, and `keep`, which writes the cache where there was none. Neither fails for a cache that is not there, not whole,
 * of another program or not to be written.
 */
function loadProgram(main, command) {
  const place = path.join(path.dirname(main), `.${command}-${KIND}.compiled`);
  const known = readKnown(place);
  const loaded = new Map();
  const load = (file) => {
    const there = loaded.get(file);
    if (there !== undefined) return there.module.exports;
    const identity = identify(file);
    const cachedData = known.get(`${file} ${identity}`);
    const script = new Script(wrap(readFileSync(file, "utf8")), { filename: file, cachedData });
    const isKnown = cachedData !== undefined && script.cachedDataRejected === false;
    const module = { exports: {} };
    loaded.set(file, { module, script, isKnown, identity });
    const native = createRequire(file);
    const require = (name) => (name.startsWith(".") ? load(path.join(path.dirname(file), name)) : native(name));
    script.runInThisContext().call(module.exports, module.exports, require, module, file, path.dirname(file));
    return module.exports;
  };
  const keep = () => {
    const all = [...loaded];
    if (all.every(([, { isKnown }]) => isKnown)) return;
    for (const [, one] of all) one.isKnown = true;
    write(
      place,
      all.map(([file, { script, identity }]) => [`${file} ${identity}`, script.createCachedData()]),
    );
  };
  return { exports: load(main), keep };
}

/** Nobody can put back when a file was last changed, and a copy of it is another file. */
function identify(file) {
  const { size, ino, ctimeNs } = statSync(file, { bigint: true });
  return [size, ino, ctimeNs].join(" ");
}

/** A checksum, the length of a list, the list of what follows. */
const HEAD_BYTES = 8;

function readKnown(place) {
  const known = new Map();
  try {
    const bytes = readFileSync(place);
    // V8 does not look whether what it is given is whole.
    if (bytes.readUInt32LE(0) !== crc32(bytes.subarray(4))) return known;
    let from = HEAD_BYTES + bytes.readUInt32LE(4);
    for (const [name, length] of JSON.parse(bytes.toString("utf8", HEAD_BYTES, from)))
      known.set(name, bytes.subarray(from, (from += length)));
  } catch {
    // There is none.
  }
  return known;
}

function write(place, entries) {
  const list = Buffer.from(JSON.stringify(entries.map(([name, { length }]) => [name, length])), "utf8");
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32LE(list.length, 4);
  const bytes = Buffer.concat([head, list, ...entries.map(([, data]) => data)]);
  bytes.writeUInt32LE(crc32(bytes.subarray(4)), 0);
  const unfinished = `${place}.${process.pid}`;
  try {
    writeFileSync(unfinished, bytes, { flag: "wx" });
    renameSync(unfinished, place);
  } catch {
    // Somebody else's package, a full disk: the program runs as well without.
    rmSync(unfinished, { force: true });
  }
}

module.exports = { loadProgram };
