import { messageOf } from "@rigline/foundation/errors";
import { escapeControl } from "@rigline/foundation/redaction";
import { readMoment } from "@rigline/foundation/time";
import { z } from "zod";
import { decodeText } from "../yaml/decode-text.js";
import { readDocument, YamlTimestamp } from "../yaml/index.js";
import type { FoundHold } from "./destination-hold.js";

const LONGEST_TEXT = 300;

function toOneLine(text: string): string {
  return escapeControl(text.replaceAll(/\s+/g, " ")).slice(0, LONGEST_TEXT);
}

const UNITS: Readonly<Record<string, number>> = { kb: 1e3, mb: 1e6, gb: 1e9 };

/** MB in a second, as `bandwidth` has them, or with its unit: `20 MB/s`. */
const RateSchema = z.union([z.number(), z.string()]).transform((written, context) => {
  const [, number = "", unit = ""] = /^(\d+(?:\.\d+)?)\s*([kMG]B)(?:\/s)?$/i.exec(String(written).trim()) ?? [];
  const bytes = typeof written === "number" ? written * 1e6 : Number(number) * (UNITS[unit.toLowerCase()] ?? 0);
  if (bytes > 0 && Number.isFinite(bytes)) return bytes;
  context.addIssue({ code: "custom", message: "no rate, such as 20 (MB in a second) or 20 MB/s" });
  return z.NEVER;
});

/** The number of a telephone is text, too. */
const TextSchema = z
  .union([z.string(), z.number(), z.boolean(), z.instanceof(YamlTimestamp).transform(({ text }) => text)])
  .transform((text) => toOneLine(String(text)));

const HoldFileSchema = z.strictObject({
  mode: z
    .string()
    .toLowerCase()
    .pipe(z.enum(["pause", "drain", "throttle"]))
    .default("pause"),
  rate: RateSchema.optional(),
  until: z.union([z.string(), z.instanceof(YamlTimestamp).transform(({ text }) => text)]).optional(),
  why: TextSchema.optional(),
  who: TextSchema.optional(),
});

/** Somebody meant a setting. */
const SETTING = /^\s*["']?(?:mode|rate|until|why|who)["']?\s*[:=]|^\s*(?:[[{]|-\s)/im;

/**
 * Reads what an owner wrote, YAML or JSON, or in words of their own, which say why. An empty file pauses. One that can't be read as what it should be pauses too, and says
 * why: whoever put it there wanted to stop something. `until` without an offset is by the clock of the rig.
 */
export function parseHold(
  file: string,
  content: Uint8Array,
  { now, zone }: { readonly now: Date; readonly zone: string },
): FoundHold {
  const damaged = (damage: string): FoundHold => ({ file, mode: "pause", damage: damage.slice(0, LONGEST_TEXT) });
  let text = "";
  let mapping: object;
  try {
    text = decodeText(content, undefined)
      .text.replaceAll(/^\s*#.*$/gm, "")
      .trim();
    if (text === "") return { file, mode: "pause" };
    mapping = readDocument(content, {}).mapping;
  } catch (error) {
    if (text === "" || SETTING.test(text)) return damaged(messageOf(error));
    if (/^(?:pause|drain)$/i.test(text)) return { file, mode: text.toLowerCase() as "pause" | "drain" };
    return { file, mode: "pause", why: toOneLine(text) };
  }
  // What is left empty is left out.
  const written = Object.entries(mapping).filter(([, value]) => value !== null);
  const parsed = HoldFileSchema.safeParse(
    Object.fromEntries(written.map(([key, value]) => [key.toLowerCase(), value])),
  );
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return damaged(`${(issue?.path ?? []).map(String).join(".")}: ${issue?.message ?? ""}`.replace(/^: /, ""));
  }
  const { mode, rate, until: end, why, who } = parsed.data;
  if (mode === "throttle" && rate === undefined) return damaged("throttle without a rate");
  const until = end === undefined ? undefined : readMoment(end, now, zone);
  if (end !== undefined && (until === undefined || !/\d{4}-/.test(end))) return damaged(`until is no date: ${end}`);
  return {
    file,
    mode: until !== undefined && until <= now ? "none" : mode,
    ...(mode === "throttle" && rate !== undefined ? { bytesPerSecond: rate } : {}),
    ...(until === undefined ? {} : { until: until.toISOString() }),
    ...(why === undefined ? {} : { why }),
    ...(who === undefined ? {} : { who }),
  };
}
