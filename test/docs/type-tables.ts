import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** Types with a table of their own, or with words that another page tells. */
const NAMED: Readonly<Record<string, string>> = {
  Session: "[session](../cli/json.md#a-session)",
  SessionPlan: "[session](../cli/json.md#a-session)",
  RunnerReport: "[runner](../cli/json.md#a-runner)",
  Finding: "[finding](../cli/json.md#a-finding)",
  SessionProblem: "[error](../cli/json.md#an-error)",
  SessionStatus: "[status](../cli/json.md#a-status)",
  CopyStatus: "[copy](../cli/json.md#a-copy)",
  DestinationStatus: "[destination](../cli/json.md#a-further-destination)",
  GateStatus: "[gate](../cli/json.md#a-gate)",
  GateName: "[a gate](../session/may-i-delete.md)",
  ToldHandOff: "[hand-off](../cli/json.md#a-hand-off)",
  StatusWord: "[a word](../session/status.md#the-words)",
  ExitName: "[a name](../cli/exit-codes.md)",
  LauncherConfig: "[the config](../config/config.md#the-launchers-keys)",
  StartPurpose: "`session` or `inspection`",
  Runners: "object with `add`",
  Logger: "object with a function for each level",
  Options: "what the schema in `options` gives",
  Services: "object with `resolve`",
  Tied: "object",
  ReadBack: "`device` or `cache`",
  SourceRead: "`device`, `cache` or `writer`",
  Proof: "`bytes`, `server-hash` or `read-back`",
  Strength: "[a strength](../watchdog-service/evidence.md#how-much-is-known-of-a-copy)",
  CopyOf: "object (`manifest`, `needed`)",
};
/** What a job is listed with is for the most part what its journal says. */
const JOB_STATE = "manifest/src/job/job-state.ts#JobState";
const ABSENT = "; may be absent";
const MOST_WORDS = 6;
const MOST_FIELDS = 5;

const PACKAGES = fileURLToPath(new URL("../../packages/", import.meta.url));

/** One field of a type as a page tells it. */
export interface Field {
  readonly name: string;
  /** In words: `text`, `list of numbers`, `` `success` or `failed` ``. */
  readonly type: string;
  /** Its comment in the sources, or empty. */
  readonly meaning: string;
}

/** One event: what it tells, and the fields beside its name. */
export interface EventRow {
  readonly name: string;
  readonly fields: readonly Field[];
  readonly meaning: string;
}

/** What stands in a source at one level: a member, or one of a union, with the comment above it. */
interface Part {
  readonly comment: string;
  readonly text: string;
}

/** The fields of an interface. `place`: `core/src/session/session.ts#Session`, from the folder of the packages. */
export function readFields(place: string): readonly Field[] {
  const [path = "", name = ""] = place.split("#");
  return fieldsOf(bodyOf(path, `export interface ${name}\\b[^{]*`), path);
}

/** The events of a union of objects that `event` names, or of an interface whose keys are their names. */
export function readEvents(place: string): readonly EventRow[] {
  const [path = "", name = ""] = place.split("#");
  const source = readSource(path);
  const union = new RegExp(`export type ${name} =\n([^]*?);\n\n`).exec(source)?.[1];
  if (union === undefined)
    return splitAt(bodyOf(path, `export interface ${name}\\b[^{]*`), ";").map(({ comment, text }) => {
      const [, event = "", body = ""] = /^"?([\w.]+)"?: \{([^]*)\}$/.exec(text) ?? [];
      return { name: event, meaning: comment, fields: fieldsOf(body, path) };
    });
  return splitAt(union, "|").flatMap(({ comment, text }) => {
    const body = /\{([^]*)\}/.exec(text)?.[1] ?? "";
    const also = /\} & (\w+)\)?$/.exec(text)?.[1];
    const [first, ...fields] = fieldsOf(body, path);
    const more = also === undefined ? [] : [{ name: "…", type: `those of \`${also}\``, meaning: "" }];
    const names = (first?.type ?? "").matchAll(/`(\w+)`/g);
    return [...names].map(([, event = ""]) => ({ name: event, meaning: comment, fields: [...fields, ...more] }));
  });
}

