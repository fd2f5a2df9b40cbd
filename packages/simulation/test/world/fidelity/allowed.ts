/** What a real volume and the model may do otherwise, and why that harms nobody. */
export interface AllowedDifference {
  readonly why: string;
  readonly realities: readonly string[];
  readonly script?: RegExp;
  readonly step?: RegExp;
  readonly real?: RegExp;
  readonly model?: RegExp;
  /** What the model says for what the real one said. */
  readonly same?: (real: string) => string;
  /** The tree is the same on both sides all the same, and the script can be followed on. */
  readonly goesOn?: true;
}

const NTFS = ["ntfs-3g", "ntfs-wine"];
const ALL = ["ext4", "xfs", "btrfs", "tmpfs", "overlay", "nfs", "smb", ...NTFS];

export const ALLOWED: readonly AllowedDifference[] = [
  {
    why: "FileSystem.list, which is for folders of our own, looks at each name in the model, and does not find one that is no text",
    realities: ALL,
    script: /^names that are no text$/,
    step: /^fs\.list /,
    model: /^ENOENT$/,
    goesOn: true,
  },
  {
    why: "times before 1901 and after 2446: this one has no bounds, ext4 has",
    realities: ["tmpfs", "overlay"],
    script: /^time of change (-2208988800000000000|16725225600000000000)$/,
    step: /^inspect/,
    model: /at (-2147483648|15032385535) s$/,
    goesOn: true,
  },
  {
    why: "the Linux driver of NTFS shows all rights, Windows whether a file may be written",
    realities: ["ntfs-3g"],
    step: /^inspect/,
    same: (real) => real.replace(/^(\w+(?: \d+)?) 777 /, "$1 666 "),
    goesOn: true,
  },
  {
    why: "Windows leaves open what is open where it is, and replaces no folder; its Linux driver moves and replaces them",
    realities: ["ntfs-3g"],
    step: /^(fs\.)?rename /,
    real: /^ok$/,
    model: /^EPERM$/,
  },
  {
    why: "a name in another case, which was not there when it was asked for, stays absent for the share's client for a while",
    realities: ["smb"],
    script: /^(names|life|a (empty|full) folder moved over a full folder)/,
    real: /^(ENOENT|false)$/,
  },
  {
    why: "the share's client shows a folder's time, and that of an open file, as they were, until it asks the server again",
    realities: ["smb"],
    step: /^inspect/,
    real: /asked/,
    model: / now$/,
    goesOn: true,
  },
  {
    why: "the volume behind the share has bounds of time",
    realities: ["smb"],
    script: /^time of change (-2208988800000000000|16725225600000000000)$/,
    step: /^inspect /,
    real: /at (-2147483648|15032385535) s$/,
    goesOn: true,
  },
  {
    why: "Samba shows names that Windows could not open in a form of its own, under which its Linux client does not find them",
    realities: ["smb"],
    script: /^names /,
    step: /^list /,
    real: /[A-Z0-9]{6}~[A-Z0-9]/,
  },
  {
    why: "a name with a backslash, or with more than the guest's character set knows, is refused by the share's client; no life has one",
    realities: ["smb"],
    script: /^names \["back/,
    real: /^EINVAL$/,
  },
  {
    why: "a file whose replacing failed on a share is gone even for whom has it open; the model's is there for that one",
    realities: ["smb"],
    script: /^an open file/,
    step: /^inspectOpen /,
    real: /^ENOENT$/,
  },
  {
    why: "a folder whose names are no text can't be removed in the model by FileSystem.remove, which is for folders of our own",
    realities: ALL,
    script: /^names that are no text$/,
    step: /^list "here"$/,
  },
  {
    why: "its Linux driver keeps a removed file that is open under a name of its own, and writes names in small letters; Windows does neither",
    realities: NTFS,
    step: /^(fs\.)?(list|realPath) /,
    real: /\.ghost-ntfs-3g|^\["[^A-Z]*"\]$/,
  },
  {
    why: "the driver's own rounding of the half seconds before 1970",
    realities: ["ntfs-3g"],
    script: /^time of change -1500000001$/,
    step: /^inspect/,
  },
  {
    why: "on Linux a name is bounded in bytes before the driver is asked, on Windows in UTF-16 units",
    realities: ["ntfs-3g"],
    script: /^names \["(é|😀)/,
    real: /^ENAMETOOLONG$/,
  },
  {
    why: "Linux shows a name in the case that it is asked for, Windows as it is written",
    realities: ["ntfs-3g"],
    step: /^realPath /,
  },
  {
    why: "Windows answers the same refusals by other codes; the model's processes run by the rules of Linux on every volume",
    realities: ["ntfs-wine"],
    real: /^(ENOENT|EPERM|EEXIST)$/,
    model: /^(ENOTDIR|EISDIR|ENOTEMPTY|EXDEV|EINVAL|ENAMETOOLONG|ENOENT)$/,
    goesOn: true,
  },
  {
    why: "the port flushes no folders on Windows, and so does not miss them",
    realities: ["ntfs-wine"],
    step: /^(fs\.)?syncFolder /,
    real: /^ok$/,
    goesOn: true,
  },
  {
    why: "FileSystem.remove takes for absent what Windows says can't be there, by whatever code",
    realities: ["ntfs-wine"],
    step: /^fs\.remove /,
    real: /^ok$/,
    model: /^(ENOTDIR|ENAMETOOLONG)$/,
    goesOn: true,
  },
  {
    why: "Windows flushes only what was opened for writing; the daemon knows, and asks for no other",
    realities: ["ntfs-wine"],
    step: /^sync /,
    real: /^EPERM$/,
    goesOn: true,
  },
  {
    why: "Node on Windows shows times before 1970 and after 2106 as others; no life has one",
    realities: ["ntfs-wine"],
    script: /^(time of change (-|16725225600000000000)|life)/,
    step: /^inspect/,
    real: / at \d+ s$/,
    goesOn: true,
  },
  {
    why: "wine makes links that nobody finds",
    realities: ["ntfs-wine"],
    step: /^hand\.link /,
  },
  {
    why: "the driver below wine numbers an open file anew when it is moved over; Windows does not",
    realities: ["ntfs-wine"],
    step: /^inspectOpen /,
    real: /#new /,
  },
  {
    why: "wine moves a folder with an open file in it, which Windows does not",
    realities: ["ntfs-wine"],
    step: /^(fs\.)?rename /,
    real: /^ok$/,
    model: /^EPERM$/,
  },
  {
    why: "wine moves a folder over a file, which Windows does not",
    realities: ["ntfs-wine"],
    step: /^(fs\.)?rename /,
    real: /^ok$/,
    model: /^ENOTDIR$/,
  },
  {
    why: "wine's real path of a name in another case is at times as it was asked for",
    realities: ["ntfs-wine"],
    step: /^realPath /,
  },
  {
    why: "below wine names are bounded in bytes, on Windows in UTF-16 units",
    realities: ["ntfs-wine"],
    script: /^names \["(é|😀)/,
    real: /^ENOENT$/,
  },
  {
    why: "wine opens a folder for appending, which Windows refuses",
    realities: ["ntfs-wine"],
    step: /^openAppend "here\/d"/,
    real: /^ok$/,
  },
];
