/** "`first` comes before `second`", both positions in a list, and who says so. */
export interface OrderEdge {
  readonly first: number;
  readonly second: number;
  readonly because: string;
}

/**
 * The positions 0 to `count` - 1 in an order that keeps every edge; where the edges leave a choice, the position with
 * the smallest `rank` comes first. Positions on a cycle, and those behind it, are missing from the answer.
 * O((count + edges) log count).
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
  const free = createHeap(rank);
  for (let position = 0; position < count; position++) if (waitsFor[position] === 0) free.push(position);
  const ordered: number[] = [];
  for (let position = free.pop(); position !== undefined; position = free.pop()) {
    ordered.push(position);
    for (const follower of followers[position] ?? []) {
      const left = (waitsFor[follower] ?? 0) - 1;
      waitsFor[follower] = left;
      if (left === 0) free.push(follower);
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

interface Heap {
  push(item: number): void;
  pop(): number | undefined;
}

/** A binary heap: the item of the smallest rank comes out first. */
function createHeap(rank: (item: number) => number): Heap {
  const items: number[] = [];
  const rankAt = (index: number): number => {
    const item = items[index];
    return item === undefined ? Infinity : rank(item);
  };
  const swap = (left: number, right: number): void => {
    [items[left], items[right]] = [items[right] as number, items[left] as number];
  };
  return {
    push(item) {
      let index = items.push(item) - 1;
      for (let parent = (index - 1) >> 1; index > 0 && rankAt(index) < rankAt(parent); parent = (index - 1) >> 1) {
        swap(index, parent);
        index = parent;
      }
    },
    pop() {
      const top = items[0];
      const last = items.pop();
      if (items.length === 0 || last === undefined) return top;
      items[0] = last;
      for (let index = 0; ;) {
        const left = 2 * index + 1;
        const smaller = rankAt(left + 1) < rankAt(left) ? left + 1 : left;
        if (rankAt(smaller) >= rankAt(index)) return top;
        swap(index, smaller);
        index = smaller;
      }
    },
  };
}
