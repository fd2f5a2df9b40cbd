import { defineErrors } from "@rigline/foundation/errors";

export const submitRequestErrors = defineErrors({
  SUBMIT_REQUEST_INVALID: {
    exit: "config",
    meaning: "A request to the transfer service has a value that it refuses.",
    todo: "Correct the value; `upload_tasks` and `transfer_service_args` are where requests are written by hand.",
  },
  MODALITY_TWICE: {
    exit: "handOff",
    meaning: "A manifest has a modality under its old name and its new one, such as `ophys` and `pophys`.",
    todo: "Name the folders of both under the new name.",
  },
  USER_EMAIL_MISSING: {
    exit: "config",
    meaning: "A job names nobody to write to; aind-data-transfer-service 2.1.1 and later refuse it.",
    todo: "Set `user_email`, or name an experimenter whose address is <name>@<email_domain>; in a manifest it is `upload_notification_email`.",
  },
  UNKNOWN_JOB_TYPE: {
    exit: "config",
    meaning: "The transfer service has no such job type.",
    todo: "Use a job type of the service's `/api/v2/parameters`.",
  },
  UNKNOWN_PROJECT: {
    exit: "config",
    meaning: "The metadata service has no such project.",
    todo: "Write the project's name as the metadata service has it.",
  },
  DUPLICATE_JOB: {
    exit: "config",
    meaning: "A request has the same job twice.",
    todo: "Keep one of the two.",
  },
});
