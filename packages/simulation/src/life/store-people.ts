import { isGrowing, sessionFiles } from "../checks/published.js";
import type { Inode } from "../world/inode.js";
import { DEEDS, flipped } from "./people.js";
import type { Rig } from "./rig.js";
import type { SessionTruth } from "./session-truth.js";

/** The claim of another rig, as it writes it. */
const CLAIM = JSON.stringify({
  format: "rigline-claim-1",
  owner: "0123456789abcdef",
  host: "rig-9",
  manifest: "manifest_of_another.yml",
});

/** What people do in a store: nobody can rename there, and whoever puts something in the place of another leaves another version. */
export const STORE_DEEDS: Partial<typeof DEEDS> = {
  // As it stands there, without a trace: as when the store's own disk loses a bit.
  "edits a published file": (rig, session, random) =>
    isPublished(rig, session) && DEEDS["edits a published file"](rig, session, random),
  "deletes a published file": (rig, session, random) =>
    isPublished(rig, session) && DEEDS["deletes a published file"](rig, session, random),
  "edits a copy on its way": (rig, session, random) => {
    const files = [...growing(rig, session)].filter(([, { data }]) => data.length > 0);
    // Not always as soon as there is anything.
    if (files.length === 0 || random.chance(0.6)) return false;
    const [path, { data }] = random.pick(files);
    touch(rig, session);
    rig.world.put(`${session.published}/${path}`, flipped(new Uint8Array(data), random));
    return true;
  },
  "leaves a file among copies on their way": (rig, session) => {
    if (growing(rig, session).size === 0) return false;
    touch(rig, session);
    rig.world.put(`${session.published}/Thumbs.db`, "somebody was here");
    return true;
  },
  "takes the name at the destination": ({ world, time, share }, session, random) => {
    if (share?.state.kind !== "there") return false;
    const root = world.findAnywhere(session.published);
    if (root !== undefined && !isEmpty(root)) return false;
    const path = random.pick([...session.versions.keys()]);
    const theirs = random.pick([
      { "notes.txt": "of another" },
      { "notes.txt": "of another" },
      { ".rigline/claim.json": CLAIM },
      { ".rigline/claim.json": CLAIM.slice(0, 20) },
      { ".rigline/claim.json": CLAIM, [path]: session.latest(path) },
      { ".rigline/whole.json": "{" },
    ] as const);
    for (const mate of session.mates) mate.nameTaken = true;
    session.theirsMs = time.elapsed;
    for (const [file, content] of Object.entries(theirs)) {
      session.theirs.add(file);
      world.put(`${session.published}/${file}`, content);
    }
    return true;
  },
};

/** What has been brought, and is not published; a session that gets its names one by one is left alone. */
function growing({ world, share }: Rig, session: SessionTruth): ReadonlyMap<string, Inode> {
  if (share?.state.kind !== "there") return new Map();
  const root = world.findAnywhere(session.published);
  if (root === undefined || session.pieces.length > 1 || !isGrowing(root, "") || session.theirs.size > 0)
    return new Map();
  return sessionFiles(root);
}

function isPublished({ world, share }: Rig, session: SessionTruth): boolean {
  if (share?.state.kind !== "there") return false;
  const root = world.findAnywhere(session.published);
  return root !== undefined && !session.pieces.some((piece) => isGrowing(root, piece));
}

function touch({ time }: Rig, session: SessionTruth): void {
  session.stagedTouchedMs = time.elapsed;
}

function isEmpty(root: Inode): boolean {
  return [...root.entries.values()].every(({ node }) => node.kind === "folder" && isEmpty(node));
}
