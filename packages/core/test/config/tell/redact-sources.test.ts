import path from "node:path";
import { expect, test } from "vitest";
import { createRedactor } from "../../../src/config/tell/redact-sources.js";
import { load, makeRig } from "../rig-folder.js";

test("what a secret file holds is hidden under any key, and where another source repeats it", async () => {
  const config = await load(
    makeRig({
      "rigline.config.yaml": 'data_dir: d\nnotes: "sent with s3same as always"\n',
      [path.join("secrets", "RIGLINE_WATCHDOG__ACCOUNT")]: "s3same",
      [path.join("secrets", "RIGLINE_WATCHDOG__PIN")]: "1",
    }),
    { environment: { RIGLINE_SECRETS_DIR: "secrets" } },
  );
  const redact = createRedactor(config.layers ?? []);
  const shown = (key: string): unknown => config.provenance.get(key)?.map((source) => redact(key, source));
  expect(shown("watchdog.account")).toEqual(["[secret]"]);
  expect(shown("watchdog.pin")).toEqual(["[secret]"]);
  expect(shown("notes")).toEqual(["sent with [secret] as always"]);
  // One letter says nothing, and hiding each would hide everything.
  expect(redact("subject", { kind: "file", name: "f", value: "mouse1" })).toBe("mouse1");
});
