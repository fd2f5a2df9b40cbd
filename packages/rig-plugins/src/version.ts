/** Of the package, which its plugins have in common. */
export const VERSION = "0.1.0";
