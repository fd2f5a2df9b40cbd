/** What the system answers today it will answer tomorrow: the path, the file or the file system itself is not made for it. */
const LASTING = new Set([
  "EBADF",
  "EFAULT",
  "EILSEQ",
  "EINVAL",
  "EISDIR",
  "ELOOP",
  "EMLINK",
  "ENAMETOOLONG",
  "ENOSYS",
  "ENOTSUP",
  "EOPNOTSUPP",
  "EXDEV",
]);

/**
 * Whether a refusal of the system may pass by itself, by its code: disks come back, files are let go of, servers answer
 * again. The codes that broken networks give are too many to list, so those are listed that stay. `UNKNOWN` is what Windows'
 * own codes become that have no other name. False for what is no system's code: a mistake of ours does not pass.
 */
export function mayPass(code: string | undefined): boolean {
  return code !== undefined && /^(?:E[A-Z\d]{2,}|UNKNOWN)$/.test(code) && !LASTING.has(code);
}
