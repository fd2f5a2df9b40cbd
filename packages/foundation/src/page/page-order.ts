/**
 * What a page is to show, as its program is told it: one argument of JSON. It ends with whoever started it, which holds the other end of
 * its standard input. Paths are absolute.
 */
export interface PageOrder {
  /** Of the daemon whose jobs it shows; absent: no plugin hands anything off. It may not be there yet. */
  readonly watchConfig?: string;
  /** The rig whose sessions it shows; absent: the jobs of the daemon alone. */
  readonly rig?: PageRig;
  /** On loopback; 0: one that is free. */
  readonly port: number;
  /** Opens the browser as well. */
  readonly opens: boolean;
  /** Prints a link; false: nobody is there to read it. */
  readonly tells: boolean;
}

/** A rig as its launcher's commands are run for it. */
export interface PageRig {
  readonly name: string;
  /** The script of `rigline`. */
  readonly script: string;
  /** What says which config, behind each command: `--config`, `--set` and the like. */
  readonly options: readonly string[];
  /** The folder in which the commands are run. */
  readonly folder: string;
  readonly dataFolder: string;
  /** In which each run of the launcher has a folder of logs. */
  readonly tempFolder: string;
}
