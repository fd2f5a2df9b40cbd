/** So many at most share a flush; each takes as long for two thousand files as for a hundred. */
export const BATCH_FILES = 1024;
/** What two workers may hold in memory of it is twice that. */
export const BATCH_BYTES = 16 * 1024 * 1024;

/** Small files together, so that their flushes are; a large one alone, so that little is lost with it. */
export function inBatches<File extends { readonly bytes: number }>(files: readonly File[]): File[][] {
  const batches: File[][] = [];
  let room = 0;
  for (const file of files) {
    const last = batches.at(-1);
    if (last === undefined || file.bytes > room || last.length >= BATCH_FILES) {
      batches.push([file]);
      room = BATCH_BYTES - file.bytes;
    } else {
      last.push(file);
      room -= file.bytes;
    }
  }
  return batches;
}
