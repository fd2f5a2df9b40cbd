export { pageError } from "./page-errors.js";
export type { PageOrder, PageRig } from "./page-order.js";
export { findPageProgram, readPagePort, requireLoopback, runPage } from "./start-page.js";
