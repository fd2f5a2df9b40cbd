import { z } from "zod";

/** What came of telling the catalogue of a session. */
export const CataloguedSchema = z.object({
  state: z.enum(["registered", "refused"]),
  /** Its identifier there. */
  pid: z.string().optional(),
  /** Why it was refused. */
  reason: z.string().optional(),
});
