import { formatData } from "@rigline/foundation/quantities";
import { showLocalTime } from "@rigline/foundation/time";
import { padToWidth, widthOfText } from "../ui/cut-to-width.js";
import type { ListedSession } from "../report/render-sessions.js";

/** What is to become, or has become, of one session's files at the rig; with `--json` printed as it is. */
export interface CleanRow extends Pick<ListedSession, "name" | "subject" | "date" | "directory" | "status"> {
  /** `keep`: nothing was touched. `delete`: it may be. `deleted`, or `left` where not all of it could be. */
  readonly decision: "keep" | "delete" | "deleted" | "left";
  /** Why it stays, or what makes it safe to delete, one phrase. */
  readonly why: string;
  /** What is to be deleted, or was. */
  readonly files: number;
  readonly bytes: number;
  /** What could not be deleted, and why. */
  readonly left: readonly { readonly path: string; readonly why: string }[];
}

const LABELS: Readonly<Record<CleanRow["decision"], string>> = {
  keep: "stays",
  delete: "delete",
  deleted: "deleted",
  left: "not all",
};
const NAMED = 5;

/** The table of `rigline clean`, those that are deleted first. `gone`: of how many nothing is left at the rig. */
export function renderClean(rows: readonly CleanRow[], gone: number, dataFolder: string): string {
  const before = gone === 0 ? [] : [`of ${gone} more nothing is left at the rig`];
  if (rows.length === 0) return [`Nothing to delete in ${dataFolder}.`, ...before].join("\n");
  const width = Math.max(7, ...rows.map(({ name }) => widthOfText(name)));
  const ordered = [
    ...rows.filter(({ decision }) => decision !== "keep"),
    ...rows.filter(({ decision }) => decision === "keep"),
  ];
  const lines = ordered.flatMap(({ name, decision, why, files, bytes, left }) => [
    `${padToWidth(name, width)}  ${LABELS[decision].padEnd(7)}  ${files === 0 ? "" : `${formatData({ files, bytes })}; `}${why}`,
    ...left.slice(0, NAMED).map(({ path, why: reason }) => `  left  ${path}: ${reason}`),
    ...(left.length > NAMED ? [`  left  and ${left.length - NAMED} more`] : []),
  ]);
  return [`${"session".padEnd(width)}  files`, ...lines, ...before].join("\n");
}

export function describeBegun({ by, at }: { readonly by: string; readonly at: string | undefined }): string {
  return `its deletion was begun by ${by}${at === undefined ? "" : ` at ${showLocalTime(at)}`}, and is gone on with`;
}
