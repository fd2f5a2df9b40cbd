/** What a file system is like, as far as programs notice. Each is held against the real one by test/world/fidelity. */
export interface Personality {
  readonly name: "ext4" | "xfs" | "btrfs" | "ntfs" | "smb" | "nfs" | "fuse";
  /** As statfs numbers it, in hex; "" where the system does not say. */
  readonly type: string;
  /** Another computer serves it: a power cut of the rig takes what its cache held, and leaves the names. */
  readonly isRemote: boolean;
  /** Names reach the device in the order in which they were changed; otherwise only those of one folder do. */
  readonly isOrdered: boolean;
  /** `A` and `a` are one name. */
  readonly isCaseless: boolean;
  /** Nanoseconds. */
  readonly timeStep: bigint;
  /** What a flush of a file answers where there is none. */
  readonly flushRefusal: string | undefined;
  /** Whether a folder's names can be flushed; where not, they are with the flush of any file. */
  readonly flushesFolders: boolean;
  /** What a rename or a removal answers while somebody has the file open. */
  readonly openRefusal: string | undefined;
  /** What setting a time answers where that can't be done. */
  readonly timeRefusal: string | undefined;
  /** What it makes of the rights that are asked for. */
  readonly mode: number | undefined;
}

const LOCAL = {
  isRemote: false,
  isCaseless: false,
  flushRefusal: undefined,
  flushesFolders: true,
  openRefusal: undefined,
  timeRefusal: undefined,
  mode: undefined,
} as const;

export const EXT4: Personality = { ...LOCAL, name: "ext4", type: "ef53", isOrdered: true, timeStep: 1n };

export const XFS: Personality = { ...LOCAL, name: "xfs", type: "58465342", isOrdered: true, timeStep: 1n };

/** Flushes what is asked for, and not what came before it. */
export const BTRFS: Personality = { ...LOCAL, name: "btrfs", type: "9123683e", isOrdered: false, timeStep: 1n };

export const NTFS: Personality = {
  ...LOCAL,
  name: "ntfs",
  type: "",
  isOrdered: true,
  isCaseless: true,
  timeStep: 100n,
  flushesFolders: false,
  openRefusal: "EPERM",
  mode: 0o666,
};

export const SMB: Personality = {
  ...NTFS,
  name: "smb",
  type: "ff534d42",
  isRemote: true,
  openRefusal: "EBUSY",
  mode: 0o755,
};

export const NFS: Personality = { ...LOCAL, name: "nfs", type: "6969", isRemote: true, isOrdered: true, timeStep: 1n };

/** The poorest of shares: no flush, no times, whole seconds. */
export const FUSE: Personality = {
  ...SMB,
  name: "fuse",
  type: "65735546",
  isOrdered: false,
  isCaseless: false,
  timeStep: 1_000_000_000n,
  flushRefusal: "ENOSYS",
  openRefusal: undefined,
  timeRefusal: "EPERM",
};
