/** A session whose data have arrived, for a catalogue. */
export interface CatalogueDataset {
  /** The same for one hand-off whenever it is told, and another for every other: 64 hex digits. */
  readonly key: string;
  readonly name: string;
  /** `<destination>/<name>`. */
  readonly folder: string;
  readonly subject: string;
  readonly project: string;
  readonly platform: string | null;
  readonly modalities: readonly string[];
  /** ISO 8601 in UTC. */
  readonly acquiredAt: string;
  /** Whom the manifest names to be told, an e-mail address; null: nobody. */
  readonly contact: string | null;
  readonly files: readonly CatalogueFile[];
  /** Of the hashes, as node:crypto names it; null: there are none. */
  readonly algorithm: string | null;
  /** When the files were listed, ISO 8601 in UTC. */
  readonly listedAt: string;
}

export interface CatalogueFile {
  /** Relative to the folder, `/` between folders. */
  readonly path: string;
  readonly bytes: number;
  /** Lower-case hex; absent: nobody has one. */
  readonly hash?: string | undefined;
}

/** Where sessions are registered, so that others find them. */
export interface Catalogue {
  /** For people, without secrets: `SciCat at https://scicat.example.org/api/v3`. */
  readonly name: string;
  /**
   * Registers a session, or brings what is registered of it up to date: told twice, it is there once. Returns its identifier. Throws
   * CATALOGUE_UNREACHABLE and CATALOGUE_REFUSED.
   */
  register(dataset: CatalogueDataset, signal: AbortSignal): Promise<string>;
}
