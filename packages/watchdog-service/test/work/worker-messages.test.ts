import { adviceOf, RiglineError } from "@rigline/foundation/errors";
import { expect, test } from "vitest";
import { copyError } from "../../src/copy/copy-errors.js";
import { flattenError, restoreError } from "../../src/work/worker-messages.js";

test("an error of a worker's is told by the daemon as if it had failed there: with the whole command, and its rule", () => {
  const failed = copyError("DESTINATION_NAME_REFUSED", { what: "no", where: { file: "/a" }, why: "because" });
  const arrived = restoreError(structuredClone(flattenError(failed)));
  expect(arrived).toBeInstanceOf(RiglineError);
  const { code, exitCode, message, todo, where, why, retry } = arrived as RiglineError;
  expect({ code, exitCode, message, todo, where, why, retry }).toEqual({
    code: failed.code,
    exitCode: failed.exitCode,
    message: failed.message,
    todo: failed.todo,
    where: failed.where,
    why: failed.why,
    retry: failed.retry,
  });
  expect(adviceOf(arrived as RiglineError, { redrive: "`redrive s1`" })).toContain("then `redrive s1`;");
});

test("an error without a code keeps what the system said", () => {
  const failed = Object.assign(new Error("gone"), { code: "EIO" });
  expect(restoreError(structuredClone(flattenError(failed)))).toMatchObject({ message: "gone", code: "EIO" });
});
