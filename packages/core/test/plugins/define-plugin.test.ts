import { describe, expect, test } from "vitest";
import { z } from "zod";
import { createToken, extensionPoint } from "../../src/di/tokens.js";
import { renderError, type RiglineError } from "@rigline/foundation/errors";
import { definePlugin } from "../../src/plugins/define-plugin.js";
import { failureOf } from "./plugin-kit.js";

const NOTHING = (): void => undefined;
const GOOD = { name: "mapper", version: "1.0.0", hooks: {} };

function refuse(fields: object): Promise<RiglineError> {
  return failureOf(() => definePlugin({ ...GOOD, ...fields }));
}

test("a valid definition comes back as it is, whatever it may have", () => {
  const definition = {
    ...GOOD,
    name: "@lab/mapper",
    version: "1.0.0-rc.1",
    dependsOn: { picker: "^1.2.0 || 2.x" },
    requiresCore: ">=0.1",
    options: z.strictObject({ level: z.number() }),
    section: "session_mapper",
    provides: createToken("mapper/thing"),
    setup: () => "a thing",
    hooks: {
      ready: () => undefined,
      preflight: { order: "pre" as const, before: ["a"], after: ["b"], timeoutMs: 10, handler: () => undefined },
    },
  };
  expect(definePlugin(definition)).toBe(definition);
});

