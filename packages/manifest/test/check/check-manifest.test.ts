import { describe, expect, it } from "vitest";
import { buildSubmitRequest, checkManifest, renderManifest } from "../../src/index.js";
import { catchError } from "../catch-error.js";
import { ACCEPTANCE, golden, goldenManifests } from "../golden.js";
import { sampleManifest } from "../manifest-sample.js";

const VERSIONS = ["0.1.1", "0.1.4", "0.1.5", "0.1.6", "0.1.7", "0.1.8", "0.1.9"];

function accepting(text: string): string[] {
  return checkManifest(text)
    .verdicts.filter(({ accepted }) => accepted)
    .map(({ version }) => version);
}

describe("checkManifest", () => {
  it.each(Object.keys(ACCEPTANCE))("says of %s what each real version says", (name) => {
    const { verdicts } = checkManifest(golden("manifest-acceptance/cases", `${name}.yml`));
    const said = Object.fromEntries(verdicts.map(({ version, accepted }) => [version, accepted]));
    const real = Object.fromEntries(
      Object.entries(ACCEPTANCE[name]!).map(([version, answer]) => [version, answer.accepted]),
    );
    expect(said).toEqual(real);
  });

  it.each(Object.keys(ACCEPTANCE))("names for %s the keys that each real version names", (name) => {
    const { verdicts } = checkManifest(golden("manifest-acceptance/cases", `${name}.yml`));
    for (const { version, reasons } of verdicts) {
      const { message = "" } = ACCEPTANCE[name]![version]!;
      const wanted = message.split("; ").map((part) => /^\w+/.exec(part)?.[0]);
      const keys = new Set(
        wanted.filter((key) => key !== undefined && key !== "ValueError" && key !== "checksum_mode"),
      );
      const named = new Set(reasons.map(({ message: reason }) => /^\w+/.exec(reason)?.[0]));
      for (const key of keys)
        expect(named, `${version}: ${message} / ${reasons.map((reason) => reason.message).join("; ")}`).toContain(key);
    }
  });

  it("finds clabe's old manifests good for all who know their keys", () => {
    for (const file of goldenManifests("clabe-0.6.13").filter((name) => !name.includes("naive")))
      expect(accepting(golden(file))).toEqual(VERSIONS.slice(2));
  });

  it("sees the fraction that old services refuse", () => {
    const file = "clabe-0.6.13/manifest_naive.name.with.yaml";
    expect(accepting(golden(file))).toEqual(["0.1.9"]);
    expect(
      checkManifest(golden(file))
        .verdicts[3]?.reasons.map(({ message }) => message)
        .join(),
    ).toContain("schedule_time: expected a time written as");
  });

  it("finds what we write good for those whom it is for", () => {
    expect(accepting(renderManifest(sampleManifest()))).toEqual(VERSIONS.slice(3));
    const old = renderManifest(sampleManifest({ platform: "behavior" }), { flavour: "clabe-0.6.13" });
    expect(accepting(old)).toEqual(VERSIONS.slice(2));
  });

  it("tells what the transfer service would refuse", () => {
    const codes = (text: string) => checkManifest(text).problems.map(({ code }) => code);
    expect(codes(renderManifest(sampleManifest()))).toEqual([]);
    expect(codes(renderManifest(sampleManifest({ uploadNotificationEmail: null })))).toEqual(["USER_EMAIL_MISSING"]);
    expect(codes(renderManifest(sampleManifest({ modalities: { video: ["/x"] } })))).toEqual(["UNKNOWN_MODALITY"]);
    expect(codes(renderManifest(sampleManifest({ uploadNotificationEmail: null, transferEndpoint: null })))).toEqual(
      [],
    );
    expect(codes("name: x\n")).toContain("MANIFEST_KEY_MISSING");
  });

  it("notices numbers that are not what they look like", () => {
    const codes = (name: string) =>
      checkManifest(golden(`manifest-acceptance/cases/${name}.yml`)).notices.map(({ code }) => code);
    expect(codes("subject_leading_zero_plain")).toEqual(["MANIFEST_VALUE_MISREAD"]);
    expect(codes("sched_unquoted_sexagesimal")).toEqual(["MANIFEST_VALUE_MISREAD"]);
    expect(codes("extra_key")).toEqual(["MANIFEST_KEY_IGNORED"]);
    expect(codes("new_minimal")).toEqual([]);
  });

  it("says where it stands what a version refuses: the value, the key that it does not know, the file where one is missing", () => {
    const text = [
      "name: x",
      'subject_id: "614173"',
      "acquisition_datetime: 2026-07-14T09:05:00",
      "schedule_time: 20:00:00",
      "destination: /d",
      "modalities:",
      "  behavior: [/a, {b: 1}]",
      "platfrom: behavior",
      "",
    ].join("\n");
    const { verdicts } = checkManifest(text);
    const places = (version: string) =>
      verdicts
        .find((verdict) => verdict.version === version)
        ?.reasons.map(({ message, where }) => [message.split(":")[0], where.line, where.column, where.path]);
    expect(places("0.1.9")).toEqual([
      ["project_name", 1, 1, "project_name"],
      ["modalities.behavior", 7, 3, "modalities.behavior"],
    ]);
    expect(places("0.1.5")).toContainEqual(["schedule_time", 4, 16, "schedule_time"]);
    expect(places("0.1.5")).toContainEqual(["platfrom", 8, 1, "platfrom"]);
  });

  it("says where it stands what the transfer service refuses: in the request that is written out, or the key it is made of", () => {
    const places = (text: string) => checkManifest(text).problems.map(({ where }) => [where.line, where.path]);
    const sample = sampleManifest({ uploadNotificationEmail: null });
    const line = (text: string, start: string): number =>
      text.split("\n").findIndex((each) => each.trim().startsWith(`${start}:`)) + 1;
    const unknown = renderManifest(sampleManifest({ modalities: { video: ["/x"] } }));
    expect(places(unknown)).toEqual([[line(unknown, "video"), "modalities.video"]]);
    const absent = renderManifest(sample);
    expect(places(absent)).toEqual([[line(absent, "upload_notification_email"), "upload_notification_email"]]);
    const args = buildSubmitRequest(sampleManifest());
    const written = renderManifest(sampleManifest({ transferServiceArgs: { ...args, upload_jobs: [] } }));
    expect(places(written)).toEqual([[line(written, "upload_jobs"), "transfer_service_args.upload_jobs"]]);
  });

  it("throws for what is no mapping", () => {
    expect(catchError(() => checkManifest("- a\n")).code).toBe("DOCUMENT_NOT_MAPPING");
  });
});
