/** Disk and FileSystem calls, each under the name of its method. */
export type Step =
  | { readonly call: "createNew"; readonly path: string; readonly slot: number; readonly mode?: number }
  | { readonly call: "openSource" | "openAppend"; readonly path: string; readonly slot: number }
  | { readonly call: "write" | "append"; readonly slot: number; readonly text: string }
  | { readonly call: "truncate"; readonly slot: number; readonly size: number }
  | { readonly call: "read" | "inspectOpen" | "sync" | "close" | "size" | "syncAppend"; readonly slot: number }
  | { readonly call: "setModified"; readonly slot: number; readonly nanoseconds: bigint }
  | { readonly call: "setFolderModified"; readonly path: string; readonly nanoseconds: bigint }
  | { readonly call: "makeFolder"; readonly path: string; readonly mode?: number }
  | { readonly call: "rename" | "fs.rename"; readonly path: string; readonly to: string }
  | { readonly call: "fs.writeNew"; readonly path: string; readonly text: string }
  | { readonly call: PathCall; readonly path: string }
  | HandStep;

export type PathCall =
  | "inspect"
  | "realPath"
  | "list"
  | "listBytes"
  | "removeFile"
  | "removeFolder"
  | "flushFile"
  | "syncFolder"
  | "fs.exists"
  | "fs.read"
  | "fs.list"
  | "fs.stat"
  | "fs.makeFolder"
  | "fs.flushFile"
  | "fs.remove"
  | "fs.syncFolder";

/** What a port can't do and other programs do. */
export type HandStep =
  | { readonly call: "hand.link"; readonly path: string; readonly target: string }
  | { readonly call: "hand.secondName"; readonly path: string; readonly to: string }
  | { readonly call: "hand.putBytes"; readonly path: string; readonly hex: string };

/**
 * A short life of a small tree. Paths begin with the volume, `here` or `other`, which is another device; `/` stands between
 * names on every system.
 */
export interface Script {
  readonly title: string;
  readonly steps: readonly Step[];
}

/** One line, as a reader would say it. */
export function describeStep(step: Step): string {
  const { call, ...rest } = step;
  return [
    call,
    ...Object.entries(rest).map(([key, value]) => (key === "path" ? short(value) : `${key}=${short(value)}`)),
  ].join(" ");
}

function short(value: unknown): string {
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length <= 60 ? text : `${text.slice(0, 40)}… (${text.length})`;
}
