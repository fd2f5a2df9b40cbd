import { createHash } from "node:crypto";
import { posix } from "node:path";
import { mark } from "@rigline/foundation/marks";
import {
  type FetchedFile,
  partBytes,
  type RemoteStore,
  StoreError,
  type StoredFile,
  type ToldFile,
} from "@rigline/foundation/stores";
import { RcloneFailure, type RcloneOptions, rcloneRunner, type RunRclone } from "./run-rclone.js";
import { groupsOf } from "./same-names.js";

/** The first that this was tried with: `hashsum --download`, which is the proof, came a year before. */
const OLDEST: readonly [number, number] = [1, 60];
const SCHEME = "rclone:";

/**
 * A place in whatever rclone reaches. What it has is fetched back to be believed: the hashes of many remotes are those that rclone itself
 * has remembered there, and say nothing of the bytes. It has no way to take a name only if that is free, so of two that
 * begin in the same moment the one is refused that finds the other's claim.
 */
export function openRcloneStore(
  remote: string,
  options: RcloneOptions,
  run: RunRclone = rcloneRunner(options),
): RemoteStore {
  const at = (path: string): string => (remote.endsWith(":") ? `${remote}${path}` : `${remote}/${path}`);
  // Of what is not there some remotes say so, and some have nothing to print; no file of ours is empty.
  const get = async (path: string): Promise<Uint8Array | undefined> => {
    const found = await orNothing(run({ args: ["cat", at(path)] }));
    return found === undefined || found.length === 0 ? undefined : found;
  };
  const holds = async (path: string, content: Uint8Array): Promise<boolean> => {
    const stands = await get(path);
    return stands !== undefined && Buffer.from(stands).equals(Buffer.from(content));
  };
  const list = async (): Promise<ReadonlyMap<string, StoredFile>> => {
    const args = ["lsjson", "--files-only", "--recursive", "--no-mimetype", "--no-modtime", remote];
    const found = await orNothing(run({ args }));
    return new Map(entriesOf(found).map(({ Path, Size }) => [Path, { bytes: Size }]));
  };
  const remove = async (paths: readonly string[]): Promise<void> => {
    requireListable(paths);
    await run({
      args: ["delete", "--files-from-raw", "-", remote],
      input: paths.map((path) => `${path}\n`).join(""),
    });
  };
  return {
    partBytes,
    look: async () => {
      await requireVersion(run);
      // The remote itself: the place in it is still to be made.
      await orNothing(run({ args: ["lsjson", "--max-depth", "1", remote] }));
    },
    list,
    get,
    create: async (path, content) => {
      if ((await get(path)) !== undefined) return false;
      await run({ args: ["rcat", at(path)], input: content });
      if (await holds(path, content)) return true;
      mark("store: of two that begin at once by rclone the first is refused that finds the other");
      return false;
    },
    // Nothing can be put there only if it is unchanged: who finds another's behind its own gives way.
    replace: async (path, before, content) => {
      if (!(await holds(path, before))) return false;
      await run({ args: ["rcat", at(path)], input: content });
      return holds(path, content);
    },
    ready: async (path, content) => {
      // Of another content another name: what anybody else has readied is not moved in its place.
      const readied = `${path}.${createHash("sha256").update(content).digest("hex").slice(0, 32)}`;
      await run({ args: ["rcat", at(readied)], input: content });
      return {
        name: async () => {
          if ((await get(path)) !== undefined) return holds(path, content);
          try {
            await run({ args: ["moveto", at(readied), at(path), "--retries", "1"] });
          } catch (error) {
            // Of one that was disowned there is nothing to be moved, which rclone says by no code of its own.
            if ((await get(readied)) !== undefined) throw error;
          }
          return holds(path, content);
        },
      };
    },
    disown: async (path) => {
      const [folder, name] = [posix.dirname(path), posix.basename(path)];
      const found = await orNothing(
        run({ args: ["lsjson", "--files-only", "--no-mimetype", "--no-modtime", at(folder)] }),
      );
      const readied = entriesOf(found).filter(({ Path }) => Path.startsWith(`${name}.`));
      if (readied.length > 0) await remove(readied.map(({ Path }) => posix.join(folder, Path)));
    },
    put: async (files, onBytes) => {
      requireListable(files.flatMap(({ path, source }) => [path, source]));
      for (const { from, to, names } of groupsOf(files)) {
        let moved = 0;
        const onMoved = (bytes: number): void => {
          onBytes(Math.max(0, bytes - moved));
          moved = Math.max(moved, bytes);
        };
        const target = to === "" ? remote : at(to);
        const how = ["--ignore-times", "--no-traverse", "--retries", "1"];
        if ("as" in names) await run({ args: ["copyto", from, at(names.as), ...how], onMoved });
        else
          await run({
            args: ["copy", from, target, "--files-from-raw", "-", ...how],
            input: names.all.map((name) => `${name}\n`).join(""),
            onMoved,
          });
      }
    },
    tell: async (files) => {
      const standing = await list();
      const told = new Map<string, ToldFile>();
      for (const { path, bytes } of files) {
        const stands = standing.get(path);
        if (stands !== undefined) told.set(path, { ...stands, is: stands.bytes === bytes ? "unknown" : "other" });
      }
      return told;
    },
    readBack: async (paths, onBytes) => {
      requireListable(paths);
      const read = new Map<string, FetchedFile>();
      if (paths.length === 0) return read;
      const sizes = await list();
      const there = paths.filter((path) => sizes.has(path));
      if (there.length === 0) return read;
      const args = ["hashsum", "sha256", "--download", "--files-from-raw", "-", remote];
      const printed = await run({ args, input: there.map((path) => `${path}\n`).join("") });
      for (const line of Buffer.from(printed).toString("utf8").split("\n")) {
        const [, sha256 = "", path = ""] = /^([0-9a-f]{64}) {2}(.*)$/.exec(line) ?? [];
        const bytes = sizes.get(path)?.bytes;
        if (bytes === undefined) continue;
        read.set(path, { bytes, sha256 });
        onBytes(bytes);
      }
      return read;
    },
    save: async (paths, { folder }, onBytes) => {
      requireListable(paths);
      let moved = 0;
      const onMoved = (bytes: number): void => {
        onBytes(Math.max(0, bytes - moved));
        moved = Math.max(moved, bytes);
      };
      const args = ["copy", remote, folder, "--files-from-raw", "-", "--ignore-times", "--retries", "1"];
      await run({ args, input: paths.map((path) => `${path}\n`).join(""), onMoved });
    },
    remove,
    setAside: async (paths, place) => {
      requireListable(paths);
      // What a remote remembers of a file whose bytes have rotted is another hash than theirs.
      const how = ["--ignore-times", "--ignore-checksum", "--no-traverse", "--retries", "1"];
      const args = ["move", remote, place.slice(SCHEME.length), "--files-from-raw", "-", ...how];
      await run({ args, input: paths.map((path) => `${path}\n`).join("") });
    },
    // What a remote keeps of what was broken off is for its own clean-up.
    abandon: () => Promise.resolve(),
    close: () => {},
  };
}

