import { z } from "zod";
import { type FleetAnswer, FleetAnswerSchema } from "./fleet-push.js";
import { FleetWishSchema } from "./fleet-wish.js";

/** Of a wish that can't be understood so much is needed that who asks can be told. */
const UnknownWishSchema = z.object({
  id: z.int().positive(),
  job: z.string().catch(""),
  deed: z.object({ do: z.string().catch("") }).catch({ do: "" }),
  by: z.string().catch(""),
  at: z.string().catch(""),
});

/** A wish of a kind that this version does not know: a newer fleet's. */
export type UnknownWish = z.output<typeof UnknownWishSchema>;

/** What a rig hears in a fleet's answer to a push. */
export interface HeardAnswer extends FleetAnswer {
  readonly unknown?: readonly UnknownWish[];
}

const AnswerSchema = FleetAnswerSchema.extend({ wishes: z.array(z.unknown()) });

/** One wish that is not understood keeps nothing else from being heard. Throws a ZodError where it is no answer. */
export function hearAnswer(value: unknown): HeardAnswer {
  const { have, wishes: given } = AnswerSchema.parse(value);
  const wishes: HeardAnswer["wishes"] = [];
  const unknown: UnknownWish[] = [];
  for (const one of given) {
    const { data: known } = FleetWishSchema.safeParse(one);
    if (known !== undefined) wishes.push(known);
    else unknown.push(...(UnknownWishSchema.array().safeParse([one]).data ?? []));
  }
  return { have, wishes, ...(unknown.length === 0 ? {} : { unknown }) };
}
