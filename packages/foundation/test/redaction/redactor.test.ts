import { expect, test } from "vitest";
import { createRedactor } from "../../src/redaction/index.js";

function knowing(...secrets: string[]): ReturnType<typeof createRedactor> {
  const redactor = createRedactor();
  for (const secret of secrets) redactor.know(secret);
  return redactor;
}

test("a known secret is hidden wherever a text repeats it, however the text spells it", () => {
  const secret = 'pa"ss wörd/1+';
  const redactor = knowing(secret);
  for (const text of [
    `failed with ${secret}!`,
    JSON.stringify({ why: secret }),
    `https://host/${encodeURIComponent(secret)}`,
    `Basic ${Buffer.from(secret).toString("base64")}`,
    `Basic ${Buffer.from(`ada:${secret}`).toString("base64")}`,
    `Basic ${Buffer.from(`adam:${secret}:x`).toString("base64url")}`,
  ]) {
    const shown = redactor.hide(text);
    expect(shown).toContain("[secret]");
    for (const part of ["pa", "wörd", "w%C3%B6rd", Buffer.from("wörd").toString("base64").slice(0, 6)])
      expect(shown).not.toContain(part);
  }
});

test("the longer of two secrets goes first, and signs mean themselves", () => {
  expect(knowing("hunter22", "hunter22-and-more", "a.c$").hide("hunter22-and-more, hunter22, a.c$, abc$")).toBe(
    "[secret], [secret], [secret], abc$",
  );
});

test("each line of a longer secret is hidden by itself, as a log cuts it", () => {
  const key = `-----BEGIN KEY-----\n${"k".repeat(64)}\n${"m".repeat(20)}\n-----END KEY-----\n`;
  expect(knowing(key).hide(`read ${"m".repeat(20)}`)).toBe("read [secret]");
  expect(knowing(key).hide(key)).toBe("[secret]\n");
});

test("what is too short to be told from a letter is not hidden", () => {
  expect(knowing("abc", "   ").hide("abc abcd")).toBe("abc abcd");
  const redactor = createRedactor();
  redactor.know("date", 8);
  expect(redactor.hide("by date")).toBe("by date");
});

test("the credentials of an address are known where they stand alone", () => {
  const redactor = createRedactor();
  redactor.knowCredentialsIn("https://ada:pw%2Dof%2Dada@host/x?sig=signed");
  expect(redactor.hide("pw-of-ada was refused: signed")).toBe("[secret] was refused: [secret]");
});

test("what is shown has no control characters, nor a secret that held some", () => {
  expect(knowing("pass\u0007word").show("\u001B[1mpass\u0007word\u0000")).toBe("\\x1b[1m[secret]\\x00");
});

test("in data, secrets go by their names, by flags and by what is known; the rest stays the same object", () => {
  const redactor = knowing("hunter22");
  const clean = { list: [1, "a", { b: new Date(0) }], none: null };
  expect(redactor.hideIn(clean)).toBe(clean);
  const withSecrets = {
    clean,
    api: { token: "pw1", port: 80, url: "http://a:pw1@b" },
    command: ["curl", "--token", "pw1", "-password=pw1", "-u", "hunter22"],
    unset: { token: null },
  };
  const shown = redactor.hideIn(withSecrets);
  expect(shown).toEqual({
    clean,
    api: { token: "[secret]", port: 80, url: "http://a:[secret]@b" },
    command: ["curl", "--token", "[secret]", "-password=[secret]", "-u", "[secret]"],
    unset: { token: null },
  });
  expect(shown.clean).toBe(clean);
});

test("data that contains itself comes to an end", () => {
  const around: Record<string, unknown> = {};
  around["self"] = [around];
  expect(() => createRedactor().hideIn(around)).not.toThrow();
});