function fieldsOf(body: string, path: string): readonly Field[] {
  return splitAt(body, ";").flatMap(({ comment, text }) => {
    const [, name, optional, mark, type = ""] = /^(?:readonly )?(\w+)(\?)?([(:])([^]*)$/.exec(text) ?? [];
    if (name === undefined) return [];
    const told = mark === "(" ? "function" : describeType(type.trim(), path);
    const always = optional === undefined || told.endsWith(ABSENT);
    return [{ name, type: always ? told : `${told}${ABSENT}`, meaning: comment }];
  });
}

function describeType(type: string, path: string): string {
  const parts = splitAt(type, "|").map(({ text }) => text);
  const said = parts.filter((part) => part !== "undefined").map((part) => describeOne(part, path));
  const words = [...new Set(said)];
  const [last = "", ...others] = words.reverse();
  const told = others.length === 0 ? last : `${others.reverse().join(", ")} or ${last}`;
  const short = new Set(said).size > MOST_WORDS ? "text" : told;
  return parts.includes("undefined") ? `${short}${ABSENT}` : short;
}

function describeOne(type: string, path: string): string {
  if (/^".*"$/.test(type)) return `\`${type.slice(1, -1)}\``;
  if (/^(true|false|null|\d+)$/.test(type)) return `\`${type}\``;
  if (type === "string") return "text";
  if (type === "boolean") return "`true` or `false`";
  if (type === "number" || type === "unknown") return { number: "number", unknown: "anything" }[type];
  const list = /^readonly ([^]*)\[\]$/.exec(type)?.[1];
  if (list !== undefined) return `list of ${describeOne(list.replace(/^\(([^]*)\)$/, "$1"), path)}`;
  if (/^(\([^]*\) =>|Abort)/.test(type)) return type.startsWith("Abort") ? "`AbortSignal`" : "function";
  const inner = /^\{([^]*)\}$/.exec(type)?.[1];
  if (inner !== undefined)
    return `object (${fieldsOf(inner, path)
      .map(({ name }) => `\`${name}\``)
      .join(", ")})`;
  const ofJob = path === JOB_STATE.split("#")[0] ? undefined : /JobState\["(\w+)"\]/.exec(type)?.[1];
  if (ofJob !== undefined)
    return (readFields(JOB_STATE).find(({ name }) => name === ofJob)?.type ?? "").split(ABSENT)[0] ?? "";
  const name = /^\w+/.exec(type)?.[0] ?? "";
  return NAMED[name] ?? (name === type ? describeNamed(name, path) : undefined) ?? "object";
}

/** A choice of words is told by these, a small type by its fields; undefined for any other. */
function describeNamed(name: string, path: string): string | undefined {
  const place = locate(name, path);
  const source = place === undefined ? "" : readSource(place);
  const words = new RegExp(`^export type ${name} =\\s*\\|?([\\s"|\\w]+);`, "m").exec(source)?.[1];
  if (place === undefined || words?.includes('"')) return words && describeType(words.replaceAll("\n", " "), path);
  if (!new RegExp(`^export interface ${name}\\b`, "m").test(source)) return undefined;
  const fields = fieldsOf(bodyOf(place, `export interface ${name}\\b[^{]*`), place);
  return fields.length > MOST_FIELDS ? undefined : `object (${fields.map((field) => `\`${field.name}\``).join(", ")})`;
}

/** The file of the same package in which a name is declared that a file uses; undefined for those of other packages. */
function locate(name: string, path: string): string | undefined {
  const source = readSource(path);
  if (new RegExp(`^export (?:type|interface) ${name}\\b`, "m").test(source)) return path;
  const from = new RegExp(`import [^;]*?\\b${name}\\b[^;]*? from "(\\.[^"]+)\\.js"`).exec(source)?.[1];
  if (from === undefined) return undefined;
  const next = join(dirname(path), `${from}.ts`).replaceAll("\\", "/");
  return existsSync(resolve(PACKAGES, next)) ? locate(name, next) : undefined;
}

/** What stands between the braces behind `head`. */
function bodyOf(path: string, head: string): string {
  const source = readSource(path);
  const start = new RegExp(`^${head}\\{`, "m").exec(source);
  if (start === null) throw new Error(`${path} has no ${head}`);
  const from = start.index + start[0].length;
  return source.slice(from, source.indexOf("\n}", from));
}

/** Splits at a sign that stands in no brackets, and takes the comments from the parts. */
function splitAt(text: string, sign: string): readonly Part[] {
  const parts: string[] = [""];
  const comments: string[] = [""];
  let depth = 0;
  for (const [token] of text.matchAll(/\/\*\*[^]*?\*\/|"[^"]*"|=>|[^]/g)) {
    if (token.startsWith("/**") && depth === 0) {
      // Above one of a union it stands before the sign that begins it.
      if (sign === "|" && parts.at(-1)?.trim() !== "") parts.push("");
      comments[parts.length - 1] = token
        .slice(3, -2)
        .replaceAll(/\s*\n\s*\* ?/g, " ")
        .trim();
      continue;
    }
    if (/^[{([]$/.test(token)) depth += 1;
    if (/^[})\]]$/.test(token)) depth -= 1;
    if (token !== sign || depth > 0) parts[parts.length - 1] += token;
    else if (parts.at(-1)?.trim() !== "") parts.push("");
  }
  return parts
    .map((part, at) => ({ text: part.trim(), comment: comments[at] ?? "" }))
    .filter(({ text: whole }) => whole !== "");
}

const sources = new Map<string, string>();

function readSource(path: string): string {
  const known = sources.get(path) ?? readFileSync(resolve(PACKAGES, path), "utf8").replaceAll("\r\n", "\n");
  sources.set(path, known);
  return known;
}

/** Where the pages are that hold such tables. */
export const DOCS = join(PACKAGES, "..", "docs");

/** A page that a comment or a description names is a link on another page; both lie in a folder of docs. */
export function linkPages(text: string): string {
  return text.replaceAll(/\bdocs\/([\w-]+)\/([\w-]+)\.md\b/g, (_path, room: string, page: string) => {
    const name = page.replaceAll("-", " ");
    return `[${name}](../${room}/${page}.md)`;
  });
}
