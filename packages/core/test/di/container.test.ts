import "reflect-metadata";
import { container as globalContainer } from "tsyringe";
import { describe, expect, test } from "vitest";
import { CLOCK, LOGGER } from "../../src/di/core-tokens.js";
import { createContainer, type ContainerOwner } from "../../src/di/container.js";
import { inject, injectable, injectedNeeds, type ProviderList } from "../../src/di/providers.js";
import { createToken, extensionPoint, optional } from "../../src/di/tokens.js";
import { createFakeClock, createMemoryLog } from "@rigline/foundation/testing";

const MAPPER = createToken<string>("mapper/session-mapper");
const PICKER = createToken<number>("picker/subject");
const COUNTER = createToken<{ readonly count: number }>("test/counter");

function owner(plugin: string, fields: Partial<ContainerOwner> = {}, options?: unknown): ContainerOwner {
  return { context: { plugin, options, log: createMemoryLog() }, own: [], provided: [], ...fields };
}

/** Says how often it was made. */
function counting(): { readonly made: string[]; readonly provider: ProviderList[number] } {
  const made: string[] = [];
  const provider = {
    token: COUNTER,
    useFactory: ({ plugin }: { readonly plugin: string }) => ({ count: made.push(plugin) }),
  };
  return { made, provider };
}

describe("a plugin's services", () => {
  test("are its own first, then what all share", () => {
    const clock = createFakeClock();
    const container = createContainer([{ token: CLOCK, useValue: clock }]);
    const one = container.openFor(owner("one", { own: [{ token: PICKER, useValue: 1 }] }));
    const other = container.openFor(owner("other"));
    expect(one.resolve(PICKER)).toBe(1);
    expect(one.resolve(CLOCK)).toBe(clock);
    expect(other.tryResolve(PICKER)).toBeUndefined();
    expect(container.services.tryResolve(PICKER)).toBeUndefined();
  });

  test("what is provided is there for all, and a value may be anything", () => {
    const NOTHING = createToken<null>("mapper/nothing");
    const container = createContainer();
    container.promise(NOTHING, "mapper");
    container.openFor(owner("mapper", { provided: [{ token: MAPPER, useValue: "mapped" }] }));
    const other = container.openFor(owner("other"));
    container.set(NOTHING, null);
    expect([other.resolve(MAPPER), other.resolve(NOTHING), container.services.resolve(MAPPER)]).toEqual([
      "mapped",
      null,
      "mapped",
    ]);
  });

  test("a token made twice from the same name and version is the same, another version is another", () => {
    const container = createContainer([{ token: MAPPER, useValue: "mapped" }]);
    expect(container.services.resolve(createToken<string>("mapper/session-mapper"))).toBe("mapped");
    expect(container.services.tryResolve(createToken("mapper/session-mapper", { version: 2 }))).toBeUndefined();
  });

  test.each([
    [() => createToken(""), 'createToken takes a name such as "reward/total", not ""'],
    [() => createToken(undefined as never), 'createToken takes a name such as "reward/total", not nothing'],
    [() => createToken("a", 2 as never), "the second argument of createToken is { version, default }, not 2"],
    [() => createToken("a", { vesrion: 2 } as never), 'createToken has no option "vesrion". Did you mean "version"?'],
    [
      () => createToken("a", { version: "2" as never }),
      'the version of the token "a" is a whole number from 1 on, not "2"',
    ],
    [() => createToken("a", { version: 0 }), 'the version of the token "a" is a whole number from 1 on, not 0'],
    [() => optional("a" as never), 'optional takes what createToken returned, not "a"'],
    [() => extensionPoint(" "), 'extensionPoint takes a name such as "reward/total", not " "'],
  ])("a key that nobody could share is refused where it is made (%#)", (make, message) => {
    expect(make).toThrow(new TypeError(message));
  });

  test("two launchers share nothing, and the global container stays empty", () => {
    createContainer([{ token: PICKER, useValue: 1 }]);
    expect(createContainer().services.tryResolve(PICKER)).toBeUndefined();
    expect(globalContainer.isRegistered(PICKER.key)).toBe(false);
  });

  test("a port is replaced by one line", () => {
    const clock = createFakeClock();
    const container = createContainer([
      { token: CLOCK, useValue: createFakeClock() },
      { token: CLOCK, useValue: clock },
    ]);
    expect(container.openFor(owner("one")).resolve(CLOCK)).toBe(clock);
  });
});

