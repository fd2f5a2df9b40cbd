import { formatPath } from "@rigline/foundation/errors";

/** The way to one value: names of keys, and positions in lists. */
export type ConfigPath = readonly (string | number)[];

const STEP = /\.?([\w$-]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]/uy;

/** The path itself and those around it, as formatPath writes them, the longest first. */
export function* pathsAround(path: ConfigPath): Generator<string> {
  for (let length = path.length; length > 0; length--) yield formatPath(path.slice(0, length));
}

/** What is left of a path below another one, both as formatPath writes them: "" for the same, undefined for one elsewhere. */
export function pathBelow(path: string, around: string): string | undefined {
  if (path === around) return "";
  if (path.startsWith(`${around}.`)) return path.slice(around.length + 1);
  return path.startsWith(`${around}[`) ? path.slice(around.length) : undefined;
}

/** The reverse of pathBelow. */
export function joinPaths(around: string, below: string): string {
  return below === "" || below.startsWith("[") ? around + below : `${around}.${below}`;
}

/** The reverse of formatPath; undefined for what it never writes. */
export function parsePath(text: string): ConfigPath | undefined {
  const path: (string | number)[] = [];
  STEP.lastIndex = 0;
  while (STEP.lastIndex < text.length) {
    const match = STEP.exec(text);
    if (match === null) return undefined;
    const [, name, index, quoted] = match;
    if (name !== undefined) path.push(name);
    else if (index !== undefined) path.push(Number(index));
    else path.push(JSON.parse(`"${quoted}"`) as string);
  }
  return path;
}
