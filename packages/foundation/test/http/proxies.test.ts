import { describe, expect, test } from "vitest";
import { readProxies } from "@rigline/foundation/http";

function by(url: string, environment: Record<string, string>): string | undefined {
  return readProxies(environment)(new URL(url))?.host;
}

test.each([
  ["http://a.org/", { HTTP_PROXY: "http://proxy:3128" }, "proxy:3128"],
  ["http://a.org/", { HTTP_PROXY: "proxy:3128" }, "proxy:3128"],
  ["https://a.org/", { HTTP_PROXY: "http://proxy:3128" }, undefined],
  ["https://a.org/", { https_proxy: "http://small:1", HTTPS_PROXY: "http://large:2" }, "small:1"],
  ["https://a.org/", { ALL_PROXY: "http://all:1" }, "all:1"],
  ["http://a.org/", { all_proxy: "http://all:1", HTTP_PROXY: "http://one:2" }, "one:2"],
  ["http://a.org/", { HTTP_PROXY: "" }, undefined],
  ["http://a.org/", {}, undefined],
  ["http://localhost:8080/", { HTTP_PROXY: "http://proxy:3128" }, undefined],
  ["http://127.0.0.1/", { HTTP_PROXY: "http://proxy:3128" }, undefined],
  ["http://[::1]/", { HTTP_PROXY: "http://proxy:3128" }, undefined],
])("%s with %j goes by %s", (url, environment, expected) => {
  expect(by(url, environment)).toBe(expected);
});

describe("NO_PROXY", () => {
  test.each([
    ["*", "http://a.org/", false],
    ["a.org", "http://a.org/", false],
    ["a.org", "http://b.a.org/", false],
    [".a.org", "http://a.org/", false],
    ["*.a.org", "http://b.a.org/", false],
    ["A.ORG", "http://a.org/", false],
    ["a.org", "http://ba.org/", true],
    ["x, a.org", "http://a.org/", false],
    ["a.org:8080", "http://a.org:8080/", false],
    ["a.org:8080", "http://a.org/", true],
    ["a.org:80", "http://a.org/", false],
    ["10.0.0.0/8", "http://10.1.2.3/", false],
    ["10.0.0.0/8", "http://11.1.2.3/", true],
    ["10.0.0.0/8", "http://a.org/", true],
    ["10.1.2.3", "http://10.1.2.3/", false],
    ["2.3", "http://10.1.2.3/", true],
    ["fd00::/8", "http://[fd00::1]/", false],
    ["fd00::1", "http://[fd00::1]/", false],
    ["", "http://a.org/", true],
  ])("%j: %s by the proxy: %s", (exempt, url, expected) => {
    expect(by(url, { HTTP_PROXY: "http://proxy:3128", no_proxy: exempt }) !== undefined).toBe(expected);
  });
});

test.each(["socks5://user:secret@proxy:1080", "http://user:secret@", "http://user:secret%@proxy:1080"])(
  "%s is refused when it is needed, without its password",
  (proxy) => {
    const find = readProxies({ HTTPS_PROXY: proxy });
    expect(find(new URL("http://a.org/"))).toBeUndefined();
    expect(() => find(new URL("https://a.org/"))).toThrow(/^the variable HTTPS_PROXY [^]*http:\/\/host:port$/);
    expect(() => find(new URL("https://a.org/"))).not.toThrow(/secret/);
  },
);
