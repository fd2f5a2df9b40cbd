// Stands in for aind-data-transfer-service, which is not ours: takes a submit request, answers in its words, keeps what came.
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export interface TransferReceiver {
  /** `http://127.0.0.1:<port>/api/v2/submit_jobs` */
  readonly endpoint: string;
  readonly jobs: readonly ReceivedJob[];
  close(): Promise<void>;
}

export interface ReceivedJob {
  readonly idempotencyKey: string | undefined;
  readonly request: SubmitRequest;
}

/** The part of a SubmitJobRequestV2 that the example looks at. */
export interface SubmitRequest {
  readonly upload_jobs: readonly UploadJob[];
  readonly user_email?: string | null;
}

export interface UploadJob {
  readonly job_type: string;
  readonly project_name: string;
  readonly subject_id: string;
  readonly acq_datetime: string;
  readonly modalities: readonly { readonly abbreviation: string }[];
  readonly tasks: {
    readonly gather_preliminary_metadata: { readonly job_settings: { readonly metadata_dir: string } };
  };
}

export async function startTransferReceiver(): Promise<TransferReceiver> {
  const jobs: ReceivedJob[] = [];
  const server = createServer((request, response) => {
    void answer(request, jobs).then(({ status, body }) => {
      response.writeHead(status, { "content-type": "application/json" });
      return response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}/api/v2/submit_jobs`,
    jobs,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, jobs: ReceivedJob[]): Promise<{ status: number; body: object }> {
  const text = await readBody(request);
  if (request.method !== "POST" || request.url !== "/api/v2/submit_jobs")
    return { status: 404, body: { detail: "Not Found" } };
  const submitted = parseRequest(text);
  if (submitted === undefined) {
    const data = { responses: [], errors: "no upload_jobs" };
    return { status: 406, body: { message: "There were validation errors", data } };
  }
  const key = request.headers["idempotency-key"];
  jobs.push({ idempotencyKey: typeof key === "string" ? key : undefined, request: submitted });
  const run = { conf: submitted, dag_id: "run_list_of_jobs", dag_run_id: `example__${jobs.length}`, state: "queued" };
  return { status: 200, body: { message: "Submitted request to airflow", data: { responses: [run], errors: [] } } };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function parseRequest(text: string): SubmitRequest | undefined {
  try {
    const value = JSON.parse(text) as Partial<SubmitRequest>;
    return (value.upload_jobs?.length ?? 0) > 0 ? (value as SubmitRequest) : undefined;
  } catch {
    return undefined;
  }
}
