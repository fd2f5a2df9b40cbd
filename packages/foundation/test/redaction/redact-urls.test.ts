import { describe, expect, test } from "vitest";
import { redactUrl, redactUrls, secretsOf } from "../../src/redaction/index.js";
import { processorMs } from "../support/processor-time.js";

describe("redactUrls", () => {
  test.each([
    ["http://host/api/v2/submit_jobs", "http://host/api/v2/submit_jobs"],
    ["http://svc:PW@host:80/x", "http://[secret]@host:80/x"],
    ["https://token@host", "https://[secret]@host"],
    ["https://host/x?api_key=K&v=2#frag", "https://host/x?api_key=[secret]&v=[secret]#[secret]"],
    ["https://host/x?K", "https://host/x?[secret]"],
    ["https://host/x?a=", "https://host/x?a="],
    ["posting to http://u:p@h/x?k=v failed: no.", "posting to http://[secret]@h/x?k=[secret] failed: no."],
    ["see (http://h/x?k=v), then", "see (http://h/x?k=[secret]), then"],
    ['{"url":"http://u:p@h/x","mail":"a@b.c"}', '{"url":"http://[secret]@h/x","mail":"a@b.c"}'],
    ["http://u:p@h/,http://u:q@i/", "http://[secret]@h/,http://[secret]@i/"],
    ["http://h/go?to=http://u:p@i/ http://u:p@i", "http://h/go?to=[secret] http://[secret]@i"],
    ["http://://u:p@h", "http://://[secret]@h"],
    ["http://svc:pa@ss@host/x", "http://[secret]@host/x"],
    ["http://svc:pa/ss@host/x", "http://[secret]@host/x"],
    ["http://svc:pa?ss#1@host/x", "http://[secret]@host/x"],
    ["http://[::1]:8080/@scope/x", "http://[::1]:8080/@scope/x"],
    ["https://registry/@scope/name", "https://registry/@scope/name"],
    ["postgres://u:p@h/db", "postgres://[secret]@h/db"],
    ["wss+x.y-z://u:p@h", "wss+x.y-z://[secret]@h"],
    ["a :// b?c=d and C:\\data\\x?y", "a :// b?c=d and C:\\data\\x?y"],
    ["jane@example.org", "jane@example.org"],
    ["", ""],
  ])("%s", (text, shown) => {
    expect(redactUrls(text)).toBe(shown);
  });

  test("takes time in proportion to the length, whatever the text is made of", () => {
    for (const piece of ["a", "://", "a://", "http://u:", "http://h/?a=b&", "@", "a://b@", ".", "http://h/?"]) {
      const text = piece.repeat(Math.ceil(2_000_000 / piece.length));
      const started = processorMs();
      redactUrls(text);
      expect(processorMs() - started, piece).toBeLessThan(4000);
    }
  });
});

test("redactUrl knows that all of it is the address, quotes and spaces too", () => {
  expect(redactUrl(`http://svc:a"b c@host/x?k="v"`)).toBe("http://[secret]@host/x?k=[secret]");
  expect(redactUrl("service/submit")).toBe("service/submit");
});

test("secretsOf names what others might repeat, written, decoded and as it is sent", () => {
  const secrets = secretsOf("http://svc:p%40ss@host/x?key=to%20ken&b#f");
  for (const secret of ["svc:p%40ss", "p%40ss", "p@ss", "to%20ken", "to ken", btoa("svc:p@ss")])
    expect(secrets).toContain(secret);
  expect(secrets).not.toContain("host/x");
  expect(secretsOf("http://host/x")).toEqual([]);
});
