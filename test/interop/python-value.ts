import { formatDate, formatIso } from "@rigline/foundation/time";
import { YamlBinary, YamlDisguisedNumber, YamlSet, YamlTimestamp } from "../../packages/manifest/src/yaml/index.js";

/** A value of ours as plain data that equals `fromPython` of the same value read by Python. */
export function fromRigline(value: unknown): unknown {
  if (value instanceof YamlTimestamp) return { $time: value.hasTime ? formatIso(value.time) : formatDate(value.time) };
  if (value instanceof YamlDisguisedNumber) return value.value;
  if (value instanceof YamlBinary) return { $bytes: Buffer.from(value.bytes).toString("hex") };
  if (value instanceof YamlSet) return { $set: value.items.map(String).sort() };
  if (typeof value === "bigint") return { $int: String(value) };
  if (typeof value === "number") return Object.is(value, -0) ? 0 : value;
  if (Array.isArray(value)) return value.map(fromRigline);
  if (typeof value !== "object" || value === null) return value;
  return new Map(Object.entries(value).map(([key, item]) => [key, fromRigline(item)]));
}

/** Python's kinds of number become one. */
export function fromPython(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromPython);
  if (typeof value !== "object" || value === null) return value;
  if ("$float" in value) return readFloat(String(value.$float));
  if ("$time" in value) return { $time: String(value.$time).replace("+00:00", "Z") };
  if (!("$map" in value)) return value;
  return new Map((value.$map as [string, unknown][]).map(([key, item]) => [key, fromPython(item)]));
}

function readFloat(text: string): number {
  const named: Readonly<Record<string, number>> = { inf: Infinity, "-inf": -Infinity, nan: Number.NaN };
  return named[text] ?? (Number(text) === 0 ? 0 : Number(text));
}
