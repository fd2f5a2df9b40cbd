import { describe, expect, test } from "vitest";
import { askValidation } from "../../src/send-test/ask-validation.js";

const ENDPOINT = "http://dts/api/v2/submit_jobs";
const { signal } = new AbortController();

function ask(answer: { readonly status: number; readonly body: string }, endpoint: string | null = ENDPOINT) {
  const post = async (url: string) => {
    expect(url).toBe("http://dts/api/v2/validate_json");
    return { headers: {}, ...answer };
  };
  return askValidation({ post }, { endpoint, request: { upload_jobs: [] }, signal });
}

describe("whether the transfer service would take a request", () => {
  test.each([
    ["ok", { status: 200, body: '{"message":"Valid model"}' }, ENDPOINT, "would take the request of a session"],
    ["warning", { status: 404, body: "Not Found" }, ENDPOINT, "does not exist (404)"],
    ["warning", { status: 405, body: "" }, ENDPOINT, "does not exist (405)"],
    ["ok", { status: 500, body: "" }, null, "this rig submits nothing"],
    ["warning", { status: 500, body: "" }, "http://u:pa55@other/jobs?key=1", "it is not known where"],
  ])("is %s of %j at %s", async (level, answer, endpoint, message) => {
    const step = await ask(answer, endpoint);
    expect(step).toMatchObject({ level, message: expect.stringContaining(message) as string });
    expect(step.message).not.toContain("pa55");
  });

  test.each([
    [
      "a list of pydantic's",
      JSON.stringify([{ loc: ["upload_jobs", 0, "project_name"], msg: "no such project" }]),
      "upload_jobs.0.project_name: no such project",
    ],
    ["words", "it is full", "it is full"],
    ["nothing", undefined, "There were validation errors"],
  ])("and what it objects to, told by %s", async (_title, errors, why) => {
    const body = JSON.stringify({ message: "There were validation errors", data: { errors } });
    await expect(ask({ status: 406, body })).rejects.toMatchObject({ code: "SEND_TEST_REQUEST_REFUSED", why });
  });

  test.each([
    [{ status: 200, body: "<html>log in</html>" }, "is no transfer service", "a login page"],
    [{ status: 502, body: "bad gateway" }, "answered 502", "those who keep the service"],
    [{ status: 406, body: "<html>" }, "answered 406", "those who keep the service"],
  ])("is not known after %j", async (answer, what, todo) => {
    await expect(ask(answer)).rejects.toMatchObject({
      code: "SEND_TEST_NOT_VALIDATED",
      message: expect.stringContaining(what) as string,
      todo: expect.stringContaining(todo) as string,
    });
  });

  test("is not known of one that can't be reached, nor asked once it was stopped", async () => {
    const post = async () => Promise.reject(new Error("ECONNREFUSED"));
    const question = { endpoint: ENDPOINT, request: {}, signal };
    await expect(askValidation({ post }, question)).rejects.toMatchObject({ code: "SEND_TEST_NOT_VALIDATED" });
    const reason = new Error("Ctrl+C");
    await expect(askValidation({ post }, { ...question, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});
