import path from "node:path";
import { expect, test } from "vitest";
import { redactorFor } from "../../../src/config/tell/known-secrets.js";
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
  const redact = redactorFor(config.layers ?? []);
  const shown = (key: string): unknown => config.provenance.get(key)?.map((source) => redact(key, source));
  expect(shown("watchdog.account")).toEqual(["[secret]"]);
  expect(shown("watchdog.pin")).toEqual(["[secret]"]);
  expect(shown("notes")).toEqual(["sent with [secret] as always"]);
  // One letter says nothing, and hiding each would hide everything.
  expect(redact("subject", { kind: "file", name: "f", value: "mouse1" })).toBe("mouse1");
});

test("what a key of a secret's name holds is hidden wherever a text repeats it, unless it is a short word", async () => {
  const config = await load(
    makeRig({
      "rigline.config.yaml":
        "data_dir: d\nwatchdog:\n  api_token: hunter22\n  api_token_of_share: hunter22-and-more\n  sort_key: date\n",
    }),
    { environment: { RIGLINE_WATCHDOG__PASSWORD: "correct horse" } },
  );
  const redact = redactorFor(config.layers ?? []);
  const value = "connecting with hunter22, then hunter22-and-more and correct horse, by date";
  expect(redact("report", { kind: "default", name: "report", value })).toBe(
    "connecting with [secret], then [secret] and [secret], by date",
  );
});
