import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { createRequire } from "node:module";

/** One declaration file: what stands in it by name, and where its other names come from. */
interface DeclarationFile {
  readonly path: string;
  /** The whole text of each declaration, overloads together, comments and texts in quotes taken out. */
  readonly declared: ReadonlyMap<string, string>;
  /** Those of them that are seen from outside. */
  readonly exported: readonly string[];
  /** Where a name comes from: the file, and its name there; undefined for packages of others. */
  readonly imported: ReadonlyMap<string, readonly [file: string, name: string] | undefined>;
  /** What the file passes on, by the name that it has outside. */
  readonly passedOn: ReadonlyMap<string, readonly [file: string, name: string] | undefined>;
  readonly isOpenList: boolean;
}

const OURS = "@rigline/";
const FROM = /^(import|export)(?: type)?(?: \w+,?)? (?:\{([^}]*)\}|\* as \w+) from ["']([^"']+)["'];?$/gm;
const DECLARATION =
  /^(?:export )?(?:declare )?(?:abstract )?(?:function|const|let|class|interface|type|enum) (\w+)[^]*?(?=^(?:export|declare|import|interface|type|function|class|const)\b|(?![^]))/gm;
const EXPORTED = /^export (?:declare )?(?:abstract )?(?:function|const|let|class|interface|type|enum) (\w+)/gm;

const files = new Map<string, DeclarationFile>();

function read(path: string): DeclarationFile {
  const known = files.get(path);
  if (known !== undefined) return known;
  const text = readFileSync(path, "utf8")
    .replaceAll(/\/\*[^]*?\*\//g, "")
    .replaceAll(/^\s*\/\/.*$/gm, "");
  const imported = new Map<string, readonly [string, string] | undefined>();
  const passedOn = new Map<string, readonly [string, string] | undefined>();
  for (const [, word, names = "", from = ""] of text.matchAll(FROM)) {
    const file = locate(from, path);
    for (const part of names.split(",")) {
      const [, inner, outer] = /^\s*(?:type )?(\w+)(?: as (\w+))?\s*$/.exec(part) ?? [];
      if (inner !== undefined)
        (word === "import" ? imported : passedOn).set(outer ?? inner, file === undefined ? undefined : [file, inner]);
    }
  }
  const declared = new Map<string, string>();
  for (const [whole, name = ""] of text.matchAll(DECLARATION))
    declared.set(name, `${declared.get(name) ?? ""}\n${withoutDetail(whole)}`);
  const exported = [...text.matchAll(EXPORTED)].map(([, name = ""]) => name);
  const file = { path, declared, exported, imported, passedOn, isOpenList: /^export \* from/m.test(text) };
  files.set(path, file);
  return file;
}

/** Who makes an instance of a class is no affair of those who get one, and a table's keys are written out by the compiler. */
function withoutDetail(declaration: string): string {
  return declaration
    .replaceAll(/"[^"\n]*"/g, '""')
    .replaceAll(/typeof \w+/g, "")
    .replaceAll(/^\s*constructor\([^]*?\);$/gm, "");
}

/** The declaration file behind a specifier; undefined for what is not ours. */
function locate(specifier: string, importer: string): string | undefined {
  if (specifier.startsWith(".")) return resolve(dirname(importer), specifier.replace(/\.js$/, ".d.ts"));
  if (!specifier.startsWith(OURS)) return undefined;
  const [name = "", ...room] = specifier.slice(OURS.length).split("/");
  let folder = dirname(importer);
  while (basename(folder) !== "packages") folder = dirname(folder);
  const { exports } = createRequire(importer)(join(folder, name, "package.json")) as {
    readonly exports: Readonly<Record<string, { readonly types?: string }>>;
  };
  const types = exports[room.length === 0 ? "." : `./${room.join("/")}`]?.types;
  return types === undefined ? undefined : join(folder, name, types);
}

/** Where a name that a file exports is declared, through every file that passes it on. */
function follow(path: string, name: string): readonly [string, string] {
  const onward = read(path).passedOn.get(name);
  return onward === undefined ? [path, name] : follow(...onward);
}

/** What stands in another of our packages has its own door there; the foundation is for us alone. */
function isTheirs(place: string, index: string): boolean {
  const packageOf = (path: string): string => path.split(/[\\/]packages[\\/]/)[1]?.split(/[\\/]/)[0] ?? "";
  return packageOf(place) !== packageOf(index) && packageOf(place) !== "foundation";
}

export interface PublicIndex {
  /** `export * from`: nobody decided what is in it. */
  readonly isOpenList: boolean;
  readonly names: readonly string[];
  /** Types that a public declaration names and the index does not export: `RunOptions (Launcher)`. */
  readonly missing: readonly string[];
}

/**
 * What an index passes on, read from the declarations that the build has written. `path`: of its `.d.ts`, absolute. `beside`:
 * indexes of the same package whose types count as well.
 */
export function readIndex(path: string, beside: readonly string[] = []): PublicIndex {
  if (!existsSync(path)) throw new Error(`${path} is not built`);
  const { exported, passedOn, isOpenList } = read(path);
  const own = exported.map((name): [string, readonly [string, string]] => [name, [path, name]]);
  const places = new Map([...own, ...[...passedOn].map(([name, from]) => [name, from && follow(...from)] as const)]);
  const others = beside.flatMap((other) => [...read(other).passedOn.values()].map((from) => from && follow(...from)));
  const known = new Set([...places.values(), ...others].map((place) => place?.join(" ")));
  const missing = [...places].flatMap(([name, place]) =>
    place === undefined
      ? []
      : namedBy(...place)
          .filter((other) => !known.has(other.join(" ")) && !isTheirs(other[0], path))
          .map(([, other]) => `${other} (${name})`),
  );
  return { isOpenList, names: [...places.keys()], missing: [...new Set(missing)] };
}

/** What of ours a declaration names. Types that its own file keeps to itself count as a part of it. */
function namedBy(path: string, name: string, seen = new Set<string>()): readonly (readonly [string, string])[] {
  const file = read(path);
  seen.add(name);
  return [...new Set((file.declared.get(name) ?? "").match(/\b[A-Z]\w*/g) ?? [])].flatMap((word) => {
    if (seen.has(word)) return [];
    const from = file.imported.get(word);
    if (from !== undefined) return [follow(...from)];
    return file.declared.has(word) ? [[path, word] as const] : [];
  });
}
