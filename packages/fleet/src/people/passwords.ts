import { randomBytes, randomInt, scrypt, timingSafeEqual } from "node:crypto";
import { peopleError } from "./people-errors.js";

/** What a password is made hard to guess with: `work` is the power of two of scrypt's N; 15, with 8 and 3, takes 32 MB and a moment. */
export interface PasswordCost {
  readonly work: number;
  readonly block: number;
  readonly lanes: number;
}

/** One of those that OWASP's password storage cheat sheet recommends. */
export const PASSWORD_COST: PasswordCost = { work: 15, block: 8, lanes: 3 };

const SALT_BYTES = 16;
const KEY_BYTES = 32;
const SHORTEST = 12;
const LONGEST = 200;

/** `scrypt$15$8$3$SALT$KEY`: says how it was made, so that a later cost needs no new passwords. Throws FLEET_PASSWORD_WEAK. */
export async function hashPassword(password: string, cost: PasswordCost = PASSWORD_COST): Promise<string> {
  if (password.length < SHORTEST || password.length > LONGEST)
    throw peopleError("FLEET_PASSWORD_WEAK", { what: `the password has ${password.length} characters` });
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, salt, cost);
  const { work, block, lanes } = cost;
  return ["scrypt", work, block, lanes, salt.toString("base64url"), key.toString("base64url")].join("$");
}

/**
 * Whether it is the password. `stored`: null where there is none, or nobody of that name: it takes as long as with one, so that nobody finds
 * out by the time who is known here.
 */
export async function isPassword(
  password: string,
  stored: string | null,
  cost: PasswordCost = PASSWORD_COST,
): Promise<boolean> {
  const [, work, block, lanes, salt = "", key = ""] =
    /^scrypt\$(\d+)\$(\d+)\$(\d+)\$([\w-]+)\$([\w-]+)$/u.exec(stored ?? "") ?? [];
  const known = work === undefined ? cost : { work: Number(work), block: Number(block), lanes: Number(lanes) };
  const wanted = Buffer.from(key, "base64url");
  const given = await derive(password.slice(0, LONGEST), Buffer.from(salt, "base64url"), known);
  return wanted.length === given.length && timingSafeEqual(wanted, given);
}

const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

/** One for the first time: four groups of letters and digits that nobody takes for each other, 99 bits. */
export function makePassword(): string {
  const group = (): string => Array.from({ length: 5 }, () => LETTERS[randomInt(LETTERS.length)]).join("");
  return Array.from({ length: 4 }, group).join("-");
}

function derive(password: string, salt: Buffer, { work, block, lanes }: PasswordCost): Promise<Buffer> {
  const N = 2 ** work;
  return new Promise((resolve, reject) => {
    // The same sign may be written in several ways; what is typed on another keyboard is the same password.
    scrypt(
      password.normalize("NFKC"),
      salt,
      KEY_BYTES,
      { N, r: block, p: lanes, maxmem: 256 * N * block },
      (error, key) => (error === null ? resolve(key) : reject(error)),
    );
  });
}
