import { defineErrors } from "@rigline/foundation/errors";

export const queueError = defineErrors({
  QUEUE_INVALID: {
    exit: "usage",
    meaning: "The file that `rigline run --queue` names is no list of sessions.",
    todo: 'Write a YAML list with a subject for each session: `- { subject: "614173" }`.',
  },
  QUEUE_UNREADABLE: {
    exit: "usage",
    meaning: "The file that `rigline run --queue` names can't be read.",
    todo: "Name a file that is there, and that this user may read.",
  },
});
