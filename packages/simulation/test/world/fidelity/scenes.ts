import { NAME_GROUPS } from "./names.js";
import type { PathCall, Script, Step } from "./step.js";

/** A file under a name, closed; by two writes, so that it is written in parts. */
function file(path: string, text = "twelve bytes"): readonly Step[] {
  return [
    { call: "createNew", path, slot: 9 },
    { call: "write", slot: 9, text: text.slice(0, 5) },
    { call: "write", slot: 9, text: text.slice(5) },
    { call: "close", slot: 9 },
  ];
}

function folder(path: string): Step {
  return { call: "makeFolder", path };
}

function at(call: PathCall, ...paths: readonly string[]): readonly Step[] {
  return paths.map((path) => ({ call, path }));
}

function rename(path: string, to: string): Step {
  return { call: "rename", path, to };
}

function look(...paths: readonly string[]): readonly Step[] {
  return [...at("inspect", ...paths), ...at("list", "here")];
}

/** Nanoseconds: odd ones, before 1970, before 1901, after 2038, and those of a daylight that FAT knows. */
export const TIMES: readonly bigint[] = [
  1_700_000_000_123_456_789n,
  1_700_000_001_999_999_999n,
  1_600_000_000_000_000_100n,
  1_600_000_000_000_000_001n,
  -1_000_000_000n,
  -1_500_000_001n,
  -86_400_000_000_001n,
  -2_208_988_800_000_000_000n,
  0n,
  4_102_444_800_000_000_000n,
  16_725_225_600_000_000_000n,
];

const KINDS: Readonly<Record<string, (path: string) => readonly Step[]>> = {
  file: (path) => file(path),
  "empty folder": (path) => [folder(path)],
  "full folder": (path) => [folder(path), ...file(`${path}/in`)],
  link: (path) => [{ call: "hand.link", path, target: "nowhere" }],
  nothing: () => [],
};

/** Each kind of thing moved over each. */
function moves(): readonly Script[] {
  return Object.entries(KINDS).flatMap(([what, make]) =>
    Object.entries(KINDS).map(([over, makeOther]) => ({
      title: `a ${what} moved over a ${over}`,
      steps: [
        ...make("here/from"),
        ...makeOther("here/to"),
        rename("here/from", "here/to"),
        ...look("here/from", "here/to"),
        ...at("fs.exists", "here/from", "here/to"),
      ],
    })),
  );
}

const CALLS: readonly PathCall[] = [
  "inspect",
  "realPath",
  "list",
  "removeFile",
  "removeFolder",
  "flushFile",
  "syncFolder",
  "fs.exists",
  "fs.read",
  "fs.list",
  "fs.stat",
  "fs.makeFolder",
  "fs.flushFile",
  "fs.syncFolder",
  "fs.remove",
];

/** Each call on each kind of thing, and on a name below a file. */
function calls(): readonly Script[] {
  return CALLS.flatMap((call) =>
    [...Object.entries(KINDS), ["name below a file", () => file("here/it")] as const].map(([what, make]) => {
      const path = what === "name below a file" ? "here/it/below" : "here/it";
      return { title: `${call} of a ${what}`, steps: [...make("here/it"), ...at(call, path), ...look("here/it")] };
    }),
  );
}

/** Each name of a group made beside the others, found under the others, and moved to them. */
function names(): readonly Script[] {
  return NAME_GROUPS.map((group) => ({
    title: `names ${JSON.stringify(group).slice(0, 60)}`,
    steps: [
      ...group.flatMap((name) => [
        ...file(`here/${name}`, `text of ${name.slice(0, 12)}`),
        ...at("fs.read", ...group.map((other) => `here/${other}`)),
        ...at("list", "here"),
        ...group.flatMap((other) => [rename(`here/${name}`, `here/${other}`), ...at("list", "here")]),
        ...at("fs.remove", ...group.map((other) => `here/${other}`)),
      ]),
      ...group.flatMap((name) => [folder(`here/${name}`), ...file(`here/${name}/in`)]),
      ...at("list", "here", ...group.map((name) => `here/${name}`)),
      ...at("realPath", ...group.map((name) => `here/${name}`)),
    ],
  }));
}

