import { defineErrors } from "@rigline/core";

export const devicesError = defineErrors({
  DEVICE_NOT_READY: {
    exit: "runner",
    meaning:
      "Another computer of the session could not be started, or was not ready in time. Those that ran were stopped.",
    todo: "Look at the named computer, whether it is on and what its program says.",
  },
  DEVICE_NOT_STOPPED: {
    exit: "runner",
    meaning: "Another computer of the session could not be stopped: it may still record.",
    todo: "Stop it there by hand, before the next session.",
  },
});
