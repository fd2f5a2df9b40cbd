import { readFileSync } from "node:fs";
import { mutate, sourceOf, type Mutant } from "../mutant.js";
import { childrenOf, type Node, parse, pathTo } from "./syntax.js";

interface If extends Node {
  readonly test: Node;
  readonly consequent: Node;
}

interface Insertion {
  readonly at: number;
  readonly text: string;
}

/** What holds statements, one after the other. */
const LISTS = new Set(["BlockStatement", "FunctionBody", "StaticBlock", "SwitchCase"]);

/**
 * The sources with a probe before each mistake, by file: it adds the mutant's number to `globalThis.riglineReached`. A life in
 * which that is never done is the same with the mistake as without.
 */
export function probeSources(mutants: readonly Mutant[]): ReadonlyMap<string, string> {
  const insertions = new Map<string, Insertion[]>();
  for (const [number, mutant] of mutants.entries()) {
    const source = sourceOf(mutant);
    const before = insertions.get(source) ?? [];
    insertions.set(source, [...before, ...probe(readFileSync(source, "utf8"), mutant, number)]);
  }
  return new Map([...insertions].map(([source, all]) => [source, insert(readFileSync(source, "utf8"), all)]));
}

function probe(text: string, mutant: Mutant, number: number): readonly Insertion[] {
  const call = `(globalThis.riglineReached ??= new Set()).add(${number})`;
  const path = pathTo(parse(text), placeOf(text, mutant));
  for (const [index, node] of path.entries()) {
    const parent = path[index + 1];
    if (parent === undefined) break;
    const inTest = node.type === "IfStatement" ? probeOfTest(text, node as If, mutant, call) : undefined;
    if (inTest !== undefined && LISTS.has(parent.type)) return inTest;
    if (LISTS.has(parent.type)) return [{ at: node.start, text: `${call}; ` }];
    if (parent.type === "ArrowFunctionExpression" && "body" in parent && parent.body === node)
      return [
        { at: node.start, text: `(${call}, ` },
        { at: node.end, text: ")" },
      ];
  }
  // Of the module itself: reached whenever that is loaded.
  return [{ at: 0, text: `${call}; ` }];
}

/** Of a mistake in what an `if` asks: where the answer is another one. Undefined where that can't be told. */
function probeOfTest(text: string, statement: If, mutant: Mutant, call: string): readonly Insertion[] | undefined {
  const { start, test, consequent } = statement;
  const asked = text.slice(test.start, test.end);
  const other = askedInstead(text, statement, mutant);
  if (other === undefined || other.text === asked) return undefined;
  if (other.text === "false")
    return [
      { at: consequent.start, text: `{ ${call}; ` },
      { at: consequent.end, text: " }" },
    ];
  if (hasEffects(test) || hasEffects(other.test)) return undefined;
  return [{ at: start, text: `if (Boolean(${asked}) !== Boolean(${other.text})) ${call}; ` }];
}

/** What the statement asks with the mistake; false where it is gone. */
function askedInstead(
  text: string,
  { start, end }: If,
  mutant: Mutant,
): { readonly text: string; readonly test: Node } | undefined {
  const changed = text.indexOf(mutant.find);
  if (mutant.replace === "" && changed <= start && changed + mutant.find.length >= end)
    return { text: "false", test: { type: "Literal", start: 0, end: 0 } };
  const mutated = mutate(mutant);
  const same = pathTo(parse(mutated), start).find(
    (node): node is If => node.type === "IfStatement" && node.start === start,
  );
  return same && { text: mutated.slice(same.test.start, same.test.end), test: same.test };
}

/** Whether asking it twice might be more than asking it once. */
function hasEffects(node: Node): boolean {
  if (/^(Call|New|Await|Assignment|Update|TaggedTemplate|Import)/.test(node.type)) return true;
  return childrenOf(node).some(hasEffects);
}

/** Where the text first becomes another. */
function placeOf(text: string, { find, replace }: Mutant): number {
  let same = 0;
  while (same < find.length - 1 && (find[same] === replace[same] || /\s/.test(find[same] ?? ""))) same += 1;
  return text.indexOf(find) + same;
}

function insert(text: string, insertions: readonly Insertion[]): string {
  let probed = text;
  for (const { at, text: more } of insertions.toSorted((one, other) => other.at - one.at))
    probed = probed.slice(0, at) + more + probed.slice(at);
  return probed;
}
