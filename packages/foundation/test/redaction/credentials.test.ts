import { expect, test } from "vitest";
import { credentialsIn, hideCredentials } from "../../src/redaction/index.js";

test.each([
  ["https://ada:pw1@host/p", "https://ada:[secret]@host/p"],
  ["HTTPS://ada:pw1@host/p", "HTTPS://ada:[secret]@host/p"],
  ["postgres://:pw1@host", "postgres://:[secret]@host"],
  ["https://ghp_0123@host/p", "https://[secret]@host/p"],
  ["https://ada:p@w1@host/p", "https://ada:[secret]@host/p"],
  ["https://ada:p/w?1@host/p", "https://ada:[secret]@host/p"],
  ["smb://lab;ada:pw1@share/x and http://b:pw2@c", "smb://lab;ada:[secret]@share/x and http://b:[secret]@c"],
  ["https://host/x?next=http://a:pw1@b/", "https://host/x?next=http://a:[secret]@b/"],
  ["https://host/x?token=pw1&page=2", "https://host/x?token=[secret]&page=2"],
  ["https://host/x?page=2&X-Amz-Signature=pw1", "https://host/x?page=2&X-Amz-Signature=[secret]"],
  ["https://host/x?sig=pw1#access_token=pw2", "https://host/x?sig=[secret]#access_token=[secret]"],
  ['{"url":"https://host/x?mytoken=pw1"}', '{"url":"https://host/x?mytoken=[secret]"}'],
  ["sent with Authorization: Bearer abcdefghijklmnop.q", "sent with Authorization: Bearer [secret]"],
])("%s is shown as %s", (text, shown) => {
  expect(hideCredentials(text)).toBe(shown);
  expect(hideCredentials(shown)).toBe(shown);
});

test.each([
  "https://host:8080/user@x",
  "http://[::1]:3000/a@b",
  "ssh://git@host/x",
  "C:/Data:x@y",
  "://a:b@c",
  "a bearer of good news",
  "https://host/x?page=2&sort=date",
  "what? tokens=3 are left",
])("%s is shown as it is", (text) => {
  expect(hideCredentials(text)).toBe(text);
});

test("the credentials themselves are found, to be known elsewhere", () => {
  expect(credentialsIn("https://ada:pw1@host/x?api_key=pw2&page=2")).toEqual(["pw1", "pw2"]);
});
