import { inject, injectable } from "../../src/di/decorators.js";
import { container as globalContainer } from "tsyringe";
import { describe, expect, test } from "vitest";
import { createContainer } from "../../src/di/create-container.js";
import { CLOCK } from "../../src/di/core-tokens.js";
import { createToken } from "../../src/di/tokens.js";
import { createFakeClock } from "@rigline/foundation/testing";

const MAPPER = createToken<string>("mapper/session-mapper");
const PICKER = createToken<number>("picker/subject");

describe("a plugin's services", () => {
  test("are its own first, then what all share", () => {
    const container = createContainer();
    const clock = createFakeClock();
    container.set(CLOCK, clock);
    const one = container.openFor("one");
    const other = container.openFor("other");
    one.register(PICKER, 1);
    expect(one.resolve(PICKER)).toBe(1);
    expect(one.resolve(CLOCK)).toBe(clock);
    expect(other.tryResolve(PICKER)).toBeUndefined();
    expect(container.services.tryResolve(PICKER)).toBeUndefined();
  });

  test("provide for all what the plugin declares, and a value may be anything", () => {
    const container = createContainer();
    const NOTHING = createToken<null>("mapper/nothing");
    const mapper = container.openFor("mapper", [MAPPER, NOTHING]);
    const other = container.openFor("other");
    expect(container.missing()).toEqual([
      { plugin: "mapper", token: "mapper/session-mapper" },
      { plugin: "mapper", token: "mapper/nothing" },
    ]);
    mapper.provide(MAPPER, "mapped");
    mapper.provide(NOTHING, null);
    expect([other.resolve(MAPPER), other.resolve(NOTHING), container.services.resolve(MAPPER)]).toEqual([
      "mapped",
      null,
      "mapped",
    ]);
    expect(container.missing()).toEqual([]);
  });

  test("a token made twice from the same name is the same", () => {
    const container = createContainer();
    container.openFor("mapper", [MAPPER]).provide(MAPPER, "mapped");
    expect(container.services.resolve(createToken<string>("mapper/session-mapper"))).toBe("mapped");
  });

  test("two launchers share nothing, and the global container stays empty", () => {
    const first = createContainer();
    const second = createContainer();
    first.set(PICKER, 1);
    expect(second.services.tryResolve(PICKER)).toBeUndefined();
    expect(globalContainer.isRegistered(PICKER)).toBe(false);
  });
});

describe("errors", () => {
  test("a missing service: its name, and the nearest with its provider", () => {
    const container = createContainer();
    container.openFor("mapper", [MAPPER]).provide(MAPPER, "mapped");
    const services = container.openFor("reader");
    expect(() => services.resolve(createToken("mapper/sesion-mapper"))).toThrow(
      expect.objectContaining({
        code: "SERVICE_MISSING",
        message: 'Nothing provides the service "mapper/sesion-mapper". Did you mean "mapper/session-mapper" (mapper)?',
        where: { plugin: "reader" },
      }),
    );
  });

  test("a missing service without a near one: what there is", () => {
    const container = createContainer();
    container.set(CLOCK, createFakeClock());
    expect(() => container.services.resolve(PICKER)).toThrow(
      'Nothing provides the service "picker/subject". There are: core/clock.',
    );
    expect(() => createContainer().services.resolve(PICKER)).toThrow(
      'Nothing provides the service "picker/subject". There are: none.',
    );
  });

  test("asked for before its provider has provided it: says so", () => {
    const container = createContainer();
    container.openFor("mapper", [MAPPER]);
    expect(() => container.openFor("hasty").resolve(MAPPER)).toThrow(
      'Nothing provides the service "mapper/session-mapper". It is declared by mapper, not yet provided: name that plugin in `dependsOn`.',
    );
  });

  test("declared by two plugins: both are named", () => {
    const container = createContainer();
    container.openFor("one", [MAPPER]);
    expect(() => container.openFor("two", [MAPPER])).toThrow(
      expect.objectContaining({
        code: "SERVICE_PROVIDED_TWICE",
        message: 'Both plugin "one" and plugin "two" provide the service "mapper/session-mapper"',
      }),
    );
  });

  test("one of the launcher's own", () => {
    const container = createContainer();
    container.set(CLOCK, createFakeClock());
    expect(() => container.openFor("one", [CLOCK])).toThrow(
      'Both the launcher and plugin "one" provide the service "core/clock"',
    );
  });

  test("provided twice by the same plugin, and provided without being declared", () => {
    const container = createContainer();
    const one = container.openFor("one", [MAPPER]);
    one.provide(MAPPER, "first");
    expect(() => one.provide(MAPPER, "second")).toThrow(expect.objectContaining({ code: "SERVICE_PROVIDED_TWICE" }));
    expect(container.services.resolve(MAPPER)).toBe("first");
    expect(() => one.provide(PICKER, 1)).toThrow(expect.objectContaining({ code: "SERVICE_NOT_DECLARED" }));
    const other = container.openFor("other");
    expect(() => other.provide(MAPPER, "mine")).toThrow(
      expect.objectContaining({ code: "SERVICE_NOT_DECLARED", why: "It is declared by one." }),
    );
  });
});

describe("construct", () => {
  class Report {
    constructor(
      readonly subject: number,
      readonly mapper: string,
    ) {}
  }
  // What the decorators stand for; the transform that tests go through leaves them as they are.
  inject(PICKER)(Report, undefined, 0);
  inject(MAPPER)(Report, undefined, 1);
  injectable()(Report);

  test("fills a constructor from the plugin's own services and the shared ones", () => {
    const container = createContainer();
    container.openFor("mapper", [MAPPER]).provide(MAPPER, "mapped");
    const services = container.openFor("report");
    services.register(PICKER, 7);
    const report = services.construct(Report);
    expect([report instanceof Report, report.subject, report.mapper]).toEqual([true, 7, "mapped"]);
    expect(services.construct(Report)).not.toBe(report);
  });

  test("a parameter that nothing provides: names the service and the class, and keeps the cause", () => {
    const services = createContainer().openFor("report");
    services.register(PICKER, 7);
    expect(() => services.construct(Report)).toThrow(
      expect.objectContaining({
        code: "SERVICE_MISSING",
        message: 'Nothing provides the service "mapper/session-mapper", which class Report needs. There are: none.',
        where: { plugin: "report" },
        cause: expect.any(Error) as Error,
      }),
    );
  });

  test("a constructor that throws", () => {
    const cause = new Error("no table");
    class Broken {
      readonly table = Broken.open();
      static open(): string {
        throw cause;
      }
    }
    injectable()(Broken);
    expect(() => createContainer().openFor("report").construct(Broken)).toThrow(
      expect.objectContaining({ code: "SERVICE_FAILED", message: "Class Broken could not be made: no table", cause }),
    );
  });

  test("a parameter without @inject fails and says what to do", () => {
    class Plain {
      constructor(readonly value: number) {}
    }
    expect(() => createContainer().openFor("report").construct(Plain)).toThrow(
      expect.objectContaining({ code: "SERVICE_FAILED", todo: expect.stringContaining("@inject(TOKEN)") as string }),
    );
  });
});
