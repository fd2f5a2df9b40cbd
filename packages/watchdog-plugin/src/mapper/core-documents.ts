/** The files in which aind-data-schema 2 and 1 tell of a session, the newer one first. */
export const CORE_DOCUMENTS = ["acquisition.json", "session.json"] as const;

export type CoreDocument = (typeof CORE_DOCUMENTS)[number];

/** Which document of aind-data-schema a value is, by the file that it is kept in; undefined where it is none. */
export function documentName(value: unknown): CoreDocument | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { object_type: type, describedBy } = value as {
    readonly object_type?: unknown;
    readonly describedBy?: unknown;
  };
  const by = typeof describedBy === "string" ? /core\/(acquisition|session)\.py$/u.exec(describedBy)?.[1] : undefined;
  if (type === "Acquisition" || by === "acquisition" || isOf(value, "acquisition_start_time"))
    return "acquisition.json";
  return by === "session" || isOf(value, "session_start_time") ? "session.json" : undefined;
}

function isOf(value: object, start: string): boolean {
  return start in value && "data_streams" in value;
}
