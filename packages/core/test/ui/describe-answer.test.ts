import { expect, test } from "vitest";
import { describeAnswer } from "../../src/ui/describe-answer.js";

const text = { key: "subject", message: "Subject" };
const pick = { key: "rig", message: "Which rig?", choices: [{ value: "a", label: "Rig A" }, { value: "b" }] };

test("a typed answer stands beside its question", () => {
  expect(describeAnswer("text", text, "614173", undefined)).toBe("Subject: 614173\n");
  expect(describeAnswer("text", text, "614173", { value: "m1", from: "" })).toBe("Subject: 614173\n");
  expect(describeAnswer("number", { key: "weight", message: "Weight", unit: "g" }, 21.4, undefined)).toBe(
    "Weight: 21.4 g\n",
  );
});

test("what Enter alone has taken is told as such, with where it is from", () => {
  expect(describeAnswer("text", text, "614173", { value: "614173", from: "" })).toBe("Subject: 614173 (default)\n");
  expect(describeAnswer("text", text, "m1", { value: "m1", from: "as last time" })).toBe(
    "Subject: m1 (as last time)\n",
  );
  expect(describeAnswer("text", text, "", { value: "", from: "" })).toBe("Subject: (empty)\n");
});

test("a choice stands there by its label, a confirmation as yes or no", () => {
  expect(describeAnswer("pick", pick, "a", undefined)).toBe("Which rig? Rig A\n");
  expect(describeAnswer("pick", pick, "b", { value: "b", from: "" })).toBe("Which rig? b (default)\n");
  expect(describeAnswer("confirm", { key: "sure", message: "Sure" }, true, undefined)).toBe("Sure: yes\n");
  expect(describeAnswer("confirm", { key: "sure", message: "Sure" }, false, undefined)).toBe("Sure: no\n");
});

test("no line of the notes is left out, and no secret is shown", () => {
  expect(describeAnswer("notes", { key: "notes", message: "Notes" }, "one\n\ntwo", undefined)).toBe(
    "Notes: one\n\n  two\n",
  );
  expect(describeAnswer("text", { key: "api_token", message: "Token" }, "abc", undefined)).not.toContain("abc");
});
