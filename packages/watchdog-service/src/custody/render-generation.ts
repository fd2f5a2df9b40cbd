import { c4IdOf } from "./c4-id.js";
import type { FolderHash, HashedFile } from "./hash-folders.js";
import { IGNORED } from "./history-names.js";
import type { HistoryReference } from "./nested-histories.js";
import { writeXmlText } from "./xml-text.js";

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

/** What was found of a file by those who hashed it: for the first time, as it was recorded before, or otherwise. */
export type HashAction = "original" | "verified" | "failed";

/** What a generation is about. */
export interface GenerationContent {
  readonly files: readonly (HashedFile & { readonly action?: HashAction | undefined })[];
  /** Of all, the root's at ""; empty: not all of them were looked at. */
  readonly folders: ReadonlyMap<string, FolderHash>;
  /** The generations of histories below that speak for what lies in their folders; absent: there are none. */
  readonly references?: readonly HistoryReference[];
  /** How the files came to be hashed: on their way, or where they lie. */
  readonly process: "transfer" | "in-place";
}

/** What a generation is called. `name`: of the folder it is of. */
export function generationName(name: string, { at }: Pick<GenerationHead, "at">, number = 1): string {
  return `${String(number).padStart(4, "0")}_${name}_${at.slice(0, 10)}_${at.slice(11, 19).replaceAll(":", "")}Z.mhl`;
}

/** A generation of ASC MHL 2.0, in pieces. */
export function* renderGeneration(
  { at, hostname, version }: GenerationHead,
  { files, folders, references = [], process }: GenerationContent,
): Generator<string> {
  const root = folders.get("");
  yield `${DECLARATION}<hashlist version="2.0" xmlns="urn:ASC:MHL:v2.0">
  <creatorinfo>
    <creationdate>${at}</creationdate>
    <hostname>${writeXmlText(hostname)}</hostname>
    <tool version="${writeXmlText(version)}">rigline-watchdog</tool>
  </creatorinfo>
  <processinfo>
    <process>${process}</process>
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
  yield `${entries.join("")}  </hashes>\n`;
  if (references.length > 0) {
    const named = references.map(
      ({ path, c4 }) =>
        `    <hashlistreference>\n      <path>${writeXmlText(path)}</path>\n      <c4>${c4}</c4>\n    </hashlistreference>\n`,
    );
    yield `  <references>\n${named.join("")}  </references>\n`;
  }
  yield `</hashlist>\n`;
}

/** A generation as a chain names it. */
export interface ChainedGeneration {
  /** Of its file. */
  readonly name: string;
  readonly c4: string;
}

/** The list of generations, of which there is one. */
export function renderChain(generation: ChainedGeneration): string {
  return `${DECLARATION}<ascmhldirectory xmlns="urn:ASC:MHL:DIRECTORY:v2.0">
${chainEntry(generation, 1)}</ascmhldirectory>
`;
}

const END_OF_CHAIN = /<\/ascmhldirectory>\s*$/;

/** The same with more of them; what stands there stays as whoever wrote it has it. Undefined: it has no end that is known. */
export function extendChain(
  chain: string,
  generations: readonly (ChainedGeneration & { readonly number: number })[],
): string | undefined {
  if (!END_OF_CHAIN.test(chain)) return undefined;
  const more = generations.map(({ number, ...generation }) => chainEntry(generation, number)).join("");
  return chain.replace(END_OF_CHAIN, () => `${more}</ascmhldirectory>\n`);
}

function chainEntry({ name, c4 }: ChainedGeneration, number: number): string {
  return `  <hashlist sequencenr="${number}">\n    <path>${writeXmlText(name)}</path>\n    <c4>${c4}</c4>\n  </hashlist>\n`;
}

function* entriesOf(
  files: GenerationContent["files"],
  folders: ReadonlyMap<string, FolderHash>,
  at: string,
): Generator<string> {
  for (const { path, bytes, digest, action = "original" } of files)
    yield `    <hash>\n      <path size="${bytes}">${writeXmlText(path)}</path>\n      <c4 action="${action}" hashdate="${at}">${c4IdOf(digest)}</c4>\n    </hash>\n`;
  for (const [path, hash] of folders)
    if (path !== "")
      yield `    <directoryhash>\n      <path>${writeXmlText(path)}</path>\n${folderHash(hash, at)}    </directoryhash>\n`;
}

function folderHash({ content, structure }: FolderHash, at: string): string {
  const of = (kind: string, digest: Uint8Array): string =>
    `      <${kind}>\n        <c4 hashdate="${at}">${c4IdOf(digest)}</c4>\n      </${kind}>\n`;
  return of("content", content) + of("structure", structure);
}
