/** "`first` comes before `second`", both positions in a list, and who says so. */
export interface OrderEdge {
  readonly first: number;
  readonly second: number;
  readonly because: string;
}

/**
 * The positions 0 to `count` - 1 in an order that keeps every edge; where the edges leave a choice, the position with
 * the smallest `rank` comes first. Positions on a cycle, and those behind it, are missing from the answer.
 */
export function sortStably(
  count: number,
  edges: readonly OrderEdge[],
  rank: (position: number) => number = (position) => position,
): number[] {
  const followers: number[][] = Array.from({ length: count }, () => []);
  const waitsFor = new Uint32Array(count);
  for (const { first, second } of edges) {
    followers[first]?.push(second);
    waitsFor[second] = (waitsFor[second] ?? 0) + 1;
  }
  const byRank = Array.from({ length: count }, (_, position) => position).sort(
    (left, right) => rank(left) - rank(right),
  );
  const placeOf = new Uint32Array(count);
  byRank.forEach((position, place) => (placeOf[position] = place));
  const isFree = Array.from(waitsFor, (waits) => waits === 0);
  const ordered: number[] = [];
  // Before this place of `byRank` nothing is free: without edges it goes through once.
  let from = 0;
  while (from < count) {
    const position = byRank[from] as number;
    from += 1;
    if (!isFree[position]) continue;
    isFree[position] = false;
    ordered.push(position);
    for (const follower of followers[position] ?? []) {
      const left = (waitsFor[follower] ?? 0) - 1;
      waitsFor[follower] = left;
      if (left > 0) continue;
      isFree[follower] = true;
      from = Math.min(from, placeOf[follower] ?? from);
    }
  }
  return ordered;
}

/** One cycle among the edges, each edge's `second` being the next one's `first`; empty when there is none. */
export function findCycle(count: number, edges: readonly OrderEdge[]): OrderEdge[] {
  const sorted = new Set(sortStably(count, edges));
  // What can't be sorted lies on a cycle or behind one: going backwards from it never leaves, so it ends in a circle.
  const arrivals = new Map<number, OrderEdge>();
  for (const edge of edges) if (!sorted.has(edge.first) && !sorted.has(edge.second)) arrivals.set(edge.second, edge);
  const path: OrderEdge[] = [];
  const visitedAt = new Map<number, number>();
  for (let edge = [...arrivals.values()][0]; edge !== undefined; edge = arrivals.get(edge.first)) {
    const seen = visitedAt.get(edge.second);
    if (seen !== undefined) return startAtSmallest(path.slice(seen).reverse());
    visitedAt.set(edge.second, path.length);
    path.push(edge);
  }
  return [];
}

function startAtSmallest(cycle: readonly OrderEdge[]): OrderEdge[] {
  const smallest = Math.min(...cycle.map((edge) => edge.first));
  const start = cycle.findIndex((edge) => edge.first === smallest);
  return [...cycle.slice(start), ...cycle.slice(0, start)];
}
