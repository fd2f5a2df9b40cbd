import { mutantsOf } from "../mutant.js";

export const MANIFEST = mutantsOf("manifest", [
  {
    name: "take a withdrawn manifest for one that is archived",
    file: "job/manifest-fate.ts",
    find: 'return manifest === "gone" && state?.submission',
    replace: 'return manifest === "queued" && state?.submission',
    killer: { file: "job/decide-status.test.ts", test: "taken out of the queue" },
  },
  {
    name: "call a copy safe that a power cut could take",
    file: "gates/judge-gates.ts",
    find: "published.flushed === false",
    replace: "published === undefined",
    killer: { file: "job/decide-status.test.ts", test: "never where the share has no flush" },
  },
  {
    name: "call a session safe before its job is at its end",
    file: "gates/judge-gates.ts",
    find: 'step !== "complete"',
    replace: "step === undefined",
    killer: { file: "job/decide-status.test.ts", test: "never where its job is not at its end" },
  },
  {
    name: "call a session safe whose upload has failed",
    file: "gates/judge-gates.ts",
    find: 'upload?.state === "failed"',
    replace: "upload === null",
    notSimulated: "uploads",
    killer: { file: "job/decide-status.test.ts", test: "never where the upload has failed" },
  },
  {
    name: "take a long last line for whole",
    file: "manifest/detect-truncation.ts",
    find: "line.length > LINE_LETTERS || ",
    replace: "",
    notSimulated: "ownForm",
    killer: {
      file: "manifest/truncation.test.ts",
      test: "of a value that PyYAML has broken into two lines is not proved whole by the first",
    },
  },
  {
    name: "prove a manifest whole by another key than its writer's last",
    file: "manifest/detect-truncation.ts",
    find: "if (Object.keys(mapping).at(-1) !== key) return false;",
    replace: "if (line !== undefined) return true;",
    notSimulated: "ownForm",
    killer: {
      file: "manifest/truncation.test.ts",
      test: "is never proved whole by its form: watchdog-0.1.9/manifest_614174_2026-07-14_09-05-00.yml",
    },
  },
  {
    name: "count the failures before a step that was done",
    file: "job/apply-record.ts",
    find: "published, ...OVERCOME",
    replace: "published, failure: undefined",
    notSimulated: "pace",
    killer: {
      file: "job/job-state.test.ts",
      test: "counts failures in a row until a step is done or a person puts the job back",
    },
  },
  {
    name: "keep the ledger of another manifest",
    file: "job/job-fold.ts",
    find: "this.#ledger.clear();",
    replace: "",
    notSimulated: "sameSources",
    killer: {
      file: "job/job-state.test.ts",
      test: "begins anew with another manifest's digest, also where the line that accepted it is damaged",
    },
  },
  {
    name: "not see another manifest where its acceptance is damaged",
    file: "job/job-fold.ts",
    find: "(before !== undefined && digest !== before)",
    replace: "false",
    notSimulated: "damage",
    killer: {
      file: "job/job-state.test.ts",
      test: "begins anew with another manifest's digest, also where the line that accepted it is damaged",
    },
  },
  {
    name: "call a session safe to delete whose copy was found damaged",
    file: "gates/judge-gates.ts",
    find: "if (state.verification?.isWhole === false)",
    replace: "if (state.verification?.by === '')",
    notSimulated: "cleaned",
    killer: {
      file: "wishes/job-wish.test.ts",
      test: "what a later look at the published copy found is recorded with who and when, and the last one counts",
    },
  },
  {
    name: "call a session safe to delete before each copy that is needed is there",
    file: "gates/judge-gates.ts",
    find: "copy.state?.published === undefined",
    replace: "copy.state === null",
    notSimulated: "oneDestination",
    killer: {
      file: "further/further-copies.test.ts",
      test: "never where of a copy that is needed it is known that it is on its way",
    },
  },
  {
    name: "have a derived manifest delete what it was copied from",
    file: "further/derive-manifest.ts",
    find: "deleteModalitiesSourceAfterSuccess: false",
    replace: "deleteModalitiesSourceAfterSuccess: true",
    notSimulated: "oneDestination",
    killer: {
      file: "further/further-copies.test.ts",
      test: "the one that is derived, current, is taken by every version that takes its own, and deletes nothing",
    },
  },
]);