async function requireVersion(run: RunRclone): Promise<void> {
  const said = Buffer.from(await run({ args: ["version"] })).toString("utf8");
  const [, major, minor] = /rclone v(\d+)\.(\d+)/.exec(said) ?? [];
  const [least, oldest] = OLDEST;
  if (Number(major) > least || (Number(major) === least && Number(minor) >= oldest)) return;
  const found = said.split("\n", 1)[0] ?? "";
  throw new StoreError("missing", `${found} is on the PATH, and ${OLDEST.join(".")} or newer is needed`);
}

async function orNothing(answer: Promise<Uint8Array>): Promise<Uint8Array | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof RcloneFailure && error.isNothing) return undefined;
    throw error;
  }
}

interface Entry {
  readonly Path: string;
  readonly Size: number;
  readonly IsDir: boolean;
}

function entriesOf(printed: Uint8Array | undefined): readonly Entry[] {
  if (printed === undefined || printed.length === 0) return [];
  return (JSON.parse(Buffer.from(printed).toString("utf8")) as Entry[]).filter(({ IsDir }) => !IsDir);
}

/** rclone is told of files by a list with a name a line. */
function requireListable(paths: readonly string[]): void {
  const odd = paths.find((path) => /[\n\r]/.test(path));
  if (odd !== undefined)
    throw new StoreError(
      "refused",
      `${JSON.stringify(odd)} has a line's end in its name, which rclone takes by no list`,
    );
}
