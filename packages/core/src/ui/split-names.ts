/**
 * Names out of one typed line. With a comma or semicolon in it, those separate and a name may have spaces
 * (`Ada Lovelace, Grace Hopper`); without, spaces do (`ada grace`). Names in double quotes are kept whole.
 */
export function splitNames(line: string): string[] {
  const separator = /[,;]/.test(line.replaceAll(/"[^"]*"/g, "")) ? /[^,;"]*"[^"]*"[^,;]*|[^,;]+/g : /"[^"]*"|[^\s"]+/g;
  const names = (line.match(separator) ?? []).map((name) => name.replaceAll('"', "").trim().replaceAll(/\s+/g, " "));
  return [...new Set(names.filter((name) => name !== ""))];
}

/** The line that splitNames takes apart into these names again. */
export function joinNames(names: readonly string[]): string {
  return names.map((name) => (/[\s,;]/.test(name) ? `"${name}"` : name)).join(", ");
}
