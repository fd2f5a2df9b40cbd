import { constraintsOf, type OrderRequest } from "./order-handlers.js";

/** One handler's place in the final order of its hook, and why it is there. */
export interface HandlerPlace {
  readonly plugin: string;
  /** From 1. */
  readonly position: number;
  /** Short phrases: `tier "pre"`, `after "mapper"`, `registered 2nd of 5`. */
  readonly reasons: readonly string[];
}

/** Says for each handler, in its final order, what put it there. `requests` are in registration order. */
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
    const ignored = [...request.before, ...request.after].filter((name) => !present.has(name));
    return {
      plugin: request.plugin,
      position: index + 1,
      reasons: [
        ...(request.tier === "normal" ? [] : [`tier "${request.tier}"`]),
        ...asked,
        ...ignored.map((name) => `"${name}" has no handler here, ignored`),
        `${base} ${own + 1} of ${requests.length}`,
      ],
    };
  });
}
