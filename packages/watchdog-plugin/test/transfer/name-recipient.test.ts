import { expect, test } from "vitest";
import { nameRecipient } from "../../src/transfer/name-recipient.js";

const domain = { email_domain: "alleninstitute.org" };

test.each([
  [["john.doe"], "john.doe@alleninstitute.org"],
  [["John Doe", "jane.smith"], "jane.smith@alleninstitute.org"],
  [["jane@lab.example.org"], "jane@lab.example.org"],
  [[" john.doe "], "john.doe@alleninstitute.org"],
  [["John Doe"], null],
  [[], null],
])("of %j, %s is written to", (experimenters, address) => {
  expect(nameRecipient(domain, experimenters)).toBe(address);
});

test("the option goes first", () => {
  expect(nameRecipient({ ...domain, user_email: "rig@lab.org" }, ["john.doe"])).toBe("rig@lab.org");
});
