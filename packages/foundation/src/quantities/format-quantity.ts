/**
 * `12 ms`, `3.4 s`, `90 s`, `2 min 5 s`, `1 h 20 min`: rounded before the unit is chosen, in seconds up to two minutes, as
 * limits are set, and without parts that are zero.
 */
export function formatDuration(milliseconds: number): string {
  const whole = Math.round(milliseconds);
  if (whole < 1000) return `${whole} ms`;
  const tenths = Math.round(whole / 100);
  if (tenths < 1200) return `${tenths / 10} s`;
  const seconds = Math.round(whole / 1000);
  if (seconds < 3600) return inTwo(seconds, "min", "s");
  return inTwo(Math.round(seconds / 60), "h", "min");
}

function inTwo(small: number, large: string, unit: string): string {
  const rest = small % 60;
  return `${Math.floor(small / 60)} ${large}${rest === 0 ? "" : ` ${rest} ${unit}`}`;
}

/** Bytes in powers of 1000, as disks are sold: `51.2 MB`. */
export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB", "PB"];
  let value = bytes;
  let unit = 0;
  // What would be printed as 1000.0 is 1.0 of the next unit.
  for (; value >= (unit === 0 ? 1000 : 999.95) && unit < units.length - 1; unit += 1) value /= 1000;
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

/** `1 file`, `7 files`. */
export function formatFiles(count: number): string {
  return count === 1 ? "1 file" : `${count} files`;
}

/** `1 session`, `7 sessions`. */
export function formatSessions(count: number): string {
  return count === 1 ? "1 session" : `${count} sessions`;
}

/** Files with their bytes: `7 files, 51.2 MB`. */
export function formatData({ files, bytes }: { readonly files: number; readonly bytes: number }): string {
  return `${formatFiles(files)}, ${formatBytes(bytes)}`;
}
