import { constraintsOf, type HandlerTier, type OrderRequest } from "./order-handlers.js";

/** One handler's place in the final order of its hook, and why it is there. */
export interface HandlerPlace {
  readonly plugin: string;
  /** From 1. */
  readonly position: number;
  /** Short phrases: `it asks to be early (order: "pre")`, `otherwise 2nd of 5 in the order of loading`. */
  readonly reasons: readonly string[];
}

/**
 * Says for each handler, in its final order, what put it there. `requests` are in the order that `base` names, such as
 * `the order of loading`.
 */
export function explainOrder(
  requests: readonly OrderRequest[],
  ordered: readonly OrderRequest[],
  base: string,
): HandlerPlace[] {
  const present = new Set(requests.map((request) => request.plugin));
  const edges = constraintsOf(requests);
  const registered = new Map(requests.map((request, position) => [request, position]));
  return ordered.map((request, index) => {
    const own = registered.get(request) ?? 0;
    const asked = edges.filter((edge) => edge.first === own || edge.second === own).map((edge) => edge.because);
    const ignored = [...request.before, ...request.after].filter(
      (name) => !present.has(name) && request.because?.has(name) !== true,
    );
    const wishes = [...TIERS[request.tier], ...asked];
    return {
      plugin: request.plugin,
      position: index + 1,
      reasons: [
        ...wishes,
        ...ignored.map((name) => `it names "${name}", which has no handler here: ignored`),
        requests.length === 1
          ? "the only handler"
          : `${wishes.length === 0 ? "" : "otherwise "}${ordinal(own + 1)} of ${requests.length} in ${base}`,
      ],
    };
  });
}

const TIERS: Readonly<Record<HandlerTier, readonly string[]>> = {
  pre: ['it asks to be early (order: "pre")'],
  normal: [],
  post: ['it asks to be late (order: "post")'],
};

function ordinal(place: number): string {
  const teens = place % 100 > 10 && place % 100 < 14;
  return `${place}${(teens ? undefined : ["th", "st", "nd", "rd"][place % 10]) ?? "th"}`;
}
