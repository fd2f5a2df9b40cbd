import { join } from "node:path";
import type { Session } from "@rigline/core";
import type { SessionMapping } from "@rigline/watchdog-plugin";
import * as fc from "fast-check";
import { text } from "./arbitrary-manifest.js";

/** A session that is over, with what a mapper says of it and the section `watchdog` of its rig. */
export interface RandomSession {
  readonly session: Session;
  readonly mapping: SessionMapping;
  readonly options: Readonly<Record<string, unknown>>;
}

export const RIG = "/rig folder";
/** Known to every version of the service since 0.1.5. */
const MODALITIES = ["behavior", "behavior-videos", "ecephys", "fib", "pophys", "SPIM", "icephys", "MRI"] as const;
const ZONES = ["Z", "+00:00", "-07:00", "-08:00", "+05:45", "-03:30", "+14:00"] as const;

const two = (value: number): string => String(value).padStart(2, "0");

/** Wall time with its offset, within what every reader prints. */
const datetime = fc
  .record({
    year: fc.integer({ min: 1970, max: 2199 }),
    month: fc.integer({ min: 1, max: 12 }),
    day: fc.integer({ min: 1, max: 28 }),
    second: fc.integer({ min: 0, max: 86_399 }),
    fraction: fc.constantFrom("", ".5", ".000001", ".123456"),
    zone: fc.constantFrom(...ZONES),
  })
  .map(({ year, month, day, second, fraction, zone }) => {
    const clock = [Math.floor(second / 3600), Math.floor(second / 60) % 60, second % 60].map(two).join(":");
    return `${year}-${two(month)}-${two(day)}T${clock}${fraction}${zone}`;
  });

const SIGNS = Array.from("aZ09_-. é日😀'#&%{}[],;=+@!~()");

/** A file's name with what people write into them: blanks, dots, brackets, letters of other scripts, signs of YAML. */
const fileName = fc
  .string({ unit: fc.constantFrom(...SIGNS), minLength: 1, maxLength: 24 })
  .map((name) => `n${name.trim()}n`);

const digits = fc.integer({ min: 1, max: 999_999 }).map(String);
const subjects = fc.oneof(digits, fc.constantFrom("000123", "calibration", "mouse_001", "test.v1.2", "yes", "1e5"));
const names = fc.constantFrom("ada.lovelace", "Ada Lovelace", "jane.doe@alleninstitute.org", "joão.silva", "");

const json = fc.letrec<{ value: unknown; mapping: Record<string, unknown> }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    text,
    fc.integer({ min: -1e9, max: 1e9 }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 3 }),
    tie("mapping"),
  ),
  mapping: fc.dictionary(
    text.filter((key) => key !== "__proto__"),
    tie("value"),
    { maxKeys: 4 },
  ),
}));

const clock = fc
  .record({ hour: fc.nat(23), minute: fc.nat(59), second: fc.nat(59) })
  .map(({ hour, minute, second }) => `${two(hour)}:${two(minute)}:${two(second)}`);

const options = fc.record(
  {
    schedule_time: fc.oneof(fc.constant(null), clock),
    transfer_endpoint: fc.constantFrom(null, "http://dts/api/v2/submit_jobs", "https://dts:8443/api/v2/submit_jobs"),
    project_name: fc.oneof(fc.constantFrom("Dynamic Routing", "Learning mFISH-V1omFISH"), text.filter(hasText)),
    platform: fc.constantFrom("behavior", "ecephys", "SmartSPIM"),
    job_type: fc.oneof(fc.constant("default"), text.filter(hasText)),
    delete_modalities_source_after_success: fc.boolean(),
    extra_identifying_info: fc.oneof(fc.constant(null), json.mapping),
    data_description_tags: fc.array(text.filter(hasText), { maxLength: 3 }),
    user_email: fc.constant("ada.lovelace@alleninstitute.org"),
    s3_bucket: fc.constantFrom("private", "open", "default"),
    script: fc.dictionary(fc.constantFrom(...MODALITIES), fc.array(text, { maxLength: 2 }), { maxKeys: 2 }),
    force_cloud_sync: fc.boolean(),
  },
  { requiredKeys: ["schedule_time", "transfer_endpoint", "project_name"] },
);

function hasText(value: string): boolean {
  return value !== "";
}

const parts = fc.record({
  subject: subjects,
  experimenters: fc.array(names, { maxLength: 3 }),
  date: datetime,
  streams: fc.uniqueArray(fc.constantFrom(...MODALITIES), { minLength: 1, maxLength: 4 }),
  sources: fc.array(fileName, { minLength: 1, maxLength: 3 }),
  schemas: fc.array(fileName, { maxLength: 3 }),
  options,
});

/** Sessions of a rig, one after another like those that a lab has. `numeric`: with subjects that 0.1.5 can read. */
export function arbitrarySession({
  numeric = false,
}: { readonly numeric?: boolean } = {}): fc.Arbitrary<RandomSession> {
  return parts.map(({ subject: wanted, experimenters, date, streams, sources, schemas, options: section }) => {
    const subject = numeric && !/^[1-9]\d*$/.test(wanted) ? "614173" : wanted;
    const name = `${subject}_${date.slice(0, 19).replaceAll(":", "")}`;
    const directory = join(RIG, "data", subject, name);
    const session: Session = {
      name,
      subject,
      experimenters,
      date,
      zone: "America/Los_Angeles",
      rigName: "rig",
      experiment: "foraging",
      notes: "",
      directory,
    };
    const modalities = Object.fromEntries(
      streams.map((stream, index) => [
        stream,
        index === 0 ? sources.map((source) => join(directory, stream, source)) : [join(directory, stream)],
      ]),
    );
    const mapping: SessionMapping = {
      subjectId: subject,
      experimenters,
      acquisitionStart: date,
      modalities,
      schemas: schemas.map((schema) => join(directory, `${schema}.json`)),
    };
    return { session, mapping, options: section };
  });
}
