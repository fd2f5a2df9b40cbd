import { escapeControlInJson } from "@rigline/foundation/redaction";
import { toPlainJson } from "./to-plain-json.js";

/** An event as a line of JSON without its line break: `at` and `type` first, then what the event holds, whatever that is. */
export function toEventLine(type: string, event: object, at: Date): string {
  const members = flatMembers(event);
  if (members === undefined) return toPlainJson(Object.assign({ at: at.toISOString(), type }, event));
  return `{"at":"${timeOf(at)}","type":${quote(type)}${members}}`;
}

/**
 * Nearly every event is flat, and its names and most of its texts are those of the events before: put together by hand a line takes a third
 * of what JSON.stringify does. Undefined: there is something in it that JSON may not hold as it is.
 */
function flatMembers(event: object): string | undefined {
  if (Object.getPrototypeOf(event) !== Object.prototype) return undefined;
  let members = "";
  for (const name of Object.keys(event)) {
    const value: unknown = event[name as keyof typeof event];
    if (name === "at" || name === "type") return undefined;
    if (typeof value === "string") members += `,${quote(name)}:${quote(value)}`;
    else if (typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value)))
      members += `,${quote(name)}:${value}`;
    else return undefined;
  }
  return members;
}

let lastTime = Number.NaN;
let lastText = "";

/** Within a millisecond there are many events, and to spell a date out takes longer than all else of a line. */
function timeOf(at: Date): string {
  const time = at.getTime();
  if (time !== lastTime) {
    lastText = at.toISOString();
    lastTime = time;
  }
  return lastText;
}

/** A name; what is longer, somebody has written once. */
const LONGEST_KNOWN = 40;
const MOST_KNOWN = 1000;
const known = new Map<string, string>();

function quote(text: string): string {
  if (text.length > LONGEST_KNOWN) return toJsonText(text);
  const there = known.get(text);
  if (there !== undefined) return there;
  if (known.size >= MOST_KNOWN) known.clear();
  const quoted = toJsonText(text);
  known.set(text, quoted);
  return quoted;
}

function toJsonText(text: string): string {
  return escapeControlInJson(JSON.stringify(text));
}
