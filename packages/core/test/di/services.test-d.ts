import { expectTypeOf, test } from "vitest";
import { CLOCK, ENVIRONMENT } from "../../src/di/core-tokens.js";
import type { Services } from "../../src/di/services.js";
import { createToken } from "../../src/di/tokens.js";
import type { Clock } from "@rigline/foundation/platform";

declare const services: Services;
const PICKER = createToken<{ readonly subject: string }>("picker/subject");

test("a token carries the type of its value", () => {
  expectTypeOf(services.resolve(CLOCK)).toEqualTypeOf<Clock>();
  expectTypeOf(services.resolve(ENVIRONMENT)).toEqualTypeOf<Readonly<Record<string, string>>>();
  expectTypeOf(services.tryResolve(PICKER)).toEqualTypeOf<{ readonly subject: string } | undefined>();
  services.provide(PICKER, { subject: "614173" });
  // @ts-expect-error -- the subject is a text
  services.provide(PICKER, { subject: 614173 });
  // @ts-expect-error -- the subject is missing
  services.register(PICKER, {});
  // @ts-expect-error -- a text is no token
  services.resolve("picker/subject");
  // @ts-expect-error -- nor is any other symbol
  services.resolve(Symbol("picker/subject"));
});