describe("a service is made when it is first asked for, and once", () => {
  test("for the launcher, by the plugin that provides it, whoever asks first", () => {
    const container = createContainer();
    const { made, provider } = counting();
    container.openFor(owner("maker", { provided: [provider as never] }));
    const [one, other] = [container.openFor(owner("one")), container.openFor(owner("other"))];
    expect(made).toEqual([]);
    expect([one.resolve(COUNTER), other.resolve(COUNTER)]).toEqual([{ count: 1 }, { count: 1 }]);
    expect(made).toEqual(["maker"]);
  });

  test("for each plugin that asks, with that plugin's name and services", () => {
    const container = createContainer();
    const { made, provider } = counting();
    container.openFor(owner("maker", { provided: [{ ...provider, scope: "plugin" } as never] }));
    const [one, other] = [container.openFor(owner("one")), container.openFor(owner("other"))];
    expect([one.resolve(COUNTER).count, other.resolve(COUNTER).count, one.resolve(COUNTER).count]).toEqual([1, 2, 1]);
    expect(made).toEqual(["one", "other"]);
  });

  test("the log is each plugin's own", () => {
    const container = createContainer([{ token: LOGGER, scope: "plugin", useFactory: ({ log }) => log }]);
    const one = owner("one");
    expect(container.openFor(one).resolve(LOGGER)).toBe(one.context.log);
  });
});

describe("a class", () => {
  @injectable()
  class Table {
    constructor(@inject(PICKER) readonly legs: number) {}
  }
  @injectable()
  class Room {
    constructor(
      @inject(Table) readonly table: Table,
      @inject(optional(MAPPER)) readonly mapper: string | undefined,
    ) {}
  }

  test("is filled through all that it needs, each made once for the plugin", () => {
    const container = createContainer([{ token: PICKER, useValue: 4 }]);
    const one = container.openFor(owner("one", { own: [Room, Table] }));
    const other = container.openFor(owner("other", { own: [Room, Table] }));
    const room = one.resolve(Room);
    expect([room instanceof Room, room.table.legs, room.mapper]).toEqual([true, 4, undefined]);
    expect(one.resolve(Table)).toBe(room.table);
    expect(other.resolve(Table)).not.toBe(room.table);
  });

  test("stands behind a token, for others too", () => {
    const ROOM = createToken<Room>("house/room");
    const container = createContainer([
      { token: PICKER, useValue: 4 },
      { token: MAPPER, useValue: "mapped" },
    ]);
    container.openFor(owner("house", { own: [Table], provided: [{ token: ROOM, useClass: Room }] }));
    expect(container.openFor(owner("guest")).resolve(ROOM).mapper).toBe("mapped");
  });

  test("says what it is filled with before it is made", () => {
    expect(injectedNeeds(Room)).toEqual([Table, optional(MAPPER)]);
    expect(injectedNeeds(Map)).toEqual([]);
  });

  test("that needs what nothing provides: names the class and the service", () => {
    const one = createContainer().openFor(owner("one", { own: [Room, Table] }));
    expect(() => one.resolve(Room)).toThrow(
      expect.objectContaining({
        code: "SERVICE_MISSING",
        message: 'Nothing provides the service "picker/subject", which class Table needs. There are: none.',
        where: { plugin: "one" },
      }),
    );
  });

  test("whose constructor throws: the plugin, the service, and the error itself, however deep", () => {
    const cause = new Error("no legs");
    @injectable()
    class Broken {
      readonly legs = Broken.count();
      static count(): number {
        throw cause;
      }
    }
    @injectable()
    class Above {
      constructor(@inject(Broken) readonly broken: Broken) {}
    }
    const one = createContainer().openFor(owner("one", { own: [Above, Broken] }));
    const failed = expect.objectContaining({
      code: "SERVICE_FAILED",
      message: 'The service "Broken" of plugin "one" could not be made: no legs',
      where: { plugin: "one" },
      cause,
    }) as Error;
    expect(() => one.resolve(Above)).toThrow(failed);
    // Once more, and nothing of the first time is left.
    expect(() => one.resolve(Above)).toThrow(failed);
    expect(() => one.resolve(PICKER)).toThrow(expect.objectContaining({ code: "SERVICE_MISSING" }));
  });

  test("a factory that returns nothing has made nothing", () => {
    const container = createContainer();
    container.openFor(owner("one", { provided: [{ token: PICKER, useFactory: () => undefined as never }] }));
    expect(() => container.services.resolve(PICKER)).toThrow(
      expect.objectContaining({
        code: "SERVICE_FAILED",
        message: 'The service "picker/subject" of plugin "one" could not be made: its factory returned nothing',
      }),
    );
  });

  test("without @inject on a parameter: says what to do", () => {
    class Plain {
      constructor(readonly value: number) {}
    }
    const one = createContainer().openFor(owner("one", { own: [Plain] }));
    expect(() => one.resolve(Plain)).toThrow(
      expect.objectContaining({ code: "SERVICE_FAILED", todo: expect.stringContaining("@inject(TOKEN)") as string }),
    );
  });
});

