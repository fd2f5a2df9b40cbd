import { readWallTime } from "@rigline/foundation/time";
import { isPlatform, parseDataName } from "@rigline/manifest";

/** What the name of a session's folder says. */
export interface NamedSession {
  readonly subject: string;
  /** ISO 8601, with its offset where the name has one. */
  readonly datetime: string;
}

/** `<subject>_2026-07-14T090500-0700`, as clabe and Rigline name their sessions. */
const LAUNCHER_NAME = /^(.+)_(\d{4}-\d{2}-\d{2})T(\d{2})(\d{2})(\d{2})(Z|[-+]\d{4})?$/s;

/** Reads both forms of this field: clabe's, and `[<platform>_]<subject>_2026-07-14_09-05-00`. Undefined: another name. */
export function readFolderName(name: string): NamedSession | undefined {
  const [, subject, date, hour, minute, second, offset = ""] = LAUNCHER_NAME.exec(name) ?? [];
  if (subject !== undefined) {
    const datetime = `${date}T${hour}:${minute}:${second}${offset}`;
    return readWallTime(datetime) === undefined ? undefined : { subject, datetime };
  }
  const asset = parseDataName(name);
  // `<session>_processed_2026-07-20_01-00-00` is what became of one.
  if (asset === undefined || isDerivedName(name)) return undefined;
  return { subject: withoutPlatform(asset.label), datetime: asset.datetime };
}

/** Whether a folder is called as what somebody has made of a session, and not as one. */
export function isDerivedName(name: string): boolean {
  return (name.match(/_\d{4}-\d{2}-\d{2}[_T]\d{2}/gu) ?? []).length > 1;
}

function withoutPlatform(label: string): string {
  const at = label.indexOf("_");
  return at > 0 && isPlatform(label.slice(0, at)) ? label.slice(at + 1) : label;
}
