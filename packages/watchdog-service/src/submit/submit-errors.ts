import { defineErrors } from "@rigline/foundation/errors";

export const submitError = defineErrors({
  SUBMIT_NOT_SENT: {
    exit: "handOff",
    meaning: "No connection to the transfer service came about, so nothing was posted.",
    todo: "Check the network and that the service runs; the submission is tried again by itself. The data is at its destination already.",
    retry: "always",
  },
  SUBMIT_UNREACHABLE: {
    exit: "handOff",
    meaning:
      "The connection to the transfer service broke off, or it did not answer in time: it may have the job or not.",
    todo: "Check the network and that the service runs; the submission is tried again by itself. The data is at its destination already.",
    retry: "always",
  },
  SUBMIT_BUSY: {
    exit: "handOff",
    meaning: "The transfer service answered that it can't take the job now.",
    todo: "Nothing, unless it lasts: the submission is tried again by itself. The data is at its destination already.",
    retry: "always",
  },
  SUBMIT_ALREADY_RUNNING: {
    exit: "handOff",
    meaning:
      "The transfer service is at work on a job of the same subject and time that this manifest did not post: a part of the session from another computer, or an earlier upload. This job does not count as submitted.",
    todo: "Nothing, unless it lasts: the submission is tried again by itself, and is taken when the other job has ended. The data is at its destination already.",
    retry: "always",
  },
  SUBMIT_NOT_ACCEPTED: {
    exit: "handOff",
    meaning:
      "Something answered with success and yet not as a transfer service accepts a job, which is with a JSON object or with nothing: a login page, a proxy's page, another service. The job does not count as submitted.",
    todo: "Open the endpoint's address from the rig and see what answers there; the submission is tried again by itself. The data is at its destination already.",
    retry: "always",
  },
  SUBMIT_WITH_ERRORS: {
    exit: "handOff",
    meaning:
      "The transfer service answered with success, and its answer tells of errors. The job does not count as submitted.",
    todo: "Read the errors, and ask those who run the service whether it has the job; then {redrive} submits it again. The data is at its destination already.",
    retry: "few",
  },
  SUBMIT_REFUSED: {
    exit: "handOff",
    meaning: "The transfer service refused the job.",
    todo: "Read the service's answer, correct the manifest or tell those who run the service; then {redrive}. The data is at its destination already.",
    retry: "never",
  },
  SUBMIT_REDIRECTED: {
    exit: "handOff",
    meaning:
      "The transfer service answered with a redirect, which is not followed: a job must not be posted to a place nobody chose.",
    todo: "Write the right address into the manifest's `transfer_endpoint`; then {redrive}.",
    retry: "never",
  },
  SUBMIT_BAD_ENDPOINT: {
    exit: "handOff",
    meaning: "The manifest's transfer_endpoint is no http or https address.",
    todo: "Correct `transfer_endpoint` in the manifest, or set it to null to copy only.",
    retry: "never",
  },
});

/** With these the service says, or it is known, that it did not take the job by this post. */
export const NOT_TAKEN: readonly string[] = [
  "SUBMIT_NOT_SENT",
  "SUBMIT_ALREADY_RUNNING",
  "SUBMIT_REFUSED",
  "SUBMIT_REDIRECTED",
  "SUBMIT_BAD_ENDPOINT",
];
