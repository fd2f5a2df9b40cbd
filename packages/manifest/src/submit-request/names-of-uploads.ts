import { mark } from "@rigline/foundation/marks";
import { buildDataName } from "../names/index.js";
import { z } from "zod";

const RequestSchema = z.object({
  upload_jobs: z.array(
    z.object({
      subject_id: z.string(),
      acq_datetime: z.string(),
      platform: z.object({ abbreviation: z.string() }).nullish(),
    }),
  ),
});

/**
 * What aind-data-transfer-service calls the upload jobs of a request: `s3_prefix`, which it computes by itself from platform, subject
 * and time (`UploadJobConfigsV2.s3_prefix` of its `models/core.py`, 2.2.2). None of a request that is another service's.
 */
export function namesOfUploads(request: unknown): readonly string[] {
  const parsed = RequestSchema.safeParse(request);
  if (!parsed.success) return [];
  try {
    const names = parsed.data.upload_jobs.map(({ subject_id: subject, acq_datetime: time, platform }) =>
      buildDataName(
        platform === null || platform === undefined ? subject : `${platform.abbreviation}_${subject}`,
        time,
      ),
    );
    return [...new Set(names)];
  } catch {
    mark("submit: a request whose times can't be read has jobs whose names nobody knows");
    return [];
  }
}
