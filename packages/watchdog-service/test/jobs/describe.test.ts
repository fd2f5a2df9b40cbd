import { expect, test } from "vitest";
import { describe } from "../../src/jobs/park.js";
import { submitError } from "../../src/submit/submit-errors.js";

const cause = new Error("connect ECONNREFUSED 127.0.0.1:1");

test.each([
  [{ what: "posting failed" }, "posting failed"],
  [{ what: "posting failed", cause }, "posting failed: connect ECONNREFUSED 127.0.0.1:1"],
  [
    { what: "posting failed: connect ECONNREFUSED 127.0.0.1:1", cause },
    "posting failed: connect ECONNREFUSED 127.0.0.1:1",
  ],
  [{ what: "it answered 406", why: "no such project", cause }, "it answered 406: no such project"],
  [{ what: "/q can't be written", where: { file: "/q" } }, "/q can't be written"],
  [{ what: "it can't be written", where: { file: "/q" } }, "it can't be written (/q)"],
])("a failure is one line that says each thing once: %j", (details, line) => {
  expect(describe(submitError("SUBMIT_UNREACHABLE", details))).toBe(line);
});
