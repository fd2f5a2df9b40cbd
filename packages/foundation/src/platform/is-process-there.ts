import { systemCodeOf } from "./storage-errors.js";

/** Whether a process has this id now, whichever it is: one of another user counts. */
export function isProcessThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return systemCodeOf(error) === "EPERM";
  }
}
