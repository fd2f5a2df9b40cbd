/** Where one value came from, as `rigline config explain` prints it. */
export interface ValueSource {
  /** `flag`, `init` (a plugin entry's `with`), `file`, `environment`, `dotenv`, `secret` or `default`. */
  readonly kind: "flag" | "init" | "file" | "environment" | "dotenv" | "secret" | "default";
  /** The file, the variable or the flag. */
  readonly name: string;
  readonly line?: number;
  readonly column?: number;
  readonly value: unknown;
}

/** Every source that set a key, the winner first. Keys are dotted paths: `watchdog.project_name`, `plugins[0].use`. */
export type Provenance = ReadonlyMap<string, readonly ValueSource[]>;
