import { describe, expect, test } from "vitest";
import { renderError } from "@rigline/foundation/errors";
import type { LoadedPlugin } from "../../src/plugins/load-plugins.js";
import { orderPlugins } from "../../src/plugins/order-plugins.js";
import type { PluginDefinition } from "../../src/plugins/plugin.js";
import { failureOf } from "./plugin-kit.js";

function loaded(name: string, fields: Partial<PluginDefinition> = {}): LoadedPlugin {
  return {
    plugin: { name, version: "1.2.3", hooks: {}, ...fields },
    use: `./${name}.ts`,
    origin: "config",
    file: `/rig/${name}.ts`,
  };
}

function order(...plugins: LoadedPlugin[]): string {
  return orderPlugins(plugins, "0.4.2")
    .map(({ plugin }) => plugin.name)
    .join(" ");
}

test("each behind those that it depends on, otherwise as they come", () => {
  expect(
    order(
      loaded("a", { dependsOn: { d: "^1.0.0" } }),
      loaded("b"),
      loaded("c", { dependsOn: { a: "*", b: "1.x" } }),
      loaded("d"),
    ),
  ).toBe("b d a c");
});

test("a prerelease of a version in the range fits", () => {
  const plugins = [loaded("a", { dependsOn: { b: "^1.0.0" } }), loaded("b", { version: "1.3.0-rc.1" })];
  expect(order(...plugins)).toBe("b a");
});

describe("what does not fit is refused", () => {
  test("missing, with the nearest name", async () => {
    const error = await failureOf(() => order(loaded("mapper", { dependsOn: { piker: "^1.0.0" } }), loaded("picker")));
    expect(renderError(error)).toMatchInlineSnapshot(`
      "error PLUGIN_DEPENDENCY_MISSING: Plugin "mapper" depends on "piker" (^1.0.0), which is not loaded. Did you mean "picker"?
        where: plugin mapper, /rig/mapper.ts
        why:   The others that are loaded: picker
        do:    Add the missing plugin to the config's \`plugins\`, and check that it is not \`enabled: false\`."
    `);
  });

  test("another version", async () => {
    const error = await failureOf(() => order(loaded("mapper", { dependsOn: { picker: "^2.0.0" } }), loaded("picker")));
    expect(renderError(error)).toMatchInlineSnapshot(`
      "error PLUGIN_DEPENDENCY_VERSION: Plugin "mapper" depends on "picker" ^2.0.0, but 1.2.3 is loaded
        where: plugin mapper, /rig/mapper.ts
        why:   picker 1.2.3 comes from /rig/picker.ts
        do:    Install a version in the range that the message names."
    `);
  });

  test("a circle", async () => {
    const error = await failureOf(() =>
      order(
        loaded("a", { dependsOn: { b: "*" } }),
        loaded("x", { dependsOn: { a: "*" } }),
        loaded("b", { dependsOn: { c: "*" } }),
        loaded("c", { dependsOn: { a: "*" } }),
      ),
    );
    expect(renderError(error)).toMatchInlineSnapshot(`
      "error PLUGIN_DEPENDENCY_CYCLE: Plugins depend on each other in a circle: a → b → c → a
        where: plugin a
        why:   a depends on b
               b depends on c
               c depends on a
        do:    Take one of the \`needs\` or \`dependsOn\` in the circle out; share what both need through a third plugin."
    `);
  });

  test("itself", async () => {
    const error = await failureOf(() => order(loaded("a", { dependsOn: { a: "*" } })));
    expect(error.message).toBe("Plugins depend on each other in a circle: a → a");
  });

  test("another core", async () => {
    const error = await failureOf(() => order(loaded("a", { requiresCore: "^1.0.0" })));
    expect(error).toMatchObject({
      code: "PLUGIN_CORE_VERSION",
      message: 'Plugin "a" 1.2.3 works with @rigline/core ^1.0.0; this is 0.4.2',
      where: { plugin: "a", file: "/rig/a.ts" },
    });
  });

  test("another core, by the package that the plugin comes from", async () => {
    const error = await failureOf(() => order({ ...loaded("a"), requiresCore: "^2.0.0" }));
    expect(error.message).toBe('Plugin "a" 1.2.3 works with @rigline/core ^2.0.0; this is 0.4.2');
  });

  test("two of one name: both are named", async () => {
    const error = await failureOf(() =>
      order(loaded("a"), { ...loaded("a"), use: "rigline-a", file: "/elsewhere/a.js" }),
    );
    expect(error).toMatchObject({ code: "PLUGIN_TWICE", message: 'Two plugins are named "a": ./a.ts and rigline-a' });
  });
});
