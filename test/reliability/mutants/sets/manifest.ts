import { mutantsOf } from "../mutant.js";

export const MANIFEST = mutantsOf("manifest", [
  {
    name: "count the failures before a step that was done",
    file: "job/job-state.ts",
    find: "published, ...OVERCOME",
    replace: "published, failure: undefined",
    killer: {
      file: "job/job-state.test.ts",
      test: "counts failures in a row until a step is done or a person puts the job back",
    },
  },
]);
