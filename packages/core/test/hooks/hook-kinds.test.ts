import { describe, expect, test } from "vitest";
import { createGate, createHookKit, PAYLOAD } from "./hook-kit.js";

describe("series", () => {
  test("runs one handler after the other, in order", async () => {
    const kit = createHookKit();
    const seen: string[] = [];
    const first = createGate();
    const registry = kit.with({
      one: { open: () => first.promise.then(() => void seen.push("one")) },
      two: { open: () => void seen.push("two") },
      three: { open: async () => void seen.push("three") },
    });
    const done = registry.run("open", PAYLOAD);
    expect(seen).toEqual([]);
    first.open();
    expect(await done).toBeUndefined();
    expect(seen).toEqual(["one", "two", "three"]);
  });

  test("the first error ends it, and names plugin and hook with the cause", async () => {
    const kit = createHookKit();
    const cause = new Error("the camera is off");
    let reached = false;
    const registry = kit.with({
      camera: { open: () => Promise.reject(cause) },
      later: {
        open: () => {
          reached = true;
        },
      },
    });
    await expect(registry.run("open", PAYLOAD)).rejects.toMatchObject({
      code: "HOOK_FAILED",
      message: 'Plugin "camera" failed in open: the camera is off',
      where: { plugin: "camera", hook: "open" },
      cause,
    });
    expect(reached).toBe(false);
  });

  test("no handlers: resolves", async () => {
    const registry = createHookKit().with({});
    expect(await registry.run("open", PAYLOAD)).toBeUndefined();
    expect(await registry.run("look", PAYLOAD)).toEqual({ answers: [], errors: [] });
    expect(await registry.run("veto", PAYLOAD)).toBeUndefined();
    expect(await registry.run("change", PAYLOAD)).toBe(PAYLOAD);
  });
});

describe("settle", () => {
  test("starts all in order, side by side, and gathers answers and errors in handler order", async () => {
    const kit = createHookKit();
    const started: string[] = [];
    const slow = createGate<string>();
    const registry = kit.with({
      slow: { look: () => (started.push("slow"), slow.promise) },
      broken: { look: () => (started.push("broken"), Promise.reject(new Error("no disk"))) },
      thrower: {
        look: () => {
          started.push("thrower");
          throw new Error("no network");
        },
      },
      silent: { look: () => void started.push("silent") },
      quick: { look: () => (started.push("quick"), "quick's") },
    });
    const done = registry.run("look", PAYLOAD);
    expect(started).toEqual(["slow", "broken", "thrower", "silent", "quick"]);
    slow.open("slow's");
    const { answers, errors } = await done;
    expect(answers).toEqual([
      { plugin: "slow", answer: "slow's" },
      { plugin: "quick", answer: "quick's" },
    ]);
    expect(errors.map(({ code, where }) => [code, where.plugin, where.hook])).toEqual([
      ["HOOK_FAILED", "broken", "look"],
      ["HOOK_FAILED", "thrower", "look"],
    ]);
  });
});

describe("bail", () => {
  test("the first answer that is not undefined wins, and later handlers are not asked", async () => {
    const kit = createHookKit();
    const asked: string[] = [];
    const registry = kit.with({
      silent: { veto: () => void asked.push("silent") },
      strict: { veto: async () => (asked.push("strict"), { reason: "no food" }) },
      never: { veto: () => (asked.push("never"), { reason: "never" }) },
    });
    expect(await registry.run("veto", PAYLOAD)).toEqual({ plugin: "strict", answer: { reason: "no food" } });
    expect(asked).toEqual(["silent", "strict"]);
  });

  test.each([null, false] as const)("%s is an answer", async (answer) => {
    const registry = createHookKit().with({ one: { veto: () => answer }, two: { veto: () => ({ reason: "two" }) } });
    expect(await registry.run("veto", PAYLOAD)).toEqual({ plugin: "one", answer });
  });

  test("an error ends it", async () => {
    const registry = createHookKit().with({
      broken: { veto: () => Promise.reject(new Error("no table")) },
      strict: { veto: () => ({ reason: "no food" }) },
    });
    await expect(registry.run("veto", PAYLOAD)).rejects.toMatchObject({
      code: "HOOK_FAILED",
      where: { plugin: "broken" },
    });
  });
});

describe("waterfall", () => {
  test("each handler gets what the one before it returned; undefined keeps it", async () => {
    const registry = createHookKit().with({
      double: { change: ({ values }) => ({ values: values.map((value) => value * 2) }) },
      silent: { change: () => undefined },
      append: { change: async ({ values }) => ({ values: [...values, 7] }) },
    });
    expect(await registry.run("change", { values: [1, 2] })).toEqual({ values: [2, 4, 7] });
  });

  test("a returned value that can't be taken is the failure of the plugin that returned it", async () => {
    const registry = createHookKit().with({
      good: { change: ({ values }) => ({ values: [...values, 1] }) },
      bad: { change: () => ({ values: [] }) },
    });
    const check = (value: unknown): void => {
      if ((value as { values: unknown[] }).values.length === 0) throw new Error("values must not be empty");
    };
    await expect(registry.run("change", PAYLOAD, { check })).rejects.toMatchObject({
      code: "HOOK_FAILED",
      message: 'Plugin "bad" failed in change: values must not be empty',
    });
  });
});

describe("reverse", () => {
  test("runs one after the other, the last opened first, and all of it whatever throws", async () => {
    const kit = createHookKit();
    const log: string[] = [];
    const registry = kit.with({
      one: { open: () => undefined, close: () => void log.push("one") },
      two: {
        open: () => undefined,
        close: async () => {
          log.push("two begins");
          await Promise.resolve();
          log.push("two ends");
          throw new Error("two is stuck");
        },
      },
      three: { open: { order: "pre", handler: () => undefined }, close: () => void log.push("three") },
    });
    const { errors } = await registry.run("close", PAYLOAD);
    expect(log).toEqual(["two begins", "two ends", "one", "three"]);
    expect(errors.map(({ message }) => message)).toEqual(['Plugin "two" failed in close: two is stuck']);
  });

  test("a plugin without a handler in the mirrored hook closes before those registered before it", async () => {
    const log: string[] = [];
    const registry = createHookKit().with({
      base: { open: { order: "post", handler: () => undefined }, close: () => void log.push("base") },
      user: { close: () => void log.push("user") },
    });
    await registry.run("close", PAYLOAD);
    expect(log).toEqual(["user", "base"]);
  });
});

test("only: the others are not called", async () => {
  const seen: string[] = [];
  const registry = createHookKit().with({
    one: { open: () => void seen.push("one") },
    two: { open: () => void seen.push("two") },
  });
  await registry.run("open", PAYLOAD, { only: (plugin) => plugin === "two" });
  expect(seen).toEqual(["two"]);
});

test("payloadFor: each plugin gets its own payload, made when its turn comes", async () => {
  const made: string[] = [];
  const seen: (readonly number[])[] = [];
  const registry = createHookKit().with({
    one: { open: ({ values }) => void seen.push(values) },
    two: { open: ({ values }) => void seen.push(values) },
  });
  await registry.run("open", PAYLOAD, { payloadFor: (plugin) => (made.push(plugin), { values: [made.length] }) });
  expect(made).toEqual(["one", "two"]);
  expect(seen).toEqual([[1], [2]]);
});
