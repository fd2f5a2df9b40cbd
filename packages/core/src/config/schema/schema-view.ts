import { z } from "zod";
import type { ConfigPath } from "../layers/config-path.js";

/** JSON Schema, as far as it is looked at here. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  /** Names that other programs have for a key: `.meta({ aliases: ["job_config"] })`. */
  readonly aliases?: unknown;
  /** Of an object: what to do instead of keys that other programs have and it has not: `.meta({ elsewhere: { source: "…" } })`. */
  readonly elsewhere?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema | readonly JsonSchema[];
}

/** What a schema expects at a path, before anything is parsed: for text that must become numbers, and for names. */
export interface SchemaView {
  /** Names of JSON's types; undefined when anything goes or nothing is known. */
  typesAt(path: ConfigPath): ReadonlySet<string> | undefined;
  /** The keys there are; undefined when any key goes or nothing is known. */
  keysAt(path: ConfigPath): readonly string[] | undefined;
  /** Of the keys there those that have to be written. */
  requiredAt(path: ConfigPath): readonly string[];
  defaultAt(path: ConfigPath): unknown;
  /** The key there that another program calls so; undefined when none is. */
  aliasAt(path: ConfigPath, name: string): string | undefined;
  /** What stands in the place of a key that another program has there, a sentence; undefined when nothing is known of it. */
  insteadAt(path: ConfigPath, name: string): string | undefined;
}

/** The JSON Schema of what is written in a config, before defaults and conversions; `{}` for what has none. */
export function toInputSchema(schema: z.ZodType): JsonSchema {
  try {
    return z.toJSONSchema(schema, { io: "input", target: "draft-7", unrepresentable: "any" }) as JsonSchema;
  } catch {
    // A plugin may bring another version of zod: its values are still parsed, only not described.
    return {};
  }
}

/** Of each schema one: a rig's many options take milliseconds to be described. */
const views = new WeakMap<z.ZodType, SchemaView>();

export function viewSchema(schema: z.ZodType): SchemaView {
  const known = views.get(schema);
  if (known !== undefined) return known;
  const view = makeView(schema);
  views.set(schema, view);
  return view;
}

function makeView(schema: z.ZodType): SchemaView {
  const root = toInputSchema(schema);
  const nodesAt = (path: ConfigPath): JsonSchema[] =>
    path.reduce<JsonSchema[]>(
      (nodes, step) => nodes.flatMap((node) => childrenOf(node, step)).flatMap((child) => alternativesOf(child, root)),
      alternativesOf(root, root),
    );
  return {
    typesAt: (path) => {
      const types = nodesAt(path).map(typesOf);
      return types.length === 0 || types.includes(undefined)
        ? undefined
        : new Set(types.flatMap((names) => names ?? []));
    },
    keysAt: (path) => {
      const objects = nodesAt(path).filter((node) => typesOf(node)?.includes("object") !== false);
      if (objects.length === 0 || objects.some(isOpen)) return undefined;
      return [...new Set(objects.flatMap((node) => Object.keys(node.properties ?? {})))];
    },
    requiredAt: (path) => [...new Set(nodesAt(path).flatMap(({ required = [] }) => required))],
    aliasAt: (path, name) =>
      nodesAt(path)
        .flatMap((node) => Object.entries(node.properties ?? {}))
        .find(
          ([, { aliases }]) =>
            // Names of variables carry no case.
            Array.isArray(aliases) && aliases.some((alias) => String(alias).toLowerCase() === name.toLowerCase()),
        )?.[0],
    insteadAt: (path, name) =>
      nodesAt(path)
        .map(({ elsewhere }) => (elsewhere as Readonly<Record<string, string>> | undefined)?.[name.toLowerCase()])
        .find((sentence) => sentence !== undefined),
    defaultAt: (path) => nodesAt(path).find((node) => node.default !== undefined)?.default,
  };
}

/** zod's plain objects say nothing about other keys and drop them; only loose ones and records take any. */
function isOpen(node: JsonSchema): boolean {
  const { additionalProperties } = node;
  return node.properties === undefined
    ? additionalProperties !== false
    : typeof additionalProperties === "object" || additionalProperties === true;
}

function typesOf(node: JsonSchema): readonly string[] | undefined {
  if (typeof node.type === "string") return [node.type];
  if (node.type !== undefined) return node.type;
  const values = node.const === undefined ? node.enum : [node.const];
  return values?.map((value) => (value === null ? "null" : typeof value));
}

function childrenOf(node: JsonSchema, step: string | number): JsonSchema[] {
  if (typeof step === "number") return Array.isArray(node.items) ? node.items.slice(step, step + 1) : one(node.items);
  if (node.properties !== undefined && Object.hasOwn(node.properties, step)) return one(node.properties[step]);
  return one(node.additionalProperties);
}

function one(schema: unknown): JsonSchema[] {
  if (schema === true) return [{}];
  return typeof schema === "object" && schema !== null ? [schema as JsonSchema] : [];
}

/** The node itself, or the alternatives that it stands for; a default stays with each. */
function alternativesOf(node: JsonSchema, root: JsonSchema, depth = 0): JsonSchema[] {
  if (depth > 32) return [{}];
  const inner =
    node.$ref === undefined
      ? ["anyOf", "oneOf", "allOf"].flatMap((word) => list(node[word]))
      : [follow(node.$ref, root)];
  if (inner.length === 0) return [node];
  const flat = inner.flatMap((alternative) => alternativesOf(alternative, root, depth + 1));
  return node.default === undefined ? flat : flat.map((alternative) => ({ ...alternative, default: node.default }));
}

function list(value: unknown): JsonSchema[] {
  return Array.isArray(value) ? (value as JsonSchema[]) : [];
}

function follow(reference: string, root: JsonSchema): JsonSchema {
  const steps = reference
    .replace(/^#\/?/u, "")
    .split("/")
    .filter((step) => step !== "");
  return (steps.reduce<unknown>((node, step) => (node as JsonSchema | undefined)?.[step], root) as JsonSchema) ?? {};
}
