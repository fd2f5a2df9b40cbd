import { describe, expect, it } from "vitest";
import { readDocument } from "../../src/yaml/index.js";
import { processorMs } from "../../../foundation/test/support/processor-time.js";
import { catchError } from "../catch-error.js";

const MEGABYTE = 1024 * 1024;

function bomb(width: number, depth: number): string {
  const lines = [`k0: &k0 [${Array.from({ length: width }, () => "x").join(", ")}]`];
  for (let level = 1; level <= depth; level += 1)
    lines.push(`k${level}: &k${level} [${Array.from({ length: width }, () => `*k${level - 1}`).join(", ")}]`);
  return lines.join("\n");
}

// Each would take a plain reader seconds to forever, or its stack.
describe("documents built to exhaust a reader are refused quickly", () => {
  it.each([
    ["50 MB", "x".repeat(50 * MEGABYTE), "DOCUMENT_TOO_LARGE"],
    ["50 MB of bytes", Buffer.alloc(50 * MEGABYTE, "a"), "DOCUMENT_TOO_LARGE"],
    ["a billion laughs", bomb(9, 9), "YAML_TOO_COMPLEX"],
    ["many aliases to one list", `a: &a [${"x,".repeat(500)}]\nb: [${"*a,".repeat(2000)}]`, "YAML_TOO_COMPLEX"],
    ["open brackets", `a: ${"[".repeat(MEGABYTE)}`, "YAML_TOO_COMPLEX"],
    ["open braces", "{".repeat(MEGABYTE), "YAML_TOO_COMPLEX"],
    ["nested maps in a line", `${"{a: ".repeat(50_000)}1`, "YAML_TOO_COMPLEX"],
    ["compact lists", "- ".repeat(MEGABYTE), "YAML_TOO_COMPLEX"],
    ["compact lists within the limit", "- ".repeat(60_000), "YAML_TOO_COMPLEX"],
    ["explicit keys", "? ".repeat(MEGABYTE), "YAML_TOO_COMPLEX"],
    ["explicit keys within the limit", "? ".repeat(60_000), "YAML_TOO_COMPLEX"],
    ["deep indentation", Array.from({ length: 2000 }, (_, i) => `${" ".repeat(i)}a:\n`).join(""), "YAML_TOO_COMPLEX"],
    ["one key 800,000 times", "a: 1\n".repeat(800_000), "YAML_TOO_COMPLEX"],
    ["300,000 keys", Array.from({ length: 300_000 }, (_, i) => `k${i}: 1\n`).join(""), "YAML_TOO_COMPLEX"],
    ["anchors in a row", "&a ".repeat(MEGABYTE), "YAML_SYNTAX"],
    ["line ends alone", "\n".repeat(4 * MEGABYTE), "DOCUMENT_EMPTY"],
    ["comments alone", "#\n".repeat(2 * MEGABYTE), "DOCUMENT_EMPTY"],
    ["quotes", `"${"\\".repeat(2 * MEGABYTE)}`, "YAML_SYNTAX"],
    ["one open quote", `a: '${"x ".repeat(MEGABYTE)}`, "YAML_SYNTAX"],
    ["tags", "!".repeat(2 * MEGABYTE), "YAML_SYNTAX"],
  ])("%s", (_name, content, code) => {
    const start = processorMs();
    expect(catchError(() => readDocument(content, {})).code).toBe(code);
    expect(processorMs() - start).toBeLessThan(5000);
  });

  it("a large honest document is read: 20,000 paths", () => {
    const text = `modalities:\n  behavior:\n${Array.from({ length: 20_000 }, (_, i) => `  - "/data/614173/s1/behavior/file-${i}.bin"\n`).join("")}`;
    const { behavior } = readDocument(text, {}).mapping["modalities"] as { behavior: string[] };
    expect(behavior).toHaveLength(20_000);
  });

  it("60,000 aliases cost no more than their number", () => {
    const text = `a: &a x\nb: [${"*a,".repeat(60_000)}]\n`;
    const start = processorMs();
    expect(readDocument(text, {}).mapping["b"]).toHaveLength(60_000);
    expect(processorMs() - start).toBeLessThan(5000);
  });
});
