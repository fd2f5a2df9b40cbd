import { parseAst } from "rolldown/parseAst";

/** A part of a source, from its first letter to behind its last. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

export function parse(text: string): Node {
  return parseAst(text, { lang: "ts" });
}

/** The nodes that hold a place, the innermost first. */
export function pathTo(node: Node, place: number): readonly Node[] {
  const path: Node[] = [];
  for (let inner: Node | undefined = node; inner !== undefined; inner = holder(inner, place)) path.unshift(inner);
  return path;
}

function holder(node: Node, place: number): Node | undefined {
  return childrenOf(node).find(({ start, end }) => start <= place && place < end);
}

export function childrenOf(node: Node): readonly Node[] {
  return Object.values(node)
    .flat()
    .filter((child): child is Node => isNode(child));
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && "start" in value && "end" in value;
}
