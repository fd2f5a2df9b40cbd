import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { renderError, type RiglineError, defineErrors } from "@rigline/foundation/errors";
import { contextOf, createHookKit, PAYLOAD, type Numbers } from "./hook-kit.js";

async function failureOf(handler: (payload: Numbers) => unknown): Promise<RiglineError> {
  const registry = createHookKit().with({ odd: { open: handler as never } });
  return registry.run("open", PAYLOAD).then(
    () => {
      throw new Error("it did not fail");
    },
    (error: unknown) => error as RiglineError,
  );
}

describe("what is thrown need not be an error", () => {
  test.each([
    ["a text", "just text", "just text"],
    ["undefined", undefined, "a value that is no error was thrown: undefined"],
    ["null", null, "a value that is no error was thrown: null"],
    ["a number", 42, "a value that is no error was thrown: 42"],
    ["a symbol", Symbol("odd"), "a value that is no error was thrown: Symbol(odd)"],
    [
      "an object that can't be printed",
      Object.create(null),
      "a value that is no error and can't be printed was thrown",
    ],
    ["an error without a message", new RangeError(), "RangeError"],
  ])("%s", async (_title, thrown: unknown, text) => {
    const rejected = await failureOf(() => Promise.reject(thrown));
    const synchronous = await failureOf(() => {
      throw thrown;
    });
    for (const error of [rejected, synchronous]) {
      expect(error).toMatchObject({ code: "HOOK_FAILED", message: `Plugin "odd" failed in open: ${text}` });
      expect(error.cause).toBe(thrown);
    }
  });
});

test("thenables that misbehave: getter that throws, then that throws, settling twice", async () => {
  expect(
    await failureOf(() =>
      // oxlint-disable-next-line unicorn/no-thenable -- this is what is tested
      Object.defineProperty({}, "then", {
        get: () => {
          throw new Error("trapped");
        },
      }),
    ),
  ).toMatchObject({ message: 'Plugin "odd" failed in open: trapped' });
  const throwing = {
    // oxlint-disable-next-line unicorn/no-thenable -- this is what is tested
    then: () => {
      throw new Error("no promise");
    },
  };
  expect(await failureOf(() => throwing)).toMatchObject({ message: 'Plugin "odd" failed in open: no promise' });
  const twice = {
    // oxlint-disable-next-line unicorn/no-thenable -- this is what is tested
    then: (resolve: (value: string) => void, reject: (reason: Error) => void) => {
      resolve("first");
      reject(new Error("second"));
      resolve("third");
    },
  };
  const registry = createHookKit().with({ odd: { look: () => twice as never } });
  expect((await registry.run("look", PAYLOAD)).answers).toEqual([{ plugin: "odd", answer: "first" }]);
});

test("a coded error of the plugin's own keeps its advice and its place", async () => {
  const own = defineErrors({ NO_CAMERA: { exit: "plugin", meaning: "", todo: "Plug the camera in." } });
  const error = await failureOf(() => {
    throw own("NO_CAMERA", { what: "Camera 3 does not answer", where: { file: "cameras.yaml", line: 7 } });
  });
  expect(renderError(error)).toMatchInlineSnapshot(`
    "error HOOK_FAILED (NO_CAMERA): Plugin "odd" failed in open: Camera 3 does not answer
      where: plugin odd, hook open, cameras.yaml:7
      do:    Plug the camera in."
  `);
});

