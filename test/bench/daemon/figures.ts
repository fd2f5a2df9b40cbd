import { quantity, times } from "../render.js";
import type { Measure } from "../sample.js";
import type { SideTable } from "../suite.js";
import { OURS, PYTHON, type Service } from "./services.js";

/** One figure of a service that runs on, with what is wanted of ours. */
export interface Figure {
  readonly what: string;
  readonly measure: Measure | "count" | "share";
  /** By service. Undefined: not measured. */
  readonly values: Readonly<Record<string, Value | undefined>>;
  /** Ours is to be below; undefined: for information. */
  readonly wanted?: number;
}

export interface Value {
  readonly value: number;
  /** The largest of several. */
  readonly upTo?: number;
  /** It took longer, and was not waited for. */
  readonly atLeast?: true;
}

const COLUMNS = ["what", OURS, PYTHON, "ratio", "wanted", "met"];

export function tabulate(title: string, figures: readonly Figure[]): SideTable {
  const met = figures.flatMap((figure) => isMet(figure) ?? []);
  return { title, columns: COLUMNS, lines: figures.map(renderFigure), met };
}

/** Undefined: nothing is wanted of it. */
function isMet({ measure, values, wanted }: Figure): boolean | undefined {
  if (wanted === undefined) return undefined;
  const ours = values[OURS];
  if (ours === undefined || ours.atLeast === true) return false;
  return measure === "count" ? ours.value <= wanted : ours.value < wanted;
}

function renderFigure(figure: Figure): readonly string[] {
  const { what, measure, values, wanted } = figure;
  const [ours, theirs] = [values[OURS], values[PYTHON]];
  const isComparable = ours !== undefined && theirs !== undefined && theirs.value > 0;
  const ratio = isComparable ? `${theirs.atLeast === true ? "< " : ""}${times(ours.value / theirs.value)}` : "";
  const target = wanted === undefined ? "" : `${measure === "count" ? "≤" : "<"} ${show(wanted, measure)}`;
  const met = isMet(figure);
  const word = met === undefined ? "" : met ? "yes" : "NO";
  return [what, showValue(ours, measure), showValue(theirs, measure), ratio, target, word];
}

function showValue(value: Value | undefined, measure: Figure["measure"]): string {
  if (value === undefined) return "–";
  const upTo = value.upTo === undefined ? "" : ` (up to ${show(value.upTo, measure)})`;
  return `${value.atLeast === true ? "> " : ""}${show(value.value, measure)}${upTo}`;
}

function show(value: number, measure: Figure["measure"]): string {
  if (measure === "count") return String(value);
  return measure === "share" ? `${(value * 100).toFixed(2)} %` : quantity(value, measure);
}

/** The same of each service, one after the other. */
export async function ofEach<T>(
  services: readonly Service[],
  measure: (service: Service) => Promise<T>,
): Promise<Readonly<Record<string, T>>> {
  const values: Record<string, T> = {};
  for (const service of services) values[service.name] = await measure(service);
  return values;
}

export function medianOf(values: readonly number[]): Value {
  const sorted = values.toSorted((one, other) => one - other);
  const value = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const upTo = sorted.at(-1) ?? Number.NaN;
  return sorted.length === 1 ? { value } : { value, upTo };
}
