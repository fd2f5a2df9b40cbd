/** Files of a working folder, and variables of the machine. */
export interface Case {
  readonly files: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
}

const REQUIRED = `
  destination: /allen/stage
  project_name: Dynamic Routing
  transfer_endpoint: http://127.0.0.1:9/api/v2/submit_jobs
`;

const section = (keys: string): string => `watchdog:${REQUIRED}${keys}`;
const inOneFile = (keys: string): Case => ({ files: { "clabe.yml": section(keys) } });

export const CASES = {
  least: inOneFile(""),
  quotedTime: inOneFile(`  schedule_time: "07:30:00"\n`),
  noSchedule: inOneFile("  schedule_time: null\n"),
  timeWithZero: inOneFile("  schedule_time: 07:30:00\n"),
  wordsOfOldYaml: inOneFile("  delete_modalities_source_after_success: yes\n  job_type: 'no'\n"),
  objects: inOneFile(`  extra_identifying_info: {rig: 4A, "yes": [1, 2.5, null, é]}
  upload_tasks:
    codeocean_pipeline_settings: {behavior: {skip_task: false, job_settings: {folder: "{{ destination }}/behavior"}}}
`),
  keysOfCurrent: inOneFile("  extra_modality_data: {fib: [/data/fib]}\n  data_description_tags: [foraging, pilot]\n"),
  keysOfOld: inOneFile(
    "  platform: ecephys\n  capsule_id: a\n  mount: b\n  script: {a: [b]}\n  s3_bucket: open\n  force_cloud_sync: false\n",
  ),
  local: {
    files: {
      "clabe.yml": section("  job_type: root\n  extra_identifying_info: {a: 1}\n"),
      "local/clabe.yml": `watchdog:\n  schedule_time: "06:00:00"\n  extra_identifying_info: {b: 2}\n`,
    },
  },
  hidden: {
    files: {
      "clabe.yml": section("  job_type: root\n"),
      "local/clabe.yml": section("  job_type: local\n"),
      ".local/clabe.yml": section("  job_type: hidden\n"),
    },
  },
  seconds: inOneFile("  schedule_time: 20:00:00\n"),
  minutes: inOneFile("  schedule_time: 20:00\n"),
  fraction: inOneFile(`  schedule_time: "20:00:00.250000"\n`),
  variables: { ...inOneFile(""), variables: { JOB_TYPE: "nightly", PROJECT_NAME: "Other", PLATFORM: "MCD" } },
  wrongName: inOneFile("  job_typ: vr_foraging\n"),
  noEndpoint: { files: { "clabe.yml": section("").replace(/\n {2}transfer_endpoint.*/, "") } },
} satisfies Record<string, Case>;

/** For a process of its own: clabe forgets the section for the rest of it. */
export const WITHOUT_SECTION: Case = { files: { "clabe.yml": REQUIRED.replaceAll("\n  ", "\n") } };
