import { readFileSync } from "node:fs";
import { mutate, sourceOf, type Mutant } from "../mutant.js";
import { type Node, parse, pathTo } from "./syntax.js";

/** The sources of a program that has all mistakes in it, and makes the one that `globalThis.riglineMistake` names. */
export interface SwitchedSources {
  /** By file. */
  readonly texts: ReadonlyMap<string, string>;
  /** The names of those that are no part of it: what they change is in no function's body, or not in one alone. */
  readonly without: ReadonlySet<string>;
}

/** A function's body, and what it is with each mistake that is made in it, by name. */
interface Body {
  readonly node: Node;
  readonly mistaken: Map<string, string>;
}

export function switchSources(mutants: readonly Mutant[]): SwitchedSources {
  const files = new Map<string, Map<number, Body>>();
  const without = new Set<string>();
  // Most files have several.
  const parsed = new Map<string, ReturnType<typeof parseFile>>();
  for (const mutant of mutants) {
    const source = sourceOf(mutant);
    const known = parsed.get(source) ?? parseFile(source);
    parsed.set(source, known);
    const node = bodyOf(known, mutant);
    if (node === undefined) {
      without.add(mutant.name);
      continue;
    }
    const bodies = files.get(source) ?? new Map<number, Body>();
    const body = bodies.get(node.start) ?? { node, mistaken: new Map<string, string>() };
    const end = node.end + mutant.replace.length - mutant.find.length;
    body.mistaken.set(mutant.name, mutate(mutant).slice(node.start, end));
    files.set(source, bodies.set(node.start, body));
  }
  const texts = [...files].map(([source, bodies]) => [source, switched(source, [...bodies.values()])] as const);
  return { texts: new Map(texts), without };
}

function parseFile(source: string): { readonly text: string; readonly tree: Node } {
  const text = readFileSync(source, "utf8");
  return { text, tree: parse(text) };
}

/** The body of the innermost function that holds all that the mistake changes. */
function bodyOf({ text, tree }: ReturnType<typeof parseFile>, { find, replace }: Mutant): Node | undefined {
  const begin = text.indexOf(find);
  const from = begin + sameLetters(find, replace);
  const to = begin + find.length - sameLetters(find, replace, true);
  const path = pathTo(tree, Math.min(from, begin + find.length - 1));
  return path.find((node, index) => {
    const above = path[index + 1];
    const isBody = above?.type.includes("Function") === true && "body" in above && above.body === node;
    return isBody && node.start <= from && to <= node.end;
  });
}

/** A source in which each of the bodies asks which mistake is made. */
function switched(source: string, bodies: readonly Body[]): string {
  const text = readFileSync(source, "utf8");
  const inOrder = bodies.toSorted((one, other) => one.node.start - other.node.start);
  const upTo = (end: number, from: number): string => {
    let part = "";
    let at = from;
    for (let next = inOrder[0]; next !== undefined && next.node.start < end; next = inOrder[0]) {
      inOrder.shift();
      const { node, mistaken } = next;
      part += text.slice(at, node.start) + asked(mistaken, node.type, upTo(node.end, node.start));
      at = node.end;
    }
    return part + text.slice(at, end);
  };
  return upTo(text.length, 0);
}

/** A body of statements, or, of an arrow function, what it returns. */
function asked(mistaken: ReadonlyMap<string, string>, type: string, body: string): string {
  const isList = type === "BlockStatement";
  const cases = [...mistaken].map(([name, text]) => {
    const isMade = `globalThis.riglineMistake === ${JSON.stringify(name)}`;
    return isList ? `if (${isMade}) ${text} else ` : `${isMade} ? (${text}) : `;
  });
  return isList ? `{ ${cases.join("")}${body} }` : `(${cases.join("")}(${body}))`;
}

/** How many letters two texts have in common at their beginning, or at their end. */
function sameLetters(one: string, other: string, fromEnd = false): number {
  const letter = (text: string, index: number): string | undefined => text.at(fromEnd ? -1 - index : index);
  let same = 0;
  while (same < Math.min(one.length, other.length) && letter(one, same) === letter(other, same)) same += 1;
  return same;
}
