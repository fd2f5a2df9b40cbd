import { expect, test } from "vitest";
import { describeAnswer } from "../../src/ui/describe-answer.js";

const text = { key: "subject", message: "Subject" };
const pick = { key: "rig", message: "Which rig?", choices: [{ value: "a", label: "Rig A" }, { value: "b" }] };

test("a typed answer stands beside its question", () => {
  expect(describeAnswer(text, "614173", "")).toBe("Subject: 614173");
  expect(describeAnswer(text, "614173", "m1")).toBe("Subject: 614173");
});

test("what Enter alone has taken is told as such", () => {
  expect(describeAnswer(text, "614173", "614173")).toBe("Subject: 614173 (default)");
  expect(describeAnswer(text, "", "")).toBe("Subject: (empty)");
});

test("a choice stands there by its label, a confirmation as yes or no", () => {
  expect(describeAnswer(pick, "a", undefined)).toBe("Which rig? Rig A");
  expect(describeAnswer(pick, "b", "b")).toBe("Which rig? b (default)");
  expect(describeAnswer({ key: "sure", message: "Sure" }, true, undefined)).toBe("Sure: yes");
  expect(describeAnswer({ key: "sure", message: "Sure" }, false, undefined)).toBe("Sure: no");
});
