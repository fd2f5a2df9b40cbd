export type PersonalityName = "ext4" | "xfs" | "btrfs" | "ntfs" | "smb" | "nfs" | "fuse";

/** What a file system is like, as far as programs notice. Each is held against the real one by test/world/fidelity. */
export interface Personality {
  readonly name: PersonalityName | "store";
  /** As statfs numbers it, in hex; "" where the system does not say. */
  readonly type: string;
  /** Another computer serves it: a power cut of the rig takes what its cache held, and leaves the names. */
  readonly isRemote: boolean;
  /** Names reach the device in the order in which they were changed; otherwise only those of one file do. */
  readonly isOrdered: boolean;
  /** `A` and `a` are one name. */
  readonly isCaseless: boolean;
  /** Nanoseconds. */
  readonly timeStep: bigint;
  /** Whether all that happens within 4 ms has one time. */
  readonly isTicking: boolean;
  /** Times before and after become these, seconds since the epoch. */
  readonly timeRange: readonly [earliest: bigint, latest: bigint] | undefined;
  /** Of 255 at most, what a name is counted in. */
  readonly nameUnit: "byte" | "UTF-16 unit";
  /** Whether it refuses what Windows does: CON, `a:b`, a dot at the end. */
  readonly refusesNames: boolean;
  /** A new file gets the inode of one that was removed. */
  readonly reusesInodes: boolean;
  /** Whether an empty folder is moved over. */
  readonly replacesFolders: boolean;
  /** Shows a name in the case in which it is asked for, and for a second after a file is closed the time of that. */
  readonly isCached: boolean;
  /** What moving a folder over one that is not empty answers. */
  readonly fullRefusal: "ENOTEMPTY" | "EEXIST";
  /** What becomes of a file that is removed while it is open: a name that is gone only with the last who has it open. */
  readonly lingers: "hidden" | "renamed" | undefined;
  /** What a flush of a file answers where there is none. */
  readonly flushRefusal: string | undefined;
  /** Whether a folder's names can be flushed; where not, they are with the flush of any file. */
  readonly flushesFolders: boolean;
  /** What a rename or a removal answers while somebody has the file open. */
  readonly openRefusal: string | undefined;
  /** Whether files can be read past the cache of the machine. */
  readonly passesCache: boolean;
  /** What setting a time answers where that can't be done. */
  readonly timeRefusal: string | undefined;
  /** What it makes of the rights that are asked for. */
  readonly mode: number | undefined;
}

const LOCAL = {
  isRemote: false,
  isCaseless: false,
  flushRefusal: undefined,
  isTicking: false,
  timeRange: undefined,
  nameUnit: "byte",
  refusesNames: false,
  reusesInodes: false,
  replacesFolders: true,
  isCached: false,
  fullRefusal: "ENOTEMPTY",
  lingers: undefined,
  flushesFolders: true,
  openRefusal: undefined,
  passesCache: true,
  timeRefusal: undefined,
  mode: undefined,
} as const;

export const EXT4: Personality = {
  ...LOCAL,
  name: "ext4",
  type: "ef53",
  isOrdered: true,
  timeStep: 1n,
  timeRange: [-2_147_483_648n, 15_032_385_535n],
  reusesInodes: true,
};

const XFS: Personality = {
  ...LOCAL,
  name: "xfs",
  type: "58465342",
  isOrdered: true,
  timeStep: 1n,
  timeRange: [-2_147_483_648n, 16_299_260_424n],
  fullRefusal: "EEXIST",
};

/** Flushes what is asked for, and not what came before it. */
const BTRFS: Personality = {
  ...LOCAL,
  name: "btrfs",
  type: "9123683e",
  isOrdered: false,
  timeStep: 1n,
};

const NTFS: Personality = {
  ...LOCAL,
  name: "ntfs",
  type: "",
  isOrdered: true,
  isCaseless: true,
  timeStep: 100n,
  nameUnit: "UTF-16 unit",
  refusesNames: true,
  replacesFolders: false,
  flushesFolders: false,
  openRefusal: "EPERM",
  mode: 0o666,
};

export const SMB: Personality = {
  ...NTFS,
  name: "smb",
  type: "fe534d42",
  isTicking: true,
  isRemote: true,
  refusesNames: false,
  replacesFolders: true,
  isCached: true,
  lingers: "hidden",
  openRefusal: "EACCES",
  mode: 0o755,
};

export const NFS: Personality = {
  ...LOCAL,
  name: "nfs",
  isTicking: true,
  type: "6969",
  isRemote: true,
  isOrdered: true,
  timeStep: 1n,
  timeRange: EXT4.timeRange,
  reusesInodes: true,
  lingers: "renamed",
};

/** The poorest of shares: no flush, no times, whole seconds. */
const FUSE: Personality = {
  ...SMB,
  name: "fuse",
  type: "65735546",
  isOrdered: false,
  isCaseless: false,
  timeStep: 1_000_000_000n,
  flushRefusal: "ENOSYS",
  openRefusal: undefined,
  isCached: false,
  lingers: undefined,
  passesCache: false,
  timeRefusal: "EPERM",
};

/** What a store of the S3 kind has taken it has, whatever loses its power. */
export const STORE: Personality = { ...EXT4, name: "store", isRemote: true };

export const PERSONALITIES: Readonly<Record<PersonalityName, Personality>> = {
  ext4: EXT4,
  xfs: XFS,
  btrfs: BTRFS,
  ntfs: NTFS,
  smb: SMB,
  nfs: NFS,
  fuse: FUSE,
};
