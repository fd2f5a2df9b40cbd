import { describe, expect, test } from "vitest";
import { createGate, createHookKit, PAYLOAD } from "./hook-kit.js";

const never = new Promise<never>(() => undefined);

describe("the hook's time", () => {
  test("a handler that never settles ends the hook, named, with its signal aborted; later ones are not called", async () => {
    const kit = createHookKit();
    let signal: AbortSignal | undefined;
    let reached = false;
    const registry = kit.with({
      stuck: {
        open: (_payload, context) => {
          signal = context.signal;
          return never;
        },
      },
      later: {
        open: () => {
          reached = true;
        },
      },
    });
    const done = registry.run("open", PAYLOAD).catch((error: unknown) => error);
    await kit.clock.advance(999);
    expect(signal?.aborted).toBe(false);
    await kit.clock.advance(1);
    const error = await done;
    expect(error).toMatchObject({
      code: "HOOK_TIMED_OUT",
      message: 'Plugin "stuck" did not finish open within 1 s',
      where: { plugin: "stuck", hook: "open" },
    });
    expect(signal?.aborted).toBe(true);
    expect(signal?.reason).toBe(error);
    expect(reached).toBe(false);
    expect(kit.clock.pending).toBe(0);
  });

  test("stands still while a person thinks about an answer, for the hook as for a handler's own", async () => {
    let open: boolean;
    const stuck = { open: () => never };
    const own = { open: { timeoutMs: 300, handler: () => never } };
    for (const [hooks, limit] of [
      [stuck, 1000],
      [own, 300],
    ] as const) {
      open = true;
      const kit = createHookKit({}, () => open);
      const done = kit
        .with({ asking: hooks })
        .run("open", PAYLOAD)
        .catch((error: unknown) => error);
      await kit.clock.advance(20 * limit);
      open = false;
      await kit.clock.advance(limit);
      expect(await done).toMatchObject({ code: "HOOK_TIMED_OUT", where: { plugin: "asking" } });
      expect(kit.clock.pending).toBe(0);
    }
  });

  test("counts for the hook as a whole, not for each handler", async () => {
    const kit = createHookKit();
    const wait = (): Promise<void> => kit.clock.sleep(600);
    const registry = kit.with({ first: { open: wait }, second: { open: wait } });
    const done = registry.run("open", PAYLOAD).catch((error: unknown) => error);
    await kit.clock.advance(1_000);
    expect(await done).toMatchObject({ code: "HOOK_TIMED_OUT", where: { plugin: "second" } });
  });

  test("comes from the options when they have one, and Infinity is none", async () => {
    const short = createHookKit({ open: 10 });
    const failing = short
      .with({ one: { open: () => never } })
      .run("open", PAYLOAD)
      .catch((error: unknown) => error);
    await short.clock.advance(10);
    expect(await failing).toMatchObject({ message: 'Plugin "one" did not finish open within 10 ms' });

    const endless = createHookKit({ open: Infinity });
    const gate = createGate();
    const done = endless.with({ one: { open: () => gate.promise } }).run("open", PAYLOAD);
    expect(endless.clock.pending).toBe(0);
    await endless.clock.advance(2 ** 40);
    gate.open();
    await done;
  });

  test("settle: those that hang are errors, the answers of the others are kept", async () => {
    const kit = createHookKit();
    const registry = kit.with({
      stuck: { look: () => never },
      quick: { look: async () => "quick's" },
      other: { look: () => never },
    });
    const done = registry.run("look", PAYLOAD);
    await kit.clock.advance(1_000);
    const { answers, errors } = await done;
    expect(answers).toEqual([{ plugin: "quick", answer: "quick's" }]);
    expect(errors.map(({ code, where }) => `${code} ${where.plugin}`)).toEqual([
      "HOOK_TIMED_OUT stuck",
      "HOOK_TIMED_OUT other",
    ]);
  });

  test("settle in reverse: each handler has it for itself, so that one that hangs can't take the others' turn", async () => {
    const kit = createHookKit();
    const closed: string[] = [];
    const registry = kit.with({
      one: { close: () => void closed.push("one") },
      stuck: { close: () => never },
      two: { close: () => kit.clock.sleep(900).then(() => void closed.push("two")) },
    });
    const done = registry.run("close", PAYLOAD);
    await kit.clock.advance(1_900);
    const { errors } = await done;
    expect(closed).toEqual(["two", "one"]);
    expect(errors.map(({ message }) => message)).toEqual(['Plugin "stuck" did not finish close within 1 s']);
  });

  test("bail and waterfall end likewise", async () => {
    const kit = createHookKit();
    const registry = kit.with({ stuck: { veto: () => never, change: () => never } });
    const veto = registry.run("veto", PAYLOAD).catch((error: unknown) => error);
    const change = registry.run("change", PAYLOAD).catch((error: unknown) => error);
    await kit.clock.advance(1_000);
    expect(await veto).toMatchObject({ code: "HOOK_TIMED_OUT", where: { plugin: "stuck", hook: "veto" } });
    expect(await change).toMatchObject({ code: "HOOK_TIMED_OUT", where: { plugin: "stuck", hook: "change" } });
  });
});

