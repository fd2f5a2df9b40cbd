const GENERATION = /<hashlist\b[^>]*>\s*<path>([^<]*)<\/path>\s*<c4>([^<]*)<\/c4>\s*<\/hashlist>/g;
const SIGNS: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

/** The C4 id of each generation that a chain names, by its file's name, as Rigline and ascmhl write it. */
export function readChain(text: string): ReadonlyMap<string, string> {
  return new Map([...text.matchAll(GENERATION)].map(([, name = "", id = ""]) => [plain(name), id]));
}

function plain(text: string): string {
  return text.replaceAll(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => SIGNS[name] ?? "");
}
