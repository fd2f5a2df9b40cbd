import { defineErrors } from "@rigline/core";

export const openEphysError = defineErrors({
  OPEN_EPHYS_UNREACHABLE: {
    exit: "runner",
    meaning: "The HTTP server of the Open Ephys GUI does not answer, or answers what it should not.",
    todo: "Start the GUI, and look in it whether its HTTP server is on (File, HTTP Server); correct `address` and `port` of the section open_ephys.",
  },
  OPEN_EPHYS_NOT_RECORDING: {
    exit: "runner",
    meaning: "The Open Ephys GUI was told to record, and does not.",
    todo: "Look at the GUI: a signal chain needs a record node whose folder can be written.",
  },
});
