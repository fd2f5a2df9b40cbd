export { Life } from "./life/life.js";
export type { LifeEnd, LifeFigures } from "./life/life-end.js";
export { planLife } from "./life/plan-life.js";
export type { LifePlan } from "./life/plan.js";
