import { request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTransferReceiver, type TransferReceiver } from "../src/transfer-receiver.js";

let receiver: TransferReceiver;
beforeAll(async () => {
  receiver = await startTransferReceiver();
});
afterAll(() => receiver.close());

function post(body: string, path?: string): Promise<{ status: number | undefined; body: unknown }> {
  const url = path === undefined ? receiver.endpoint : new URL(path, receiver.endpoint);
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: "POST", headers: { "idempotency-key": "k1" } }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.on("end", () => resolve({ status: response.statusCode, body: JSON.parse(text) }));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

test("a job is taken and kept, and answered in the service's words", async () => {
  const job = { user_email: "ada@lab.org", upload_jobs: [{ subject_id: "614173" }] };
  expect(await post(JSON.stringify(job))).toEqual({
    status: 200,
    body: {
      message: "Submitted request to airflow",
      data: { responses: [expect.objectContaining({ conf: job, dag_id: "run_list_of_jobs" })], errors: [] },
    },
  });
  expect(receiver.jobs).toEqual([{ idempotencyKey: "k1", request: job }]);
});

test.each(["{}", "[1]", "null", "no json", '{"upload_jobs":[]}'])(
  "%s is refused as the service refuses",
  async (body) => {
    const answer = await post(body);
    expect(answer).toMatchObject({ status: 406, body: { message: "There were validation errors" } });
  },
);

test("anything else is not found", async () => {
  expect(await post("{}", "/api/v1/other")).toMatchObject({ status: 404 });
});
