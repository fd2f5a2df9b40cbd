import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { FileSystem, HandOffChange } from "@rigline/core";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { parseManifest, readWishes } from "@rigline/manifest";
import { DaemonControl } from "../../src/daemon/daemon-control.js";
import { findWatchPlaces } from "../../src/daemon/watch-places.js";
import { JobReader } from "../../src/follow/hand-off-reader.js";
import { drainOutbox } from "../../src/outbox/drain-outbox.js";
import { handOffQuietly } from "./hand-off.js";
import { makeSession, SESSION_FILES } from "./make-session.js";
import { makeParts, type PartChanges } from "./make-parts.js";
import { temporaryFolder } from "./temporary-folder.js";
import { writeTree } from "./write-tree.js";

export const ADA = "ada@rig-1";

/** A session that can be handed off and changed, by launchers of which each is a new one. */
export function rig(changes: PartChanges = {}) {
  const folder = temporaryFolder();
  const parts = makeParts(folder, changes);
  const session = makeSession(join(folder, "data"));
  writeTree(session.directory, { "./": "", ...SESSION_FILES });
  mkdirSync(join(folder, "data", ".rigline"), { recursive: true });
  const places = findWatchPlaces(parts);
  const manifest = join(places.flagFolder, `manifest_${session.name}.yaml`);
  const reader = new JobReader(parts);
  return {
    parts,
    session,
    reader,
    places,
    manifest,
    hand: (fileSystem: FileSystem = nodeFileSystem, named = session) =>
      handOffQuietly({ ...parts, fileSystem }, session, named),
    change: (change: HandOffChange, fileSystem: FileSystem = nodeFileSystem, named = session) =>
      new JobReader({ ...parts, fileSystem }).change(named, change, ADA),
    /** What the next session of the rig does first. */
    drain: (fileSystem: FileSystem = nodeFileSystem) => {
      const own = { ...parts, fileSystem };
      return drainOutbox(own, new DaemonControl(own), new AbortController().signal);
    },
    want: (named = session) => reader.want(named),
    state: async (named = session) => (await new JobReader(parts).read(named))?.state,
    asked: () => readWishes(nodeFileSystem, places.flagFolder).map(({ wish }) => wish.deed.do),
    text: () => parseManifest(readFileSync(manifest)).manifest,
  };
}

/** A flag folder into which nothing can be published. */
export function failing({ flagFolder }: { readonly flagFolder: string }): FileSystem {
  return {
    ...nodeFileSystem,
    link: (from, to) => {
      if (to.startsWith(flagFolder)) throw Object.assign(new Error("EIO: injected"), { code: "EIO" });
      nodeFileSystem.link(from, to);
    },
  };
}
