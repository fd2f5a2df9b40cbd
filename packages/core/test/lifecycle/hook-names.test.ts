import { expect, test } from "vitest";
import { HOOK_SECONDS } from "../../src/lifecycle/hook-names.js";
import { LIFECYCLE_HOOKS } from "../../src/lifecycle/lifecycle-hooks.js";

test("the names are those of the table, in its order", () => {
  expect(Object.keys(HOOK_SECONDS)).toEqual(Object.keys(LIFECYCLE_HOOKS));
});
