import { z } from "zod";

const DOUBLE = /\{\{\s*([^{}]*?)\s*\}\}/gu;
const SINGLE = /(?<!\{)\{\s*destination\s*\}(?!\})/gu;

/**
 * Tasks of the job by name, any JSON. `{{ destination }}` is all that is filled in: another name in such braces would reach
 * the transfer service as it stands, and be taken for a path there.
 */
export const UploadTasksSchema = z.record(z.string(), z.json()).check(({ value, issues }) => {
  for (const { text, path } of textsOf(value))
    issues.push(...objectionsTo(text).map((message) => ({ code: "custom" as const, input: text, path, message })));
});

function objectionsTo(text: string): string[] {
  const unknown = [...text.matchAll(DOUBLE)]
    .filter(([, name]) => name !== "destination")
    .map(([whole]) => `${whole} is filled in by nothing: the only name there is {{ destination }}`);
  const single = [...text.matchAll(SINGLE)].map(([whole]) => `${whole} is written with two braces: {{ destination }}`);
  return [...unknown, ...single];
}

function* textsOf(value: unknown, path: (string | number)[] = []): Generator<{ text: string; path: typeof path }> {
  if (typeof value === "string") yield { text: value, path };
  else if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* textsOf(item, [...path, index]);
  else if (typeof value === "object" && value !== null)
    for (const [key, inner] of Object.entries(value)) yield* textsOf(inner, [...path, key]);
}
