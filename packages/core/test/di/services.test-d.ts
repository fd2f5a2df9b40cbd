import { expectTypeOf, test } from "vitest";
import { CLOCK, ENVIRONMENT } from "../../src/di/core-tokens.js";
import { inject, type Provider, type Services } from "../../src/di/providers.js";
import { createToken, optional } from "../../src/di/tokens.js";
import type { Clock } from "@rigline/foundation/platform";

declare const services: Services;
const PICKER = createToken<{ readonly subject: string }>("picker/subject");
type Picked = { readonly subject: string };

test("a token carries the type of its service", () => {
  expectTypeOf(services.resolve(CLOCK)).toEqualTypeOf<Clock>();
  expectTypeOf(services.resolve(ENVIRONMENT)).toEqualTypeOf<Readonly<Record<string, string>>>();
  expectTypeOf(services.tryResolve(PICKER)).toEqualTypeOf<Picked | undefined>();
  // @ts-expect-error -- a text is no token
  services.resolve("picker/subject");
  // @ts-expect-error -- nor is a symbol
  services.resolve(Symbol("picker/subject"));
  // @ts-expect-error -- the default is not of the token's type
  createToken<Picked>("picker/subject", { default: { subject: 614173 } });
});

test("a provider makes what its token says", () => {
  const value: Provider<Picked> = { token: PICKER, useValue: { subject: "614173" } };
  const made: Provider<Picked> = { token: PICKER, useFactory: ({ plugin }) => ({ subject: plugin }), scope: "plugin" };
  // @ts-expect-error -- the subject is a text
  const wrong: Provider<Picked> = { token: PICKER, useValue: { subject: 614173 } };
  // @ts-expect-error -- one way of making it is needed
  const none: Provider<Picked> = { token: PICKER };
  expectTypeOf([value, made, wrong, none]).toExtend<readonly Provider<Picked>[]>();
});

test("a parameter is filled with what has its type", () => {
  class Report {
    constructor(
      @inject(CLOCK) readonly clock: Clock,
      @inject(optional(PICKER)) readonly picked: Picked | undefined,
    ) {}
  }
  class Wrong {
    constructor(
      // @ts-expect-error -- the clock is no text
      @inject(CLOCK) readonly clock: string,
      // @ts-expect-error -- it may be undefined
      @inject(optional(PICKER)) readonly picked: Picked,
      // @ts-expect-error -- a report is no clock
      @inject(Report) readonly report: Clock,
    ) {}
  }
  expectTypeOf(Wrong).toBeConstructibleWith({} as never, { subject: "614173" }, {} as never);
});
