import { z } from "zod";

/**
 * Where the job is submitted. There is no default on purpose: clabe's default is a development server, and data that
 * went there by omission is data that nobody finds.
 */
export const TransferEndpointSchema = z
  .string({
    error:
      "must be given: the address that jobs are submitted to (http://…/api/v2/submit_jobs), or null to copy without submitting",
  })
  .refine(isHttpAddress, { error: "must be an http:// or https:// address, or null to copy without submitting" })
  .nullable();

function isHttpAddress(text: string): boolean {
  return URL.canParse(text) && ["http:", "https:"].includes(new URL(text).protocol);
}
