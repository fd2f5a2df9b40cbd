import { createHash } from "node:crypto";
import { join } from "node:path";
import { mark } from "@rigline/foundation/marks";
import { readJson, standsAt, type FileSystem } from "@rigline/foundation/platform";
import { z } from "zod";
import { writeForReaders } from "../job/copy-progress.js";
import { RIGLINE_FOLDER } from "../job/job-places.js";
import { listRecordFiles } from "../job/record-files.js";

/**
 * That a session is being recorded: `<flag_dir>/.rigline/recording/<8 hex digits>.json`, one for each rig, written by its launcher
 * when a session begins and taken away when its experiment is over. By it a daemon knows to whom its copies have to yield.
 */
const RecordingSignSchema = z.object({
  /** The rig's name; it runs one session at a time. */
  rig: z.string(),
  /** Where the launcher runs: another computer's process ids say nothing here. */
  host: z.string(),
  /** What people know the session by. */
  session: z.string(),
  /** The session's folder, absolute. */
  directory: z.string(),
  /** The launcher's process: a sign whose launcher is gone is one of the past. */
  launcher: z.number(),
});

export type RecordingSign = z.output<typeof RecordingSignSchema>;

/**
 * Not flushed: after a power cut nothing is being recorded. Where there is no flag folder nobody copies, and nothing is written. Throws
 * what the disk says.
 */
export function writeRecordingSign(fileSystem: FileSystem, flagFolder: string, sign: RecordingSign): void {
  if (!standsAt(fileSystem, flagFolder)) return;
  const own = join(flagFolder, RIGLINE_FOLDER);
  if (!standsAt(fileSystem, own)) fileSystem.makeNewFolder(own);
  writeForReaders(fileSystem, signPath(flagFolder, sign), sign);
}

/** Throws what the disk says. */
export function removeRecordingSign(
  fileSystem: FileSystem,
  flagFolder: string,
  whose: Pick<RecordingSign, "rig" | "host">,
): void {
  fileSystem.remove(signPath(flagFolder, whose));
}

/** Those that launchers have left and not taken away. Throws what the disk says of the folder. */
export function readRecordingSigns(fileSystem: FileSystem, flagFolder: string): readonly RecordingSign[] {
  return listRecordFiles(fileSystem, join(flagFolder, RIGLINE_FOLDER, "recording")).flatMap((file) => {
    try {
      return [RecordingSignSchema.parse(readJson(fileSystem, file))];
    } catch {
      mark("follow: a sign of a recording that can't be read holds up no copy");
      return [];
    }
  });
}

function signPath(flagFolder: string, { rig, host }: Pick<RecordingSign, "rig" | "host">): string {
  const id = createHash("sha256")
    .update(JSON.stringify([host, rig]))
    .digest("hex")
    .slice(0, 8);
  return join(flagFolder, RIGLINE_FOLDER, "recording", `${id}.json`);
}
