import { expect, test } from "vitest";
import { takeGiven } from "../../src/plugins/given-plugins.js";
import type { Plugin } from "../../src/plugins/plugin.js";

const reward: Plugin = { name: "reward", version: "1.0.0" };

test("a plugin alone, and one with what an entry of the config would say", () => {
  expect(takeGiven(reward, 0)).toEqual({ plugin: reward, use: "reward", origin: "given" });
  expect(takeGiven({ plugin: reward }, 0).entry).toEqual({ use: "reward", with: {}, enabled: true });
  expect(takeGiven({ plugin: reward, with: { n: 4 }, required: false }, 0).entry).toEqual({
    use: "reward",
    with: { n: 4 },
    enabled: true,
    required: false,
  });
});

test.each([
  [undefined, "plugins[2] of createLauncher: expected a plugin, or { plugin, with, required }, found nothing"],
  [
    "./reward.mjs",
    'plugins[2] of createLauncher: expected a plugin, or { plugin, with, required }, found "./reward.mjs"',
  ],
  [
    Promise.resolve(reward),
    "plugins[2] of createLauncher: expected a plugin, or { plugin, with, required }, found a promise",
  ],
  [
    { plugin: () => reward },
    "plugins[2].plugin of createLauncher: expected a plugin, or { plugin, with, required }, found a function",
  ],
  [
    { plugin: reward, wiht: {} },
    'plugins[2].wiht of createLauncher: there is no such key. Did you mean "with"? There are: plugin, with, required',
  ],
  [{ plugin: reward, with: 4 }, "plugins[2].with of createLauncher: expected an object of options, found 4"],
  [{ plugin: reward, required: "no" }, 'plugins[2].required of createLauncher: expected true or false, found "no"'],
])("what is none is refused with its place and what was found (%#)", (given, message) => {
  expect(() => takeGiven(given as never, 2)).toThrow(expect.objectContaining({ code: "PLUGIN_INVALID", message }));
});

test("a process of its own is not ignored, and a function is to be called", () => {
  const isolated = { plugin: reward, with: {}, isolate: "process" };
  expect(() => takeGiven(isolated as never, 0)).toThrow(
    expect.objectContaining({ todo: expect.stringContaining("Name the plugin in the config") as string }),
  );
  expect(() => takeGiven((() => reward) as never, 0)).toThrow(
    expect.objectContaining({ todo: "Call it with its options: `plugins: [reward({ … })]`." }),
  );
});
