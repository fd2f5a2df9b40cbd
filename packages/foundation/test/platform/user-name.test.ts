import { expect, test } from "vitest";
import { userName } from "../../src/platform/index.js";

test("an account is called as the system calls it, and one without a name is unknown", () => {
  expect(userName()).toMatch(/./);
  expect(userName(() => ({ username: "ada" }))).toBe("ada");
  const nameless = (): never => {
    throw new Error("no such user");
  };
  expect(userName(nameless)).toBe("unknown");
});
