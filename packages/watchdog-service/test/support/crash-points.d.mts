import type { Disk } from "@rigline/foundation/disk";
import type { HttpClient } from "@rigline/foundation/http";
import type { FileSystem } from "@rigline/foundation/platform";
import type { OpenJobJournal } from "../../src/jobs/job-journal.js";

export interface Crash {
  /** How often each point was passed, by name. */
  readonly hits: ReadonlyMap<string, number>;
  readonly dead: boolean;
  readonly point: string | undefined;
  readonly occurrence: number;
  /** For points that no port of the daemon knows. Throws where it dies there, or is dead. */
  readonly pass: (name: string) => void;
  /** It died by something that no port sees. */
  readonly kill: () => void;
  readonly disk: (disk: Disk) => Disk;
  readonly fileSystem: (fileSystem: FileSystem) => FileSystem;
  readonly http: (http: HttpClient) => HttpClient;
  readonly openJournal: (openJournal: OpenJobJournal) => OpenJobJournal;
}

/** Dies the `occurrence`th time (from 1) that `point` is passed; without a point it only counts. */
export function createCrash(options: { point?: string; occurrence?: number; die: () => void }): Crash;
