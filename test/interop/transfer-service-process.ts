import { execa } from "execa";
import { PYTHON_ENVIRONMENT } from "./python.js";
import { startReceiver, type Answer, type Received } from "./receiver.js";

export interface TransferService extends AsyncDisposable {
  /** `http://127.0.0.1:4711` */
  readonly address: string;
  /** What Airflow was given to run. */
  readonly submitted: readonly unknown[];
}

export interface Surroundings {
  readonly projectNames: readonly string[];
  readonly jobTypes: readonly string[];
  /** Names of data that Airflow is uploading already. */
  readonly running: readonly object[];
  /** What became of upload jobs, as Airflow tells when it is asked for them. */
  readonly uploads?: readonly { readonly conf: object; readonly state: string; readonly execution_date: string }[];
}

/**
 * aind-data-transfer-service's own server. What it asks is answered by one server of ours: Airflow (`dagRuns`), the metadata
 * service (`project_names`) and AWS's parameter store (a job type is the name of a parameter).
 */
export async function startTransferService(python: string, surroundings: Surroundings): Promise<TransferService> {
  const neighbours = await startReceiver((request) => answerFor(request, surroundings));
  const { address } = neighbours;
  const service = execa(
    python,
    ["-m", "uvicorn", "aind_data_transfer_service.server:app", "--host", "127.0.0.1", "--port", "0"],
    {
      env: {
        ...PYTHON_ENVIRONMENT,
        AIND_METADATA_SERVICE_PROJECT_NAMES_URL: `${address}/project_names`,
        AIND_AIRFLOW_SERVICE_URL: `${address}/dags/run_list_of_jobs/dagRuns`,
        AIND_AIRFLOW_SERVICE_JOBS_URL: `${address}/dags`,
        AIND_AIRFLOW_SERVICE_USER: "airflow",
        AIND_AIRFLOW_SERVICE_PASSWORD: "airflow",
        AIND_AIRFLOW_PARAM_PREFIX: PREFIX,
        AWS_ENDPOINT_URL: address,
        AWS_DEFAULT_REGION: "us-west-2",
        AWS_ACCESS_KEY_ID: "none",
        AWS_SECRET_ACCESS_KEY: "none",
        NO_PROXY: "127.0.0.1",
        no_proxy: "127.0.0.1",
      },
      all: true,
      reject: false,
    },
  );
  const served = await new Promise<string>((resolve, reject) => {
    let told = "";
    service.all.on("data", (chunk: Buffer) => {
      told += chunk.toString();
      const [, found] = /running on (http:\S+)/.exec(told) ?? [];
      if (found !== undefined) resolve(found);
    });
    void service.then(({ all }) => reject(new Error(`the transfer service has ended:\n${all}`)));
  });
  return {
    address: served,
    get submitted() {
      return neighbours.received
        .filter(({ path }) => path.endsWith("run_list_of_jobs/dagRuns"))
        .map(({ body }) => (body as { conf: unknown }).conf);
    },
    [Symbol.asyncDispose]: async () => {
      service.kill("SIGKILL");
      await service;
      await neighbours[Symbol.asyncDispose]();
    },
  };
}

const PREFIX = "/aind/airflow";

function answerFor(request: Received, { projectNames, jobTypes, running, uploads = [] }: Surroundings): Answer {
  const { path, headers, body } = request;
  if (path === "/project_names") return { body: { data: projectNames } };
  // Asked for its job status list the service asks for upload jobs alone; else for whole requests too.
  if (path.endsWith("/dagRuns/list") && !(body as { dag_ids: string[] }).dag_ids.includes("run_list_of_jobs"))
    return { body: { dag_runs: uploads.map((run) => ({ ...DAG_RUN, ...run })), total_entries: uploads.length } };
  if (path.endsWith("/dagRuns/list"))
    return { body: { dag_runs: running.map((conf) => ({ ...DAG_RUN, conf })), total_entries: running.length } };
  if (path.endsWith("/dagRuns")) return { body: { ...DAG_RUN, state: "queued" } };
  if (headers["x-amz-target"] === "AmazonSSM.DescribeParameters") {
    const names = jobTypes.map((type) => `${PREFIX}/v2/${type}/tasks/check_s3_folder_exists`);
    const parameters = names.map((Name) => ({ Name, Type: "String", LastModifiedDate: 1_700_000_000, Version: 1 }));
    return { type: "application/x-amz-json-1.1", body: { Parameters: parameters } };
  }
  return { status: 404, body: {} };
}

const DAG_RUN = {
  conf: {},
  dag_id: "run_list_of_jobs",
  dag_run_id: "manual__2026-07-14T16:05:00+00:00",
  data_interval_end: null,
  data_interval_start: null,
  end_date: null,
  execution_date: "2026-07-14T16:05:00+00:00",
  external_trigger: true,
  last_scheduling_decision: null,
  logical_date: "2026-07-14T16:05:00+00:00",
  note: null,
  run_type: "manual",
  start_date: null,
  state: "running",
};
