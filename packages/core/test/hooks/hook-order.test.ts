import { describe, expect, test } from "vitest";
import type { RiglineError } from "@rigline/foundation/errors";
import { orderHandlers, type HandlerTier, type OrderRequest } from "../../src/hooks/order-handlers.js";
import { contextOf, createHookKit } from "./hook-kit.js";

interface Written {
  readonly tier?: HandlerTier;
  readonly before?: readonly string[];
  readonly after?: readonly string[];
}

function requests(written: Readonly<Record<string, Written>>): OrderRequest[] {
  return Object.entries(written).map(([plugin, { tier = "normal", before = [], after = [] }]) => ({
    plugin,
    tier,
    before,
    after,
  }));
}

function order(written: Readonly<Record<string, Written>>): string {
  return orderHandlers("open", requests(written))
    .map(({ plugin }) => plugin)
    .join(" ");
}

test("without wishes: as registered", () => {
  expect(order({ c: {}, a: {}, b: {} })).toBe("c a b");
});

test("tiers first, as registered within each", () => {
  expect(order({ a: { tier: "post" }, b: {}, c: { tier: "pre" }, d: { tier: "post" }, e: { tier: "pre" } })).toBe(
    "c e b a d",
  );
});

test("before and after, ties as registered", () => {
  expect(order({ a: { after: ["d"] }, b: {}, c: { before: ["b"] }, d: {} })).toBe("c b d a");
});

test("names that are not there are ignored", () => {
  expect(order({ a: { after: ["ghost"] }, b: { before: ["ghost", "a"] } })).toBe("b a");
});

test("a wish that the tiers grant already is no contradiction", () => {
  expect(order({ a: { tier: "post", after: ["b"] }, b: {} })).toBe("b a");
});

describe("a contradiction is an error that prints the cycle", () => {
  const failure = (written: Readonly<Record<string, Written>>): RiglineError => {
    try {
      order(written);
    } catch (error) {
      return error as RiglineError;
    }
    throw new Error("no error: the cycle was not noticed");
  };

  test("of two", () => {
    const error = failure({ a: { before: ["b"] }, x: {}, b: { before: ["a"] } });
    expect(error.code).toBe("HOOK_ORDER_CYCLE");
    expect(`${error.message}\n${error.why}`).toMatchInlineSnapshot(`
      "The order of open contradicts itself: a → b → a
      a must come before b: a has before: "b"
      b must come before a: b has before: "a""
    `);
  });

  test("of three, through both kinds of wish, with the bystanders left out", () => {
    const error = failure({
      behind: { after: ["a"] },
      a: { after: ["c"] },
      b: { after: ["a"], before: ["c"] },
      c: {},
      ahead: { before: ["a"] },
    });
    expect(`${error.message}\n${error.why}`).toMatchInlineSnapshot(`
      "The order of open contradicts itself: a → b → c → a
      a must come before b: b has after: "a"
      b must come before c: b has before: "c"
      c must come before a: a has after: "c""
    `);
  });

  test("against the tiers", () => {
    const error = failure({ a: { tier: "post", before: ["b"] }, b: {} });
    expect(`${error.message}\n${error.why}`).toMatchInlineSnapshot(`
      "The order of open contradicts itself: a → b → a
      a must come before b: a has before: "b"
      b must come before a: b is in tier "normal", a in "post""
    `);
  });

  test("with itself", () => {
    expect(failure({ a: { before: ["a"] } }).message).toBe("The order of open contradicts itself: a → a");
  });
});

