import { expect, test } from "vitest";
import { hideInText, hideSecrets, hideSecretsInLine, isSecretKey } from "../../../src/config/problems/hide-secrets.js";

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
