import { decodeDocument } from "@rigline/foundation/documents";
import { shorten } from "@rigline/foundation/errors";

/** A file of a list, and its sha256, lower-case hex. `path`: as the list has it, `/` between folders. */
export interface ListedSum {
  readonly path: string;
  readonly hash: string;
  /** In the list, from 1. */
  readonly line: number;
}

/** What stands where a line of a list should be, one phrase. */
export class BadSums extends Error {
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

/** `<hash>  <name>`, `<hash> *<name>` of binary mode, and `SHA256 (<name>) = <hash>` of `--tag`; a backslash before it: its name is escaped. */
const PLAIN = /^(\\?)([\da-f]{64}) [ *](.+)$/isu;
const TAGGED = /^(\\?)SHA256 \((.+)\) = ([\da-f]{64})$/isu;
const OTHER_SUM = /^\\?(?:[\da-f]{32}|[\da-f]{40}|[\da-f]{56}|[\da-f]{96}|[\da-f]{128}) [ *]/iu;

/**
 * Reads a list of sums as GNU's `sha256sum` writes it and its `-c` reads it (coreutils, `digest.c`), and as it comes back from Windows:
 * with a byte order mark, as UTF-16 of a PowerShell's `>`, with CRLF, with `\` between folders. Throws a BadSums of the first line that is
 * none, for the file that it was meant for would not be looked at; and of a list that names nothing.
 */
export function readSums(bytes: Uint8Array): readonly ListedSum[] {
  const lines = decodeDocument(bytes, { codePage: true })?.text.split("\n");
  if (lines === undefined) throw new BadSums(1, "it is no text");
  const texts = lines.filter((line) => line.trim() !== "");
  // By one line alone it can't be told from a name that ends so.
  const isFromWindows = texts.length > 0 && texts.every((line) => line.endsWith("\r"));
  const sums = lines.flatMap((written, index) => {
    const text = isFromWindows ? written.replace(/\r$/u, "") : written;
    return text.trim() === "" || /^[#;]/u.test(text) ? [] : [readLine(text, index + 1, isFromWindows)];
  });
  if (sums.length === 0) throw new BadSums(1, "it names no file");
  return withoutTwins(sums);
}

function readLine(text: string, line: number, isFromWindows: boolean): ListedSum {
  const [, escape = "", hash = "", name = ""] = PLAIN.exec(text) ?? tagged(text) ?? [];
  if (hash === "") {
    const why = OTHER_SUM.test(text)
      ? "it has sums of another kind than sha256"
      : `${JSON.stringify(shorten(text))} is no line of sha256sum`;
    throw new BadSums(line, why);
  }
  const read = escape === "" ? name : unescape(name, line);
  // GNU's tool would have escaped one that is part of a name, and Windows has no such names.
  const path = escape === "" || isFromWindows ? read.replaceAll("\\", "/") : read;
  return { path: path.replace(/^(?:\.\/+)+/u, ""), hash: hash.toLowerCase(), line };
}

function tagged(text: string): readonly string[] | undefined {
  const [all, escape = "", name = "", hash = ""] = TAGGED.exec(text) ?? [];
  return all === undefined ? undefined : [all, escape, hash, name];
}

const ESCAPED: Readonly<Record<string, string>> = { "\\": "\\", n: "\n", r: "\r" };

function unescape(name: string, line: number): string {
  return name.replaceAll(/\\(.?)/gsu, (all, sign: string) => {
    const meant = ESCAPED[sign];
    if (meant === undefined) throw new BadSums(line, `${JSON.stringify(all)} is no escape that sha256sum writes`);
    return meant;
  });
}

/** Once of each file, however often it is named. */
function withoutTwins(sums: readonly ListedSum[]): readonly ListedSum[] {
  const known = new Map<string, ListedSum>();
  for (const sum of sums) {
    const other = known.get(sum.path);
    if (other !== undefined && other.hash !== sum.hash)
      throw new BadSums(sum.line, `${sum.path} has another sum than in line ${other.line}`);
    known.set(sum.path, other ?? sum);
  }
  return [...known.values()];
}
