import type { Plugin } from "@rigline/core";
import { checkPlugin, type CheckOptions, renderChecks } from "@rigline/core/testing";
import { expect } from "vitest";

/** Holds a plugin against the conformance kit; each plugin of the package has a test that does. */
export async function expectConforming(plugin: Plugin, options: CheckOptions): Promise<void> {
  const checks = await checkPlugin(plugin, options);
  expect(checks.ok, renderChecks(checks)).toBe(true);
}
