/** What the page of a rig and the page of a fleet have in common, in the browser. Not part of the published package. */
export { ASKS_WHY, confirm, Confirmation, type AskedText, type Confirm, type FoundPlan } from "./confirmation.js";
export { FilterButton, type FilterButtonProps } from "./filter-button.js";
export { Freshness } from "./freshness.js";
export { Facts, Timeline } from "./history.js";
export { connect, isOver, silentFor, type Heard } from "./live-connection.js";
export { RowHead, type RowHeadProps } from "./row-head.js";
export { listenForKeys, moveBetweenRows } from "./row-keys.js";
export { RowReason, type RowReasonProps } from "./row-reason.js";
export { showMoment } from "./show-time.js";
export { WithCode } from "./with-code.js";
