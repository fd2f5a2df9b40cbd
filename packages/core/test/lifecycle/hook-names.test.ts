import { expect, test } from "vitest";
import { HOOK_NAMES } from "../../src/lifecycle/hook-names.js";
import { LIFECYCLE_HOOKS } from "../../src/lifecycle/lifecycle-hooks.js";

test("the names are those of the table, in its order", () => {
  expect(HOOK_NAMES).toEqual(Object.keys(LIFECYCLE_HOOKS));
});
