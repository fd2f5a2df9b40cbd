import { escapeXml } from "../install/escape-xml.js";
import { c4IdOf } from "./c4-id.js";
import type { FolderHash, HashedFile } from "./hash-folders.js";
import { IGNORED } from "./history-names.js";

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
/** So many entries are in memory as text at once. */
const AT_ONCE = 200;

/** Who made a generation. */
export interface GenerationHead {
  /** When, ISO 8601 in UTC. */
  readonly at: string;
  readonly hostname: string;
  /** Of Rigline. */
  readonly version: string;
}

/** What the first generation of a session is called. `name`: of the session. */
export function generationName(name: string, { at }: Pick<GenerationHead, "at">): string {
  return `0001_${name}_${at.slice(0, 10)}_${at.slice(11, 19).replaceAll(":", "")}Z.mhl`;
}

/** A generation of ASC MHL 2.0 of files that were just published, in pieces. `folders`: of all, the root's at "". */
export function* renderGeneration(
  { at, hostname, version }: GenerationHead,
  files: readonly HashedFile[],
  folders: ReadonlyMap<string, FolderHash>,
): Generator<string> {
  const root = folders.get("");
  yield `${DECLARATION}<hashlist version="2.0" xmlns="urn:ASC:MHL:v2.0">
  <creatorinfo>
    <creationdate>${at}</creationdate>
    <hostname>${textOf(hostname)}</hostname>
    <tool version="${textOf(version)}">rigline-watchdog</tool>
  </creatorinfo>
  <processinfo>
    <process>transfer</process>
${root === undefined ? "" : `    <roothash>\n${folderHash(root, at)}    </roothash>\n`}    <ignore>
${IGNORED.map((pattern) => `      <pattern>${pattern}</pattern>\n`).join("")}    </ignore>
  </processinfo>
  <hashes>
`;
  let entries: string[] = [];
  for (const entry of entriesOf(files, folders, at)) {
    entries.push(entry);
    if (entries.length < AT_ONCE) continue;
    yield entries.join("");
    entries = [];
  }
  yield `${entries.join("")}  </hashes>\n</hashlist>\n`;
}

/** The list of generations, each with the C4 id of its file. `digest`: of the sha512 of the one that there is. */
export function renderChain(name: string, digest: Uint8Array): string {
  return `${DECLARATION}<ascmhldirectory xmlns="urn:ASC:MHL:DIRECTORY:v2.0">
  <hashlist sequencenr="1">
    <path>${textOf(name)}</path>
    <c4>${c4IdOf(digest)}</c4>
  </hashlist>
</ascmhldirectory>
`;
}

function* entriesOf(
  files: readonly HashedFile[],
  folders: ReadonlyMap<string, FolderHash>,
  at: string,
): Generator<string> {
  for (const { path, bytes, digest } of files)
    yield `    <hash>\n      <path size="${bytes}">${textOf(path)}</path>\n      <c4 action="original" hashdate="${at}">${c4IdOf(digest)}</c4>\n    </hash>\n`;
  for (const [path, hash] of folders)
    if (path !== "")
      yield `    <directoryhash>\n      <path>${textOf(path)}</path>\n${folderHash(hash, at)}    </directoryhash>\n`;
}

function folderHash({ content, structure }: FolderHash, at: string): string {
  const of = (kind: string, digest: Uint8Array): string =>
    `      <${kind}>\n        <c4 hashdate="${at}">${c4IdOf(digest)}</c4>\n      </${kind}>\n`;
  return of("content", content) + of("structure", structure);
}

/** A carriage return that is not written as its number is read as a line feed. */
function textOf(text: string): string {
  return escapeXml(text).replaceAll("\r", "&#13;");
}