describe("an invalid one is refused, and says plugin, hook and what was expected", () => {
  test("an unknown hook, with the nearest name", async () => {
    const error = await refuse({ hooks: { sessionStart: () => undefined } });
    expect(renderError(error)).toMatchInlineSnapshot(`
      "error PLUGIN_INVALID: Plugin "mapper" is invalid: hooks.sessionStart: there is no hook "sessionStart". Did you mean "sessionStarted"? There are: configResolved, ready, preflight, beforeSession, sessionStarted, experimentPaused, experimentContinued, experimentEnded, sessionEnded, teardown
        where: plugin mapper, hook sessionStart, at hooks.sessionStart
        do:    Fix the plugin's \`definePlugin({ … })\` as the message says."
    `);
  });

  test("a hook by the name that it had once", async () => {
    const error = await refuse({ hooks: { runnersDone: () => undefined } });
    expect(error.message).toContain('there is no hook "runnersDone". It is called "sessionEnded" now.');
  });

  test("a list of tokens, as `provides` had it once, with what is written now", async () => {
    const error = await refuse({ provides: [createToken("lab/reward")] });
    expect(renderError(error)).toContain("return the service from `setup`, where `services.provide` was called");
    expect(renderError(error)).not.toContain("there is no such key");
  });

  test("several things at once", async () => {
    const error = await refuse({
      version: "one",
      hook: {},
      hooks: { preflight: { order: "first", prority: 1, handler: () => undefined }, ready: 5 },
    });
    expect(renderError(error)).toMatchInlineSnapshot(`
      "error PLUGIN_INVALID: Plugin "mapper" is invalid in 5 places
        where: plugin mapper, at hook
        why:   hook: there is no such key. Did you mean "hooks"? There are: name, version, dependsOn, requiresCore, options, section, needs, provides, setup, services, offers, extends, hooks
               version: expected a semver version such as \`1.0.0\`, found "one"
               hooks.preflight.prority: there is no such key. There are: order, before, after, timeoutMs, handler
               hooks.preflight.order: expected "pre", "normal" or "post", found "first"
               hooks.ready: expected a function, or an object with \`handler\`, found 5
        do:    Fix the plugin's \`definePlugin({ … })\` as the message says."
    `);
  });

  test.each([
    ["name", { name: "My Mapper" }, 'name: expected a package name such as `my-mapper`, found "My Mapper"'],
    [
      "no name",
      { name: undefined },
      "A plugin without a name is invalid: name: expected a package name such as `my-mapper`, found nothing",
    ],
    ["version", { version: "1.0" }, 'version: expected a semver version such as `1.0.0`, found "1.0"'],
    [
      "dependsOn as a list",
      { dependsOn: ["picker"] },
      "dependsOn: expected an object of plugin names and semver ranges, found a list",
    ],
    [
      "range",
      { dependsOn: { picker: "latest-ish" } },
      'dependsOn["picker"]: expected a semver range such as `^1.2.0`, or true, found "latest-ish"',
    ],
    ["core", { requiresCore: 1 }, "requiresCore: expected a semver range such as `^0.1.0`, found 1"],
    [
      "options",
      { options: { level: "number" } },
      "options: expected a zod schema: `z.strictObject({ … })`, found an object",
    ],
    [
      "section",
      { section: "Session-Mapper" },
      'section: expected a name in snake_case such as `my_mapper`, found "Session-Mapper"',
    ],
    [
      "provides",
      { provides: ["mapper/thing"] },
      'provides[0]: expected a class, or { token, useClass | useFactory | useValue }, found "mapper/thing"',
    ],
    ["setup as a hook", { hooks: { setup: NOTHING } }, 'hooks.setup: there is no hook "setup"'],
    ["hooks", { hooks: [] }, "hooks: expected an object of handlers by hook name, found an empty list"],
    [
      "needs",
      { needs: { map: "mapper/map" } },
      'needs.map: expected a token, optional(token), or a class, found "mapper/map"',
    ],
    ["needs as a list", { needs: [] }, "needs: expected an object of names, each with a token"],
    [
      "offers",
      { offers: { a: createToken("a/a") } },
      'offers.a: expected what extensionPoint returned, found the token "a/a"',
    ],
    [
      "one need alone",
      { needs: createToken("a/a") },
      'needs: expected an object of names, each with a token, optional(token), or a class, found the token "a/a"',
    ],
    [
      "one point alone",
      { offers: extensionPoint("a/a") },
      'offers: expected an object of names, each with what extensionPoint returned, found the extension point "a/a"',
    ],
    [
      "a list of tokens",
      { provides: [createToken("a/a")] },
      'provides[0]: expected a class, or { token, useClass | useFactory | useValue }, found the token "a/a"',
    ],
    [
      "extends",
      { extends: { a: extensionPoint } },
      "extends.a: expected what extensionPoint returned, found a function",
    ],
    [
      "no setup",
      { provides: createToken("a/a") },
      "setup: expected a function that returns what `provides` names, found nothing",
    ],
    [
      "idle setup",
      { setup: NOTHING },
      "setup: expected none, because `provides` names no token that it would bring, found a function",
    ],
    ["no token", { provides: { a: 1 }, setup: NOTHING }, "provides.a: expected a token made by createToken, found 1"],
    [
      "provider",
      { services: ["Camera"] },
      'services[0]: expected a class, or { token, useClass | useFactory | useValue }, found "Camera"',
    ],
    [
      "provider of two ways",
      { services: [{ token: createToken("a/a"), useValue: 1, useFactory: () => 1 }] },
      "services[0]: expected one of useClass, useFactory and useValue, found an object",
    ],
    [
      "provider's scope",
      { provides: [{ token: createToken("a/a"), useValue: 1, scope: "session" }] },
      'provides[0].scope: expected "launcher" or "plugin", found "session"',
    ],
    [
      "provider's class",
      { services: [{ token: createToken("a/a"), useClass: "Camera" }] },
      'services[0].useClass: expected a function, found "Camera"',
    ],
    ["handler", { hooks: { ready: { handler: "ready" } } }, 'hooks.ready.handler: expected a function, found "ready"'],
    ["promise", { hooks: { ready: Promise.resolve() } }, "hooks.ready.handler: expected a function, found nothing"],
    [
      "before",
      { hooks: { ready: { before: "a", handler: NOTHING } } },
      'hooks.ready.before: expected a list of plugin names, found "a"',
    ],
    [
      "timeout",
      { hooks: { ready: { timeoutMs: 0, handler: NOTHING } } },
      "hooks.ready.timeoutMs: expected milliseconds, above 0, found 0",
    ],
    ["key", { dependson: {} }, 'dependson: there is no such key. Did you mean "dependsOn"?'],
  ])("%s", async (_title, fields, text) => {
    const error = await refuse(fields);
    expect(error.code).toBe("PLUGIN_INVALID");
    expect(error.message).toContain(text);
  });

  test.each([[undefined], [null], ["mapper"], [() => GOOD]])("%s is no definition", async (definition) => {
    const error = await failureOf(() => definePlugin(definition as never));
    expect(error.message).toMatch(/^A plugin is invalid: expected a definition, found /);
  });
});
