/** What a person may do, each with all that those before it may. */
export const ROLES = ["reader", "operator", "admin"] as const;
export type Role = (typeof ROLES)[number];

/** A reader looks on, an operator asks rigs for something and sees who did what, an admin says who is who. */
export function mayActAs(role: Role, wanted: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(wanted);
}
