/** A real file system that a personality of the model is held against. */
export interface Reality {
  readonly name: string;
  /** Of the model. */
  readonly personality: "ext4" | "xfs" | "btrfs" | "ntfs" | "smb" | "nfs";
  /** Of the other volume, where it is not as Linux's. */
  readonly other?: "ntfs";
  /** As real/volumes.sh names it. */
  readonly kind: string;
  /** `guest`: user-mode Linux, whose kernel has what this one's may lack. `wine`: the Windows Node over the volume. */
  readonly where: "host" | "guest" | "wine";
  /** What it takes, each a program and the Debian package that has it. */
  readonly needs: Readonly<Record<string, string>>;
  /** Tell the versions of what serves it. */
  readonly versions: Readonly<Record<string, readonly [string, ...string[]]>>;
}

const GUEST = { "linux.uml": "user-mode-linux", modprobe: "kmod", ip: "iproute2", "mkfs.ext4": "e2fsprogs" };

export const REALITIES: readonly Reality[] = [
  host("ext4", "ext4", "ext4", { "mkfs.ext4": "e2fsprogs" }, { mkfs: ["mkfs.ext4", "-V"] }),
  host("xfs", "xfs", "xfs", { "mkfs.xfs": "xfsprogs" }, { mkfs: ["mkfs.xfs", "-V"] }),
  host("btrfs", "btrfs", "btrfs", { "mkfs.btrfs": "btrfs-progs" }, { mkfs: ["mkfs.btrfs", "--version"] }),
  host("tmpfs", "ext4", "tmpfs", {}, {}),
  host("overlay", "ext4", "overlay", {}, {}),
  {
    name: "smb",
    personality: "smb",
    kind: "smb",
    where: "guest",
    needs: { ...GUEST, smbd: "samba", "mount.cifs": "cifs-utils" },
    versions: { server: ["smbd", "-V"] },
  },
  {
    name: "nfs",
    personality: "nfs",
    kind: "nfs",
    where: "guest",
    needs: { ...GUEST, exportfs: "nfs-kernel-server", "mount.nfs4": "nfs-common" },
    versions: {},
  },
  host(
    "ntfs-3g",
    "ntfs",
    "ntfs",
    { "lowntfs-3g": "ntfs-3g", "mkfs.ntfs": "ntfs-3g" },
    { driver: ["lowntfs-3g", "--version"] },
  ),
  {
    name: "ntfs-wine",
    personality: "ntfs",
    other: "ntfs",
    kind: "ntfs",
    where: "wine",
    needs: { "lowntfs-3g": "ntfs-3g", "mkfs.ntfs": "ntfs-3g", wine: "wine wine64" },
    versions: { driver: ["lowntfs-3g", "--version"], wine: ["wine", "--version"] },
  },
];

function host(
  name: string,
  personality: Reality["personality"],
  kind: string,
  needs: Reality["needs"],
  versions: Reality["versions"],
): Reality {
  return { name, personality, kind, where: "host", needs, versions };
}
