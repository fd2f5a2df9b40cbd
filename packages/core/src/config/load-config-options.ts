export interface LoadConfigOptions {
  /** The working folder: the config is looked for here and upwards. Absolute. */
  readonly folder: string;
  /** A config file to read instead of looking for one; relative to the folder. */
  readonly file?: string;
  /** A file of clabe's form that is read beside those of the folder, and ranks below `local/clabe.yml`; relative to the folder. */
  readonly clabeFile?: string;
  /** What the command line sets, by dotted path: `{ "watchdog.wait_seconds": "60" }`; text is converted as the schema asks. */
  readonly flags?: Readonly<Record<string, unknown>>;
  /** The same, given by `--set`; `flags` win over it. */
  readonly set?: Readonly<Record<string, unknown>>;
  /** The process's own when absent; on Windows its names are upper-cased, because there `Path` and `PATH` are one variable. */
  readonly environment?: Readonly<Record<string, string>>;
}
