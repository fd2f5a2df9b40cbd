import { type Field, type FieldAnswers, FieldSchema } from "../forms/field.js";
import type { WaterLogOptions } from "./water-log-options.js";

const WEIGHT = { ask: "number", unit: "g", min: 1, max: 1000 } as const;
const WATER = { ask: "number", unit: "ml", min: 0, max: 100 } as const;

export function fieldsBefore(options: WaterLogOptions): readonly Field[] {
  return [weightField(options, "weight", "Weight")];
}

export function fieldsAfter(options: WaterLogOptions): readonly Field[] {
  return [
    FieldSchema.parse({ name: "earned_water", message: "Water earned", ...WATER, optional: true }),
    FieldSchema.parse({ name: "water_supplement", message: "Water given besides", ...WATER, optional: true }),
    ...(options.weigh_after ? [{ ...weightField(options, "weight_after", "Weight afterwards"), optional: true }] : []),
    FieldSchema.parse({ name: "water_comment", message: "Comment", ask: "text", optional: true }),
  ];
}

function weightField(options: WaterLogOptions, name: string, message: string): Field {
  const { warn_below_g: below, warn_above_g: above, warn_change_percent } = options;
  return FieldSchema.parse({
    name,
    message,
    ...WEIGHT,
    warn_change_percent,
    ...(below === undefined ? {} : { warn_below: below }),
    ...(above === undefined ? {} : { warn_above: above }),
  });
}

/** Of a subject with a baseline a weight may not be too small a part of it; the greater of both bounds counts. */
export function withBaseline(
  { baselines, least_percent: percent }: WaterLogOptions,
  fields: readonly Field[],
  subject: string,
): readonly Field[] {
  const baseline = Object.hasOwn(baselines, subject) ? baselines[subject] : undefined;
  if (baseline === undefined) return fields;
  const least = Math.round(baseline * percent) / 100;
  return fields.map((field) =>
    field.unit === "g" ? { ...field, warn_below: Math.max(least, field.warn_below ?? 0) } : field,
  );
}

/** What the config offers, as clabe's section has it. */
export function initialAfter(options: WaterLogOptions): FieldAnswers {
  const { earned_water: earned, water_supplement_ml: given, daily_ml: daily, comment } = options;
  const missing = daily === undefined ? undefined : Math.max(0, daily - (earned ?? 0));
  const supplement = given ?? missing;
  return {
    ...(typeof earned === "number" ? { earned_water: earned } : {}),
    ...(supplement === undefined ? {} : { water_supplement: supplement }),
    ...(typeof comment === "string" ? { water_comment: comment } : {}),
  };
}
