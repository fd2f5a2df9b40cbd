import { mutantsOf } from "../mutant.js";

export const FLEET = mutantsOf("fleet", [
  {
    name: "sign somebody in who is revoked",
    file: "people/sign-in.ts",
    find: " and revoked_at is null",
    replace: "",
    notSimulated: "fleets",
    killer: {
      file: "people/sign-in.test.ts",
      test: "whoever is revoked, or signs out, is out at once; let in again they sign in anew",
    },
  },
  {
    name: "let a visit to the fleet last for ever",
    file: "people/visits.ts",
    find: " and visits.created_at > now() - interval '${LONGEST}'",
    replace: "",
    notSimulated: "fleets",
    killer: {
      file: "people/sign-in.test.ts",
      test: "a visit ends after twelve hours without a request, and after fourteen days whatever was done",
    },
  },
  {
    name: "look at a password however many were wrong",
    file: "people/sign-in.ts",
    find: 'if (await this.#isTooOften(about, from)) return { verdict: "later", person };',
    replace: "",
    notSimulated: "fleets",
    killer: {
      file: "people/sign-in.test.ts",
      test: "who tries too often is not even looked at, from their address alone; nobody else is kept out",
    },
  },
  {
    name: "believe of an address what its client says",
    file: "page/client-address.ts",
    find: ".toReversed()",
    replace: "",
    notSimulated: "fleets",
    killer: {
      file: "people/sign-in.test.ts",
      test: "who tries too often is not even looked at, from their address alone; nobody else is kept out",
    },
  },
  {
    name: "take an address that nobody has verified for somebody's",
    file: "people/provider-person.ts",
    find: 'if (claim === "email" && claims["email_verified"] !== true) return undefined;',
    replace: "",
    notSimulated: "fleets",
    killer: {
      file: "people/sign-in.test.ts",
      test: "nobody else comes in: an address that is not verified, one of a local account, one that nobody has added",
    },
  },
  {
    name: "give a local account to whoever has its address at a provider",
    file: "people/provider-person.ts",
    find: " and password is null",
    replace: "",
    notSimulated: "fleets",
    killer: {
      file: "people/sign-in.test.ts",
      test: "nobody else comes in: an address that is not verified, one of a local account, one that nobody has added",
    },
  },
  {
    name: "take whoever has an address after somebody for them",
    file: "people/provider-person.ts",
    find: " and subject is null",
    replace: "",
    notSimulated: "fleets",
    killer: {
      file: "people/sign-in.test.ts",
      test: "whom an admin has added by their address comes in, is known by the provider's own name from then on, and is on record",
    },
  },
  {
    name: "take an ID token whoever has signed it",
    file: "people/provider.ts",
    find: "oidc.enableNonRepudiationChecks,",
    replace: "",
    notSimulated: "fleets",
    killer: {
      file: "people/sign-in.test.ts",
      test: "an ID token that is signed by another, made for another, of another sign-in, or over, is none",
    },
  },
  {
    name: "let a sign-in at a provider count again",
    file: "people/provider.ts",
    find: "delete from sign_ins where hash = $1 and until > now() returning state, nonce, verifier",
    replace: "select state, nonce, verifier from sign_ins where hash = $1 and until > now()",
    notSimulated: "fleets",
    killer: {
      file: "people/sign-in.test.ts",
      test: "what comes back counts once, for the browser that was sent, with its own state",
    },
  },
  {
    name: "let any page change something of the fleet",
    file: "page/page-app.ts",
    find: 'if (method !== "GET" && method !== "HEAD" && !isOfThePage(context, origin))',
    replace: 'if (method === "PUT")',
    notSimulated: "fleets",
    killer: {
      file: "people/sign-in.test.ts",
      test: "what no page of its own asks for is refused, with whatever cookie",
    },
  },
  {
    name: "let everybody do in the fleet what an admin may",
    file: "page/page-rooms.ts",
    find: "!mayActAs(visitor.role, role)",
    replace: '!mayActAs("admin", role)',
    notSimulated: "fleets",
    killer: {
      file: "people/sign-in.test.ts",
      test: "each may do what their role says, and another role counts at once",
    },
  },
  {
    name: "leave a fleet without anybody who says who is who",
    file: "people/people.ts",
    find: "left?.admins === 0",
    replace: "left === undefined",
    notSimulated: "fleets",
    killer: { file: "people/sign-in.test.ts", test: "somebody is left who says who is who, also when two go at once" },
  },
]);
