import { readFileSync } from "node:fs";
import { STATUS_WORDS } from "@rigline/foundation/status";
import { expect, test } from "vitest";

test("the page of the status has a row for each of its words, in their order, and for no other", () => {
  const page = readFileSync(new URL("../../docs/session/status.md", import.meta.url), "utf8");
  const [, table = ""] = page.split("## The words");
  const rows = [...(table.split("##")[0] ?? "").matchAll(/^\| `([^`]+)` \| .+ \| .+ \|$/gm)].map(([, word]) => word);
  expect(rows).toEqual([...STATUS_WORDS]);
});