describe("the payload is read-only data", () => {
  test("writing to it fails, says so, and changes nothing for the others", async () => {
    const payload = { values: [1, 2] };
    const registry = createHookKit().with({
      vandal: { look: ({ values }) => void (values as number[]).push(3) },
      reader: { look: ({ values }) => values.join(",") },
    });
    const { answers, errors } = await registry.run("look", payload);
    expect(answers).toEqual([{ plugin: "reader", answer: "1,2" }]);
    expect(renderError(errors[0])).toMatchInlineSnapshot(`
      "error HOOK_FAILED: Plugin "vandal" failed in look: Cannot add property 2, object is not extensible
        where: plugin vandal, hook look
        why:   A hook's payload is read-only data, and the handler wrote to it.
        do:    Change a copy: \`structuredClone(payload)\`, or \`{ ...config, key }\` returned from configResolved."
    `);
  });

  test("so is what a waterfall hands on", async () => {
    const registry = createHookKit().with({
      giver: { change: () => ({ values: [5] }) },
      vandal: {
        change: ({ values }) => {
          (values as number[]).length = 0;
        },
      },
    });
    await expect(registry.run("change", PAYLOAD)).rejects.toMatchObject({ where: { plugin: "vandal" } });
  });

  test("what has behaviour is left alone, and data that refers to itself is no trap", async () => {
    class Camera {
      shots = 0;
    }
    const camera = new Camera();
    const service = { count: 0, add: () => 1 };
    const circle: { self?: unknown } = {};
    circle.self = circle;
    const payload = { values: [1], camera, service, circle, at: new Date(0), map: new Map() };
    const registry = createHookKit().with({ one: { open: () => undefined } });
    await registry.run("open", payload);
    camera.shots = 1;
    service.count = 1;
    payload.at.setTime(1);
    expect([camera.shots, service.count, payload.at.getTime()]).toEqual([1, 1, 1]);
    expect([payload, payload.values, circle].every((value) => Object.isFrozen(value))).toBe(true);
    expect(Object.isFrozen(payload.map)).toBe(false);
  });
});

test("a handler gets its plugin's name, log, options and services", async () => {
  const kit = createHookKit();
  const options = { level: 3 };
  const services = { resolve: () => "x" } as never;
  let seen: unknown;
  kit.registry.use(
    {
      open: (_payload, { plugin, log, options: own, services: theirs, signal }) => {
        log.info("hello");
        seen = { plugin, own, theirs, aborted: signal.aborted };
      },
    },
    { plugin: "mapper", log: kit.log.child("mapper"), options, services },
  );
  kit.registry.freeze();
  await kit.registry.run("open", PAYLOAD);
  expect(seen).toEqual({ plugin: "mapper", own: options, theirs: services, aborted: false });
  expect(kit.log.lines).toEqual(["info rigline.mapper: hello"]);
});

describe("the line of the plugin's file from which it came", () => {
  const own = fileURLToPath(import.meta.url);

  async function placeOf(file: string | undefined, handler: () => unknown): Promise<object> {
    const { registry, log } = createHookKit();
    registry.use({ open: handler as never }, contextOf("odd", log), file);
    registry.freeze();
    return registry.run("open", PAYLOAD).then(
      () => ({}),
      (error: unknown) => (error as RiglineError).where,
    );
  }

  test("stands with the failure, also where something that it calls throws", async () => {
    const place = { plugin: "odd", hook: "open", file: own, line: expect.any(Number), column: expect.any(Number) };
    const thrown = new Error("no camera");
    const [, line] = /hook-failures\.test\.ts:(\d+)/.exec(thrown.stack ?? "") ?? [];
    const placed = await placeOf(own, () => Promise.reject(thrown));
    expect(placed).toEqual({ ...place, line: Number(line) });
    expect(await placeOf(own, () => JSON.parse("{"))).toEqual(place);
  });

  test("is not made up: of a text, of another file's error, or where the person is to blame", async () => {
    const none = { plugin: "odd", hook: "open" };
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- this is what is tested
    expect(await placeOf(own, () => Promise.reject("text"))).toEqual(none);
    expect(await placeOf("/lab/other.mjs", () => JSON.parse("{"))).toEqual(none);
    expect(await placeOf(undefined, () => JSON.parse("{"))).toEqual(none);
    const asked = defineErrors({ INPUT_NEEDED: { exit: "usage", meaning: "", todo: "Answer." } });
    expect(await placeOf(own, () => Promise.reject(asked("INPUT_NEEDED", { what: "who?" })))).toEqual(none);
  });

  test("gives way to the place that a coded error names", async () => {
    const coded = defineErrors({ NO_CAMERA: { exit: "plugin", meaning: "", todo: "" } });
    const error = coded("NO_CAMERA", { what: "none", where: { file: "cameras.yaml", line: 7 } });
    expect(await placeOf(own, () => Promise.reject(error))).toMatchObject({ file: "cameras.yaml", line: 7 });
  });
});