describe("a handler's own time", () => {
  test("ends a series, aborts its signal alone", async () => {
    const kit = createHookKit();
    const registry = kit.with({ slow: { open: { timeoutMs: 50, handler: () => never } } });
    const done = registry.run("open", PAYLOAD).catch((error: unknown) => error);
    await kit.clock.advance(50);
    expect(await done).toMatchObject({
      code: "HOOK_TIMED_OUT",
      message: 'Plugin "slow" did not finish open within 50 ms',
      why: expect.stringContaining("this handler's own time") as string,
      todo: expect.stringContaining("`timeoutMs`") as string,
    });
  });

  test("a signal that is first asked for when it is over is aborted", async () => {
    const kit = createHookKit();
    let late: AbortSignal | undefined;
    const registry = kit.with({
      slow: {
        open: {
          timeoutMs: 50,
          handler: async (_payload, context) => {
            await kit.clock.sleep(80);
            late = context.signal;
          },
        },
      },
    });
    const done = registry.run("open", PAYLOAD).catch((error: unknown) => error);
    await kit.clock.advance(100);
    expect(late).toMatchObject({ aborted: true, reason: await done });
  });

  test("in settle harms that handler alone", async () => {
    const kit = createHookKit();
    const signals: Record<string, AbortSignal> = {};
    const registry = kit.with({
      slow: {
        look: {
          timeoutMs: 50,
          handler: (_payload, { signal }) => {
            signals["slow"] = signal;
            return never;
          },
        },
      },
      other: {
        look: async (_payload, { signal }) => {
          signals["other"] = signal;
          await kit.clock.sleep(100);
          return "other's";
        },
      },
    });
    const done = registry.run("look", PAYLOAD);
    await kit.clock.advance(50);
    expect([signals["slow"]?.aborted, signals["other"]?.aborted]).toEqual([true, false]);
    await kit.clock.advance(50);
    const { answers, errors } = await done;
    expect(answers).toEqual([{ plugin: "other", answer: "other's" }]);
    expect(errors).toHaveLength(1);
  });

  test("the hook's end aborts it too", async () => {
    const kit = createHookKit();
    let signal: AbortSignal | undefined;
    const registry = kit.with({
      slow: {
        look: {
          timeoutMs: 5_000,
          handler: (_payload, context) => {
            signal = context.signal;
            return never;
          },
        },
      },
    });
    const done = registry.run("look", PAYLOAD);
    await kit.clock.advance(1_000);
    await done;
    expect(signal?.aborted).toBe(true);
  });
});

describe("what settles late is logged with its plugin, and is never an unhandled rejection", () => {
  test("a late rejection is a warning and an event", async () => {
    const kit = createHookKit();
    const gate = createGate();
    const registry = kit.with({ slow: { open: () => gate.promise } });
    const done = registry.run("open", PAYLOAD).catch(() => undefined);
    await kit.clock.advance(1_000);
    await done;
    gate.fail(new Error("too late to matter"));
    await kit.clock.advance(0);
    expect(kit.log.lines).toEqual([
      'warning rigline: plugin "slow" settled open after it was given up on; it failed: too late to matter',
    ]);
    expect(kit.settled()).toEqual(["slow open timeout", "slow open late"]);
  });

  test("a late answer is only told, and what it would have changed stays as it is", async () => {
    const kit = createHookKit();
    const gate = createGate<{ values: number[] }>();
    let reached = false;
    const registry = kit.with({
      slow: { change: () => gate.promise },
      later: {
        change: () => {
          reached = true;
        },
      },
    });
    const done = registry.run("change", PAYLOAD).catch(() => undefined);
    await kit.clock.advance(1_000);
    await done;
    gate.open({ values: [9] });
    await kit.clock.advance(0);
    expect(kit.log.lines).toEqual(['info rigline: plugin "slow" settled change after it was given up on; it finished']);
    expect(reached).toBe(false);
  });

  test("in settle, and for one that ends because its signal aborted", async () => {
    const kit = createHookKit();
    const gate = createGate<string>();
    const registry = kit.with({
      slow: { look: () => gate.promise },
      obedient: { look: (_payload, { signal }) => kit.clock.sleep(9_999, signal) },
    });
    const done = registry.run("look", PAYLOAD);
    await kit.clock.advance(1_000);
    await done;
    gate.fail("not even an error");
    await kit.clock.advance(0);
    expect(kit.log.lines).toEqual([
      'info rigline: plugin "obedient" settled look after it was given up on; it ended because its signal was aborted',
      'warning rigline: plugin "slow" settled look after it was given up on; it failed: not even an error',
    ]);
  });
});

