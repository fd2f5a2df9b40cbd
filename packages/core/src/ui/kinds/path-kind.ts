import { dirname, join, resolve, sep } from "node:path";
import type { PathQuestion } from "../questions.js";
import { problemOf, type Kind, type KindParts, type Reading } from "./kind.js";

/** So many entries are offered at a time; a folder may have thousands. */
const SHOWN = 8;

export const PATH: Kind<PathQuestion, string> = {
  remember: "any",
  showsOffer: true,
  draw: ({ autocomplete }, screen, question, { title, offer, parts }) => {
    const complete = completerOf(question, parts);
    return autocomplete<string>({
      ...screen,
      message: offer === undefined || offer.from === "" ? title : `${title} (${offer.from})`,
      initialUserInput: offer?.value ?? withSeparator(resolve(question.from ?? ".")),
      completeOnTab: true,
      maxItems: SHOWN,
      options() {
        return complete(this.userInput).map((value) => ({ value }));
      },
      // The options are those that fit already.
      filter: () => true,
      validate: (picked) =>
        typeof picked === "string"
          ? problemOf(readPath(picked, question, parts))
          : `there is no such ${nameOf(question)}`,
    });
  },
  read: readPath,
  write: (answer) => answer,
  show: (answer) => answer,
};

/** Dragged into a terminal's window, a path with blanks comes in quotes. */
function readPath(text: string, question: PathQuestion, { fileSystem }: KindParts): Reading<string> {
  const typed = text.trim().replace(/^(["'])(.*)\1$/, "$2");
  if (typed === "") return { problem: `names no ${nameOf(question)}` };
  const path = resolve(question.from ?? ".", typed);
  const isFolder = lookAt(path, fileSystem);
  if (isFolder === undefined) return { problem: `there is no ${nameOf(question)} ${path}` };
  if (isFolder === (question.of === "folder")) return { answer: path };
  return { problem: `${path} is ${isFolder ? "a folder, not a file" : "a file, not a folder"}` };
}

function nameOf({ of = "file" }: PathQuestion): string {
  return of;
}

function lookAt(path: string, fileSystem: KindParts["fileSystem"]): boolean | undefined {
  try {
    return fileSystem.stat(path).isFolder;
  } catch {
    return undefined;
  }
}

/** Absolute paths that go on as what was typed does: itself first where it is an answer, then folders, then files. */
function completerOf(question: PathQuestion, parts: KindParts): (typed: string) => string[] {
  let last: { readonly folder: string; readonly entries: readonly Entry[] } | undefined;
  /** Read once for all keys that are typed within it: a share may be slow. */
  const entriesOf = (folder: string): readonly Entry[] => {
    if (last?.folder !== folder) last = { folder, entries: listFolder(folder, question, parts) };
    return last.entries;
  };
  return (typed) => {
    if (typed.trim() === "") return [];
    const path = resolve(question.from ?? ".", typed.trim());
    const isInside = /[\\/]$/.test(typed.trim());
    const folder = isInside ? path : dirname(path);
    const start = isInside ? "" : path.slice(withSeparator(folder).length).toLowerCase();
    const found = entriesOf(folder).filter(({ name }) => name.toLowerCase().startsWith(start));
    const itself = "answer" in readPath(path, question, parts) ? [path] : [];
    // Alone, or Enter might take a longer name that was marked while this one was not yet whole.
    if (itself.length > 0 && !isInside) return itself;
    return [...itself, ...found.map(({ name, isFolder }) => show(join(folder, name), isFolder))];
  };

  /** A folder that is none of the answers can be gone into. */
  function show(path: string, isFolder: boolean): string {
    return isFolder && question.of !== "folder" ? withSeparator(path) : path;
  }
}

interface Entry {
  readonly name: string;
  readonly isFolder: boolean;
}

function listFolder(folder: string, { of }: PathQuestion, { fileSystem }: KindParts): readonly Entry[] {
  try {
    const entries = fileSystem.list(folder).filter(({ isFolder }) => isFolder || of !== "folder");
    return entries.toSorted(
      (one, other) => Number(other.isFolder) - Number(one.isFolder) || compare(one.name, other.name),
    );
  } catch {
    // What can't be listed has nothing to offer; what is typed is checked all the same.
    return [];
  }
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

function withSeparator(path: string): string {
  return /[\\/]$/.test(path) ? path : path + sep;
}
