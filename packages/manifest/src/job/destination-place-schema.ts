import { z } from "zod";

/** What a destination was found to be: the daemon looks whether it still is before it writes there or deletes a source. */
export const DestinationPlaceSchema = z.object({
  /** The topmost folder of the file system that it lies on, links resolved. */
  root: z.string(),
  /** The kind of file system, as statfs numbers it, in hex; empty on Windows. */
  fileSystem: z.string(),
  /** On Windows the volume's serial number, in hex. */
  volume: z.string().optional(),
  /** True: a disk of the rig itself. */
  own: z.boolean(),
  /** False: the folder above `root` was closed to the look, so the root may lie higher. Absent in journals of before. */
  seen: z.boolean().optional(),
});