describe("an abort of the session", () => {
  const reason = new Error("the operator pressed Ctrl+C");

  test("aborts the signals; a handler that ends because of it is no failure of its plugin; no other is started", async () => {
    const kit = createHookKit();
    const session = new AbortController();
    let reached = false;
    const registry = kit.with({
      obedient: { open: (_payload, { signal }) => kit.clock.sleep(900, signal) },
      later: {
        open: () => {
          reached = true;
        },
      },
    });
    const done = registry.run("open", PAYLOAD, { signal: session.signal }).catch((error: unknown) => error);
    session.abort(reason);
    expect(await done).toMatchObject({
      code: "HOOK_ABORTED",
      where: { plugin: "obedient", hook: "open" },
      cause: reason,
    });
    expect(reached).toBe(false);
    expect(kit.clock.pending).toBe(0);
  });

  test("a handler that finishes nevertheless has finished, and the next is not started", async () => {
    const kit = createHookKit();
    const session = new AbortController();
    const gate = createGate();
    let reached = false;
    const registry = kit.with({
      deaf: { open: () => gate.promise },
      later: {
        open: () => {
          reached = true;
        },
      },
    });
    const done = registry.run("open", PAYLOAD, { signal: session.signal }).catch((error: unknown) => error);
    session.abort(reason);
    gate.open();
    expect(await done).toMatchObject({ code: "HOOK_ABORTED", where: { hook: "open" }, cause: reason });
    expect(reached).toBe(false);
  });

  test("a handler that does not listen is given up on after five seconds", async () => {
    const kit = createHookKit({ open: 60_000 });
    const session = new AbortController();
    const registry = kit.with({ deaf: { open: () => never } });
    const done = registry.run("open", PAYLOAD, { signal: session.signal }).catch((error: unknown) => error);
    await kit.clock.advance(1_000);
    session.abort(reason);
    await kit.clock.advance(5_000);
    expect(await done).toMatchObject({
      code: "HOOK_ABORTED",
      message: 'The session was aborted during open; plugin "deaf" did not end within 5 s of it',
      where: { plugin: "deaf" },
    });
  });

  test("a serial hook that is run after it calls nobody; a settle hook calls all, with their signals aborted", async () => {
    const kit = createHookKit();
    let reached = false;
    const registry = kit.with({
      one: {
        open: () => {
          reached = true;
        },
        look: (_payload, { signal }) => `aborted: ${signal.aborted}, ${(signal.reason as Error).message}`,
      },
    });
    const signal = AbortSignal.abort(reason);
    await expect(registry.run("open", PAYLOAD, { signal })).rejects.toMatchObject({ code: "HOOK_ABORTED" });
    expect(reached).toBe(false);
    expect((await registry.run("look", PAYLOAD, { signal })).answers).toEqual([
      { plugin: "one", answer: `aborted: true, ${reason.message}` },
    ]);
  });

  test("leaves no listener on the session's signal behind", async () => {
    const kit = createHookKit();
    const session = new AbortController();
    const listeners = new Set<unknown>();
    const { signal } = session;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (type: string, listener: never, options?: never) => {
      listeners.add(listener);
      add(type, listener, options);
    };
    signal.removeEventListener = (type: string, listener: never) => {
      listeners.delete(listener);
      remove(type, listener);
    };
    const registry = kit.with({
      one: { open: async (_payload, context) => void context.signal },
      two: { look: { timeoutMs: 10, handler: (_payload, context) => void context.signal } },
    });
    await registry.run("open", PAYLOAD, { signal });
    await registry.run("look", PAYLOAD, { signal });
    expect(listeners.size).toBe(0);
  });
});

test("while a handler is waited for, the process does not end by itself", async () => {
  const kit = createHookKit();
  const gate = createGate();
  const registry = kit.with({ one: { open: () => gate.promise } });
  const timers = (): number => process.getActiveResourcesInfo().filter((type) => type === "Timeout").length;
  const before = timers();
  const done = registry.run("open", PAYLOAD);
  expect(timers()).toBe(before + 1);
  gate.open();
  await done;
  expect(timers()).toBe(before);
});
