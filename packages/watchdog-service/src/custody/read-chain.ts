import { readXmlText } from "./xml-text.js";

const GENERATION = /<hashlist\b[^>]*>\s*<path>([^<]*)<\/path>\s*<c4>([^<]*)<\/c4>\s*<\/hashlist>/g;

/** The C4 id of each generation that a chain names, by its file's name, as Rigline and ascmhl write it. */
export function readChain(text: string): ReadonlyMap<string, string> {
  return new Map([...text.matchAll(GENERATION)].map(([, name = "", id = ""]) => [readXmlText(name), id]));
}
