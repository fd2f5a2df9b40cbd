/// <reference lib="dom" />
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

/** Brings axe into a page, past the page's own policy, which would not let it in. */
export async function bringAxe(view: Page): Promise<void> {
  const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  await view.evaluate(`${source};`);
}

/** What axe finds: all of WCAG 2.2 AA, or these rules. */
export function findViolations(view: Page, rules?: readonly string[]): Promise<readonly unknown[]> {
  return view.evaluate(
    async (only) => {
      const { axe } = globalThis as unknown as {
        axe: { run: (options: object) => Promise<{ violations: unknown[] }> };
      };
      return (await axe.run({ runOnly: only })).violations;
    },
    rules === undefined
      ? { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }
      : { type: "rule", values: rules },
  );
}
