import { expect, test } from "vitest";
import { refuseErrors } from "../../src/launcher/run-preflight.js";

test("warnings and what is in order refuse nothing", () => {
  const findings = [
    { level: "ok", subject: "node", message: "Node 20" },
    { level: "warning", subject: "clock", message: "UTC" },
  ] as const;
  expect(() => refuseErrors([])).not.toThrow();
  expect(() => refuseErrors(findings)).not.toThrow();
});

test("one error is the reason, with what to do", () => {
  const refuse = (): void =>
    refuseErrors([{ level: "error", subject: "destination", message: "absent", todo: "Mount it." }]);
  expect(refuse).toThrow(
    expect.objectContaining({
      code: "PREFLIGHT_FAILED",
      exitCode: 5,
      message: "preflight found an error, so no session was opened",
      why: "destination: absent",
      todo: "Mount it.",
    }),
  );
});

test("of several, all are told, each with its own advice or its own words", () => {
  const refuse = (): void =>
    refuseErrors([
      { level: "error", subject: "destination", message: "absent", todo: "Mount it." },
      { level: "warning", subject: "clock", message: "UTC" },
      { level: "error", subject: "camera", message: "no answer" },
    ]);
  expect(refuse).toThrow(
    expect.objectContaining({
      message: "preflight found 2 errors, so no session was opened",
      why: "destination: absent\ncamera: no answer",
      todo: "Mount it.\nFix: no answer",
    }),
  );
});