const SINGLE: readonly Script[] = [
  {
    title: "a file in parts, read and closed",
    steps: [
      { call: "createNew", path: "here/f", slot: 0, mode: 0o640 },
      { call: "inspectOpen", slot: 0 },
      { call: "write", slot: 0, text: "one " },
      { call: "inspectOpen", slot: 0 },
      { call: "write", slot: 0, text: "" },
      { call: "openSource", path: "here/f", slot: 1 },
      { call: "read", slot: 1 },
      { call: "write", slot: 0, text: "two" },
      { call: "read", slot: 1 },
      { call: "read", slot: 1 },
      { call: "write", slot: 1, text: "into a file opened for reading" },
      { call: "read", slot: 0 },
      { call: "sync", slot: 0 },
      { call: "sync", slot: 1 },
      { call: "close", slot: 0 },
      { call: "close", slot: 1 },
      ...look("here/f"),
      { call: "createNew", path: "here/f", slot: 0 },
    ],
  },
  {
    title: "an open file is moved, moved over and removed",
    steps: [
      { call: "createNew", path: "here/f", slot: 0 },
      { call: "write", slot: 0, text: "first" },
      rename("here/f", "here/g"),
      { call: "write", slot: 0, text: " more" },
      { call: "inspectOpen", slot: 0 },
      ...look("here/f", "here/g"),
      ...file("here/new"),
      rename("here/new", "here/g"),
      { call: "write", slot: 0, text: " still" },
      { call: "inspectOpen", slot: 0 },
      ...at("fs.read", "here/g", "here/new"),
      { call: "close", slot: 0 },
      { call: "openSource", path: "here/g", slot: 1 },
      ...at("removeFile", "here/g"),
      ...look("here/g"),
      ...file("here/g", "another file"),
      { call: "read", slot: 1 },
      { call: "close", slot: 1 },
      ...look("here/g"),
    ],
  },
  {
    title: "a folder with an open file is moved, and removed",
    steps: [
      folder("here/d"),
      { call: "createNew", path: "here/d/f", slot: 0 },
      rename("here/d", "here/e"),
      { call: "write", slot: 0, text: "late" },
      ...at("list", "here"),
      { call: "openSource", path: "here/e/f", slot: 1 },
      rename("here/e", "here/d"),
      ...at("list", "here"),
      ...at("fs.remove", "here/d", "here/e"),
      ...at("list", "here"),
      { call: "close", slot: 0 },
      { call: "close", slot: 1 },
      ...at("list", "here"),
    ],
  },
  {
    title: "across folders and devices",
    steps: [
      folder("here/d"),
      folder("other/d"),
      ...file("here/f"),
      rename("here/f", "here/d/f"),
      ...look("here/d/f"),
      rename("here/d/f", "other/d/f"),
      rename("here/d", "other/e"),
      rename("other/d", "here/d"),
      ...at("list", "other", "here/d"),
      { call: "fs.rename", path: "here/d/f", to: "other/f" },
      rename("here/d/f", "here/missing/f"),
      rename("here/missing", "other/missing"),
      rename("here/d/f/x", "here/y"),
      rename("here/d", "here/d/below"),
      rename("here/d", "here/d"),
      rename("here/d/f", "here/d/f"),
      ...look("here/d/f"),
    ],
  },
  {
    title: "folders: twice, in a file, with modes, full ones removed",
    steps: [
      { call: "makeFolder", path: "here/d", mode: 0o700 },
      folder("here/d"),
      folder("here/d/e/f"),
      ...at("fs.makeFolder", "here/p/q/r", "here/p/q/r", "here/d"),
      ...file("here/d/f"),
      folder("here/d/f/x"),
      ...at("fs.makeFolder", "here/d/f/x/y", "here/d/f"),
      ...at("removeFolder", "here/d", "here/d/f", "here/missing"),
      ...at("removeFile", "here/d", "here/missing"),
      ...at("fs.remove", "here/missing", "here/p"),
      ...look("here/d", "here/p"),
      { call: "createNew", path: "here/d", slot: 0 },
      { call: "fs.writeNew", path: "here/d", text: "x" },
      { call: "fs.writeNew", path: "here/missing/f", text: "x" },
      { call: "fs.writeNew", path: "here/w", text: "written new" },
      { call: "fs.writeNew", path: "here/w", text: "twice" },
      ...at("fs.stat", "here/w", "here/d", "here/missing", "here/w/x"),
    ],
  },
  {
    title: "a folder opened as a source",
    steps: [
      folder("here/d"),
      { call: "openSource", path: "here/d", slot: 0 },
      { call: "inspectOpen", slot: 0 },
      { call: "read", slot: 0 },
      { call: "sync", slot: 0 },
      { call: "close", slot: 0 },
      { call: "openSource", path: "here/missing", slot: 0 },
      { call: "openAppend", path: "here/d", slot: 1 },
      { call: "openAppend", path: "here/missing/f", slot: 1 },
    ],
  },
  {
    title: "links are not followed, but on the way",
    steps: [
      folder("here/d"),
      ...file("here/d/f"),
      { call: "hand.link", path: "here/toFolder", target: "d" },
      { call: "hand.link", path: "here/toFile", target: "d/f" },
      { call: "hand.link", path: "here/loop", target: "loop" },
      ...look("here/toFolder", "here/toFile", "here/loop", "here/toFolder/f"),
      ...at("realPath", "here/toFolder", "here/toFile", "here/loop"),
      { call: "openSource", path: "here/toFile", slot: 0 },
      { call: "openSource", path: "here/toFolder", slot: 1 },
      { call: "openSource", path: "here/toFolder/f", slot: 2 },
      { call: "createNew", path: "here/toFile", slot: 3 },
      { call: "createNew", path: "here/loop", slot: 3 },
      { call: "openAppend", path: "here/toFile", slot: 4 },
      { call: "append", slot: 4, text: " by the link" },
      { call: "close", slot: 4 },
      ...at("fs.read", "here/d/f", "here/toFile", "here/loop"),
      ...at("flushFile", "here/toFile", "here/loop"),
      ...at("syncFolder", "here/toFolder"),
      folder("here/toFolder"),
      folder("here/toFolder/e"),
      ...at("fs.makeFolder", "here/toFolder/g", "here/toFolder", "here/loop/x"),
      rename("here/toFile", "here/moved"),
      ...at("fs.remove", "here/toFolder"),
      ...at("removeFolder", "here/moved"),
      ...at("removeFile", "here/moved"),
      ...at("list", "here", "here/d"),
    ],
  },
  {
    title: "two names of one file",
    steps: [
      ...file("here/f"),
      { call: "hand.secondName", path: "here/f", to: "here/g" },
      ...look("here/f", "here/g"),
      rename("here/f", "here/g"),
      ...look("here/f", "here/g"),
      ...at("removeFile", "here/f"),
      ...at("fs.read", "here/g"),
    ],
  },
  {
    title: "names that are no text",
    steps: [
      folder("here/d"),
      { call: "hand.putBytes", path: "here/d", hex: "66ff6f" },
      { call: "hand.putBytes", path: "here/d", hex: "c328" },
      ...at("listBytes", "here/d"),
      ...at("list", "here/d"),
      ...at("fs.list", "here/d"),
      ...at("fs.remove", "here/d"),
      ...at("list", "here"),
    ],
  },
  {
    title: "appending, cutting and lengthening",
    steps: [
      { call: "openAppend", path: "here/log", slot: 0 },
      { call: "size", slot: 0 },
      { call: "append", slot: 0, text: "first line\n" },
      { call: "append", slot: 0, text: "second" },
      { call: "size", slot: 0 },
      { call: "truncate", slot: 0, size: 11 },
      { call: "append", slot: 0, text: "third\n" },
      { call: "syncAppend", slot: 0 },
      ...at("fs.read", "here/log"),
      { call: "truncate", slot: 0, size: 30 },
      ...at("fs.read", "here/log"),
      { call: "openAppend", path: "here/log", slot: 1 },
      { call: "append", slot: 1, text: "other" },
      { call: "append", slot: 0, text: "end" },
      { call: "size", slot: 1 },
      rename("here/log", "here/log2"),
      { call: "truncate", slot: 0, size: 1 },
      { call: "append", slot: 0, text: "moved" },
      ...at("removeFile", "here/log2"),
      { call: "append", slot: 0, text: "removed" },
      { call: "size", slot: 0 },
      { call: "close", slot: 0 },
      { call: "close", slot: 1 },
      ...at("list", "here"),
    ],
  },
  ...TIMES.map((nanoseconds) => ({
    title: `time of change ${nanoseconds}`,
    steps: [
      { call: "createNew", path: "here/f", slot: 0 },
      { call: "write", slot: 0, text: "dated" },
      { call: "setModified", slot: 0, nanoseconds },
      { call: "inspectOpen", slot: 0 },
      { call: "sync", slot: 0 },
      { call: "close", slot: 0 },
      ...look("here/f"),
      rename("here/f", "here/g"),
      ...look("here/g"),
      folder("here/d"),
      { call: "setFolderModified", path: "here/d", nanoseconds },
      ...look("here/d"),
      ...file("here/d/in"),
      ...look("here/d"),
      { call: "openAppend", path: "here/g", slot: 1 },
      ...at("inspect", "here/g"),
      { call: "append", slot: 1, text: "!" },
      { call: "close", slot: 1 },
      ...look("here/g"),
    ] satisfies readonly Step[],
  })),
  {
    title: "times of what is missing, of a file as a folder, and after a late write",
    steps: [
      { call: "setFolderModified", path: "here/missing", nanoseconds: 1_000_000_000n },
      ...file("here/f"),
      { call: "setFolderModified", path: "here/f", nanoseconds: 1_000_000_000n },
      ...look("here/f"),
      { call: "openSource", path: "here/f", slot: 0 },
      { call: "setModified", slot: 0, nanoseconds: 1_000_000_000n },
      ...look("here/f"),
      { call: "createNew", path: "here/g", slot: 1 },
      { call: "setModified", slot: 1, nanoseconds: 1_000_000_000n },
      { call: "write", slot: 1, text: "late" },
      { call: "inspectOpen", slot: 1 },
      { call: "close", slot: 1 },
      ...look("here/g"),
    ],
  },
];

export const SCENES: readonly Script[] = [...SINGLE, ...moves(), ...calls(), ...names()];
