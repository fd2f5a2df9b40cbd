/** What is started with the machine. All paths absolute. */
export interface ServiceDescription {
  /** Of this flag folder's daemon: several may be installed on one machine. */
  readonly name: string;
  /** Node, by its file. */
  readonly node: string;
  /** The daemon's script. */
  readonly script: string;
  readonly configFile: string;
  readonly flagFolder: string;
  /** Whose rights it has; undefined: those of who installs it, as long as the system lets programs of a person run. */
  readonly user: string | undefined;
}

/** Where what starts programs stands: units of systemd, or launchd's jobs. */
export interface InstallPlaces {
  /** Started with the machine. */
  readonly system: string;
  /** Of one person. */
  readonly person: string;
}

/** A tool of the system that is run with these arguments. */
export interface ToolCall {
  readonly command: string;
  readonly args: readonly string[];
  /** Without it the rest is of use all the same: what is told then. */
  readonly unless?: string;
  /** It asks the person something, such as a password. */
  readonly asks?: true;
}

/** All that installing and uninstalling does, to be printed or to be done. */
export interface Installation {
  /** What it is, as the system calls it. */
  readonly kind: string;
  readonly file: string;
  /** What stands in the file. */
  readonly text: string;
  readonly encoding: "utf8" | "utf16le";
  /** Once the file is there. */
  readonly install: readonly ToolCall[];
  /** Before the file is removed. */
  readonly uninstall: readonly ToolCall[];
  /** After the file was removed. */
  readonly afterwards: readonly ToolCall[];
  /** It can only be done with the rights of an administrator. */
  readonly needsRights: boolean;
  /** What a person should know, one sentence each. */
  readonly notes: readonly string[];
}
