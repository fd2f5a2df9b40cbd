import { readXmlText } from "./xml-text.js";

/** A file as a generation of ASC MHL has it. */
export interface RecordedFile {
  /** Relative to the root of the history, `/` between folders. */
  readonly path: string;
  /** Its C4 id; undefined: the generation knows it by other hashes. */
  readonly c4: string | undefined;
}

const FILE = /<hash>\s*<path\b[^>]*>([^<]*)<\/path>(.*?)<\/hash>/gs;
const C4 = /<c4\b[^>]*>([^<]*)<\/c4>/;

/** The files of a generation, as Rigline and ascmhl write it; folders and references are left out. */
export function readGeneration(text: string): readonly RecordedFile[] {
  return [...text.matchAll(FILE)].map(([, path = "", hashes = ""]) => ({
    path: readXmlText(path),
    c4: C4.exec(hashes)?.[1],
  }));
}
