import { expect, test } from "vitest";
import { userAt } from "../../src/platform/index.js";

test("an account is called as the system calls it, and one without a name is unknown", () => {
  expect(userAt("rig-4a")).toMatch(/^.+@rig-4a$/);
  expect(userAt("rig-4a", () => ({ username: "ada" }))).toBe("ada@rig-4a");
  const nameless = (): never => {
    throw new Error("no such user");
  };
  expect(userAt("rig-4a", nameless)).toBe("unknown@rig-4a");
});
