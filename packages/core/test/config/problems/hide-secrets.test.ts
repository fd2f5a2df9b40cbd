import path from "node:path";
import { describe, expect, test } from "vitest";
import { hideInText, hideSecrets, hideSecretsInLine, isSecretKey } from "../../../src/config/problems/hide-secrets.js";
import { createRedactor } from "../../../src/config/tell/redact-sources.js";
import { load, makeRig } from "../rig-folder.js";

test.each([
  "password",
  "db_password",
  "PASSWD",
  "apiToken",
  "api_token",
  "tokens",
  "client-secret",
  "secrets",
  "credentials",
  "api_key",
  "apiKey",
  "apikey",
  "private_key",
  "key",
  "ssh-keys",
  "Authorization",
  "passphrase",
  "pwd",
])("%s is a secret's name", (name) => {
  expect(isSecretKey(name)).toBe(true);
});

test.each([
  "project_name",
  "keyboard",
  "key_bindings",
  "monkey",
  "tokenizer",
  "passwordless",
  "secretary",
  "job_type",
  "destination",
])("%s is none", (name) => {
  expect(isSecretKey(name)).toBe(false);
});

test.each([
  ["https://ada:pw1@host/p", "https://ada:[secret]@host/p"],
  ["postgres://:pw1@host", "postgres://:[secret]@host"],
  ["https://host/x?token=pw1&page=2", "https://host/x?token=[secret]&page=2"],
  ["https://host/x?page=2&X-Amz-Signature=pw1", "https://host/x?page=2&X-Amz-Signature=[secret]"],
  ["https://host:8080/user@x", "https://host:8080/user@x"],
  ["C:/Data:x@y", "C:/Data:x@y"],
])("%s is shown as %s", (text, shown) => {
  expect(hideInText(text)).toBe(shown);
});

test("values of secret keys are hidden at every depth, in lists and in arguments", () => {
  expect(
    hideSecrets({
      api: { token: "pw1", port: 80, url: "http://a:pw1@b" },
      list: [{ password: "pw1", user: "ada" }, "http://a:pw1@b"],
      command: ["curl", "--token", "pw1", "--password=pw1", "-u", "ada"],
      secret: { nested: "pw1" },
      unset: { token: null },
    }),
  ).toEqual({
    api: { token: "[secret]", port: 80, url: "http://a:[secret]@b" },
    list: [{ password: "[secret]", user: "ada" }, "http://a:[secret]@b"],
    command: ["curl", "--token", "[secret]", "--password=[secret]", "-u", "ada"],
    secret: "[secret]",
    unset: { token: null },
  });
});

test.each([
  ["  password: pw1", "  password: [secret]"],
  ['  "api_key": "pw1",', '  "api_key": [secret]'],
  ["RIGLINE_W__TOKEN=pw1", "RIGLINE_W__TOKEN=[secret]"],
  ["  url: http://a:pw1@b", "  url: http://a:[secret]@b"],
  ["  job_type: x", "  job_type: x"],
])("the line %j is shown as %j", (line, shown) => {
  expect(hideSecretsInLine(line)).toBe(shown);
});

describe("what a secret file holds", () => {
  test("is hidden under any key, and where another source repeats it", async () => {
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
});
