export { Life, type LifeEnd, type LifeFigures } from "./life/life.js";
export { planLife, type LifePlan } from "./life/plan.js";
