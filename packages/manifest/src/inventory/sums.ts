/** The list that lies in a published session itself, for whoever has `sha256sum` and nothing else. */
const CHECKSUM_LIST = "checksums.sha256";

/** How the list of a published session is called. `part`: of one that several computers hand off, what this one's part is called. */
export function checksumListName(part?: string): string {
  return part === undefined ? CHECKSUM_LIST : `checksums.${part}.sha256`;
}

/** Whether a file of a published session, by its path there, is called as its list is. */
export function isChecksumList(path: string): boolean {
  return /^checksums(?:\.[^/]+)?\.sha256$/i.test(path);
}

/** A file of a list. */
export interface SummedFile {
  /** Relative to where the list is checked, `/` between folders. */
  readonly path: string;
  /** Lower-case hex. Absent: nobody has read the file for it. */
  readonly hash?: string;
}

/** So many files are in memory as text at once: few, so that the text is gone before the garbage collector counts it as old. */
const AT_ONCE = 200;

/**
 * A list for `sha256sum -c`, in pieces. A name with a backslash or a line's end is written as GNU's tool writes it, with a backslash
 * before its line. Files without a hash are left out. `files`: sorted by path by whoever gives them; `before`: stands before each path.
 */
export function* renderSums(files: Iterable<SummedFile>, before: "" | "./" = ""): Generator<string> {
  let lines: string[] = [];
  for (const { path, hash } of files) {
    if (hash === undefined) continue;
    lines.push(sumLine(before + path, hash));
    if (lines.length < AT_ONCE) continue;
    yield lines.join("");
    lines = [];
  }
  yield lines.join("");
}

const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r" };

function sumLine(path: string, hash: string): string {
  const escaped = path.replaceAll(/[\\\n\r]/g, (sign) => ESCAPES[sign] ?? sign);
  return `${escaped === path ? "" : "\\"}${hash}  ${escaped}\n`;
}