describe("errors", () => {
  test("a missing service: its name, and the nearest with its provider", () => {
    const container = createContainer();
    container.openFor(owner("mapper", { provided: [{ token: MAPPER, useValue: "mapped" }] }));
    expect(() => container.openFor(owner("reader")).resolve(createToken("mapper/sesion-mapper"))).toThrow(
      expect.objectContaining({
        code: "SERVICE_MISSING",
        message: 'Nothing provides the service "mapper/sesion-mapper". Did you mean "mapper/session-mapper" (mapper)?',
        where: { plugin: "reader" },
      }),
    );
  });

  test("a missing service without a near one: what there is", () => {
    const container = createContainer([{ token: CLOCK, useValue: createFakeClock() }]);
    expect(() => container.services.resolve(PICKER)).toThrow(
      'Nothing provides the service "picker/subject". There are: core/clock.',
    );
  });

  test("asked for before its provider has set it up: says so", () => {
    const container = createContainer();
    container.promise(MAPPER, "mapper");
    expect(() => container.openFor(owner("hasty")).resolve(MAPPER)).toThrow(
      expect.objectContaining({
        code: "SERVICE_EARLY",
        message: 'The service "mapper/session-mapper" is not there: mapper has not set it up',
      }),
    );
  });

  test("a circle: every step by its name, through classes and factories", () => {
    @injectable()
    class Chicken {
      constructor(@inject(MAPPER) readonly egg: string) {}
    }
    const container = createContainer();
    const one = container.openFor(
      owner("one", { own: [Chicken, { token: MAPPER, useFactory: ({ services }) => services.resolve(Chicken).egg }] }),
    );
    expect(() => one.resolve(Chicken)).toThrow(
      expect.objectContaining({
        code: "SERVICE_CYCLE",
        message: "Services need each other in a circle: Chicken → mapper/session-mapper → Chicken",
        where: { plugin: "one" },
      }),
    );
  });

  test("a factory that does without what failed: its own later error is the one that is told", () => {
    const one = createContainer().openFor(
      owner("one", {
        own: [
          { token: PICKER, useFactory: () => Number.parseInt("x", 99) / (null as never as { legs: number }).legs },
          {
            token: MAPPER,
            useFactory: ({ services }) => {
              try {
                return String(services.resolve(PICKER));
              } catch {
                return "without";
              }
            },
          },
          {
            token: COUNTER,
            useFactory: ({ services }) => {
              services.resolve(MAPPER);
              throw new Error("its own");
            },
          },
        ],
      }),
    );
    expect(one.resolve(MAPPER)).toBe("without");
    expect(() => one.resolve(COUNTER)).toThrow('The service "test/counter" of plugin "one" could not be made: its own');
  });
});
