import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const GOLDEN = new URL("../../../manifest/test/golden/", import.meta.url);

/** A document that the real aind-data-schema has written. */
export function goldenDocument(path: string): string {
  return readFileSync(fileURLToPath(new URL(path, GOLDEN)), "utf8");
}

/** The same acquisition with streams of these modalities. */
export function streamsOf(acquisition: string, modalities: readonly string[]): string {
  const document = JSON.parse(acquisition) as { data_streams: object[] };
  const [stream] = document.data_streams;
  return JSON.stringify({
    ...document,
    data_streams: modalities.map((abbreviation) => ({ ...stream, modalities: [{ name: abbreviation, abbreviation }] })),
  });
}
