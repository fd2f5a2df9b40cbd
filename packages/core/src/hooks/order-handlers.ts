import { hookError } from "./hook-errors.js";
import { findCycle, sortStably, type OrderEdge } from "./stable-order.js";

export type HandlerTier = "pre" | "normal" | "post";

/** What one handler asks of its place. */
export interface OrderRequest {
  readonly plugin: string;
  readonly tier: HandlerTier;
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** Why it is after whom, where it has not said so itself; by plugin, one clause. */
  readonly because?: ReadonlyMap<string, string> | undefined;
}

const TIER_RANKS: Readonly<Record<HandlerTier, number>> = { pre: 0, normal: 1, post: 2 };

/**
 * The final order of a hook's handlers: by tier, then by `before` and `after`, then as they come in. Names that are not
 * among the requests are ignored. Throws HOOK_ORDER_CYCLE, which prints the cycle and who asks for each step of it.
 */
export function orderHandlers<Request extends OrderRequest>(hook: string, requests: readonly Request[]): Request[] {
  const edges = constraintsOf(requests);
  const tierRank = (position: number): number => TIER_RANKS[requests[position]?.tier ?? "normal"];
  const againstTiers = edges.find((edge) => tierRank(edge.first) > tierRank(edge.second));
  if (againstTiers !== undefined) throw orderCycle(hook, requests, [againstTiers, tierEdge(requests, againstTiers)]);
  const order = sortStably(requests.length, edges, (position) => tierRank(position) * requests.length + position);
  if (order.length < requests.length) throw orderCycle(hook, requests, findCycle(requests.length, edges));
  return order.flatMap((position) => requests[position] ?? []);
}

/** Each `before` and `after` that names another handler of the hook. */
export function constraintsOf(requests: readonly OrderRequest[]): OrderEdge[] {
  const positions = new Map(requests.map((request, position) => [request.plugin, position]));
  const edges: OrderEdge[] = [];
  for (const [position, { plugin, before, after, because }] of requests.entries()) {
    for (const name of before) {
      const second = positions.get(name);
      if (second !== undefined) edges.push({ first: position, second, because: `${plugin} has before: "${name}"` });
    }
    for (const name of after) {
      const first = positions.get(name);
      if (first !== undefined)
        edges.push({ first, second: position, because: because?.get(name) ?? `${plugin} has after: "${name}"` });
    }
  }
  return edges;
}

/** The tiers' own word against an edge that goes from a later tier to an earlier one. */
function tierEdge(requests: readonly OrderRequest[], { first, second }: OrderEdge): OrderEdge {
  const [early, late] = [requests[second], requests[first]];
  return {
    first: second,
    second: first,
    because: `${early?.plugin} is in tier "${early?.tier}", ${late?.plugin} in "${late?.tier}"`,
  };
}

function orderCycle(hook: string, requests: readonly OrderRequest[], cycle: readonly OrderEdge[]): Error {
  const name = (position: number | undefined): string => requests[position ?? 0]?.plugin ?? "";
  const circle = [...cycle.map((edge) => name(edge.first)), name(cycle[0]?.first)].join(" → ");
  const steps = cycle.map((edge) => `${name(edge.first)} must come before ${name(edge.second)}: ${edge.because}`);
  return hookError("HOOK_ORDER_CYCLE", {
    what: `The order of ${hook} contradicts itself: ${circle}`,
    where: { hook },
    why: steps.join("\n"),
  });
}
