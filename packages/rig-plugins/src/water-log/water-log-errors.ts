import { defineErrors } from "@rigline/core";

export const waterLogError = defineErrors({
  WATERLOG_FAILED: {
    exit: "runner",
    meaning: "The program that the water log hands its values to could not be started, or did not end well.",
    todo: "Correct `program` of @rigline/rig-plugins/water-log, or enter the values there by hand: they are in water-log.json of the session. Then {resume}.",
  },
});
