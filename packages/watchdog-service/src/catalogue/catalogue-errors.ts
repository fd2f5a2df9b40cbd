import { defineErrors } from "@rigline/foundation/errors";

export const catalogueError = defineErrors({
  CATALOGUE_UNREACHABLE: {
    exit: "handOff",
    meaning:
      "The catalogue could not be asked, or can't take the session now. The session's data are at their destination, and its hand-off is not held up.",
    todo: "Check the network and that the catalogue runs; it is told again by itself.",
  },
  CATALOGUE_REFUSED: {
    exit: "handOff",
    meaning:
      "The catalogue refused to register a session. The session's data are at their destination, and its hand-off is not held up.",
    todo: "Read the catalogue's answer, and correct `rigline.catalogue` in the watch config, the token, or the account's rights there; then restart the daemon, which tells it again. By itself it is told again every six hours.",
  },
});
