import type { Script, Step } from "../step.js";
import { createRandom, type Random } from "../../../../src/random.js";

const close: Step = { call: "close", slot: 0 };
const sync: Step = { call: "sync", slot: 0 };
const syncAppend: Step = { call: "syncAppend", slot: 0 };
/** Nothing is changed by it: one more moment at which the power may be cut. */
const list: Step = { call: "list", path: "here" };
/** What programs ask for as the time of a file or folder, nanoseconds since the epoch. */
export const ASKED = 1_600_000_000_000_000_000n;
const dated: Step = { call: "setModified", slot: 0, nanoseconds: ASKED };

/** Ways of writing that programs have, good and bad ones. The power is cut after each of their steps. */
const PATTERNS: readonly Script[] = [
  {
    title: "written, nothing flushed",
    steps: [...begin("here/f"), write("twelve bytes"), close, list],
  },
  {
    title: "written and renamed, nothing flushed",
    steps: [...begin("here/f.part"), write("twelve bytes"), close, rename("here/f.part", "here/f"), list],
  },
  {
    title: "file flushed, renamed, folder not",
    steps: [...begin("here/f.part"), write("twelve bytes"), sync, close, rename("here/f.part", "here/f"), list],
  },
  {
    title: "file flushed, renamed, folder flushed",
    steps: [
      ...begin("here/f.part"),
      write("twelve bytes"),
      sync,
      close,
      rename("here/f.part", "here/f"),
      flush("here"),
      list,
    ],
  },
  {
    title: "folder flushed, file not",
    steps: [
      ...begin("here/f.part"),
      write("twelve bytes"),
      close,
      rename("here/f.part", "here/f"),
      flush("here"),
      list,
    ],
  },
  {
    title: "an old version replaced, nothing flushed",
    steps: [
      ...whole("here/f", "the old version"),
      ...begin("here/f.part"),
      write("new"),
      close,
      rename("here/f.part", "here/f"),
      list,
    ],
  },
  {
    title: "an old version replaced, all flushed",
    steps: [
      ...whole("here/f", "the old version"),
      ...begin("here/f.part"),
      write("new"),
      sync,
      close,
      rename("here/f.part", "here/f"),
      flush("here"),
      list,
    ],
  },
  {
    title: "an old version removed, a new one under its name",
    steps: [
      ...whole("here/f", "the old version"),
      remove("here/f"),
      ...begin("here/f"),
      write("new"),
      sync,
      close,
      flush("here"),
    ],
  },
  {
    title: "a journal: lines flushed one by one, the last one not",
    steps: [
      append("here/log"),
      add("first line\n"),
      syncAppend,
      flush("here"),
      add("second line\n"),
      syncAppend,
      add("third line\n"),
      list,
    ],
  },
  {
    title: "a journal with a torn tail: cut, and gone on with",
    steps: [
      append("here/log"),
      add("first line\nsec"),
      syncAppend,
      flush("here"),
      { call: "truncate", slot: 0, size: 11 },
      add("third line, longer than what was cut\n"),
      list,
      syncAppend,
      list,
    ],
  },
  {
    title: "a time set after the flush",
    steps: [
      ...begin("here/f"),
      write("dated"),
      sync,
      flush("here"),
      dated,
      close,
      list,
      { call: "flushFile", path: "here/f" },
      list,
    ],
  },
  {
    title: "a time set before the flush",
    steps: [...begin("here/f"), write("dated"), dated, sync, close, flush("here"), list],
  },
  {
    title: "a folder's time",
    steps: [
      folder("here/d"),
      flush("here"),
      ...whole("here/d/f", "in it"),
      { call: "setFolderModified", path: "here/d", nanoseconds: ASKED },
      list,
      flush("here/d"),
      list,
    ],
  },
  {
    title: "folders in folders, only the lowest flushed",
    steps: [
      folder("here/a"),
      folder("here/a/b"),
      ...begin("here/a/b/f"),
      write("deep"),
      sync,
      close,
      flush("here/a/b"),
      list,
    ],
  },
  {
    title: "folders in folders, all flushed",
    steps: [
      folder("here/a"),
      flush("here"),
      folder("here/a/b"),
      flush("here/a"),
      ...begin("here/a/b/f"),
      write("deep"),
      sync,
      close,
      flush("here/a/b"),
      list,
    ],
  },
  {
    title: "moved between folders, the new one flushed",
    steps: [
      folder("here/a"),
      folder("here/b"),
      flush("here"),
      ...whole("here/a/f", "moving"),
      rename("here/a/f", "here/b/f"),
      flush("here/b"),
      list,
    ],
  },
  {
    title: "moved between folders, the old one flushed",
    steps: [
      folder("here/a"),
      folder("here/b"),
      flush("here"),
      ...whole("here/a/f", "moving"),
      rename("here/a/f", "here/b/f"),
      flush("here/a"),
      list,
    ],
  },
  {
    title: "a folder with flushed files published by its name",
    steps: [
      folder("here/staging"),
      folder("here/staging/s"),
      flush("here"),
      flush("here/staging"),
      ...whole("here/staging/s/f", "one"),
      ...whole("here/staging/s/g", "two"),
      rename("here/staging/s", "here/s"),
      flush("here"),
      flush("here/staging"),
      list,
    ],
  },
  {
    title: "a folder with files that were not flushed published by its name",
    steps: [
      folder("here/staging"),
      folder("here/staging/s"),
      ...begin("here/staging/s/f"),
      write("one"),
      close,
      ...begin("here/staging/s/g"),
      write("two"),
      close,
      rename("here/staging/s", "here/s"),
      flush("here"),
      list,
    ],
  },
  {
    title: "names in three folders, in turn",
    steps: [
      folder("here/a"),
      folder("here/b"),
      folder("here/c"),
      flush("here"),
      ...["here/a/1", "here/b/2", "here/c/3", "here/a/4"].flatMap((path) => [...begin(path), close]),
      flush("here/b"),
      list,
    ],
  },
  {
    title: "removed, one by one",
    steps: [
      folder("here/d"),
      flush("here"),
      ...whole("here/d/f", "one"),
      ...whole("here/d/g", "two"),
      remove("here/d/f"),
      remove("here/d/g"),
      { call: "removeFolder", path: "here/d" },
      list,
      flush("here"),
      list,
    ],
  },
  {
    title: "archived: copied, flushed, and the source removed",
    steps: [
      folder("here/complete"),
      flush("here"),
      ...whole("here/m.yml", "manifest"),
      rename("here/m.yml", "here/complete/m.yml"),
      flush("here/complete"),
      flush("here"),
      ...begin("here/next.yml"),
      write("another"),
      close,
      list,
    ],
  },
  {
    title: "a large file in parts",
    steps: [
      ...begin("here/big"),
      write("one".repeat(30_000)),
      write("two".repeat(30_000)),
      write("end".repeat(30_000)),
      close,
      list,
    ],
  },
  {
    title: "a large file flushed half-way",
    steps: [
      ...begin("here/big"),
      flush("here"),
      write("one".repeat(30_000)),
      sync,
      write("two".repeat(30_000)),
      write("end"),
      close,
      list,
    ],
  },
];

