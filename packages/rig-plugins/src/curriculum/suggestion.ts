import { z } from "zod";

/** What `curriculum run` of aind-behavior-curriculum prints; keys that it has besides are kept. */
export const SuggestionSchema = z.looseObject({
  trainer_state: z.looseObject({
    stage: z.looseObject({ name: z.string().optional() }).nullish(),
    is_on_curriculum: z.boolean().optional(),
  }),
  metrics: z.unknown(),
  version: z.string().nullish(),
  dsl_version: z.string().nullish(),
});

export type Suggestion = z.output<typeof SuggestionSchema>;

/** `stage GraduatedStage`, or what else is known. */
export function describeSuggestion({ trainer_state: state, version }: Suggestion): string {
  const stage = state.stage?.name ?? (state.stage === null ? "no stage" : "a stage without a name");
  const off = state.is_on_curriculum === false ? ", off the curriculum" : "";
  return `${stage}${off}${typeof version === "string" ? ` (curriculum ${version})` : ""}`;
}
