import "reflect-metadata";

/** For classes that `services.construct` makes: `@injectable()` on the class, `@inject(TOKEN)` on every parameter. */
export { inject, injectable } from "tsyringe";