/** All that a program does on its own small tree, the power being cut after each step. */
export const PROGRAMS: readonly Script[] = [...PATTERNS, ...randomPrograms(24)];

function randomPrograms(count: number): readonly Script[] {
  return Array.from({ length: count }, (_, index) => {
    const random = createRandom(index + 1);
    const steps: Step[] = [folder("here/a"), folder("here/b"), flush("here")];
    for (let left = 12; left > 0; left -= 1) steps.push(...randomStep(random, left));
    return { title: `program ${index + 1}`, steps };
  });
}

function randomStep(random: Random, number: number): readonly Step[] {
  const place = (): string => `here/${random.pick(["", "a/", "b/"])}${random.pick(["f", "g"])}`;
  switch (random.below(9)) {
    case 0:
    case 1:
      return [...begin(place()), write(`text ${number}`)];
    case 2:
      return [write(` more ${number}`)];
    case 3:
      return [sync];
    case 4:
    case 5:
      return [rename(place(), place())];
    case 6:
      return [flush(random.pick(["here", "here/a", "here/b"]))];
    case 7:
      return [remove(place())];
    default:
      return [{ call: "flushFile", path: place() }];
  }
}

function begin(path: string): readonly Step[] {
  return [{ call: "createNew", path, slot: 0 }];
}

/** A file with its name and its bytes on the device. */
function whole(path: string, text: string): readonly Step[] {
  return [...begin(path), write(text), sync, close, flush(path.slice(0, path.lastIndexOf("/")))];
}

function write(text: string): Step {
  return { call: "write", slot: 0, text };
}

function append(path: string): Step {
  return { call: "openAppend", path, slot: 0 };
}

function add(text: string): Step {
  return { call: "append", slot: 0, text };
}

function rename(path: string, to: string): Step {
  return { call: "rename", path, to };
}

function remove(path: string): Step {
  return { call: "removeFile", path };
}

function folder(path: string): Step {
  return { call: "makeFolder", path };
}

function flush(path: string): Step {
  return { call: "syncFolder", path };
}
