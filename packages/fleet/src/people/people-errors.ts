import { defineErrors } from "@rigline/foundation/errors";

export const peopleError = defineErrors({
  FLEET_PERSON_NAME: {
    exit: "usage",
    meaning: "A person can't be called so.",
    todo: "Use what they sign in with: letters, digits, `.`, `_`, `+`, `-` and `@`, 100 at most; for OpenID Connect their address of mail.",
  },
  FLEET_PERSON_KNOWN: {
    exit: "refused",
    meaning: "A person of that name is in the fleet already.",
    todo: "Change what they may with `rigline-fleet people role NAME ROLE`, or give them a new password with `rigline-fleet people password NAME`.",
  },
  FLEET_PERSON_UNKNOWN: {
    exit: "refused",
    meaning: "No person of that name is in the fleet.",
    todo: "See their names with `rigline-fleet people list`.",
  },
  FLEET_LAST_ADMIN: {
    exit: "refused",
    meaning: "Nobody would be left who may say who is who.",
    todo: "Make somebody else an admin first: `rigline-fleet people role NAME admin`.",
  },
  FLEET_PASSWORD_WEAK: {
    exit: "usage",
    meaning: "A password is too short to be safe, or too long to be one.",
    todo: "Choose one of 12 characters or more, 200 at most; several words are easier to remember than signs.",
  },
  FLEET_SIGN_IN_AWAY: {
    exit: "config",
    meaning: "The provider of OpenID Connect can't be asked, or answered something that does not hold.",
    todo: "Check that the fleet's server reaches the issuer, and that the client's id, secret and redirect address (URL of the fleet with /sign-in/callback) are those that stand there.",
  },
});
