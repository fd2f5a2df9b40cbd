import type { PageOrder } from "@rigline/foundation/page";
import { z } from "zod";

/** The one argument of the program. */
export const PageOrderSchema: z.ZodType<PageOrder> = z.strictObject({
  watchConfig: z.string().optional(),
  rig: z
    .strictObject({
      name: z.string(),
      script: z.string(),
      options: z.array(z.string()),
      folder: z.string(),
      dataFolder: z.string(),
      tempFolder: z.string(),
    })
    .optional(),
  port: z.int().min(0).max(65_535),
  opens: z.boolean(),
  tells: z.boolean(),
}) as z.ZodType<PageOrder>;
