/**
 * A moment as the clock on this machine's wall shows it, with its offset: `2026-07-14T09:05:00-07:00`. Text that is no moment
 * is given back as it is.
 */
export function showLocalTime(moment: string): string {
  const at = new Date(moment);
  if (Number.isNaN(at.getTime())) return moment;
  const minutes = -at.getTimezoneOffset();
  const wall = new Date(at.getTime() + minutes * 60_000).toISOString().slice(0, 19);
  const two = (value: number): string => String(value).padStart(2, "0");
  const size = Math.abs(minutes);
  const offset = minutes === 0 ? "Z" : `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
  return `${wall}${offset}`;
}
