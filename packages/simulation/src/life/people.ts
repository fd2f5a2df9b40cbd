import type { Random } from "../random.js";
import type { Inode } from "../world/inode.js";
import type { PersonDeed } from "../plan/plan.js";
import type { Rig } from "./rig.js";
import { isFlagFolderAway, PROJECTS, SUBJECT, type SessionTruth } from "./session-truth.js";

/** What people, and programs that nobody thinks of, do to a session's files at any moment. False: there is nothing yet to do it to. */
export const DEEDS: Readonly<
  Record<Exclude<PersonDeed, "redrives">, (rig: Rig, session: SessionTruth, random: Random) => boolean>
> = {
  "edits a source": (rig, session, random) => {
    const path = random.pick([...session.versions.keys(), ...session.leftOut.keys()]);
    const file = rig.world.find(`${session.source}/${path}`);
    if (file === undefined) return false;
    const bytes = new Uint8Array(file.data);
    if (bytes.length === 0 || random.chance(0.5)) {
      const longer = new Uint8Array(Math.max(0, bytes.length + random.below(3) - 1)).fill(random.below(256));
      change(rig, file, longer);
    } else {
      const keepsTime = random.chance(0.5);
      change(rig, file, flipped(bytes, random), keepsTime);
      if (keepsTime) session.quietlyChanged.add(path);
    }
    session.note(path, file.data);
    noteChange(rig, session, path);
    return true;
  },
  "replaces a source": (rig, session, random) => {
    const path = random.pick([...session.versions.keys(), ...session.leftOut.keys()]);
    const file = rig.world.find(`${session.source}/${path}`);
    if (file === undefined || file.data.length === 0) return false;
    const bytes = flipped(new Uint8Array(file.data), random);
    rig.world.put(`${session.source}/${path}`, bytes).modified = file.modified;
    session.quietlyChanged.add(path);
    session.note(path, bytes);
    noteChange(rig, session, path);
    return true;
  },
  "deletes a source": ({ world }, session, random) => {
    const path = random.pick([...session.versions.keys(), ...session.leftOut.keys()]);
    if (!world.drop(`${session.source}/${path}`)) return false;
    session.givenUp.add(path);
    return true;
  },
  "deletes the manifest": ({ world, time }, session) => {
    if (!world.drop(session.manifest)) return false;
    session.withdrawn = true;
    session.goneSince = time.elapsed;
    return true;
  },
  "replaces the manifest": ({ world, time }, session) => {
    if (world.find(session.manifest) === undefined) return false;
    world.drop(session.manifest);
    if (!session.replaced) {
      session.replacedAt = time.elapsed;
      session.replacedOperation = world.operations;
    }
    session.replaced = true;
    session.text = session.text.replace(...PROJECTS);
    session.manifests.add(session.text);
    world.put(session.manifest, session.text);
    return true;
  },
  "takes the manifest away for a minute": ({ world, time, hints }, session) => {
    if (world.find(session.manifest) === undefined) return false;
    const { text } = session;
    session.wasAway = true;
    session.goneSince = time.elapsed;
    world.drop(session.manifest);
    time.after(60_000, () => {
      if (world.find(session.manifest) !== undefined) return;
      // He does not find the folder, and does not come back.
      if (isFlagFolderAway(world, session.computer)) session.withdrawn = true;
      if (session.withdrawn) return;
      session.manifests.add(text);
      session.goneSince = undefined;
      world.put(session.manifest, text);
      hints.ring();
    });
    return true;
  },
  "edits a copy on its way": (rig, session, random) => {
    const files = stagedFiles(rig, session).filter(({ data }) => data.length > 0);
    if (files.length === 0) return false;
    const file = random.pick(files);
    const { changed } = file;
    // Whose of them it was is told by no name.
    for (const mate of session.mates) mate.stagedTouchedAt = rig.world.operations;
    change(rig, file, flipped(new Uint8Array(file.data), random), random.chance(0.5));
    if (file.changed === changed) for (const mate of session.mates) mate.unseen.push(file.data);
    return true;
  },
  "leaves a file among copies on their way": ({ world, share }, session, random) => {
    if (share !== undefined && share.state.kind === "gone") return false;
    const folders = stagingFolders(world.findAnywhere(SUBJECT), session);
    if (folders.length === 0) return false;
    for (const mate of session.mates) mate.stagedTouchedAt = world.operations;
    world.put(`${SUBJECT}/${random.pick(folders)}/Thumbs.db`, "somebody was here");
    return true;
  },
  "takes the name at the destination": (rig, session, random) => {
    if (rig.share !== undefined && rig.share.state.kind !== "there") return false;
    if (rig.world.find(session.published) !== undefined) return false;
    const path = random.pick([...session.versions.keys()]);
    const bytes = session.latest(path);
    for (const mate of session.mates) mate.nameTaken = true;
    // As an earlier copy of the session, which somebody has put to rights.
    if (random.chance(0.5) && bytes.length > 0)
      for (const [other, versions] of session.versions)
        rig.world.put(
          `${session.published}/${other}`,
          other === path ? flipped(new Uint8Array(bytes), random) : (versions.at(-1) ?? ""),
        );
    else rig.world.put(`${session.published}/notes.txt`, "of another");
    return true;
  },
  "edits a published file": (rig, session, random) => {
    const path = random.pick([...session.versions.keys()]);
    const file = rig.world.find(`${session.published}/${path}`);
    if (file === undefined || file.data.length === 0) return false;
    session.tampered = true;
    session.tamperedAt = rig.world.operations;
    session.givenUp.add(path);
    change(rig, file, flipped(new Uint8Array(file.data), random), random.chance(0.5));
    return true;
  },
  "deletes a published file": ({ world }, session, random) => {
    const path = random.pick([...session.versions.keys()]);
    if (!world.drop(`${session.published}/${path}`)) return false;
    session.tampered = true;
    session.tamperedAt = world.operations;
    session.givenUp.add(path);
    return true;
  },
};

function noteChange({ world, time }: Rig, session: SessionTruth, path: string): void {
  session.sourceTouchedAt = world.operations;
  session.changedAt.set(path, time.elapsed);
}

/** `keepsTime`: as a program that puts the time of the last change back. */
function change({ world }: Pick<Rig, "world">, file: Inode, bytes: Uint8Array, keepsTime = false): void {
  world.changes += 1;
  const { modified } = file;
  file.data = bytes;
  file.modified = file.changed = file.volume.time();
  if (keepsTime) file.modified = modified;
  file.flush();
}

export function flipped(bytes: Uint8Array, random: Random): Uint8Array {
  const index = random.below(bytes.length);
  bytes[index] = (bytes[index] ?? 0) ^ (1 << random.below(8));
  return bytes;
}

function stagingFolders(subject: Inode | undefined, { name }: SessionTruth): readonly string[] {
  return [...(subject?.entries.values() ?? [])].flatMap((entry) =>
    entry.name.startsWith(`.rigline-${name}-`) ? [entry.name] : [],
  );
}

function stagedFiles({ world }: Rig, session: SessionTruth): readonly Inode[] {
  return stagingFolders(world.find(SUBJECT), session).flatMap((folder) =>
    [...world.filesAt(`${SUBJECT}/${folder}`)].map(([, node]) => node),
  );
}
