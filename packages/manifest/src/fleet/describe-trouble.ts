import { showLocalTime } from "@rigline/foundation/time";
import type { CursorFile } from "./cursor-file.js";

/** What whoever is at the rig is to know of telling the fleet, one sentence each; none where all goes well, or there is no fleet. */
export function describeFleetTrouble(cursor: Pick<CursorFile, "trouble" | "aside"> | undefined): readonly string[] {
  if (cursor === undefined) return [];
  const { trouble, aside } = cursor;
  const [last] = aside.toReversed();
  return [
    ...(trouble === null
      ? []
      : [
          `the fleet can't be told since ${showLocalTime(trouble.since)}: ${trouble.what}${trouble.todo === null ? "" : `. ${trouble.todo}`}`,
        ]),
    ...(last === undefined
      ? []
      : [
          `the fleet does not take ${last.line === 0 ? last.what : `the record "${last.what}" in line ${last.line}`} of ${last.of}${aside.length === 1 ? "" : `, nor ${aside.length - 1} before it`}: ${last.why}`,
        ]),
  ];
}
