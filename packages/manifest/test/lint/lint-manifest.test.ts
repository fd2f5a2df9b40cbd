import { describe, expect, it } from "vitest";
import { lintManifest, renderManifest } from "../../src/index.js";
import { catchError } from "../catch-error.js";
import { ACCEPTANCE, golden, goldenManifests } from "../golden.js";
import { sampleManifest } from "../manifest-sample.js";

const VERSIONS = ["0.1.1", "0.1.4", "0.1.5", "0.1.6", "0.1.7", "0.1.8", "0.1.9"];

function accepting(text: string): string[] {
  return lintManifest(text)
    .verdicts.filter(({ accepted }) => accepted)
    .map(({ version }) => version);
}

describe("lintManifest", () => {
  it.each(Object.keys(ACCEPTANCE))("says of %s what each real version says", (name) => {
    const { verdicts } = lintManifest(golden("manifest-acceptance/cases", `${name}.yml`));
    const said = Object.fromEntries(verdicts.map(({ version, accepted }) => [version, accepted]));
    const real = Object.fromEntries(
      Object.entries(ACCEPTANCE[name]!).map(([version, answer]) => [version, answer.accepted]),
    );
    expect(said).toEqual(real);
  });

  it.each(Object.keys(ACCEPTANCE))("names for %s the keys that each real version names", (name) => {
    const { verdicts } = lintManifest(golden("manifest-acceptance/cases", `${name}.yml`));
    for (const { version, reasons } of verdicts) {
      const { message = "" } = ACCEPTANCE[name]![version]!;
      const wanted = message.split("; ").map((part) => /^\w+/.exec(part)?.[0]);
      const keys = new Set(
        wanted.filter((key) => key !== undefined && key !== "ValueError" && key !== "checksum_mode"),
      );
      const named = new Set(reasons.map((reason) => /^\w+/.exec(reason)?.[0]));
      for (const key of keys) expect(named, `${version}: ${message} / ${reasons.join("; ")}`).toContain(key);
    }
  });

  it("finds clabe's old manifests good for all who know their keys", () => {
    for (const file of goldenManifests("clabe-0.6.13").filter((name) => !name.includes("naive")))
      expect(accepting(golden(file))).toEqual(VERSIONS.slice(2));
  });

  it("sees the fraction that old services refuse", () => {
    const file = "clabe-0.6.13/manifest_naive.name.with.yaml";
    expect(accepting(golden(file))).toEqual(["0.1.9"]);
    expect(lintManifest(golden(file)).verdicts[3]?.reasons.join()).toContain(
      "schedule_time: expected a time written as",
    );
  });

  it("finds what we write good for those whom it is for", () => {
    expect(accepting(renderManifest(sampleManifest()))).toEqual(VERSIONS.slice(3));
    const old = renderManifest(sampleManifest({ platform: "behavior" }), { flavour: "clabe-0.6.13" });
    expect(accepting(old)).toEqual(VERSIONS.slice(2));
  });

  it("tells what the transfer service would refuse", () => {
    const codes = (text: string) => lintManifest(text).problems.map(({ code }) => code);
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
      lintManifest(golden(`manifest-acceptance/cases/${name}.yml`)).notices.map(({ code }) => code);
    expect(codes("subject_leading_zero_plain")).toEqual(["MANIFEST_VALUE_MISREAD"]);
    expect(codes("sched_unquoted_sexagesimal")).toEqual(["MANIFEST_VALUE_MISREAD"]);
    expect(codes("extra_key")).toEqual(["MANIFEST_KEY_IGNORED"]);
    expect(codes("new_minimal")).toEqual([]);
  });

  it("throws for what is no mapping", () => {
    expect(catchError(() => lintManifest("- a\n")).code).toBe("DOCUMENT_NOT_MAPPING");
  });
});
