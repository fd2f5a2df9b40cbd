/** An escape of JSON text: of a character that jsonb does not take, or any other. */
const ESCAPE = /\\(?:u(?:0000|d[89a-f][0-9a-f]{2})|.)/giu;

/**
 * A value as text for jsonb, which takes neither the character 0 nor half of a pair: what a rig says of a strange file name must not
 * keep all that comes behind it from being stored.
 */
export function jsonText(value: unknown): string {
  return JSON.stringify(value).replaceAll(ESCAPE, (escape) => (escape.length === 6 ? "\\ufffd" : escape));
}

/** The same for a column of text. */
export function plainText(text: string): string {
  return (JSON.parse(jsonText(text)) as string).slice(0, 4000);
}

/** A time that a rig told; null for what is none, or no time that a database knows. */
export function timeOf(text: string | undefined): string | null {
  const time = text === undefined ? NaN : Date.parse(text);
  return time >= 0 && time < LATEST ? new Date(time).toISOString() : null;
}

const LATEST = Date.parse("9999-01-01T00:00:00Z");
