import { decodeDocument } from "@rigline/foundation/documents";

/** Throws what is wrong, as a sentence that follows the name of what was read: `is no JSON: …`. */
export function readProgramJson(bytes: Uint8Array): unknown {
  const text = decodeProgramText(bytes).trim();
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new Error(explain(text, error), { cause: error });
  }
}

/** The text of bytes that a program has written: UTF-8, or UTF-16 with or without its mark. */
export function decodeProgramText(bytes: Uint8Array): string {
  const wide = unmarkedWide(bytes);
  if (wide !== undefined) return wide;
  const decoded = decodeDocument(bytes);
  if (decoded !== undefined) return decoded.text;
  throw new Error(
    `is neither UTF-8 nor UTF-16${placeOf(bytes)}: let the program write UTF-8 (in Python, \`sys.stdout.reconfigure(encoding="utf-8")\`, or \`open(…, "w", encoding="utf-8")\`)`,
  );
}

/** JSON begins with a letter of ASCII, so that zeros between its first bytes are UTF-16's. */
function unmarkedWide(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  if (first === undefined || second === undefined || (first === 0) === (second === 0)) return undefined;
  return new TextDecoder(second === 0 ? "utf-16le" : "utf-16be").decode(bytes);
}

function placeOf(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes);
  const at = text.indexOf("\uFFFD");
  return at === -1 ? "" : ` (line ${text.slice(0, at).split("\n").length})`;
}

function explain(text: string, error: unknown): string {
  if (text.trim() === "") return "is empty";
  if (!/^\s*[[{"\d\-tfn]/u.test(text)) return `is no JSON: it begins with ${JSON.stringify(startOf(text))}`;
  if (/^\s*\{\s*'/u.test(text)) return "is a dict as Python shows it, and no JSON: print json.dumps(…) of it instead";
  if (/[[:,]\s*-?(?:NaN|Infinity)\b/u.test(text))
    return "has NaN or Infinity, which JSON does not know: write null, or use json.dumps(…, allow_nan=False) to find it";
  const place = placeOfError(error);
  if (/Unexpected end/u.test(String(error)) || (place ?? 0) >= text.length)
    return `stops in the middle, behind ${JSON.stringify(endOf(text))}`;
  return place === undefined ? `is no JSON: ${tokenOf(error)}` : `is no JSON${placeIn(text, place)}`;
}

/** V8 says `… in JSON at position 17`, or shows what it stumbled over. */
function placeOfError(error: unknown): number | undefined {
  const place = /at position (\d+)/u.exec(String(error))?.[1];
  return place === undefined ? undefined : Number(place);
}

/** `Unexpected token '}'` of `Unexpected token '}', ..."b": }" is not valid JSON`. */
function tokenOf(error: unknown): string {
  return (
    /^(?:SyntaxError: )?(Unexpected token '.+?'),? (.*?)(?: is not valid JSON)?$/su
      .exec(String(error))
      ?.slice(1)
      .join(" in ")
      .replaceAll(/\s+/gu, " ") ?? String(error)
  );
}

function placeIn(text: string, place: number): string {
  const before = text.slice(0, place).split("\n");
  const line = text.split("\n")[before.length - 1] ?? "";
  return `, line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}: ${JSON.stringify(startOf(line))}`;
}

const SHOWN = 60;

function startOf(text: string): string {
  const line = text.trim().split(/[\r\n]/u)[0] ?? "";
  return line.length > SHOWN ? `${line.slice(0, SHOWN)} …` : line;
}

function endOf(text: string): string {
  const line = text.trimEnd();
  return line.length > SHOWN ? `… ${line.slice(-SHOWN)}` : line;
}
