import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Copier, OURS, rigline } from "../copiers.js";

export const CP = "cp -r";
export const RCLONE = "rclone copy, rclone check --download";

/** Each copies to the share; ours keeps its own files beside, on the rig's disk. */
export function shareContenders(share: string): readonly Copier[] {
  const flushed = { verifies: false, flushes: false };
  const to = (place: string): string => join(share, place.replaceAll("/", "_"));
  return [
    rigline(OURS, {}, undefined, (place) => {
      mkdirSync(to(place));
      return to(place);
    }),
    {
      name: CP,
      ...flushed,
      prepare: (source, place) => ({ programs: [{ command: "cp", args: ["-r", source, to(place)] }], copy: to(place) }),
    },
    {
      name: RCLONE,
      ...flushed,
      verifies: true,
      prepare: (source, place) => ({
        programs: [
          { command: "rclone", args: ["--config", "", "copy", source, to(place)] },
          { command: "rclone", args: ["--config", "", "check", "--download", source, to(place)] },
        ],
        copy: to(place),
      }),
    },
  ];
}