test("any set of wishes is either kept in full or refused, and ties keep the order of registration", () => {
  const seed = Number(process.env["RIGLINE_TEST_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
  const random = createRandom(seed);
  for (let turn = 0; turn < 500; turn++) {
    const all = requests(
      Object.fromEntries(["a", "b", "c", "d"].map((name) => [name, { tier: pickTier(random), ...pickNames(random) }])),
    );
    // The permutations come in lexicographic order of registration, so the first that fits is the one that keeps ties.
    const possible = permutations(all).find(keepsEveryWish);
    expect(solve(all), `RIGLINE_TEST_SEED=${seed}, turn ${turn}: ${JSON.stringify(all)}`).toEqual(possible);
  }
});

function solve(all: readonly OrderRequest[]): OrderRequest[] | undefined {
  try {
    return orderHandlers("open", all);
  } catch {
    return undefined;
  }
}

const TIER_RANKS = { pre: 0, normal: 1, post: 2 };

function keepsEveryWish(ordered: readonly OrderRequest[]): boolean {
  const at = new Map(ordered.map(({ plugin }, index) => [plugin, index]));
  return ordered.every(
    ({ before, after, tier }, index) =>
      before.every((name) => index < (at.get(name) ?? Infinity)) &&
      after.every((name) => index > (at.get(name) ?? -1)) &&
      TIER_RANKS[tier] <= TIER_RANKS[ordered[index + 1]?.tier ?? "post"],
  );
}

function pickTier(random: () => number): HandlerTier {
  return (["pre", "normal", "normal", "normal", "post"] as const)[Math.floor(random() * 5)] ?? "normal";
}

/** Some of the names, one of which is never there. */
function pickNames(random: () => number): { before: string[]; after: string[] } {
  const some = (): string[] => ["a", "b", "c", "d", "ghost"].filter(() => random() < 0.15);
  return { before: some(), after: some() };
}

/** Numbers from 0 to 1 that a seed decides (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, index) =>
    permutations([...items.slice(0, index), ...items.slice(index + 1)]).map((rest) => [item, ...rest]),
  );
}

test("describe says for each handler why it stands where it stands", () => {
  const handler = (): void => undefined;
  const registry = createHookKit().with({
    mapper: { open: handler },
    picker: { open: { before: ["mapper", "ghost"], handler } },
    camera: { open: { order: "pre", handler }, close: handler },
  });
  const hooks = registry.describe();
  expect(hooks.find(({ hook }) => hook === "open")).toMatchInlineSnapshot(`
    {
      "handlers": [
        {
          "plugin": "camera",
          "position": 1,
          "reasons": [
            "it asks to be early (order: "pre")",
            "otherwise 3rd of 3 in the order of loading",
          ],
        },
        {
          "plugin": "picker",
          "position": 2,
          "reasons": [
            "picker has before: "mapper"",
            "it names "ghost", which has no handler here: ignored",
            "otherwise 2nd of 3 in the order of loading",
          ],
        },
        {
          "plugin": "mapper",
          "position": 3,
          "reasons": [
            "picker has before: "mapper"",
            "otherwise 1st of 3 in the order of loading",
          ],
        },
      ],
      "hook": "open",
      "kind": "series",
      "timeoutMs": 1000,
    }
  `);
  expect(hooks.find(({ hook }) => hook === "close")?.handlers).toEqual([
    { plugin: "camera", position: 1, reasons: ["the only handler"] },
  ]);
});

test("describe counts those without a wish in the order of loading, and of closing in the reverse one", () => {
  const handler = (): void => undefined;
  const plugins = Array.from({ length: 12 }, (_, index) => `plugin-${index + 1}`);
  const registry = createHookKit().with(
    Object.fromEntries(plugins.map((plugin) => [plugin, { open: handler, close: { order: "post", handler } }])),
  );
  const reasonsOf = (name: string): string[] | undefined =>
    registry
      .describe()
      .find(({ hook }) => hook === name)
      ?.handlers.map(({ reasons }) => reasons.join("; "));
  expect(reasonsOf("open")?.[10]).toBe("11th of 12 in the order of loading");
  expect(reasonsOf("open")?.[1]).toBe("2nd of 12 in the order of loading");
  expect(reasonsOf("close")?.[0]).toBe(
    'it asks to be late (order: "post"); otherwise 1st of 12 in the reverse order of open',
  );
});

describe("registration", () => {
  test("after the freeze is refused with a code, and names the plugin", () => {
    const registry = createHookKit().with({});
    expect(() => registry.use({}, contextOf("late"))).toThrow(
      expect.objectContaining({ code: "HOOK_LATE_REGISTRATION", where: { plugin: "late" } }),
    );
  });

  test("of the same name twice is refused", () => {
    const { registry } = createHookKit();
    registry.use({}, contextOf("one"));
    expect(() => registry.use({}, contextOf("one"))).toThrow(expect.objectContaining({ code: "HOOK_PLUGIN_TWICE" }));
  });

  test("of an unknown hook is refused with the nearest name, and leaves nothing behind", () => {
    const { registry } = createHookKit();
    expect(() => registry.use({ opne: () => undefined } as never, contextOf("one"))).toThrow(
      expect.objectContaining({ code: "HOOK_UNKNOWN", message: 'There is no hook "opne". Did you mean "open"?' }),
    );
    registry.use({}, contextOf("one"));
  });

  test("a timeout for an unknown hook is refused", () => {
    expect(() => createHookKit({ lok: 5 } as never)).toThrow(/There is no hook "lok"\. Did you mean "look"\?/);
  });

  test("a hook that is run, or described, before the freeze is refused", async () => {
    const { registry } = createHookKit();
    await expect(registry.run("open", { values: [] })).rejects.toMatchObject({ code: "HOOK_NOT_FROZEN" });
    expect(() => registry.describe()).toThrow(expect.objectContaining({ code: "HOOK_NOT_FROZEN" }));
  });
});
